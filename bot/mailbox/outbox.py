"""The way out: what must arrive is on disk before it is sent, and sent until it arrives.

At least once: Telegram may deliver a message and its answer be lost on the way to us. To keep
repetitions after a crash to one, a send waits until the mark of the one before it is on disk,
unless that one is slow.
"""

import asyncio
import logging
import sqlite3
from base64 import b64decode
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    RetryAfter,
    TelegramError,
)

from bot.mailbox.lines import Lines
from bot.mailbox.tables import Outgoing, Tables
from bot.mailbox.tables_said import Mending

_LOG = logging.getLogger(__name__)

_OVERLAP = 0.1
"""Seconds after which a slow send no longer holds up those to other chats."""

_LONGEST_PAUSE = 20.0
"""Seconds between two tries of one call, at most."""

_GIVE_UP = timedelta(hours=24)
"""How long a call is tried."""


class Outbox:
    """Sends what is on disk, in order within a chat, chats side by side."""

    def __init__(self, tables: Tables) -> None:
        """Use ``tables``; nothing is sent before ``open``."""
        self._tables = tables
        self._lines: Lines[Outgoing] = Lines(self._work)
        self._turn = asyncio.Lock()
        self._moved: dict[int, int] = {}
        self._bot: Bot | None = None
        self.when_moved: Callable[[int, int], Awaitable[None]] = _nothing_else_moves
        """Called where only a refusal tells that a group became a supergroup."""
        self.on_mended: Callable[[Mending], Awaitable[None]] | None = None
        """Called when the last reply of a mending was edited, or given up."""

    async def open(self, bot: Bot) -> None:
        """Begin with what an earlier run left unsent."""
        self._bot = bot
        for call in await self._tables.waiting_out():
            self._lines.add(call.chat, call)
        self._lines.open()

    async def close(self, within: float) -> None:
        """Let what is under way come to its end, ``within`` seconds at most."""
        await self._lines.close(within)

    def __len__(self) -> int:
        """Count the calls that wait."""
        return len(self._lines)

    def post(self, call: Outgoing) -> None:
        """Send a call that is on disk, after those that wait for the same chat."""
        self._lines.add(call.chat, call)

    def move(self, old: int, new: int) -> None:
        """Send what waits for a group to the supergroup that it became."""
        self._moved[old] = new

    async def _work(self, call: Outgoing) -> None:
        tries = 0
        while True:
            try:
                pause = await self._attempt(call)
            except (sqlite3.Error, OSError):
                _LOG.exception("Call %s could not be marked", call.id)
                pause = -1.0
            if pause is None:
                return
            tries += 1
            await asyncio.sleep(pause if pause >= 0 else min(_LONGEST_PAUSE, 0.25 * 2**tries))

    async def _attempt(self, call: Outgoing) -> float | None:
        """Make a call once: None at its end, else the seconds to wait (below 0: your choice)."""
        async with self._turn:
            await self._tables.settle()
            making = asyncio.create_task(self._make(call))
            await asyncio.wait({making}, timeout=_OVERLAP)
        try:
            message_id = await making
        except TelegramError as error:
            return await self._explain(error, call)
        except asyncio.CancelledError:
            making.cancel()
            raise
        self._tables.sent_later(call, message_id)
        await self._count(call, mended=True)
        return None

    async def _count(self, call: Outgoing, *, mended: bool) -> None:
        """Count a mended reply for the moderator who waits to hear how many there were."""
        number = call.payload.get("mending")
        if number is not None:
            finished = await self._tables.said.count(number, mended=mended)
            if finished is not None and self.on_mended is not None:
                await self.on_mended(finished)

    async def _make(self, call: Outgoing) -> int | None:
        assert self._bot is not None, "open() comes first"  # noqa: S101  # a wrong order of calls
        chat = self._moved.get(call.chat, call.chat)
        message_id = call.payload.get("edit")
        if call.kind == "renew" and call.answers is not None:
            message_id = await self._tables.reply_to(chat, call.answers)
        if "document" in call.payload:
            return await self._send_document(chat, call.payload)
        common = _common(call.payload)
        if message_id is not None:
            await self._bot.edit_message_text(chat_id=chat, message_id=message_id, **common)
            return int(message_id)
        sent: Message = await self._bot.send_message(
            chat_id=chat,
            message_thread_id=call.payload.get("thread"),
            reply_parameters=_reply_parameters(call.payload.get("reply_to")),
            **common,
        )
        return sent.message_id

    async def _send_document(self, chat: int, payload: dict[str, Any]) -> int:
        assert self._bot is not None, "open() comes first"  # noqa: S101  # a wrong order of calls
        document = payload["document"]
        sent: Message = await self._bot.send_document(
            chat_id=chat,
            document=b64decode(document["base64"]),
            filename=document["name"],
            caption=payload["html"],
            parse_mode="HTML",
            message_thread_id=payload.get("thread"),
            reply_parameters=_reply_parameters(payload.get("reply_to")),
        )
        return sent.message_id

    async def _explain(self, error: TelegramError, call: Outgoing) -> float | None:
        match error:
            case RetryAfter():
                _LOG.info("Chat limit reached; call %s waits %.0f s", call.id, seconds_of(error))
                return seconds_of(error)
            case ChatMigrated():
                self.move(call.chat, error.new_chat_id)
                await self._tables.move(call.chat, error.new_chat_id)
                await self.when_moved(call.chat, error.new_chat_id)
                return 0.0
            case BadRequest() if "not modified" in error.message:
                self._tables.sent_later(call, None)
                await self._count(call, mended=True)
                return None
            case BadRequest() | Forbidden():
                _LOG.warning("Call %s is given up: %s", call.id, error.message)
                await self._tables.dead(call, error.message)
                await self._count(call, mended=False)
                return None
        if datetime.now(UTC) - datetime.fromisoformat(call.written_at) > _GIVE_UP:
            _LOG.error("Call %s is given up after %s: %s", call.id, _GIVE_UP, error.message)
            await self._tables.dead(call, error.message)
            await self._count(call, mended=False)
            return None
        _LOG.warning("Call %s did not get through (%s)", call.id, type(error).__name__)
        return -1.0


async def _nothing_else_moves(_old: int, _new: int) -> None:
    pass


def seconds_of(error: RetryAfter) -> float:
    """Read how long Telegram asks us to wait, in seconds."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _common(payload: dict[str, Any]) -> dict[str, Any]:
    rows = [
        [_button(label, data, *address) for label, data, *address in row]
        for row in payload["buttons"]
    ]
    return {
        "text": payload["html"],
        "parse_mode": "HTML",
        "reply_markup": InlineKeyboardMarkup(rows) if rows else None,
        "link_preview_options": LinkPreviewOptions(is_disabled=True),
    }


def _button(label: str, data: str, url: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=None if url else data, url=url)


def _reply_parameters(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)
