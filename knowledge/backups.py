"""Copies of the database: taken while the bot runs, checked before they replace anything."""

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from knowledge.alone import alone
from knowledge.presence import beside
from knowledge.trouble import DatabaseError, describe

_NAME = "kutip-%Y%m%d-%H%M%S.sqlite3"
_PATTERN = "kutip-????????-??????.sqlite3"


def back_up(database: Path, copy: Path) -> None:
    """Copy a database, in use or not, into a file that appears only once it is whole.

    Raises DatabaseError where that cannot be done.
    """
    if not database.is_file():
        raise DatabaseError(f"{database}: there is no such database. Check DATABASE_PATH")
    if copy.resolve() == database.resolve():
        raise DatabaseError(f"{copy}: is the database itself. Name another file")
    unfinished = beside(copy, ".part")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        # made before SQLite fills it, so that nobody else may ever read it
        unfinished.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(database, timeout=30)) as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        _sync(unfinished, _check(unfinished))
        unfinished.replace(copy)
    except (sqlite3.Error, OSError) as error:
        raise DatabaseError(f"{copy}: the backup failed: {describe(error)}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def restore(copy: Path, database: Path, newest: int) -> Path | None:
    """Put a backup in the database's place; give where the one before was laid, if there was one.

    ``newest`` is the version that this Kutip knows. Nothing is replaced unless the copy is whole,
    one of Kutip's, not newer than that, and no bot is running. Raises DatabaseError.
    """
    if not copy.is_file():
        raise DatabaseError(f"{copy}: there is no such file. Check its name")
    with alone(database):
        fresh = beside(database, ".restored")
        try:
            shutil.copyfile(copy, fresh)
            fresh.chmod(0o600)
            version = _check(fresh)
            if version > newest:
                problem = f"made by a newer Kutip (version {version}, this one knows {newest})"
                raise DatabaseError(f"{copy}: {problem}. Update Kutip")
            _sync(fresh, version)
            before = _lay_aside(database)
            fresh.replace(database)
        except (sqlite3.Error, OSError) as error:
            raise DatabaseError(f"{copy}: cannot be restored: {describe(error)}") from None
        finally:
            fresh.unlink(missing_ok=True)
    return before


def is_due(folder: Path, now: datetime) -> bool:
    """Tell whether the newest daily backup is a day old, or missing."""
    newest = max((file.stat().st_mtime for file in folder.glob(_PATTERN)), default=0.0)
    return now - datetime.fromtimestamp(newest, UTC) >= timedelta(days=1)


def back_up_daily(database: Path, folder: Path, keep_days: int, now: datetime) -> Path:
    """Add a dated backup to a folder and drop those older than ``keep_days``; give its path."""
    copy = folder / now.strftime(_NAME)
    back_up(database, copy)
    oldest = now - timedelta(days=keep_days)
    for file in folder.glob(_PATTERN):
        if file != copy and datetime.fromtimestamp(file.stat().st_mtime, UTC) < oldest:
            file.unlink(missing_ok=True)
    return copy


def _check(file: Path) -> int:
    """Make sure that a file is a whole database of Kutip's; give its version."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            findings = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
            names = {row[1] for row in connection.execute("PRAGMA table_list")}
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.DatabaseError as error:
            raise DatabaseError(f"{file}: {describe(error)}") from None
    if findings != ["ok"]:
        raise DatabaseError(f"{file}: it is damaged ({findings[0]}). Take another backup")
    if not {"question", "inbox", "outbox"} <= names:
        raise DatabaseError(f"{file}: it is not a database of Kutip's. Take another file")
    return version


def _lay_aside(database: Path) -> Path | None:
    if not database.exists():
        return None
    before = beside(database, datetime.now(UTC).strftime("-before-%Y%m%d-%H%M%S"))
    # what stands in the log alone must not stay behind; a damaged file is taken as it is
    with closing(sqlite3.connect(database)) as connection, suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("", "-wal", "-shm"):
        if beside(database, suffix).exists():
            beside(database, suffix).replace(beside(before, suffix))
    return before


def _sync(file: Path, version: int) -> None:
    """Have a file on the disk, and not only on its way there."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous = EXTRA")
        # a write that changes nothing, and takes all that was written before along
        connection.execute(f"PRAGMA user_version = {version}")
