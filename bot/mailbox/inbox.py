"""The way in: an update is on disk before Telegram hears that we have it, and handled from there.

Plain python-telegram-bot keeps updates in memory while the next getUpdates confirms them: a
crash loses what was acknowledged. Here the offset moves only after the commit.
"""

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterator
from datetime import datetime
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.mailbox.lines import Lines
from bot.mailbox.outbox import seconds_of
from bot.mailbox.tables import Incoming, Tables
from knowledge.trouble import describe, is_trouble

_LOG = logging.getLogger(__name__)

_TRIES = 3
"""After so many failures an update is parked, so that it holds up nobody."""

_RETRY_AFTER = (0.2, 1.0)
"""Seconds before the second and the third try."""

_TELEGRAM_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, *(20.0,) * 10)
"""Seconds between tries while Telegram is out of reach of a handler; after that it counts."""

_DATABASE_PAUSE = 2.0
"""Seconds between tries while the disk is full or cannot be written to."""

_PATIENCE = 0.005
"""Seconds given to the first effects of a batch to bring it to the disk along with their own."""

WANTED = ["message", "edited_message", "callback_query", "my_chat_member", "inline_query"]
"""The kinds of updates that Telegram is asked for."""

_HURRIES = {"callback_query", "inline_query"}
"""Kinds of updates that Telegram takes no answer to after some seconds."""

_HIGHEST = 2**63 - 1
"""The highest number that SQLite keeps."""


