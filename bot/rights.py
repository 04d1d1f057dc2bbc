"""Who may read the files that a command makes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def owners_alone() -> Iterator[None]:
    """Make files inside that nobody else may read: nearly all of them hold what people typed.

    SQLite gives the files beside a database the rights of the database.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
