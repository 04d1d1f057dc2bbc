"""The way in: an update is on disk before Telegram hears that we have it, and handled from there.

Plain python-telegram-bot keeps updates in memory while the next getUpdates confirms them: a
crash loses what was acknowledged. Here the offset moves only after the commit.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.mailbox.lines import Lines
from bot.mailbox.outbox import seconds_of
from bot.mailbox.tables import Incoming, Tables
from knowledge.database import DatabaseError

_LOG = logging.getLogger(__name__)

_TRIES = 3
"""After so many failures an update is parked, so that it holds up nobody."""

_RETRY_AFTER = (0.2, 1.0)
"""Seconds before the second and the third try."""

_LONG_POLL = 25
"""Seconds that Telegram may hold a getUpdates."""

_DATABASE_PAUSE = 2.0
"""Seconds between tries while the disk is full or cannot be written to."""

_WANTED = ["message", "edited_message", "callback_query", "my_chat_member", "inline_query"]


class Inbox:
    """Takes updates in durably and hands each to ``handle``, in order within a chat."""

    def __init__(self, tables: Tables) -> None:
        """Use ``tables``; updates are handled once ``open`` was called."""
        self._tables = tables
        self._lines: Lines[Incoming] = Lines(self._work)
        self._handle: Callable[[dict[str, Any]], Awaitable[None]] | None = None
        self._failures: dict[int, BaseException] = {}
        self._tries: dict[int, int] = {}
        self._done: set[int] = set()
        self.rival_seen_at: datetime | None = None
        """When Telegram last told of another instance with the same token."""

    async def open(self, handle: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Begin with what an earlier run left undone."""
        self._handle = handle
        for incoming in await self._tables.waiting_in():
            self._lines.add(_line_of(incoming.payload), incoming)
        self._lines.open()

    async def close(self, within: float) -> None:
        """Let what is being handled come to its end, ``within`` seconds at most."""
        await self._lines.close(within)

    async def take_in(self, updates: list[dict[str, Any]]) -> None:
        """Put updates on disk; when this returns, Telegram may hear that we have them."""
        for incoming in await self._tables.take_in(updates):
            self._lines.add(_line_of(incoming.payload), incoming)

    async def done(self, update_id: int) -> None:
        """Mark an update as handled, with the commit of its effects around this."""
        await self._tables.done(update_id)
        self._done.add(update_id)

    def failed(self, update_id: int, error: BaseException) -> None:
        """Hear from the error handler that an update was not handled."""
        self._failures[update_id] = error

    def is_last_try(self, update_id: int) -> bool:
        """Tell whether an update that fails now is given up."""
        return self._tries.get(update_id, 0) + 1 >= _TRIES

    async def poll(self, bot: Bot) -> None:
        """Ask Telegram for updates for ever; its troubles and ours are waited out."""
        offset, trouble = 0, 0
        while True:
            try:
                updates = await _get_updates(bot, offset)
                if updates:
                    await self.take_in(updates)
                    offset = int(updates[-1]["update_id"]) + 1
                if trouble:
                    _LOG.info("Telegram answers again")
                trouble = 0
            except (TelegramError, DatabaseError, sqlite3.Error, OSError) as error:
                trouble += 1
                if isinstance(error, Conflict):
                    self.rival_seen_at = datetime.now(UTC)
                await asyncio.sleep(_explain(error, trouble))

    async def _work(self, incoming: Incoming) -> None:
        number = incoming.update_id
        self._tries[number] = incoming.tries
        try:
            while not await self._attempt(incoming):
                pass
        finally:
            self._tries.pop(number, None)
            self._done.discard(number)

    async def _attempt(self, incoming: Incoming) -> bool:
        """Handle an update once; tell whether that was the end of it."""
        number = incoming.update_id
        error = await self._error_of_handling(incoming)
        if error is None:
            if number not in self._done:
                self._tables.done_later(number)
            return True
        if isinstance(error, sqlite3.OperationalError):
            _LOG.error("The database cannot be written (%s); update %s waits", error, number)
            await asyncio.sleep(_DATABASE_PAUSE)
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
            _LOG.error(
                "Update %s is parked after %s tries: %s", number, tries, type(error).__name__
            )
            return True
        await asyncio.sleep(_RETRY_AFTER[min(tries, len(_RETRY_AFTER)) - 1])
        return False


async def _get_updates(bot: Bot, offset: int) -> list[dict[str, Any]]:
    # As Telegram sent it: parsing first would lose a whole batch to one odd update. The doubled
    # underscore is sent as getUpdates, without the advice to use get_updates, which parses.
    result: list[dict[str, Any]] = await bot.do_api_request(
        "get__updates",
        {"offset": offset, "timeout": _LONG_POLL, "limit": 100, "allowed_updates": _WANTED},
        read_timeout=_LONG_POLL + 5,
    )
    return result


def _explain(error: Exception, trouble: int) -> float:
    """Log a polling trouble, once where it repeats; give the seconds to wait."""
    match error:
        case Conflict():
            if trouble == 1:
                _LOG.error("Another Kutip polls with this token. Stop one of the two.")
            return 5.0
        case InvalidToken():
            if trouble == 1:
                _LOG.error("Telegram refuses BOT_TOKEN. Copy it again from @BotFather.")
            return 30.0
        case RetryAfter():
            return seconds_of(error)
        case NetworkError():
            if trouble == 1:
                _LOG.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
            return float(min(15.0, 0.5 * 2 ** min(trouble, 6)))
        case TelegramError():
            _LOG.error("Telegram answers: %s", error.message)
            return 5.0
        case _:
            _LOG.error("Updates cannot be kept (%s); Telegram holds them meanwhile", error)
            return _DATABASE_PAUSE


def _line_of(update: dict[str, Any]) -> int:
    """Give the chat whose line an update stands in; updates of no chat stand alone."""
    for content in update.values():
        if isinstance(content, dict):
            for holder in (content, content.get("message")):
                if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
                    return int(holder["chat"].get("id", 0))
            if isinstance(content.get("from"), dict):
                return int(content["from"].get("id", 0))
    return int(update["update_id"])
