"""One SQLite file: open and close, transactions, migrations.

A statement takes microseconds, going to another thread and back a hundred times as long, so
statements of a transaction run right here, and so does its COMMIT, which only writes. What may
take its time goes to the database's own thread: syncing what was committed (``OnDisk``), and reads
outside of a transaction.

Trap: one connection is shared by every task, so their statements would interleave; each
transaction holds a lock. ``executescript`` commits what is open: never use it here.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from knowledge.aftermath import Aftermath
from knowledge.on_disk import OnDisk, to_its_end
from knowledge.presence import Presence, beside
from knowledge.sweeping import empty_log
from knowledge.trouble import DatabaseError

__all__ = ["Database", "DatabaseError", "Migration"]

_LOG = logging.getLogger(__name__)

Migration = tuple[int, tuple[str, ...]]
"""A number, counted from 1 over all rooms, and its statements."""

Values = Sequence[Any]

Result = TypeVar("Result")


class Database:
    """The file and its one connection; ``async with Database(...)`` opens and closes it."""

    def __init__(self, path: Path, migrations: Iterable[Migration]) -> None:
        """Touch nothing yet; the path may be ``:memory:``."""
        self.path = path
        self._migrations = sorted(migrations)
        self._lock = asyncio.Lock()
        self._owner: asyncio.Task[Any] | None = None
        self._later: list[tuple[str, Values]] = []
        self._carried: list[tuple[str, Values]] = []
        self._aftermath = Aftermath()
        self._connection: sqlite3.Connection | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._on_disk = OnDisk()
        self._presence: Presence | None = None
        self.is_swept = True
        """False while the write-ahead log may hold what was deleted."""

    async def __aenter__(self) -> "Database":
        """Open the file, make it if need be, and bring it to the newest version."""
        try:
            await self._open()
        except (sqlite3.Error, OSError) as error:
            await self.close()
            cure = "Check DATABASE_PATH, its folder's rights and the free space"
            raise DatabaseError(f"{self.path}: cannot be opened ({error}). {cure}") from error
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Commit what was left for later and close."""
        try:
            await self.settle()
            await self.reach_disk()
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connection and end its thread."""
        self._disconnect()
        if self._thread is not None:
            thread, self._thread = self._thread, None
            thread.shutdown()

    @property
    def newest(self) -> int:
        """The version that every migration together makes."""
        return len(self._migrations)

    @asynccontextmanager
    async def transaction(self, *, hasty: bool = False) -> AsyncIterator[None]:
        """Commit all that is done inside, or nothing; within another one, join it.

        What is committed is on disk when this ends. A ``hasty`` one does not wait for that: a
        killed process loses none of it, but a power cut may until ``reach_disk`` has ended.
        """
        if self._owner is asyncio.current_task():
            yield
            return
        async with self._lock:
            self._owner = asyncio.current_task()
            try:
                self._begin()
                self._carry()
                yield
                self._carry()
                self._run("COMMIT")
            except BaseException:
                self._later = self._carried + self._later
                self._roll_back()
                self._aftermath.roll_back()
                raise
            finally:
                self._carried, self._owner = [], None
            number = self._announce(hasty=hasty)
        if not hasty:
            await self._on_disk.reach(number)

    async def reach_disk(self, *, patience: float = 0.0) -> None:
        """Wait until everything committed is on disk; ``patience`` seconds for others' syncs."""
        await self._on_disk.reach(self._on_disk.committed, patience=patience)

    async def execute(self, statement: str, values: Values = ()) -> int:
        """Write; return the row id of an insert, or else the number of rows changed."""
        if self._owner is asyncio.current_task():
            return self._write(statement, values)
        async with self.transaction():
            return self._write(statement, values)

    async def rows(self, query: str, values: Values = ()) -> list[sqlite3.Row]:
        """Read; never sees another task's half-done transaction."""
        if self._owner is asyncio.current_task():
            return self._run(query, values).fetchall()
        async with self._lock:
            return await self._in_thread(lambda: self._run(query, values).fetchall())

    async def row(self, query: str, values: Values = ()) -> sqlite3.Row | None:
        """Read the first row, or None; for rows found by a key."""
        if self._owner is asyncio.current_task():
            return self._first(query, values)
        async with self._lock:
            return self._first(query, values)

    def later(self, statement: str, values: Values = ()) -> None:
        """Write with the next commit; for marks whose loss costs a repetition, not a loss."""
        self._later.append((statement, values))

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call when the transaction around this is on disk (a hasty one: is committed).

        Never called if it is rolled back.
        """
        self._aftermath.if_committed(call)

    def after_rollback(self, call: Callable[[], None]) -> None:
        """Call, the last one first, if the transaction around this is rolled back."""
        self._aftermath.if_rolled_back(call)

    async def settle(self) -> None:
        """Commit what was left for later, if there is anything; a killed process then keeps it."""
        if (self._later or self._carried) and self._owner is not asyncio.current_task():
            async with self.transaction(hasty=True):
                pass

    async def sweep(self) -> bool:
        """Take what was deleted out of the write-ahead log too, so that no byte of it is left.

        False where another program reads just now; ``is_swept`` stays False until it has worked.
        """
        self.is_swept = False
        await self.settle()
        async with self._lock:
            connection = self._connection
            if connection is not None:
                self.is_swept = await self._in_thread(lambda: empty_log(connection))
        return self.is_swept

    def _run(self, statement: str, values: Values = ()) -> sqlite3.Cursor:
        if self._connection is None:
            raise DatabaseError(f"{self.path}: the database is not open")
        return self._connection.execute(statement, values)

    def _write(self, statement: str, values: Values) -> int:
        cursor = self._run(statement, values)
        inserted = statement.lstrip()[:6].upper() == "INSERT"
        return (cursor.lastrowid or 0) if inserted and cursor.rowcount else cursor.rowcount

    def _first(self, query: str, values: Values) -> sqlite3.Row | None:
        cursor = self._run(query, values)
        found: sqlite3.Row | None = cursor.fetchone()
        cursor.close()
        return found

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        """Do work in the database's thread, to its end even if whoever waits is cancelled."""
        working = asyncio.get_running_loop().run_in_executor(self._thread, work)
        return await to_its_end(working)

    # ------------------------------------------------------------ begin, commit, roll back

    def _begin(self) -> None:
        migrates = self._come_back(self._presence) if self._presence is not None else False
        self._run("BEGIN IMMEDIATE")
        if migrates:
            self._migrate()

    def _carry(self) -> None:
        marks, self._later = self._later, []
        self._carried += marks
        for statement, values in marks:
            self._run(statement, values)

    def _announce(self, *, hasty: bool) -> int:
        """Have whoever waits for this commit hear of it in time; give its number."""
        if self._presence is not None:
            self._presence.note_log()
        calls = self._aftermath.commit()
        while hasty and calls:
            calls.pop(0)()
        return self._on_disk.note(calls)

    def _roll_back(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):  # the file may be gone; nothing was committed
                self._connection.rollback()

    # ------------------------------------------------------------ the file

    async def _open(self) -> None:
        if str(self.path) != ":memory:":
            self.path.parent.mkdir(parents=True, exist_ok=True)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._connect()
        self._on_disk.open(beside(self.path, "-wal"), self._thread)
        async with self.transaction():
            self._migrate()
        # what an erasure deleted just before a crash stands there still
        self.is_swept = self._connection is None or empty_log(self._connection)
        self._presence = Presence(self.path)

    def _connect(self) -> None:
        # autocommit mode: BEGIN and COMMIT are ours alone. Two threads use the connection, one
        # at a time: the lock sees to that.
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self._connection = connection
        connection.row_factory = sqlite3.Row
        for pragma in (
            "busy_timeout = 5000",
            "journal_mode = WAL",
            "synchronous = NORMAL",  # OnDisk syncs what FULL would
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def _disconnect(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()

    def _migrate(self) -> None:
        newest = len(self._migrations)
        version = int(self._run("PRAGMA user_version").fetchone()[0])
        if version > newest:
            problem = f"made by a newer Kutip (version {version}, this one knows {newest})"
            raise DatabaseError(f"{self.path}: {problem}. Update Kutip")
        for number, statements in self._migrations[version:]:
            for statement in statements:
                self._run(statement)
            self._run(f"PRAGMA user_version = {number}")

    def _come_back(self, presence: Presence) -> bool:
        """Mend what became of the file while it was open; tell whether it is another one now."""
        replaced = presence.is_replaced()
        if replaced:
            _LOG.error("%s was replaced while Kutip ran; going on with the new file", self.path)
            self._disconnect()
        elif presence.is_lost() and self._connection is not None:
            _LOG.error("%s was deleted while Kutip ran; writing it again", self.path)
            self._write_again()
            self._disconnect()
        if self._connection is None:
            self._connect()
            self._presence = Presence(self.path)
        return replaced

    def _write_again(self) -> None:
        # The deleted file is still open here, and whole.
        self.path.parent.mkdir(parents=True, exist_ok=True)
        copy = beside(self.path, "-rescue")
        copy.unlink(missing_ok=True)
        self._run("VACUUM INTO ?", (str(copy),))
        for suffix in ("-wal", "-shm"):
            beside(self.path, suffix).unlink(missing_ok=True)
        copy.replace(self.path)
