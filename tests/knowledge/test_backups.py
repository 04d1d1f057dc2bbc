"""A backup is whole, a restore replaces nothing before it is sure, and only the old ones go."""

import os
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.house import MIGRATIONS as ALL
from knowledge.alone import alone
from knowledge.backups import back_up, back_up_daily, is_due, restore
from knowledge.database import Database, DatabaseError

NOW = datetime.now(UTC)


async def choose(path: Path, person: str) -> None:
    async with Database(path, ALL) as database:
        await database.execute("INSERT INTO preference VALUES (?, 'id')", (person,))


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def people(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT person FROM preference ORDER BY 1")]


async def test_a_backup_taken_while_the_database_is_in_use_is_restored(tmp_path: Path) -> None:
    path, copy = tmp_path / "kutip.sqlite3", tmp_path / "copies" / "a.sqlite3"
    async with Database(path, ALL) as database:
        await database.execute("INSERT INTO preference VALUES ('before', 'id')")
        back_up(path, copy)
        await database.execute("INSERT INTO preference VALUES ('after', 'id')")
    before = restore(copy, path, newest=len(ALL))
    assert people(path) == ["before"]
    assert before is not None
    assert people(before) == ["after", "before"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    await choose(path, "later")
    assert people(path) == ["before", "later"]


async def test_a_restore_into_nothing_makes_the_database(tmp_path: Path) -> None:
    path, copy = tmp_path / "kutip.sqlite3", tmp_path / "a.sqlite3"
    await choose(path, "x")
    back_up(path, copy)
    assert restore(copy, tmp_path / "new" / "kutip.sqlite3", newest=len(ALL)) is None
    assert people(tmp_path / "new" / "kutip.sqlite3") == ["x"]


async def test_what_is_damaged_foreign_or_newer_replaces_nothing(tmp_path: Path) -> None:
    path, copy = tmp_path / "kutip.sqlite3", tmp_path / "a.sqlite3"
    await choose(path, "x")
    back_up(path, copy)
    good = copy.read_bytes()
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE question (id)")
    for content, newest, words in (
        (b"no database at all, but long enough to be read" * 100, len(ALL), "no database"),
        (good[:4096] + b"\xff" * 4096 + good[8192:], len(ALL), "damaged"),
        (other.read_bytes(), len(ALL), "not a database of Kutip's"),
        (good, len(ALL) - 1, "newer Kutip"),
    ):
        copy.write_bytes(content)
        with pytest.raises(DatabaseError, match=words):
            restore(copy, path, newest)
        assert people(path) == ["x"]
    kept = {"a.sqlite3", "kutip.sqlite3", "kutip.sqlite3-lock", "other.sqlite3"}
    assert set(names_in(tmp_path)) == kept


async def test_nothing_is_restored_under_a_running_bot(tmp_path: Path) -> None:
    path, copy = tmp_path / "kutip.sqlite3", tmp_path / "a.sqlite3"
    await choose(path, "x")
    back_up(path, copy)
    with alone(path), pytest.raises(DatabaseError, match="another Kutip is running on it"):
        restore(copy, path, newest=len(ALL))


def test_a_backup_of_nothing_or_onto_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kutip.sqlite3"
    with pytest.raises(DatabaseError, match="no such database"):
        back_up(path, tmp_path / "a.sqlite3")
    path.write_bytes(b"")
    with pytest.raises(DatabaseError, match="is the database itself"):
        back_up(path, path)


async def test_daily_backups_are_kept_for_so_many_days(tmp_path: Path) -> None:
    path, folder = tmp_path / "kutip.sqlite3", tmp_path / "backups"
    await choose(path, "x")
    assert is_due(folder, NOW)
    old = back_up_daily(path, folder, 7, NOW - timedelta(days=8))
    os.utime(old, (old.stat().st_mtime - 8 * 86400,) * 2)
    foreign = folder / "mine.sqlite3"
    foreign.write_bytes(b"")
    assert is_due(folder, NOW)
    new = back_up_daily(path, folder, 7, NOW)
    assert names_in(folder) == sorted([new.name, foreign.name])
    assert not is_due(folder, NOW + timedelta(hours=23))
    assert people(new) == ["x"]
