"""Whoever is cancelled, wherever: all of a transaction or nothing, and the next one works."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Generator
from pathlib import Path
from types import coroutine
from typing import Any

import pytest

from knowledge.database import Database
from tests.knowledge.test_database import INSERT, MIGRATIONS, on_disk, words

SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)"
    " SELECT max(i) FROM n"
)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(tmp_path / "a.sqlite3", MIGRATIONS) as opened:
        yield opened


@coroutine
def cancelled_at(
    number: int, work: Coroutine[Any, Any, None], times: int = 1
) -> Generator[Any, None, BaseException | None]:
    """Run ``work`` in this task and cancel it where it waits for the ``number``-th time.

    ``times`` is 2 for somebody who is in a hurry, and cancels what comes next too.
    """
    error: BaseException | None = None
    value: object = None
    try:
        for count in range(1, 1000):
            waited_for = work.send(None) if error is None else work.throw(error)
            error = None
            if number <= count < number + times:
                yield  # as the loop does, which lets the others have their turn
                error = asyncio.CancelledError()
                continue
            try:
                value = yield waited_for
            except BaseException as raised:  # noqa: BLE001  # handed on to the work
                error = raised
    except StopIteration:
        return None
    except asyncio.CancelledError as cancelled:
        return cancelled
    return AssertionError(value)


async def busy(database: Database) -> None:
    """Leave the connection's thread busy for a while, so that what follows queues behind."""
    reading = asyncio.create_task(database.rows(SLOW))
    await asyncio.sleep(0.01)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)


@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice"])
@pytest.mark.parametrize("thread", ["free", "busy"])
@pytest.mark.parametrize("number", range(1, 9))
async def test_a_cancellation_at_any_await_leaves_all_or_nothing(
    database: Database, number: int, thread: str, times: int
) -> None:
    committed: list[str] = []

    async def work() -> None:
        async with database.transaction():
            database.after_commit(lambda: committed.append("called"))
            await database.execute(INSERT, ("satu",))
            await database.execute(INSERT, ("dua",))

    if thread == "busy":
        await busy(database)
    stopped = await cancelled_at(number, work(), times)
    kept = await words(database)
    assert kept in ([], ["satu", "dua"])
    assert kept or stopped, "what was not cancelled is kept"
    assert bool(committed) == bool(kept), "after_commit is called after a commit, and only then"
    await database.execute(INSERT, ("tiga",))
    assert on_disk(database.path) == [*kept, "tiga"]


async def test_the_cancellations_above_reach_every_await(database: Database) -> None:
    async def work() -> None:
        async with database.transaction():
            await database.execute(INSERT, ("satu",))
            await database.execute(INSERT, ("dua",))

    stops = 0
    while await cancelled_at(stops + 1, work()) is not None:
        stops += 1
        await database.execute("DELETE FROM word")
    assert 1 <= stops < 8, "COMMIT at least, and no more than are tried above"
