"""The life of the bot on Telegram: open, poll, and end without losing anything."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

from telegram.error import NetworkError, RetryAfter

from bot.application import handle
from bot.chores import do_chores
from bot.context import KutipApplication
from bot.doctor.reach import what_reaches
from bot.publishing import publish

_LOG = logging.getLogger(__name__)

_GRACE = 4.0
"""Seconds that what is under way gets to end, on each side of the mailbox."""


async def run(application: KutipApplication) -> None:
    """Run until SIGTERM or SIGINT.

    Raises InvalidToken where Telegram refuses the token, DatabaseError where the file cannot be
    opened.
    """
    living = asyncio.create_task(_live_for_ever(application))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, living.cancel)
    with suppress(asyncio.CancelledError):
        await living
    _LOG.info("Ended")


@asynccontextmanager
async def alive(application: KutipApplication) -> AsyncIterator["asyncio.Task[None]"]:
    """Keep the bot alive inside; give the task that polls, which ends only by a fault."""
    house = application.bot_data
    async with house.database:
        try:
            await house.furnish()
            await _say_hello(application)
            _LOG.info("%s", what_reaches(application.bot.bot, house.settings.default_language))
            await house.mailbox.outbox.open(application.bot)
            await house.mailbox.inbox.open(partial(handle, application))
            polling = asyncio.create_task(house.mailbox.inbox.poll(application.bot))
            others = [
                asyncio.create_task(house.mailbox.keep_tidy()),
                asyncio.create_task(house.live.keep_up()),
                asyncio.create_task(publish(application)),
                asyncio.create_task(do_chores(application)),
            ]
            try:
                yield polling
            finally:
                for task in (polling, *others):
                    task.cancel()
                await asyncio.gather(polling, *others, return_exceptions=True)
                await house.mailbox.inbox.close(_GRACE)
                await house.mailbox.outbox.close(_GRACE)
        finally:
            await application.shutdown()


async def _live_for_ever(application: KutipApplication) -> None:
    async with alive(application) as polling:
        _LOG.info("@%s listens", application.bot.username)
        await polling


async def _say_hello(application: KutipApplication) -> None:
    """Ask Telegram who we are, however long it is out of reach."""
    pause = 0.5
    while True:
        try:
            await application.initialize()
        except (NetworkError, RetryAfter) as error:
            if pause == 0.5:
                _LOG.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(15.0, pause * 2)
        else:
            return
