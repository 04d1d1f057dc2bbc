"""Transactions are whole or not at all, whatever is cancelled and whoever reads."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.database import Database, Migration

MIGRATIONS: tuple[Migration, ...] = (
    (1, ("CREATE TABLE word (text TEXT PRIMARY KEY) STRICT",)),
    (2, ("ALTER TABLE word ADD COLUMN count INTEGER", "CREATE INDEX by_count ON word (count)")),
)
INSERT = "INSERT INTO word (text) VALUES (?)"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(tmp_path / "a.sqlite3", MIGRATIONS) as opened:
        yield opened


async def words(database: Database) -> list[str]:
    return [row["text"] for row in await database.rows("SELECT text FROM word ORDER BY rowid")]


def on_disk(path: Path) -> list[str]:
    """Look at the file as another process would."""
    with sqlite3.connect(path) as other:
        found = [row[0] for row in other.execute("SELECT text FROM word ORDER BY rowid")]
    other.close()
    return found


async def test_all_of_a_transaction_is_on_disk_after_it(database: Database) -> None:
    async with database.transaction():
        await database.execute(INSERT, ("satu",))
        await database.execute(INSERT, ("dua",))
        assert on_disk(database.path) == []
    assert on_disk(database.path) == ["satu", "dua"]


@pytest.mark.parametrize(
    "error",
    [ValueError("ours"), KeyboardInterrupt(), asyncio.CancelledError()],
    ids=["error", "interrupt", "cancellation"],
)
async def test_nothing_of_a_broken_transaction_stays(
    database: Database, error: BaseException
) -> None:
    with pytest.raises(type(error)):
        async with database.transaction():
            await database.execute(INSERT, ("satu",))
            raise error
    assert await words(database) == []
    await database.execute(INSERT, ("dua",))
    assert on_disk(database.path) == ["dua"]


async def test_a_refused_statement_takes_the_whole_transaction_back(database: Database) -> None:
    await database.execute(INSERT, ("satu",))
    with pytest.raises(sqlite3.IntegrityError):
        async with database.transaction():
            await database.execute(INSERT, ("dua",))
            await database.execute(INSERT, ("satu",))
    assert on_disk(database.path) == ["satu"]


async def test_a_nested_transaction_joins_the_outer_one(database: Database) -> None:
    with pytest.raises(ValueError, match="outer"):
        async with database.transaction():
            async with database.transaction():
                await database.execute(INSERT, ("satu",))
            assert on_disk(database.path) == []
            raise ValueError("outer")
    assert on_disk(database.path) == []


async def test_readers_never_see_half_a_transaction(database: Database) -> None:
    half_way, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with database.transaction():
            await database.execute(INSERT, ("satu",))
            half_way.set()
            await go_on.wait()
            await database.execute(INSERT, ("dua",))

    writing = asyncio.create_task(write())
    await half_way.wait()
    reading = asyncio.create_task(words(database))
    _, pending = await asyncio.wait([reading], timeout=0.05)
    assert pending == {reading}
    go_on.set()
    assert await reading == ["satu", "dua"]
    await writing


async def test_a_writer_reads_what_it_wrote(database: Database) -> None:
    async with database.transaction():
        await database.execute(INSERT, ("satu",))
        assert await words(database) == ["satu"]


async def test_writers_at_the_same_time_take_turns(database: Database) -> None:
    async def pair(number: int) -> None:
        async with database.transaction():
            await database.execute(INSERT, (f"{number} a",))
            await asyncio.sleep(0)
            await database.execute(INSERT, (f"{number} b",))

    await asyncio.gather(*(pair(number) for number in range(10)))
    found = await words(database)
    assert [word[:-2] for word in found[::2]] == [word[:-2] for word in found[1::2]]
    assert len(found) == 20


async def test_what_is_for_later_comes_with_the_next_commit(database: Database) -> None:
    database.later(INSERT, ("nanti",))
    assert on_disk(database.path) == []
    await database.execute(INSERT, ("kini",))
    assert on_disk(database.path) == ["nanti", "kini"]


async def test_what_is_for_later_outlives_a_transaction_that_fails(database: Database) -> None:
    database.later(INSERT, ("nanti",))
    with pytest.raises(ValueError, match="no"):
        async with database.transaction():
            database.later(INSERT, ("lalu",))
            raise ValueError("no")
    assert await words(database) == []
    await database.settle()
    assert on_disk(database.path) == ["nanti", "lalu"]


async def test_what_is_for_later_outlives_a_commit_that_fails(database: Database) -> None:
    called: list[str] = []
    await database.execute(
        "CREATE TABLE child (word TEXT REFERENCES word (text) DEFERRABLE INITIALLY DEFERRED)"
    )
    database.later(INSERT, ("nanti",))
    with pytest.raises(sqlite3.IntegrityError):
        async with database.transaction():
            database.after_commit(lambda: called.append("called"))
            await database.execute("INSERT INTO child VALUES ('tiada')")  # COMMIT will refuse it
    assert (await words(database), called) == ([], [])
    await database.settle()
    assert (on_disk(database.path), called) == (["nanti"], [])


async def test_what_is_for_later_is_written_once(database: Database) -> None:
    database.later(INSERT, ("nanti",))
    await database.settle()
    await database.settle()
    assert on_disk(database.path) == ["nanti"]


async def test_what_is_for_later_is_written_before_the_file_is_closed(tmp_path: Path) -> None:
    async with Database(tmp_path / "a.sqlite3", MIGRATIONS) as database:
        database.later(INSERT, ("nanti",))
    assert on_disk(tmp_path / "a.sqlite3") == ["nanti"]


async def test_a_call_after_the_commit_finds_it_on_disk(database: Database) -> None:
    seen: list[list[str]] = []
    async with database.transaction():
        await database.execute(INSERT, ("satu",))
        database.after_commit(lambda: seen.append(on_disk(database.path)))
        assert seen == []
    assert seen == [["satu"]]
    await database.execute(INSERT, ("dua",))
    assert seen == [["satu"]], "it is called once"


async def test_no_call_follows_a_roll_back(database: Database) -> None:
    called: list[str] = []
    with pytest.raises(ValueError, match="no"):
        async with database.transaction():
            database.after_commit(lambda: called.append("called"))
            raise ValueError("no")
    await database.execute(INSERT, ("dua",))
    assert called == []


@pytest.mark.parametrize(
    ("statement", "values", "expected"),
    [
        (INSERT, ("baru",), 3),
        ("INSERT OR IGNORE INTO word (text) VALUES (?)", ("satu",), 0),
        ("UPDATE word SET count = ?", (7,), 2),
        ("DELETE FROM word WHERE text = ?", ("satu",), 1),
        ("DELETE FROM word WHERE text = ?", ("tiada",), 0),
    ],
    ids=["insert", "ignored insert", "update", "delete", "delete nothing"],
)
async def test_a_write_tells_its_row_or_how_many_it_changed(
    database: Database, statement: str, values: tuple[object, ...], expected: int
) -> None:
    await database.execute(INSERT, ("satu",))
    await database.execute(INSERT, ("dua",))
    assert await database.execute(statement, values) == expected


async def test_what_memory_did_is_taken_back_in_reverse_when_a_transaction_is_rolled_back(
    database: Database,
) -> None:
    taken_back: list[str] = []
    with pytest.raises(ValueError, match="ours"):
        async with database.transaction():
            database.after_rollback(lambda: taken_back.append("first"))
            database.after_rollback(lambda: taken_back.append("second"))
            raise ValueError("ours")
    async with database.transaction():
        database.after_rollback(lambda: taken_back.append("never"))
    with pytest.raises(ValueError, match="another"):
        async with database.transaction():
            raise ValueError("another")
    assert taken_back == ["second", "first"]
