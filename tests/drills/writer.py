"""Writes pairs of rows for ever and says each number once it is acknowledged, to be killed."""

import asyncio
import sys
from itertools import count
from pathlib import Path

from knowledge.database import Database

_TABLE = (1, ("CREATE TABLE thing (pair INTEGER NOT NULL, half INTEGER NOT NULL)",))


async def write(file: Path) -> None:
    """Write until killed."""
    async with Database(file, [_TABLE]) as database:
        print("open", flush=True)
        for number in count(1):
            async with database.transaction():
                for half in (1, 2):
                    await database.execute("INSERT INTO thing VALUES (?, ?)", (number, half))
            print(number, flush=True)


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1])))
