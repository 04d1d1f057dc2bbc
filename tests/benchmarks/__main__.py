"""``python -m tests.benchmarks [--speed] [--quality] [--clusters] [--delivery]``: else all.

Quality is measured on the question sets in the folder ``KUTIP_BENCH``, else in ``shared/bench``
beside the project; without them it is left out.
"""

import argparse
import asyncio

from tests.benchmarks import clusters, delivery, quality, speed


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--speed", action="store_true", help="only speed, memory and growth")
    parser.add_argument("--quality", action="store_true", help="only quality")
    parser.add_argument("--clusters", action="store_true", help="only clusters of questions")
    parser.add_argument("--sizes", default="1000,10000,100000", help="phrasings, by comma")
    parser.add_argument("--delivery", action="store_true", help="only beside an echo bot")
    given = parser.parse_args()
    everything = not (given.speed or given.quality or given.clusters or given.delivery)
    if given.speed or everything:
        speed.report([int(size) for size in given.sizes.split(",")])
    if given.quality or everything:
        quality.report()
    if given.clusters or everything:
        clusters.report()
    if given.delivery or everything:
        delivery.show(asyncio.run(delivery.measure()))


if __name__ == "__main__":
    main()
