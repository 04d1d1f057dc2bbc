"""Presses of buttons: acknowledged at once, or tried again beside everything else."""

import asyncio
import logging

from telegram import CallbackQuery
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.mailbox.outbox import seconds_of

_LOG = logging.getLogger(__name__)

_TRIES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each further try to acknowledge a press; Telegram forgets it soon after."""


class Presses:
    """The presses that wait to be acknowledged."""

    def __init__(self) -> None:
        self._trying: set[asyncio.Task[None]] = set()

    async def acknowledge(self, query: CallbackQuery, text: str | None) -> None:
        """Answer a press once; where that fails, go on beside the chat, which must not wait."""
        asked = await _acknowledged(query, text)
        if asked is not None:
            trying = asyncio.create_task(_keep_acknowledging(query, text, asked))
            self._trying.add(trying)
            trying.add_done_callback(self._trying.discard)

    def close(self) -> None:
        """Try no more."""
        for task in self._trying:
            task.cancel()


async def _keep_acknowledging(query: CallbackQuery, text: str | None, asked: float) -> None:
    for pause in _TRIES:
        await asyncio.sleep(max(pause, asked))
        again = await _acknowledged(query, text)
        if again is None:
            return
        asked = again


async def _acknowledged(query: CallbackQuery, text: str | None) -> float | None:
    """Try once: None at the end of it, else the seconds that Telegram asks us to wait."""
    try:
        await query.answer(text)
    except BadRequest:
        return None  # too old, or answered already: nobody waits for it any more
    except TelegramError as error:
        _LOG.debug("A press was not acknowledged: %s", error.message)
        return seconds_of(error) if isinstance(error, RetryAfter) else 0.0
    return None
