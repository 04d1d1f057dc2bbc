"""The way out: what must arrive is on disk before it is sent, and sent until it arrives.

At least once: Telegram may deliver a message and its answer be lost on the way to us. To keep
repetitions after a crash to one, a send waits until the mark of the one before it is on disk,
unless that one is slow.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.mailbox.lines import Lines
from bot.mailbox.pace import Limits, Pace
from bot.mailbox.sending import make
from bot.mailbox.tables import Outgoing, Tables
from knowledge.trouble import DatabaseError, describe, is_trouble

_LOG = logging.getLogger(__name__)

_OVERLAP = 0.1
"""Seconds after which a slow send no longer holds up those to other chats."""

_YIELD = 0.1
"""Seconds between two looks whether a broadcast's turn has come in its chat."""
_AHEAD = 3
"""Calls that may wait for their turn before no more questions are answered."""

_LONGEST_PAUSE = 20.0
"""Seconds between two tries of one call, at most."""

_GIVE_UP = timedelta(hours=24)
"""How long a call is tried."""


@dataclass(slots=True)
class Tally:
    """What became of calls since the start."""

    sent: int = 0
    retried: int = 0
    limited: int = 0
    """How often Telegram answered 429."""
    dead: int = 0


class Outbox:
    """Sends what is on disk, in order within a chat, chats side by side."""

    def __init__(self, tables: Tables, limits: Limits) -> None:
        """Use ``tables``; nothing is sent before ``open``, and nothing faster than ``limits``."""
        self.tally = Tally()
        self._tables = tables
        self._pace = Pace(limits)
        self._lines: Lines[Outgoing] = Lines(self._work)
        self._turn = asyncio.Lock()
        self._patience = asyncio.Lock()
        self._ready = 0
        self._eased = asyncio.Event()
        self._moved: dict[int, int] = {}
        self._gone: dict[int, int] = {}
        self._newest = 0
        self._bot: Bot | None = None
        self.when_moved: tuple[Callable[[int, int], Awaitable[None]], ...] = ()
        """Rooms that go along with a group that became a supergroup, each with its own rows."""
        self.when_shut_out: tuple[Callable[[int], Awaitable[None]], ...] = ()
        """Rooms that need to know of chats that can be told nothing any more."""
        self.when_counted: Callable[[int], Awaitable[None]] | None = None
        """Called with a broadcast when one of its messages has arrived, or was given up."""

    async def open(self, bot: Bot) -> None:
        """Begin with what an earlier run left unsent."""
        self._bot = bot
        self._moved = await self._tables.moved()
        await self._tables.broadcasts.strand()
        for call in await self._tables.waiting_out():
            self.post(call)
        for number in await self._tables.broadcasts.unreported():
            await self._count(number)
        self._lines.open()

    async def close(self, within: float) -> None:
        """Let what is under way come to its end, ``within`` seconds at most."""
        await self._lines.close(within)

    def __len__(self) -> int:
        """Count the calls that wait."""
        return len(self._lines)

    async def ease(self) -> None:
        """Wait while calls that could be made at once wait for their turn.

        Answers written faster than they can be sent help nobody, and keep the sending from its
        work. Calls that wait for their chat's sake do not count.
        """
        while self._ready > _AHEAD:
            self._eased.clear()
            await self._eased.wait()

    def post(self, call: Outgoing) -> None:
        """Send a call that is on disk, after those that wait for the same chat.

        Broadcasts stand in a line of their own there: nobody who asks has to wait for them.
        """
        self._newest = max(self._newest, call.id)
        chat = self.now_at(call.chat)
        self._lines.add((chat, "broadcast") if call.payload.get("once") else chat, call)

    def now_at(self, chat: int) -> int:
        """Give a chat's id of today: another one if it was a group and is a supergroup now."""
        return self._moved.get(chat, chat)

    async def move(self, old: int, new: int) -> None:
        """Send what waits for a group to the supergroup that it became, for ever."""
        if self._moved.get(old) == new:
            return
        async with self._tables.transaction():
            await self._tables.move(old, new)
            for follow in self.when_moved:
                await follow(old, new)
            self._moved = await self._tables.moved()

    async def _work(self, call: Outgoing) -> None:
        tries = 0
        while True:
            try:
                pause = await self._attempt(call)
            except Exception as error:  # noqa: BLE001  # one odd call must not stop a chat's line
                pause = await self._stumble(error, call)
            if pause is None:
                return
            tries += 1
            self.tally.retried += 1
            await asyncio.sleep(pause if pause >= 0 else min(_LONGEST_PAUSE, 0.25 * 2**tries))

    async def _attempt(self, call: Outgoing) -> float | None:
        """Make a call once: None at its end, else the seconds to wait (below 0: your choice)."""
        if call.id <= self._gone.get(self.now_at(call.chat), 0):
            await self._give_up(call, "Forbidden: as the call before it")
            return None
        if call.payload.get("once"):
            await self._give_way(self.now_at(call.chat))
        await self._pace.turn_of(self.now_at(call.chat))
        if call.broadcast is not None or call.payload.get("once"):
            async with self._patience:  # one of them at a time waits among the answers
                making = await self._begin(call)
        else:
            self._ready += 1
            try:
                making = await self._begin(call)
            finally:
                self._ready -= 1
                self._eased.set()
        # from here to the mark nothing may wait once it is made: the next send relies on the mark
        if not making.done():
            try:
                await asyncio.wait({making})
            except asyncio.CancelledError:
                making.cancel()
                raise
        if making.cancelled():
            # not by us: a library that lost its way in the network's troubles
            return await self._explain(NetworkError("cancelled on the way"), call)
        error = making.exception()
        if isinstance(error, TelegramError):
            return await self._explain(error, call)
        message_id = making.result()
        self.tally.sent += 1
        self._tables.sent_later(call, message_id)
        await self._settle_if_possible()
        await self._conclude(call)
        return None

    async def _settle_if_possible(self) -> None:
        """Keep the mark of what was sent; should that fail, the next send waits for it."""
        with suppress(sqlite3.Error, OSError, DatabaseError):
            await self._tables.settle()

    async def _give_way(self, chat: int) -> None:
        """Let those go first who wait for an answer in a chat."""
        waiting = self._lines.waiting(chat)
        while waiting:
            await asyncio.sleep(_YIELD)
            waiting = self._lines.waiting(chat)

    async def _begin(self, call: Outgoing) -> "asyncio.Task[int]":
        """Make a call once the marks of those before it are on disk; give it when done or slow."""
        async with self._turn:
            await self._pace.turn_of_all()
            if call.payload.get("once"):
                await self._tables.sent_now(call)
            else:
                await self._tables.settle()
            making = asyncio.create_task(self._make(call))
            await asyncio.wait({making}, timeout=_OVERLAP)
        return making

    async def _conclude(self, call: Outgoing) -> None:
        """Do what follows from a call that has arrived, or was given up."""
        if call.broadcast is not None:
            await self._count(call.broadcast)
        if call.payload.get("trackless"):
            await self._tables.forgetting.leave_chat(call.chat, call.id)

    async def _count(self, broadcast: int) -> None:
        if self.when_counted is not None:
            await self.when_counted(broadcast)

    async def _make(self, call: Outgoing) -> int:
        assert self._bot is not None, "open() comes first"  # noqa: S101  # a wrong order of calls
        chat = self.now_at(call.chat)
        if chat != call.chat:  # numbers and topics of the group that was mean nothing there
            moved = {**call.payload, "thread": None, "reply_to": None}
            return await make(self._bot, call.kind, chat, None, moved)
        message = call.payload.get("edit")
        if call.kind == "renew" and call.answers is not None:
            message = await self._tables.reply_to(chat, call.answers)
        return await make(self._bot, call.kind, chat, message, call.payload)

    async def _explain(self, error: TelegramError, call: Outgoing) -> float | None:
        match error:
            case RetryAfter():
                self.tally.limited += 1
                self._pace.refused(self.now_at(call.chat))
                await self._tables.not_sent(call)
                _LOG.info("Chat limit reached; call %s waits %.0f s", call.id, seconds_of(error))
                return seconds_of(error)
            case ChatMigrated():
                await self._tables.not_sent(call)
                await self.move(call.chat, error.new_chat_id)
                return 0.0
            case BadRequest() if "parse entities" in error.message and "plain" not in call.payload:
                _LOG.error("Call %s goes as plain text: %s", call.id, error.message)
                call.payload["plain"] = True
                return 0.0
        if self._is_final(error, call):
            await self._end(error, call)
            return None
        name = type(error).__name__
        _LOG.warning("Call %s got no answer (%s); made again, it may arrive twice", call.id, name)
        return -1.0

    @staticmethod
    def _is_final(error: TelegramError, call: Outgoing) -> bool:
        if isinstance(error, BadRequest | Forbidden) or call.payload.get("once"):
            return True
        return datetime.now(UTC) - datetime.fromisoformat(call.written_at) > _GIVE_UP

    async def _end(self, error: TelegramError, call: Outgoing) -> None:
        """Give a call up, and with it whatever waits for a chat that shut us out."""
        if isinstance(error, Forbidden):
            self._gone[self.now_at(call.chat)] = self._newest
        if isinstance(error, Forbidden) or "chat not found" in error.message.lower():
            for forget in self.when_shut_out:
                await forget(self.now_at(call.chat))
        _LOG.warning("Call %s is given up: %s", call.id, error.message)
        await self._give_up(call, f"{type(error).__name__}: {error.message}")

    async def _stumble(self, error: Exception, call: Outgoing) -> float | None:
        if is_trouble(error):
            _LOG.error("The database: %s; call %s waits", describe(error), call.id)
            return -1.0
        _LOG.error("Call %s cannot be made", call.id, exc_info=error)
        await self._give_up(call, type(error).__name__)
        return None

    async def _give_up(self, call: Outgoing, why: str) -> None:
        self.tally.dead += 1
        await self._tables.dead(call, why)
        await self._conclude(call)


def seconds_of(error: RetryAfter) -> float:
    """Read how long Telegram asks us to wait, in seconds."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
