"""``python -m tests.benchmarks [--speed] [--quality] [--clusters]``: tables, all without a flag.

Quality is measured on the question sets in the folder ``KUTIP_BENCH``, else in ``shared/bench``
beside the project; without them it is left out.
"""

import argparse

from tests.benchmarks import clusters, quality, speed


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--speed", action="store_true", help="only speed, memory and growth")
    parser.add_argument("--quality", action="store_true", help="only quality")
    parser.add_argument("--clusters", action="store_true", help="only clusters of questions")
    parser.add_argument("--sizes", default="1000,10000,100000", help="phrasings, by comma")
    given = parser.parse_args()
    every = not (given.speed or given.quality or given.clusters)
    if given.speed or every:
        speed.report([int(size) for size in given.sizes.split(",")])
    if given.quality or every:
        quality.report()
    if given.clusters or every:
        clusters.report()


if __name__ == "__main__":
    main()
