"""``python -m tests.drills``: the whole list in about ten minutes; DRILL=full for its counts.

``python -m tests.drills R1 X9`` runs those alone; ``--soak MINUTES`` runs the soak instead.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.drills import crashes, hostile, soak, spoofs, troubles
from tests.drills.table import Row, markdown, show, verdict

Drill = Callable[..., Awaitable[list[Row]]]

DRILLS: dict[str, Drill] = {
    "R1": crashes.kill_in_the_middle,
    "R2": crashes.kill_under_load,
    "R3": crashes.the_same_again,
    "R4": troubles.two_instances,
    "R5": troubles.no_network,
    "R6": troubles.limits,
    "R7": troubles.faults,
    "R8": troubles.lost_answers,
    "R9": troubles.groups_that_move,
    "R10": troubles.odd_chats,
    "R11": hostile.long_answers,
    "R12": hostile.forged_webhooks,
    "R13": crashes.end_in_order,
    "R14": troubles.bad_disks,
    "R15": crashes.many_waiting,
    "S1": crashes.kill_the_store,
    "X1": hostile.hostile_texts,
    "X2": hostile.any_string,
    "X3": spoofs.forged_presses,
    "X4": spoofs.false_moderators,
    "X5": hostile.costly_strings,
    "X6": hostile.disguised_questions,
    "X7": spoofs.secrets_in_files,
    "X8": spoofs.forgotten_people,
    "X9": spoofs.one_floods,
    "X10": hostile.bombs,
    "X11": hostile.odd_updates,
}


async def run(names: list[str], *, full: bool) -> list[Row]:
    """Run drills one after another and say each row as it comes."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        for drill in names:
            began = time.monotonic()
            try:
                found = await DRILLS[drill](Path(name) / drill, full=full)
            except Exception as error:  # noqa: BLE001  # the others are tried all the same
                traceback.print_exc()
                found = [Row(drill, "the drill itself failed", repr(error)[:200], holds=False)]
            took = time.monotonic() - began
            rows += found
            for row in found:
                line = f"{row.name:9} {verdict(row):9} {row.done}: {row.came} ({took:.0f} s)"
                print(line, file=sys.stderr, flush=True)
    return rows


def main() -> None:
    """Read the command line, run, print; exit 1 where something does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="R1 to X11; all without one")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="soak instead")
    parser.add_argument("--markdown", action="store_true", help="print the table for the docs")
    given = parser.parse_args()
    unknown = set(given.names) - DRILLS.keys()
    if unknown:
        parser.error(f"no drill {min(unknown)}; there are {', '.join(DRILLS)}")
    if given.soak:
        rows = asyncio.run(soak.soak(given.soak))
    else:
        full = os.environ.get("DRILL") == "full"
        rows = asyncio.run(run(given.names or list(DRILLS), full=full))
    if given.markdown:
        print(markdown(rows))
    else:
        show(rows)
    sys.exit(any(row.holds is False for row in rows))


if __name__ == "__main__":
    main()
