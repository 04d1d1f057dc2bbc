"""Asking Telegram for updates: its troubles and ours are waited out, each told in one line."""

import asyncio
import logging
import time
from datetime import UTC, datetime
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.mailbox.inbox import WANTED, Inbox
from bot.mailbox.outbox import seconds_of
from knowledge.trouble import describe

_LOG = logging.getLogger(__name__)

_LONG_POLL = 15
"""Seconds that Telegram may hold a getUpdates."""

_ANSWER_WITHIN = 5
"""Seconds beyond those after which the connection counts as dead."""

_LONGEST_PAUSE = 10.0
"""Seconds between two tries; with the two above it bounds how long a lost network is unnoticed."""

_DATABASE_PAUSE = 2.0
"""Seconds between tries while the disk is full or cannot be written to."""

_SILENCE = 600.0
"""Seconds in which one trouble is told once, however often it comes and goes."""


class Poller:
    """Brings updates from Telegram to the inbox; the offset moves only after the commit."""

    def __init__(self, inbox: Inbox) -> None:
        """Fill ``inbox``."""
        self._inbox = inbox
        self._offset = 0
        self._troubles = 0
        self._told: dict[str, float] = {}
        self.heard_at = time.monotonic()
        """When Telegram last answered, by the monotonic clock."""

    async def poll(self, bot: Bot) -> None:
        """Ask for updates for ever."""
        while True:
            asking = asyncio.create_task(self._ask_once(bot))
            try:
                await asyncio.wait({asking})
            except asyncio.CancelledError:
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
                raise
            # cancelled, but not by us: a library that lost its way in the network's troubles
            lost = NetworkError("cancelled on the way")
            error = lost if asking.cancelled() else asking.exception()
            if error is not None:
                self._troubles += 1
                await asyncio.sleep(self._explain(error))

    async def _ask_once(self, bot: Bot) -> None:
        updates = await _get_updates(bot, self._offset)
        self.heard_at = time.monotonic()
        if updates:
            await self._inbox.take_in(updates)
            self._offset = int(updates[-1]["update_id"]) + 1
            await asyncio.sleep(0)  # what came in goes first, then the next request
        if self._troubles > 1 or (self._troubles and not self._told):
            _LOG.info("Telegram answers again")
        self._troubles = 0

    def _explain(self, error: BaseException) -> float:
        """Tell a trouble, once where it repeats; give the seconds to wait."""
        match error:
            case Conflict():
                self._inbox.rival_seen_at = datetime.now(UTC)
                self._tell(
                    logging.ERROR, "Another Kutip polls with this token. Stop one of the two."
                )
                return 5.0
            case InvalidToken():
                self._tell(logging.ERROR, "Telegram refuses BOT_TOKEN. Copy it from @BotFather.")
                return 30.0
            case RetryAfter():
                return seconds_of(error)
            case NetworkError():
                if self._troubles == 1:
                    name = type(error).__name__
                    _LOG.warning("Telegram cannot be reached (%s); trying again", name)
                return min(_LONGEST_PAUSE, float(0.5 * 2 ** min(self._troubles, 6)))
            case TelegramError():
                self._tell(logging.ERROR, f"Telegram answers: {error.message}")
                return 5.0
            case _:
                why = f"The database: {describe(error)}"
                self._tell(logging.ERROR, f"Updates stay with Telegram for now. {why}")
                return _DATABASE_PAUSE

    def _tell(self, level: int, line: str) -> None:
        now = time.monotonic()
        if now - self._told.get(line, -_SILENCE) >= _SILENCE:
            self._told[line] = now
            _LOG.log(level, line)


async def _get_updates(bot: Bot, offset: int) -> list[dict[str, Any]]:
    # As Telegram sent it: parsing first would lose a whole batch to one odd update. The doubled
    # underscore is sent as getUpdates, without the advice to use get_updates, which parses.
    result: list[dict[str, Any]] = await bot.do_api_request(
        "get__updates",
        {"offset": offset, "timeout": _LONG_POLL, "limit": 100, "allowed_updates": WANTED},
        read_timeout=_LONG_POLL + _ANSWER_WITHIN,
    )
    return result
