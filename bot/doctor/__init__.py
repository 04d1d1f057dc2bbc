"""Everything that could be wrong before going live, each with its cure."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
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
from knowledge.storage.figures import Figures
from knowledge.storage.health import health_of

__all__ = ["Finding", "examine", "examine_from_outside"]

_LOG = logging.getLogger(__name__)


async def examine(
    settings: Settings,
    base: KnowledgeBase,
    bot: Bot | None,
    newest: int,
    log: Database | None = None,
    rival: datetime | None = None,
    *,
    online: bool = True,
) -> list[Finding]:
    """Look at everything; ``newest`` is the database version that this Kutip knows.

    When each source was last seen is kept in ``log``, if there is one.
    """
    findings = list(look_at_settings(settings))
    if bot is not None:
        auto_chats = await _auto_chats(log) if log else []
        findings += await look_at_telegram(bot, settings, auto_chats, rival)
    findings += await asyncio.to_thread(
        lambda: [*look_at_database(settings, newest), *look_at_knowledge(base)]
    )
    if online:
        findings += await look_at_sources(base.knowledge, Figures(log) if log else None)
    return findings


async def examine_from_outside(
    settings: Settings, migrations: tuple[Migration, ...], *, online: bool = True
) -> list[Finding]:
    """Look at everything from a shell, whether or not the bot is running."""
    try:
        base = load(settings.knowledge_dir)
    except KnowledgeError as trouble:
        return [*look_at_settings(settings), error("knowledge_unreadable", error=trouble)]
    async with _log_of(settings, migrations) as log:
        return await _examine_with(log, settings, base, len(migrations), online=online)


async def _examine_with(
    log: Database | None, settings: Settings, base: KnowledgeBase, newest: int, *, online: bool
) -> list[Finding]:
    if settings.bot_token is None:
        return await examine(settings, base, None, newest, log, online=online)
    token, root = settings.bot_token.get_secret_value(), settings.bot_api_url
    bot = Bot(token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot")
    try:
        return await examine(settings, base, bot, newest, log, online=online)
    finally:
        await bot.shutdown()


@asynccontextmanager
async def _log_of(
    settings: Settings, migrations: tuple[Migration, ...]
) -> AsyncIterator[Database | None]:
    """Open the database if it is there and well; a file of another version is left alone."""
    async with AsyncExitStack() as stack:
        health = health_of(settings.database_path)
        database: Database | None = None
        if health.exists and not health.problem and health.version == len(migrations):
            opening = Database(settings.database_path, migrations)
            try:
                database = await stack.enter_async_context(opening)
            except (DatabaseError, sqlite3.Error) as trouble:
                _LOG.debug("The log cannot be read: %s", trouble)
        yield database


async def _auto_chats(log: Database) -> list[int]:
    """Read which groups want answers unasked."""
    try:
        return await Chats(log).answering_unasked()
    except (DatabaseError, sqlite3.Error) as trouble:
        _LOG.debug("The groups' settings cannot be read: %s", trouble)
        return []
