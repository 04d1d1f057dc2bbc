"""Nobody hears of a commit before the disk has it, and the disk is asked once for many."""

import asyncio
import os
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from knowledge import on_disk
from knowledge.database import Database, Migration

TABLE: Migration = (1, ("CREATE TABLE thing (number INTEGER NOT NULL)",))
INSERT = "INSERT INTO thing VALUES (?)"


class Disk:
    """A disk that keeps what was synced, and can be slow or broken."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.syncs = 0
        self.takes = 0.0
        self.broken = False
        self.kept = b""

    def sync(self, file: int) -> None:
        """Keep the log as it is now."""
        self.syncs += 1
        time.sleep(self.takes)
        if self.broken:
            raise OSError(5, "Input/output error")
        os.fdatasync(file)
        self.kept = self.log.read_bytes()

    def after_a_power_cut(self, database: Path, folder: Path) -> list[int]:
        """Read what a machine would find that lost everything but what was synced."""
        folder.mkdir(exist_ok=True)
        shutil.copy(database, folder / "a.sqlite3")
        (folder / "a.sqlite3-wal").write_bytes(self.kept)
        with closing(sqlite3.connect(folder / "a.sqlite3")) as connection:
            return [row[0] for row in connection.execute("SELECT number FROM thing")]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(tmp_path / "a.sqlite3", [TABLE]) as opened:
        yield opened


@pytest.fixture
def disk(database: Database, monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk(database.path.with_name("a.sqlite3-wal"))
    monkeypatch.setattr(on_disk, "_sync", made.sync)
    return made


async def test_what_was_acknowledged_outlives_a_power_cut(
    database: Database, disk: Disk, tmp_path: Path
) -> None:
    heard: list[list[int]] = []
    for number in range(5):
        async with database.transaction():
            await database.execute(INSERT, (number,))
            database.after_commit(
                lambda: heard.append(disk.after_a_power_cut(database.path, tmp_path / "cut"))
            )
    assert heard == [list(range(number + 1)) for number in range(5)]


async def test_a_hasty_transaction_is_on_disk_once_that_was_waited_for(
    database: Database, disk: Disk, tmp_path: Path
) -> None:
    await database.execute(INSERT, (1,))
    async with database.transaction(hasty=True):
        await database.execute(INSERT, (2,))
    database.later(INSERT, (3,))
    await database.settle()
    assert [row[0] for row in await database.rows("SELECT number FROM thing")] == [1, 2, 3]
    assert disk.after_a_power_cut(database.path, tmp_path / "before") == [1]
    await database.reach_disk()
    assert disk.after_a_power_cut(database.path, tmp_path / "after") == [1, 2, 3]


async def test_all_who_commit_while_the_disk_is_busy_share_one_wait(
    database: Database, disk: Disk
) -> None:
    disk.takes = 0.02
    await asyncio.gather(*(database.execute(INSERT, (number,)) for number in range(50)))
    assert disk.syncs <= 3


async def test_who_has_patience_is_brought_along_with_who_has_none(
    database: Database, disk: Disk, tmp_path: Path
) -> None:
    async with database.transaction(hasty=True):
        await database.execute(INSERT, (1,))
    waiting = asyncio.create_task(database.reach_disk(patience=60))
    await asyncio.sleep(0.01)
    assert (disk.syncs, waiting.done()) == (0, False)
    await database.execute(INSERT, (2,))
    await asyncio.wait_for(waiting, 5)
    assert disk.syncs == 1
    assert disk.after_a_power_cut(database.path, tmp_path / "cut") == [1, 2]


async def test_patience_ends(database: Database, disk: Disk, tmp_path: Path) -> None:
    async with database.transaction(hasty=True):
        await database.execute(INSERT, (1,))
    await database.reach_disk(patience=0.005)
    assert disk.after_a_power_cut(database.path, tmp_path / "cut") == [1]


async def test_a_disk_that_fails_acknowledges_nothing(database: Database, disk: Disk) -> None:
    disk.broken, heard = True, list[str]()
    with pytest.raises(OSError, match="Input/output error"):
        async with database.transaction():
            database.after_commit(lambda: heard.append("committed"))
            await database.execute(INSERT, (1,))
    disk.broken = False
    await database.execute(INSERT, (2,))
    assert heard == []
