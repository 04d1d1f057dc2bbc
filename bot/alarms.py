"""Moderators hear of what went wrong for good: parked updates, replies given up."""

import asyncio
import logging
import sqlite3

from bot import replies
from bot.context import KutipApplication
from knowledge.trouble import DatabaseError

_LOG = logging.getLogger(__name__)

_EVERY = 60.0
"""Seconds between looks."""


async def keep_watch(application: KutipApplication) -> None:
    """Look for new faults for ever."""
    while True:
        await asyncio.sleep(_EVERY)
        try:
            await tell_of_faults(application)
        except (sqlite3.Error, DatabaseError) as error:
            _LOG.warning("Faults could not be looked for: %s", error)


async def tell_of_faults(application: KutipApplication) -> None:
    """Write one line for all faults since the last one to the moderators' chat, or to each."""
    house = application.bot_data
    settings, mailbox = house.settings, house.mailbox
    chats = settings.moderator_ids if house.moderators.chat is None else (house.moderators.chat,)
    if not chats:
        return
    parked, dead, reason = await mailbox.faults(except_chat=chats[0])
    if not parked and not dead:
        return
    reply = replies.for_faults(parked, dead, reason, settings.default_language)
    async with house.store.transaction():
        for chat in chats:
            await mailbox.tell(chat, reply)
        await mailbox.faults_told()
