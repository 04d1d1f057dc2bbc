"""Up to which commit everything is on disk: one wait for the disk serves all who wait.

A commit writes into the log beside the database. A killed process loses none of that; a power cut
may, until the log is synced. With SQLite's ``synchronous = FULL`` every COMMIT syncs and the next
one stands in line behind it. Here the sync follows the COMMIT, outside of the line, and all who
committed while the disk was busy share the next one. It is as safe, for nobody hears of a commit
before it is synced, and the log keeps the order.
"""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")

_sync = getattr(os, "fdatasync", os.fsync)

Calls = Sequence[Callable[[], None]]


class OnDisk:
    """Counts commits, and brings them to the disk."""

    def __init__(self) -> None:
        """Touch nothing yet."""
        self.committed = 0
        """The number of the latest commit."""
        self._reached = 0
        self._log = Path()
        self._thread: Executor | None = None
        self._calls: deque[tuple[int, Calls]] = deque()
        self._syncing: asyncio.Task[None] | None = None
        self._synced = asyncio.Event()

    def open(self, log: Path, thread: Executor) -> None:
        """Sync ``log``, waiting for the disk in ``thread``."""
        self._log, self._thread = log, thread

    def note(self, calls: Calls) -> int:
        """Count a commit, give its number, and make ``calls`` when it is on disk."""
        self.committed += 1
        self._calls.append((self.committed, calls))
        return self.committed

    async def reach(self, number: int, *, patience: float = 0.0) -> None:
        """Wait until a commit is on disk, to the end even if whoever waits is cancelled.

        With ``patience``, so many seconds are given to others to sync it along with their own.
        Raises OSError where the disk fails: what was committed is as uncertain as after a crash.
        """
        if patience and self._reached < number:
            await self._outwait(patience)
        cancelled: asyncio.CancelledError | None = None
        while self._reached < number:
            if self._syncing is None:
                self._syncing = asyncio.create_task(self._sync_all())
            try:
                await to_its_end(self._syncing)
            except asyncio.CancelledError as again:
                cancelled = again
        if cancelled is not None:
            raise cancelled

    async def _outwait(self, patience: float) -> None:
        self._synced.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._synced.wait()

    async def _sync_all(self) -> None:
        covered, loop = self.committed, asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, _sync_file, self._log)
            self._reached = covered
            self._synced.set()
            while self._calls and self._calls[0][0] <= covered:
                for call in self._calls.popleft()[1]:
                    call()
        except BaseException:
            self._calls.clear()  # all who wait hear of the failure
            raise
        finally:
            self._syncing = None


async def to_its_end(work: "asyncio.Future[Result]") -> Result:
    """Wait until work is done; a cancellation is heard after that."""
    cancelled: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.wait({work})
        except asyncio.CancelledError as again:
            cancelled = again
    result = work.result()
    if cancelled is not None:
        raise cancelled
    return result


def _sync_file(log: Path) -> None:
    try:
        file = os.open(log, os.O_RDWR)
    except FileNotFoundError:
        return  # in memory; or deleted, which the next transaction sees and mends
    try:
        _sync(file)
    finally:
        os.close(file)
