"""One owner for a database: two bots on one file would both answer what waits in it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.presence import beside
from knowledge.trouble import DatabaseError


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Own the database at ``path`` for a while; a killed owner's claim ends with it.

    Raises DatabaseError where another process owns it.
    """
    if str(path) == ":memory:":
        yield
        return
    claim = beside(path, "-lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = claim.open("w")
    except OSError as error:
        problem = f"{claim}: cannot be written ({error.strerror})"
        raise DatabaseError(f"{problem}. Check DATABASE_PATH and its folder") from None
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            problem = f"{path}: another Kutip is running on it"
            raise DatabaseError(f"{problem}. Stop that one first") from None
        yield
