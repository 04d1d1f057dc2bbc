"""The life of the bot on Telegram: open, hear updates, and end without losing anything."""

import asyncio
import logging
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.alarms import keep_watch
from bot.application import handle
from bot.chores import do_chores
from bot.context import House, KutipApplication
from bot.doctor.reach import what_reaches
from bot.mailbox.inbox import WANTED
from bot.mailbox.outbox import seconds_of
from bot.publishing import publish
from bot.settings import SettingsError
from bot.web import serving
from knowledge.alone import alone
from knowledge.backups import back_up_daily, is_due
from knowledge.database import DatabaseError

_LOG = logging.getLogger(__name__)

_GRACE = 4.0
"""Seconds that what is under way gets to end, on each side of the mailbox."""

_FIRST_BACKUP = 3600.0
"""Seconds after the start before a backup is thought of, and between such thoughts."""

_LONGEST_PAUSE = 10.0
"""Seconds between two tries to reach Telegram at the start."""


async def run(application: KutipApplication) -> None:
    """Run until SIGTERM or SIGINT.

    Raises InvalidToken where Telegram refuses the token, DatabaseError where the file cannot be
    opened, SettingsError where Telegram or this machine refuses an address.
    """
    living = asyncio.create_task(_live_for_ever(application))
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()

    def end(number: signal.Signals) -> None:
        if not ending.is_set():  # once: a second signal must not cut the orderly end short
            _LOG.info("Ends on %s", number.name)
            ending.set()
            living.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end, number)
    with suppress(asyncio.CancelledError):
        await living
    if not ending.is_set():
        raise RuntimeError("the bot was cancelled though nobody asked it to end")
    _LOG.info("Ended")


@asynccontextmanager
async def alive(application: KutipApplication) -> AsyncIterator["asyncio.Task[None]"]:
    """Keep the bot alive inside; give the task that hears updates, which ends only by a fault."""
    house = application.bot_data
    with alone(house.settings.database_path):
        async with house.database:
            try:
                async with _at_work(application) as hearing:
                    yield hearing
            finally:
                await application.shutdown()
                # which does nothing where the token was refused, and leaves connections open
                await application.bot.shutdown()


@asynccontextmanager
async def _at_work(application: KutipApplication) -> AsyncIterator["asyncio.Task[None]"]:
    house = application.bot_data
    given = house.settings.webhook_secret
    # A webhook without a secret would take updates from anyone: one is made up at each start.
    secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
    await house.furnish()
    await _until_reached(application.initialize)
    _LOG.info("%s", what_reaches(application.bot.bot, house.settings.default_language))
    await house.mailbox.outbox.open(application.bot)
    if house.moderators.chat is None:
        lacking = "no cards of questions, no weekly digest; /unanswered and /digest show both"
        _LOG.warning("MODERATOR_CHAT_ID is not set: %s", lacking)
    else:
        house.moderators.chat = house.mailbox.outbox.now_at(house.moderators.chat)
    await house.mailbox.inbox.open(partial(handle, application))
    with serving(house, secret):
        hearing = asyncio.create_task(_hear(application, secret))
        others = [
            asyncio.create_task(one)
            for one in (
                house.mailbox.keep_tidy(),
                house.live.keep_up(),
                publish(application),
                do_chores(application),
                keep_watch(application),
                _keep_backups(house),
            )
        ]
        try:
            yield hearing
        finally:
            for task in (hearing, *others):
                task.cancel()
            await asyncio.gather(hearing, *others, return_exceptions=True)
            await house.mailbox.close(_GRACE)


async def _live_for_ever(application: KutipApplication) -> None:
    async with alive(application) as hearing:
        _LOG.info("@%s listens", application.bot.username)
        await hearing


async def _hear(application: KutipApplication, secret: str) -> None:
    """Have Telegram bring updates to the webhook, or fetch them, for ever."""
    bot, house = application.bot, application.bot_data
    address = house.settings.webhook_url
    if address is None:
        with suppress(TelegramError):  # getUpdates will tell what is wrong, if anything is
            await _until_reached(bot.delete_webhook)
        await house.mailbox.poller.poll(bot)
        return
    set_webhook = partial(bot.set_webhook, address, secret_token=secret, allowed_updates=WANTED)
    try:
        await _until_reached(set_webhook)
    except BadRequest as error:
        problem = f"WEBHOOK_URL is refused by Telegram ({error.message})"
        raise SettingsError(f"{problem}. Give a public https address") from None
    await asyncio.Event().wait()


async def _until_reached(call: Callable[[], Awaitable[object]]) -> None:
    """Ask Telegram something, however long it is out of reach."""
    pause = 0.5
    while True:
        try:
            await call()
        except BadRequest:
            raise  # a kind of NetworkError to the library, yet Telegram has answered
        except (NetworkError, RetryAfter) as error:
            if pause == 0.5:
                _LOG.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
            asked = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
            await asyncio.sleep(max(pause, asked))
            pause = min(_LONGEST_PAUSE, pause * 2)
        else:
            return


async def _keep_backups(house: House) -> None:
    """Take a backup a day for ever."""
    settings = house.settings
    while settings.backup_keep_days:
        await asyncio.sleep(_FIRST_BACKUP)
        now = datetime.now(UTC)
        if is_due(settings.backups, now):
            try:
                await asyncio.to_thread(
                    back_up_daily,
                    settings.database_path,
                    settings.backups,
                    settings.backup_keep_days,
                    now,
                )
            except DatabaseError as error:
                _LOG.error("No daily backup: %s", error)
