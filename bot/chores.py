"""What the bot does by itself: unsure replies that go, pinned lists that are kept up."""

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.context import KutipApplication
from bot.pinning import keep_up
from knowledge.database import DatabaseError
from knowledge.storage_chats import Passing

_LOG = logging.getLogger(__name__)

_ROUND = 1.0
"""Seconds between two rounds."""


async def do_chores(application: KutipApplication) -> None:
    """Go round for ever; what fails is tried again on the next round."""
    knowledge = application.bot_data.knowledge.knowledge
    while True:
        await asyncio.sleep(_ROUND)
        try:
            # every change of an entry makes a new Knowledge
            now = application.bot_data.knowledge.knowledge
            await go_round(application, changed=now is not knowledge)
            knowledge = now
        except (TelegramError, DatabaseError, sqlite3.Error, OSError) as error:
            _LOG.warning("A chore waits for the next round (%s)", type(error).__name__)


async def go_round(application: KutipApplication, *, changed: bool = False) -> None:
    """Do what is due; ``changed`` where answers have changed since the last round."""
    chats = application.bot_data.chats
    for passing in await chats.passing(datetime.now(UTC)):
        await _delete(passing, application)
    for pinned in await chats.pinned():
        await keep_up(pinned, application, changed=changed)


async def _delete(passing: Passing, application: KutipApplication) -> None:
    house = application.bot_data
    reply = await house.mailbox.reply_to(passing.chat, passing.message)
    if reply is not None and not passing.picked:
        try:
            await application.bot.delete_message(passing.chat, reply)
        except (BadRequest, Forbidden) as error:
            _LOG.debug("An unsure reply stays: %s", error.message)
    await house.chats.passed(passing.question)
