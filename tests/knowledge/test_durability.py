"""What was acknowledged is there; what was not leaves no half behind; nothing stays stuck."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.database import Database, DatabaseError, Migration
from knowledge.trouble import describe, is_trouble

TABLE: Migration = (1, ("CREATE TABLE thing (pair INTEGER NOT NULL, half INTEGER NOT NULL)",))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(tmp_path / "a.sqlite3", [TABLE]) as opened:
        yield opened


async def put(database: Database, pair: int) -> None:
    async with database.transaction():
        for half in (1, 2):
            await database.execute("INSERT INTO thing VALUES (?, ?)", (pair, half))
            await asyncio.sleep(0)


def delete(path: Path, suffixes: list[str]) -> None:
    for suffix in suffixes:
        Path(f"{path}{suffix}").unlink()


async def pairs(database: Database) -> list[tuple[int, int]]:
    found = await database.rows("SELECT pair, count(*) FROM thing GROUP BY pair ORDER BY pair")
    return [tuple(row) for row in found]


async def test_a_transaction_is_whole_or_not_at_all(database: Database) -> None:
    await put(database, 1)
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await put(database, 2)
            raise ZeroDivisionError
    assert await pairs(database) == [(1, 2)]


async def test_a_cancellation_at_any_moment_leaves_no_half_and_nothing_stuck(
    database: Database,
) -> None:
    for steps in range(30):
        heard: list[int] = []
        task = asyncio.create_task(_put_and_hear(database, steps, heard))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        there = {pair for pair, _ in await pairs(database)}
        assert (steps in there) == (heard == [steps]), "whoever waits for a commit hears of it"
    assert all(halves == 2 for _, halves in await pairs(database))
    await put(database, 99)
    assert (99, 2) in await pairs(database)


async def _put_and_hear(database: Database, pair: int, heard: list[int]) -> None:
    async with database.transaction():
        database.after_commit(lambda: heard.append(pair))
        await put(database, pair)


async def test_a_crowd_of_cancelled_tasks_leaves_nothing_stuck(database: Database) -> None:
    tasks = [asyncio.create_task(put(database, pair)) for pair in range(100)]
    await asyncio.sleep(0.005)
    for task in tasks[::3]:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    there = {pair for pair, _ in await pairs(database)}
    assert {pair for pair, how in enumerate(ended) if how is None} <= there
    assert all(halves == 2 for _, halves in await pairs(database))


async def test_a_commit_that_fails_takes_its_effects_and_its_marks_back(
    database: Database,
) -> None:
    heard: list[str] = []
    await _refuse_to_commit_an_eight(database)
    database.later("INSERT INTO thing VALUES (7, 1)")
    with pytest.raises(sqlite3.Error):
        async with database.transaction():
            database.after_commit(lambda: heard.append("committed"))
            await put(database, 8)
    assert (heard, await pairs(database)) == ([], [])
    await put(database, 9)
    assert await pairs(database) == [(7, 1), (9, 2)], "marks wait for the next commit"


async def _refuse_to_commit_an_eight(database: Database) -> None:
    # a deferred constraint is checked by COMMIT, which then fails as on a broken disk
    await database.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    await database.execute(
        "CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
    )
    await database.execute(
        "CREATE TRIGGER refuse AFTER INSERT ON thing WHEN NEW.pair = 8"
        " BEGIN INSERT INTO child VALUES (1); END"
    )


async def test_settling_waits_for_marks_that_another_commit_carries(database: Database) -> None:
    database.later("INSERT INTO thing VALUES (5, 1)")
    carrying = asyncio.create_task(put(database, 6))
    await asyncio.sleep(0)
    await database.settle()
    with closing(sqlite3.connect(database.path)) as other:
        assert other.execute("SELECT count(*) FROM thing WHERE pair = 5").fetchone() == (1,)
    await carrying


async def test_a_migration_that_fails_halfway_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    async with Database(path, [TABLE]):
        pass
    broken: Migration = (2, ("CREATE TABLE more (id INTEGER)", "CREATE TABLE more (id INTEGER)"))
    with pytest.raises(DatabaseError):
        await Database(path, [TABLE, broken]).__aenter__()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        names = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    assert names == [("thing",)]


async def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    async with Database(path, [TABLE, (2, ("CREATE TABLE more (id INTEGER)",))]):
        pass
    with pytest.raises(DatabaseError, match=r"made by a newer Kutip .* Update Kutip"):
        await Database(path, [TABLE]).__aenter__()


@pytest.mark.parametrize(
    "gone",
    [[""], ["-wal"], ["", "-wal", "-shm"], ["-wal", "-shm"]],
    ids=["file", "log", "all three", "all but the file"],
)
async def test_a_file_deleted_while_open_is_written_again(
    tmp_path: Path, gone: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.sqlite3"
    async with Database(path, [TABLE]) as database:
        await put(database, 1)
        delete(path, gone)
        await put(database, 2)
    assert [record.getMessage() for record in caplog.records] == [
        f"{path} was deleted while Kutip ran; writing it again"
    ]
    async with Database(path, [TABLE]) as again:
        assert await pairs(again) == [(1, 2), (2, 2)]


async def test_a_file_replaced_while_open_is_gone_on_with(tmp_path: Path) -> None:
    path, other = tmp_path / "a.sqlite3", tmp_path / "b.sqlite3"
    async with Database(other, [TABLE]) as elsewhere:
        await put(elsewhere, 5)
    async with Database(path, [TABLE]) as database:
        await put(database, 1)
        delete(path, ["-wal", "-shm"])
        other.replace(path)
        await put(database, 2)
        assert await pairs(database) == [(2, 2), (5, 2)]


async def test_full_and_read_only_are_told_apart_and_recovered_from(database: Database) -> None:
    pages = await database.row("PRAGMA page_count")
    assert pages is not None
    for limit, freed, words in (
        (f"PRAGMA max_page_count = {pages[0]}", "PRAGMA max_page_count = 100000", "is full"),
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF", "is read-only"),
    ):
        await database.rows(limit)
        with pytest.raises(sqlite3.OperationalError) as caught:
            for pair in range(1000):
                await put(database, pair)
        assert is_trouble(caught.value)
        assert words in describe(caught.value)
        await database.rows(freed)
        await put(database, 1)


def test_a_mistake_in_a_statement_is_no_trouble_of_the_disk() -> None:
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.OperationalError) as caught,
    ):
        connection.execute("SELECT nothing FROM nowhere")
    assert not is_trouble(caught.value)