class Inbox:
    """Takes updates in durably and hands each to ``handle``, in order within a chat."""

    def __init__(self, tables: Tables, ease: Callable[[], Awaitable[None]]) -> None:
        """Use ``tables``; updates are handled once ``open`` was called.

        A message is handled when ``ease`` returns, one after the other; a press, which must be
        acknowledged soon, at once.
        """
        self._tables = tables
        self._ease = ease
        self._gate = asyncio.Lock()
        self._at_gate: set[asyncio.Task[Any]] = set()
        self._lines: Lines[Incoming] = Lines(self._work)
        self._handle: Callable[[dict[str, Any]], Awaitable[None]] | None = None
        self._failures: dict[int, BaseException] = {}
        self._tries: dict[int, int] = {}
        self._done: set[int] = set()
        self._to_set_aside: dict[int, Hashable] = {}
        self._aside: set[int] = set()
        self._dropped: set[int] = set()
        self.heard_at: float | None = None
        """When the last update came in, by the monotonic clock."""
        self.rival_seen_at: datetime | None = None
        """When Telegram last told of another instance with the same token."""

    def __len__(self) -> int:
        """Count the updates that wait or are being handled."""
        return len(self._lines)

    async def open(self, handle: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Begin with what an earlier run left undone."""
        self._handle = handle
        for incoming in await self._tables.waiting_in():
            self._lines.add(_line_of(incoming.payload), incoming)
        self._lines.open()

    async def close(self, within: float) -> None:
        """Let what is being handled come to its end, ``within`` seconds at most."""
        for waiting in self._at_gate:
            waiting.cancel()
        await self._lines.close(within)

    async def take_in(self, updates: list[dict[str, Any]]) -> None:
        """Put updates on disk; when this returns, Telegram may hear that we have them."""
        kept = [_writable(update) for update in updates if is_update(update)]
        if len(kept) < len(updates):
            _LOG.warning("%s things that are no updates were dropped", len(updates) - len(kept))
        async with self._tables.transaction(hasty=True):
            new = await self._tables.take_in(kept)
            self._tables.after_commit(lambda: self._begin(new))
        # The effects of an update go to the same log behind it, so handling has begun before it is
        # on disk. No longer than that: what Telegram has not heard that we have, it would hand to
        # a second instance as well.
        await self._tables.reach_disk(patience=_PATIENCE)

    def _begin(self, new: list[Incoming]) -> None:
        for incoming in new:
            self._lines.add(_line_of(incoming.payload), incoming)
            self.heard_at = time.monotonic()

    def is_followed(self, chat: int) -> bool:
        """Tell whether more updates of a chat wait behind the one being handled."""
        return self._lines.waiting(chat) > 1

    def set_aside(self, update_id: int, line: Hashable) -> None:
        """Let the update being handled wait in a line of its own, where it is handled anew."""
        self._to_set_aside[update_id] = line

    def is_aside(self, update_id: int) -> bool:
        """Tell whether an update being handled was set aside before."""
        return update_id in self._aside

    def waits_aside(self, line: Hashable) -> bool:
        """Tell whether something waits in a line that updates were set aside into."""
        return self._lines.waiting(line) > 0

    async def done(self, update_id: int) -> None:
        """Mark an update as handled, with the commit of its effects around this."""
        async with self._tables.transaction():
            await self._tables.done(update_id)
            self._tables.after_commit(lambda: self._done.add(update_id))

    def drop(self, updates: Collection[int]) -> None:
        """Handle some waiting updates no more: they are off the disk already."""
        self._dropped |= set(updates)

    def failed(self, update_id: int, error: BaseException) -> None:
        """Hear from the error handler that an update was not handled."""
        self._failures[update_id] = error

    def is_last_try(self, update_id: int) -> bool:
        """Tell whether an update that fails now is given up."""
        return self._tries.get(update_id, 0) + 1 >= _TRIES

    async def _work(self, incoming: Incoming) -> None:
        number = incoming.update_id
        if not _HURRIES & incoming.payload.keys():
            await self._pass_gate()
        self._tries[number] = incoming.tries
        pauses = iter(_TELEGRAM_PAUSES)
        try:
            while number not in self._dropped and not await self._attempt(incoming, pauses):
                pass
        finally:
            self._dropped.discard(number)
            self._tries.pop(number, None)
            self._done.discard(number)
            self._aside.discard(number)
        line = self._to_set_aside.pop(number, None)
        if line is not None:
            self._aside.add(number)
            self._lines.add(line, incoming)

    async def _pass_gate(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # it runs in one
        self._at_gate.add(task)
        try:
            async with self._gate:
                await self._ease()
                await asyncio.sleep(0)  # what the one before has begun goes first
        finally:
            self._at_gate.discard(task)

    async def _attempt(self, incoming: Incoming, pauses: Iterator[float]) -> bool:
        """Handle an update once; tell whether that was the end of it."""
        number = incoming.update_id
        error = await self._error_of_handling(incoming)
        if number in self._done:
            return True  # its effects are on disk; what failed after them is not worth them twice
        if error is None and number in self._to_set_aside:
            return True
        if error is None:
            self._tables.done_later(number)
            return True
        if is_trouble(error):
            _LOG.error("The database: %s; update %s waits", describe(error), number)
            await asyncio.sleep(_DATABASE_PAUSE)
            return False
        if is_out_of_reach(error) and (pause := next(pauses, None)) is not None:
            asked = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
            await asyncio.sleep(max(pause, asked))
            return False
        return await self._count_failure(number, error)

    async def _error_of_handling(self, incoming: Incoming) -> BaseException | None:
        assert self._handle is not None, "open() comes first"  # noqa: S101  # a wrong order of calls
        try:
            await self._handle(incoming.payload)
        except Exception as error:  # noqa: BLE001  # whatever an odd update brings, others go on
            return error
        return self._failures.pop(incoming.update_id, None)

    async def _count_failure(self, number: int, error: BaseException) -> bool:
        self._tries[number] += 1
        tries = self._tries[number]
        parked = tries >= _TRIES
        try:
            await self._tables.failed(number, type(error).__name__, parked=parked)
        except sqlite3.Error:
            _LOG.exception("Could not note that update %s failed", number)
        if parked:
            name = type(error).__name__
            _LOG.error("Update %s is parked after %s tries: %s", number, tries, name)
            return True
        await asyncio.sleep(_RETRY_AFTER[min(tries, len(_RETRY_AFTER)) - 1])
        return False


def is_out_of_reach(error: BaseException) -> bool:
    """Tell whether an error is Telegram's being out of reach or busy, which passes."""
    # to the library a BadRequest is a kind of NetworkError, yet Telegram has answered
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)


def is_update(thing: object) -> bool:
    """Tell whether what came in is an update that can be kept: an object with a number."""
    number = thing.get("update_id") if isinstance(thing, dict) else None
    return isinstance(number, int) and 0 <= number <= _HIGHEST


def _line_of(update: dict[str, Any]) -> int:
    """Give the chat whose line an update stands in; updates of no chat stand alone."""
    for content in update.values():
        if isinstance(content, dict):
            for holder in (content, content.get("message"), {"chat": content.get("from")}):
                chat = holder.get("chat") if isinstance(holder, dict) else None
                if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                    return int(chat["id"])
    return int(update["update_id"])


def _writable(update: dict[str, Any]) -> dict[str, Any]:
    """Replace half characters, which JSON can spell and no database or message can hold."""
    raw = json.dumps(update, ensure_ascii=False)
    try:
        raw.encode()
    except UnicodeEncodeError:
        cleaned: dict[str, Any] = json.loads(raw.encode("utf-8", "replace"))
        return cleaned
    return update
