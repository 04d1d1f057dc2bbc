"""What Telegram shows of the bot before anybody writes: its commands and its description."""

import logging
from contextlib import suppress

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import replies
from bot.context import KutipApplication
from bot.texts import LANGUAGES, say
from knowledge import Language

_LOG = logging.getLogger(__name__)

_COMMANDS = ("ask", "topics", "sources", "language", "privacy", "forgetme", "qr", "help")
"""Published at start, in this order."""

OF_GROUPS = ("settings", "pin", "unpin")
"""Published to those who run a group, besides the others."""

OF_MODERATORS = (
    "add", "answer", "unanswered", "find", "history", "suggestions", "why", "moderators", "export",
    "import", "doctor", "digest", "stats",
)  # fmt: skip
"""Commands for moderators alone."""


async def _publish_for_moderators(
    application: KutipApplication,
    commands: list[BotCommand],
    spoken: Language,
    language: Language | None,
) -> None:
    """Add the moderators' commands to the menus of those who are known by now."""
    house = application.bot_data
    members = {member.id for member in await house.moderators.roster.members()}
    menu = [BotCommand(name, say(f"command_{name}", spoken)) for name in OF_MODERATORS]
    for id_ in sorted(house.moderators.settled | members):
        # a moderator who never wrote to the bot, or blocked it, has no menu
        with suppress(BadRequest, Forbidden):
            scope = BotCommandScopeChat(id_)
            await application.bot.set_my_commands([*commands, *menu], scope, language)


async def publish(application: KutipApplication) -> None:
    """Tell Telegram the commands and the bot's description, in both languages."""
    title = replies.title_of(application.bot_data.knowledge.knowledge)
    try:
        for language in (None, *LANGUAGES):
            spoken = language or application.bot_data.settings.default_language
            commands = [BotCommand(name, say(f"command_{name}", spoken)) for name in _COMMANDS]
            await application.bot.set_my_commands(commands, language_code=language)
            about = say("description", spoken, title=title)[:512]
            await application.bot.set_my_description(about, language_code=language)
            await _publish_for_moderators(application, commands, spoken, language)
            more = [BotCommand(name, say(f"command_{name}", spoken)) for name in OF_GROUPS]
            running = BotCommandScopeAllChatAdministrators()
            await application.bot.set_my_commands([*commands, *more], running, language)
            short = say("short_description", spoken, title=title)[:120]
            await application.bot.set_my_short_description(short, language_code=language)
    except TelegramError as error:
        _LOG.warning("Commands and description were not published: %s", error.message)
