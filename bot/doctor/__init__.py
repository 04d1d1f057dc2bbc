"""Everything that could be wrong before going live, each with its cure."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from telegram import Bot

from bot.doctor.at_home import look_at_database, look_at_knowledge, look_at_settings
from bot.doctor.at_telegram import look_at_telegram
from bot.doctor.finding import Finding, error
from bot.doctor.sources import look_at_sources
from bot.settings import Settings
from knowledge import KnowledgeBase, KnowledgeError, load
from knowledge.database import Database, DatabaseError, Migration
from knowledge.storage.chats import Chats
from knowledge.storage.health import health_of

__all__ = ["Finding", "examine", "examine_from_outside"]

_LOG = logging.getLogger(__name__)


async def examine(
    settings: Settings,
    base: KnowledgeBase,
    bot: Bot | None,
    newest: int,
    auto_chats: Iterable[int] = (),
    rival: datetime | None = None,
    *,
    online: bool = True,
) -> list[Finding]:
    """Look at everything; ``newest`` is the database version that this Kutip knows."""
    findings = list(look_at_settings(settings))
    if bot is not None:
        findings += await look_at_telegram(bot, settings, auto_chats, rival)
    findings += await asyncio.to_thread(
        lambda: [*look_at_database(settings.database_path, newest), *look_at_knowledge(base)]
    )
    if online:
        findings += await look_at_sources(base.knowledge)
    return findings


async def examine_from_outside(
    settings: Settings, migrations: tuple[Migration, ...], *, online: bool = True
) -> list[Finding]:
    """Look at everything from a shell, whether or not the bot is running."""
    try:
        base = load(settings.knowledge_dir)
    except KnowledgeError as trouble:
        return [*look_at_settings(settings), error("knowledge_unreadable", error=trouble)]
    auto_chats = await _auto_chats(settings, migrations)
    if settings.bot_token is None:
        return await examine(settings, base, None, len(migrations), online=online)
    token, root = settings.bot_token.get_secret_value(), settings.bot_api_url
    bot = Bot(token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot")
    try:
        return await examine(settings, base, bot, len(migrations), auto_chats, online=online)
    finally:
        await bot.shutdown()


async def _auto_chats(settings: Settings, migrations: tuple[Migration, ...]) -> list[int]:
    """Read which groups want answers unasked; a file of another version is left alone."""
    health = health_of(settings.database_path)
    if not health.exists or health.problem or health.version != len(migrations):
        return []
    try:
        async with Database(settings.database_path, migrations) as database:
            return await Chats(database).answering_unasked()
    except (DatabaseError, sqlite3.Error) as trouble:
        _LOG.debug("The groups' settings cannot be read: %s", trouble)
        return []
