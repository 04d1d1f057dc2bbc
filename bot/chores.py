"""What the bot does by itself: what is old goes, lists and cards are kept up, the digest."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable
from datetime import UTC, date, datetime

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.context import KutipApplication
from bot.digesting import send_if_due
from bot.keeping import clear_old
from bot.pinning import keep_up
from bot.reviewing import carding
from knowledge.database import DatabaseError
from knowledge.storage.chats import Passing

_LOG = logging.getLogger(__name__)

_ROUND = 1.0
"""Seconds between two rounds."""

_LONGEST = 60.0
"""Seconds between two rounds, at most, while Telegram or the disk is in trouble."""


async def do_chores(application: KutipApplication) -> None:
    """Go round for ever; what fails is tried again on the next round."""
    seen = dict(application.bot_data.knowledge.knowledge.entries)
    pause, cleared_on = _ROUND, date.min
    while True:
        await asyncio.sleep(pause)
        today = datetime.now(UTC).date()
        # entries are frozen: one that changed is another object, which makes this fast
        now = dict(application.bot_data.knowledge.knowledge.entries)
        try:
            went_well = await go_round(application, changed=now != seen)
            if today != cleared_on:
                await clear_old(application.bot_data)
                cleared_on = today
        except (DatabaseError, sqlite3.Error, OSError) as error:
            _LOG.warning("The chores wait (%s)", type(error).__name__)
            went_well = False
        if went_well:
            seen = now
        pause = _ROUND if went_well else min(_LONGEST, pause * 2)


async def go_round(application: KutipApplication, *, changed: bool = False) -> bool:
    """Do what is due; ``changed`` where answers have changed since the last round.

    Gives False where something has to be tried again.
    """
    chats, went_well, now = application.bot_data.chats, True, datetime.now(UTC)
    if not application.bot_data.database.is_swept:
        await application.bot_data.database.sweep()  # a reader was in the way of the last one
    await send_if_due(application, now)
    for passing in await chats.passing(now):
        went_well &= await _is_done(passing.chat, _delete(passing, application), application)
    for pinned in await chats.pinned():
        keeping = keep_up(pinned, application, changed=changed)
        went_well &= await _is_done(pinned.chat, keeping, application)
    await carding.keep_up(application.bot_data)
    return went_well


async def _is_done(chat: int, chore: Awaitable[None], application: KutipApplication) -> bool:
    """Do a chore; its trouble holds up no other chat's."""
    try:
        await chore
    except ChatMigrated as moved:
        await application.bot_data.mailbox.follow(chat, moved.new_chat_id)
    except TelegramError as error:
        _LOG.info("A chore is tried again later: %s", error.message)
        return False
    return True


async def _delete(passing: Passing, application: KutipApplication) -> None:
    house = application.bot_data
    reply = await house.mailbox.reply_to(passing.chat, passing.message)
    if reply is not None and not passing.picked:
        try:
            await application.bot.delete_message(passing.chat, reply)
        except (BadRequest, Forbidden) as error:
            _LOG.debug("An unsure reply stays: %s", error.message)
    await house.chats.passed(passing.question)
