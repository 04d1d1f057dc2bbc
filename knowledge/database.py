"""One SQLite file over aiosqlite: open and close, transactions, migrations.

Trap: one connection is shared by every task, so their statements would interleave; each
transaction holds a lock. ``executescript`` commits what is open: never use it here.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite

Migration = tuple[int, tuple[str, ...]]
"""A number, counted from 1 over all rooms, and its statements."""

Values = Sequence[Any]


class DatabaseError(Exception):
    """Say in one line why the database cannot be used, and the cure."""


class Database:
    """The file and its one connection; ``async with Database(...)`` opens and closes it."""

    def __init__(self, path: Path, migrations: Iterable[Migration]) -> None:
        """Touch nothing yet; the path may be ``:memory:``."""
        self.path = path
        self._migrations = sorted(migrations)
        self._lock = asyncio.Lock()
        self._owner: asyncio.Task[Any] | None = None
        self._later: list[tuple[str, Values]] = []
        self._after_commit: list[Callable[[], None]] = []
        self._connection: aiosqlite.Connection | None = None

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
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connection; an unclosed one keeps the process from ending."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    @property
    def newest(self) -> int:
        """The version that every migration together makes."""
        return len(self._migrations)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Commit all that is done inside, or nothing; within another one, join it."""
        if self._owner is asyncio.current_task():
            yield
            return
        async with self._lock:
            self._owner = asyncio.current_task()
            later, self._later = self._later, []
            try:
                await self._run("BEGIN IMMEDIATE")
                for statement, values in later:
                    await self._run(statement, values)
                yield
                cancelled = await self._commit()
            except BaseException:
                self._later = later + self._later
                self._after_commit.clear()
                # A cancelled BEGIN still reaches the connection's thread; the roll back is
                # queued behind it there, so that no transaction stays open.
                await asyncio.shield(self._roll_back())
                raise
            finally:
                self._owner = None
            committed, self._after_commit = self._after_commit, []
            for call in committed:
                call()
            if cancelled is not None:
                raise cancelled

    async def execute(self, statement: str, values: Values = ()) -> int:
        """Write; return the row id of an insert, or else the number of rows changed."""
        async with self.transaction():
            cursor = await self._run(statement, values)
            inserted = statement.lstrip()[:6].upper() == "INSERT"
            return (cursor.lastrowid or 0) if inserted and cursor.rowcount else cursor.rowcount

    async def rows(self, query: str, values: Values = ()) -> list[sqlite3.Row]:
        """Read; never sees another task's half-done transaction."""
        if self._owner is asyncio.current_task():
            return list(await self._open_connection.execute_fetchall(query, values))
        async with self._lock:
            return list(await self._open_connection.execute_fetchall(query, values))

    async def row(self, query: str, values: Values = ()) -> sqlite3.Row | None:
        """Read the first row, or None."""
        found = await self.rows(query, values)
        return found[0] if found else None

    def later(self, statement: str, values: Values = ()) -> None:
        """Write with the next commit; for marks whose loss costs a repetition, not a loss."""
        self._later.append((statement, values))

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call when the transaction around this is on disk, and never if it is rolled back."""
        self._after_commit.append(call)

    async def settle(self) -> None:
        """Commit what was left for later, if there is anything."""
        if self._later:
            async with self.transaction():
                pass

    @property
    def _open_connection(self) -> aiosqlite.Connection:
        if self._connection is None:
            raise DatabaseError(f"{self.path}: the database is not open")
        return self._connection

    async def _run(self, statement: str, values: Values = ()) -> aiosqlite.Cursor:
        return await self._open_connection.execute(statement, values)

    async def _commit(self) -> asyncio.CancelledError | None:
        """Commit; give back a cancellation that came meanwhile, for after the commit."""
        commit = asyncio.ensure_future(self._run("COMMIT"))
        cancelled: asyncio.CancelledError | None = None
        while not commit.done():
            try:
                await asyncio.shield(commit)
            except asyncio.CancelledError as again:
                cancelled = again
        commit.result()
        return cancelled

    async def _roll_back(self) -> None:
        # in_transaction would be answered before a BEGIN that still waits for the connection's
        # thread; to roll nothing back is no error
        if self._connection is not None:
            await self._connection.rollback()

    async def _open(self) -> None:
        if str(self.path) != ":memory:":
            self.path.parent.mkdir(parents=True, exist_ok=True)
        # a connect that fails leaves aiosqlite a thread that outlives the loop and then fails too
        await asyncio.to_thread(lambda: sqlite3.connect(self.path).close())
        # autocommit mode: BEGIN and COMMIT are ours alone
        self._connection = await aiosqlite.connect(self.path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for pragma in (
            "busy_timeout = 5000",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            await self._run(f"PRAGMA {pragma}")
        await self._migrate()

    async def _migrate(self) -> None:
        newest = len(self._migrations)
        async with self.transaction():
            version = int((await self.rows("PRAGMA user_version"))[0][0])
            if version > newest:
                problem = f"made by a newer Kutip (version {version}, this one knows {newest})"
                raise DatabaseError(f"{self.path}: {problem}. Update Kutip")
            for number, statements in self._migrations[version:]:
                for statement in statements:
                    await self._run(statement)
                await self._run(f"PRAGMA user_version = {number}")
