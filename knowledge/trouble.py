"""What a disk or a file can do to a database: told apart, in words, with the cure."""

import sqlite3

_CURES = {
    sqlite3.SQLITE_FULL: "the disk is full. Free some space",
    sqlite3.SQLITE_READONLY: "it is read-only. Check the rights of the file and the mount",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written. Check it",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened. Check DATABASE_PATH and its folder",
    sqlite3.SQLITE_CORRUPT: "it is damaged. Restore a backup",
    sqlite3.SQLITE_NOTADB: "it is no database. Restore a backup",
    sqlite3.SQLITE_BUSY: "another program holds it. End that one",
    sqlite3.SQLITE_NOMEM: "there is no memory left. Free some",
}


class DatabaseError(Exception):
    """Say in one line why the database cannot be used, and the cure."""


def is_trouble(error: BaseException) -> bool:
    """Tell whether an error is the disk's or the file's, and not that of what was written."""
    return isinstance(error, DatabaseError) or _code_of(error) in _CURES


def describe(error: BaseException) -> str:
    """Say in one line what keeps the database from being used, with the cure where known."""
    return _CURES.get(_code_of(error), str(error))


def _code_of(error: BaseException) -> int:
    # the low byte is the primary code; the rest says more about it
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
