"""Is the database well: asked through a connection of its own that cannot write."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_BACKUPS = ("*backup*", "*.bak", "backup*/*", "*.backup/*")
"""Where a backup may lie, seen from the database's folder."""


@dataclass(frozen=True, slots=True)
class Health:
    """What was found of the database file."""

    exists: bool
    problem: str = ""
    """What SQLite says is wrong; empty where nothing is."""
    version: int = 0
    """How many migrations it has had."""
    free_bytes: int = 0
    """Room left on its disk."""
    writable: bool = True
    last_backup: datetime | None = None
    private: bool = True
    """Whether only its owner can read it."""


def health_of(path: Path) -> Health:
    """Look a database file over; never raises, and changes nothing in it."""
    folder = path.resolve().parent
    while not folder.exists():
        folder = folder.parent
    free, writable = shutil.disk_usage(folder).free, _is_writable(path, folder)
    backup = _last_backup(path)
    if not path.is_file():
        return Health(False, free_bytes=free, writable=writable, last_backup=backup)
    private = _is_private(path)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            verdict = str(file.execute("PRAGMA integrity_check(1)").fetchone()[0])
            version = int(file.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error as error:
        return Health(True, str(error), 0, free, writable, backup, private)
    problem = "" if verdict == "ok" else verdict
    return Health(True, problem, version, free, writable, backup, private)


def _is_writable(path: Path, folder: Path) -> bool:
    """Try it: the folder too must take files, for the log that SQLite keeps beside the database."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
        if path.is_file():
            with path.open("r+b"):
                pass
    except OSError:
        return False
    return True


def _is_private(path: Path) -> bool:
    """Look at its rights, and at the folder's: what nobody else may open holds nothing open."""
    folder = path.resolve().parent
    return not (path.stat().st_mode & 0o077 and folder.stat().st_mode & 0o011)


def _last_backup(path: Path) -> datetime | None:
    try:
        found = {one for pattern in _BACKUPS for one in path.parent.glob(pattern) if one.is_file()}
        times = [one.stat().st_mtime for one in found if one.resolve() != path.resolve()]
    except OSError:
        return None
    return datetime.fromtimestamp(max(times), UTC) if times else None
