"""The map of everything the bot does: each handler, in the order in which it is asked."""

import logging
from typing import Any, cast

from telegram import BotCommand, BotCommandScopeAllChatAdministrators, Update
from telegram.error import TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot import (
    addresses,
    asking,
    browsing,
    diagnosing,
    groups,
    inline,
    overhearing,
    pinning,
    replies,
)
from bot.context import House, KutipApplication, KutipContext
from bot.errors import on_error
from bot.mailbox import MIGRATIONS as MAILBOX_MIGRATIONS
from bot.mailbox import Mailbox
from bot.overhearing import MEANT_FOR_BOT
from bot.permissions import Administrators, AnyOf, Moderators, PressBy
from bot.settings import Settings
from bot.texts import LANGUAGES, say
from knowledge import load
from knowledge.database import Database
from knowledge.storage import MIGRATIONS as STORAGE_MIGRATIONS
from knowledge.storage import Store
from knowledge.storage_chats import MIGRATIONS as CHATS_MIGRATIONS
from knowledge.storage_chats import Chats

_LOG = logging.getLogger(__name__)

_COMMANDS = ("ask", "topics", "sources", "language", "privacy", "qr", "help")
"""Published at start, in this order."""

MIGRATIONS = (*STORAGE_MIGRATIONS, *MAILBOX_MIGRATIONS, *CHATS_MIGRATIONS)
"""Those of every room, for the one database."""

_FIRST = -1
"""The group of handlers that only learn what the filters of the others need."""

_SETTING = (
    r"^set:(?P<name>language(?=:(?:auto|id|en)$)|auto(?=:(?:on|off)$)|tidy(?=:\d{1,2}$))"
    r":(?P<value>\w+)$"
)
_REMOVAL = r"^del:(?P<question>\d{1,15})$"

_OF_GROUPS = ("settings", "pin", "unpin")
"""Published to those who run a group, besides the others."""

_PEOPLE = filters.ChatType.PRIVATE | filters.ChatType.GROUPS
_WRITTEN = (filters.TEXT | filters.CAPTION) & ~filters.COMMAND & ~filters.VIA_BOT & _PEOPLE


def build_application(settings: Settings) -> KutipApplication:
    """Build the bot: knowledge read, database named but not open yet, handlers in order.

    Raises KnowledgeError where the knowledge cannot be read.
    """
    house = build_house(settings)
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    types = ContextTypes(context=KutipContext, bot_data=cast(type[House], lambda: house))
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{settings.bot_api_url}/bot")
        .base_file_url(f"{settings.bot_api_url}/file/bot")
        .context_types(types)
        .updater(None)  # updates come through the mailbox
        .job_queue(None)
        .build()
    )
    add_handlers(application)
    return application


def build_house(settings: Settings) -> House:
    """Furnish the rooms that the handlers share."""
    database = Database(settings.database_path, MIGRATIONS)
    knowledge = load(settings.knowledge_dir)
    store, mailbox, chats = Store(database), Mailbox(database), Chats(database)
    mailbox.outbox.when_moved = chats.move
    return House(settings, knowledge, database, store, mailbox, chats)


def add_handlers(application: KutipApplication) -> None:
    """Register every handler; the first whose filter fits takes the update."""
    add = application.add_handler
    fresh = filters.UpdateType.MESSAGE & _PEOPLE

    # a press without data fits every pattern
    add(CallbackQueryHandler(asking.on_unknown_button, lambda data: not data))
    _add_groups(application, Moderators(application.bot_data.settings.moderator_ids))

    # addresses of answers, and answers in any chat
    opens_answer = filters.Regex(r"^/start(?:@\w+)? q-")
    add(CommandHandler("start", addresses.on_address, fresh & opens_answer))
    add(CommandHandler("qr", addresses.on_qr, fresh))
    add(InlineQueryHandler(inline.on_inline_query))

    # people ask
    add(CommandHandler("ask", asking.on_ask, fresh))
    add(MessageHandler(filters.UpdateType.EDITED_MESSAGE & _PEOPLE, asking.on_edited_question))

    # people look around
    add(CommandHandler("start", browsing.on_start, fresh))
    add(CommandHandler("help", browsing.on_help, fresh))
    add(CommandHandler("topics", browsing.on_topics, fresh))
    add(CommandHandler("sources", browsing.on_sources, fresh))
    add(CommandHandler("language", browsing.on_language, fresh))
    add(CommandHandler("privacy", browsing.on_privacy, fresh))

    # buttons
    press = CallbackQueryHandler
    add(press(asking.on_choice, r"^c:(?P<question>\d{1,15}):(?P<entry>.+)$"))
    add(press(asking.on_none_of_these, r"^n:(?P<question>\d{1,15})$"))
    add(press(asking.on_feedback, r"^f:(?P<question>\d{1,15}):(?P<thumb>up|down)$"))
    add(press(asking.on_entry, r"^e:(?P<entry>.+)$"))
    add(press(browsing.on_topic, r"^t(?::(?P<topic>\d{1,4}):(?P<page>\d{1,4}))?$"))
    add(press(browsing.on_language_choice, r"^l:(?P<language>id|en|auto)$"))
    add(press(asking.on_unknown_button))

    # all else: a question, if it is meant for the bot; in a group perhaps one that is not
    overheard = fresh & filters.ChatType.GROUPS & _WRITTEN & ~MEANT_FOR_BOT
    add(MessageHandler(overheard, overhearing.on_overheard))
    add(MessageHandler(filters.UpdateType.MESSAGE & _WRITTEN, asking.on_question))
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    add(MessageHandler(private & filters.COMMAND, browsing.on_unknown_command))
    add(MessageHandler(private & ~filters.StatusUpdate.ALL, browsing.on_not_text))

    application.add_error_handler(cast(Any, on_error))


