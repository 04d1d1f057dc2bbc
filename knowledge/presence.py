"""Whether a database's files are still the ones that were opened.

SQLite goes on writing into a file that was deleted, without a word, and all of it is gone when
the process ends. Two ``stat`` calls before a transaction tell.
"""

from pathlib import Path

Identity = tuple[int, int] | None


def identity(path: Path) -> Identity:
    """Tell which file stands at a path: device and inode; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def beside(path: Path, suffix: str) -> Path:
    """Name a file that SQLite keeps beside a database: -wal or -shm."""
    return path.with_name(path.name + suffix)


class Presence:
    """The database file and its write-ahead log as they were when last looked at."""

    def __init__(self, path: Path) -> None:
        """Look at ``path`` now; a database in memory is always there."""
        self._in_memory = str(path) == ":memory:"
        self._path, self._log = path, beside(path, "-wal")
        self._seen = identity(path)
        self._seen_log = identity(self._log)

    def note_log(self) -> None:
        """Look for the write-ahead log, which SQLite makes with the first write."""
        if self._seen_log is None and not self._in_memory:
            self._seen_log = identity(self._log)

    def is_replaced(self) -> bool:
        """Tell whether another file stands where ours was opened."""
        found = identity(self._path)
        return not self._in_memory and found is not None and found != self._seen

    def is_lost(self) -> bool:
        """Tell whether the file, or its write-ahead log, was deleted."""
        if self._in_memory:
            return False
        log_lost = self._seen_log is not None and identity(self._log) != self._seen_log
        return identity(self._path) is None or log_lost
