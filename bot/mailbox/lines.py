"""Waiting lines: in order within a chat, chats side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Lines(Generic[Item]):
    """A line for every chat, each worked off by a task of its own while it is not empty."""

    def __init__(self, work: Callable[[Item], Awaitable[None]]) -> None:
        """Call ``work`` for each item; it must not raise but for a cancellation."""
        self._work = work
        self._lines: dict[Hashable, deque[Item]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = False

    def __len__(self) -> int:
        """Count the items that wait or are being worked on."""
        return sum(map(len, self._lines.values()))

    def waiting(self, key: Hashable) -> int:
        """Count the items in one line, the one being worked on too."""
        return len(self._lines.get(key, ()))

    def open(self) -> None:
        """Begin to work; what was added before waits until now."""
        self._open = True
        for key in self._lines:
            self._start(key)

    def add(self, key: Hashable, item: Item) -> None:
        """Put an item at the end of the line of ``key``."""
        if key in self._lines:
            self._lines[key].append(item)
            return
        self._lines[key] = deque([item])
        if self._open:
            self._start(key)

    async def close(self, within: float) -> None:
        """Begin nothing more, and give what is under way ``within`` seconds to end."""
        self._open = False
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _start(self, key: Hashable) -> None:
        task = asyncio.create_task(self._work_off(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, key: Hashable) -> None:
        line = self._lines[key]
        while line and self._open:
            await self._work(line[0])
            line.popleft()
        if not line:
            del self._lines[key]
