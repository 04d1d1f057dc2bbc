"""A database of any age is brought up to date, or refused in one line with the cure."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from bot.house import MIGRATIONS as ALL
from knowledge.database import Database, DatabaseError, Migration

IN_ORDER = sorted(ALL)
NEWEST = len(ALL)


def looked_at(path: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as other:
        found = [tuple(row) for row in other.execute(query)]
    other.close()
    return found


def schema(path: Path) -> list[tuple[object, ...]]:
    return looked_at(path, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name")


async def opened(path: Path, migrations: tuple[Migration, ...]) -> None:
    async with Database(path, migrations):
        pass


def test_migrations_are_numbered_from_one_without_a_gap() -> None:
    assert [number for number, _ in IN_ORDER] == list(range(1, NEWEST + 1))


@pytest.mark.parametrize("version", range(NEWEST + 1))
async def test_every_older_version_ends_at_the_schema_of_a_new_one(
    tmp_path: Path, version: int
) -> None:
    await opened(tmp_path / "new.sqlite3", ALL)
    await opened(tmp_path / "old.sqlite3", tuple(IN_ORDER[:version]))
    await opened(tmp_path / "old.sqlite3", ALL)
    assert schema(tmp_path / "old.sqlite3") == schema(tmp_path / "new.sqlite3")
    assert looked_at(tmp_path / "old.sqlite3", "PRAGMA user_version") == [(NEWEST,)]
    assert len(schema(tmp_path / "new.sqlite3")) > 8


async def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    await opened(path, ALL)
    secret = looked_at(path, "SELECT hex(value) FROM secret")
    await opened(path, ALL)
    assert looked_at(path, "SELECT hex(value) FROM secret") == secret


async def test_a_migration_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    good: Migration = (1, ("CREATE TABLE one (a) ",))
    bad: Migration = (2, ("CREATE TABLE two (a)", "CREATE TABEL three (a)"))
    await opened(path, (good,))
    with pytest.raises(DatabaseError):
        await opened(path, (good, bad))
    assert looked_at(path, "PRAGMA user_version") == [(1,)]
    assert [row[1] for row in schema(path)] == ["one"]


async def test_a_newer_database_is_refused_in_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    await opened(path, ALL)
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(DatabaseError) as caught:
        await opened(path, ALL)
    assert str(caught.value) == (
        f"{path}: made by a newer Kutip (version 99, this one knows {NEWEST}). Update Kutip"
    )


@pytest.mark.parametrize("kind", ["a folder", "no database", "below a file"])
async def test_a_file_that_cannot_be_opened_is_told_in_one_line(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.sqlite3"
    if kind == "a folder":
        path.mkdir()
    else:
        path.write_bytes(b"this is a letter and no database\n" * 100)
    if kind == "below a file":
        path = path / "b.sqlite3"
    with pytest.raises(DatabaseError) as caught:
        await opened(path, ALL)
    said = str(caught.value)
    assert said.startswith(f"{path}: cannot be opened (")
    assert said.endswith("Check DATABASE_PATH, its folder's rights and the free space")
    assert len(said.splitlines()) == 1


def test_a_file_that_cannot_be_opened_leaves_no_thread_that_fails_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda one: failed.append(repr(one.exc_value)))
    before = set(threading.enumerate())
    for _ in range(20):  # it depends on which thread is faster
        with pytest.raises(DatabaseError):
            asyncio.run(opened(tmp_path, ALL))
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert failed == []


async def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    await opened(tmp_path / "new" / "folder" / "a.sqlite3", ALL)
    assert (tmp_path / "new" / "folder" / "a.sqlite3").is_file()


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("secure_delete", 1)],
)
async def test_the_file_is_kept_safe(tmp_path: Path, pragma: str, expected: object) -> None:
    async with Database(tmp_path / "a.sqlite3", ALL) as database:
        assert [tuple(row) for row in await database.rows(f"PRAGMA {pragma}")] == [(expected,)]


async def test_a_database_that_is_closed_says_so(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.sqlite3", ALL)
    with pytest.raises(DatabaseError, match="the database is not open"):
        await database.rows("SELECT 1")