def _add_groups(application: KutipApplication, moderators: Moderators) -> None:
    """Register what groups, those who run them, and moderators have."""
    add = application.add_handler
    fresh = filters.UpdateType.MESSAGE & _PEOPLE

    # groups: who runs them is asked of Telegram first, since filters cannot wait for it
    administrators = Administrators()
    running = AnyOf(administrators, moderators)
    in_group = fresh & filters.ChatType.GROUPS
    asked = administrators.on_asked
    add(CommandHandler(_OF_GROUPS, asked, in_group), group=_FIRST)
    add(CallbackQueryHandler(asked, _SETTING), group=_FIRST)
    add(ChatMemberHandler(groups.on_joined, ChatMemberHandler.MY_CHAT_MEMBER))
    add(MessageHandler(filters.StatusUpdate.MIGRATE, groups.on_became_supergroup))
    add(CommandHandler("settings", groups.on_settings, in_group & running))
    add(CommandHandler("pin", pinning.on_pin, in_group & running))
    add(CommandHandler("unpin", pinning.on_unpin, in_group & running))
    add(CommandHandler(_OF_GROUPS, groups.on_not_administrator, in_group))
    add(CommandHandler(_OF_GROUPS, groups.on_settings_in_private, fresh))
    add(PressBy(running, groups.on_setting, _SETTING))
    add(CallbackQueryHandler(groups.on_not_administrators_press, _SETTING))
    add(PressBy(moderators, overhearing.on_removal, _REMOVAL))
    add(CallbackQueryHandler(groups.on_not_moderators_press, _REMOVAL))
    add(
        CallbackQueryHandler(
            overhearing.on_more, r"^more:(?P<question>\d{1,15}):(?P<seal>[0-9a-f]{32})$"
        )
    )

    # the doctor
    add(CommandHandler("doctor", diagnosing.on_doctor, fresh & moderators))
    add(CommandHandler("doctor", diagnosing.on_not_moderator, fresh))


async def handle(application: KutipApplication, payload: dict[str, Any]) -> None:
    """Hand one update, as Telegram sent it, to the handlers."""
    await application.process_update(Update.de_json(payload, application.bot))


async def publish(application: KutipApplication) -> None:
    """Tell Telegram the commands and the bot's description, in both languages."""
    title = replies.title_of(application.bot_data.knowledge.knowledge)
    try:
        for language in (None, *LANGUAGES):
            spoken = language or application.bot_data.settings.default_language
            commands = [BotCommand(name, say(f"command_{name}", spoken)) for name in _COMMANDS]
            await application.bot.set_my_commands(commands, language_code=language)
            running = BotCommandScopeAllChatAdministrators()
            more = [BotCommand(name, say(f"command_{name}", spoken)) for name in _OF_GROUPS]
            await application.bot.set_my_commands([*commands, *more], running, language)
            about = say("description", spoken, title=title)[:512]
            await application.bot.set_my_description(about, language_code=language)
            short = say("short_description", spoken, title=title)[:120]
            await application.bot.set_my_short_description(short, language_code=language)
    except TelegramError as error:
        _LOG.warning("Commands and description were not published: %s", error.message)
