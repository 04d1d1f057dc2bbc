"""The map of everything the bot does: each handler, in the order in which it is asked."""

from typing import Any, cast

from telegram import Update
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
    choosing,
    diagnosing,
    digesting,
    forgetting,
    groups,
    inline,
    overhearing,
    picturing,
    pinning,
    slowing,
    wishing,
)
from bot.context import House, KutipApplication, KutipContext
from bot.errors import on_error
from bot.group_permission import Administrators, AnyOf, PressBy
from bot.house import build_house
from bot.moderating import (
    adding,
    drafting,
    editing,
    explaining,
    history,
    membership,
    moving,
    saving,
    teaching,
)
from bot.overhearing import MEANT_FOR_BOT
from bot.permission import IsModerator, IsWriting, ModeratorPress
from bot.publishing import OF_GROUPS, OF_MODERATORS
from bot.reviewing import answering, linking, paging, settling
from bot.settings import Settings
from bot.wire import Wire

_BEFORE_ALL = -2
"""The group of handlers that slow down whoever floods."""

_FIRST = -1
"""The group of handlers that only learn what the filters of the others need."""

_SETTING = (
    r"^set:(?P<name>language(?=:(?:auto|id|en)$)|auto(?=:(?:on|off)$)|tidy(?=:\d{1,2}$))"
    r":(?P<value>\w+)$"
)
_REMOVAL = r"^del:(?P<question>\d{1,15})$"

_OPENS_ANSWER = filters.Regex(r"^/start(?:@\w+)? q-")
_FIRST_RUN_CODE = filters.Regex(r"^mod-[0-9a-f]{8}$")  # `kutip init` left it in the queue
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
        .request(Wire())
        .get_updates_request(Wire())
        .context_types(types)
        .updater(None)  # updates come through the mailbox
        .job_queue(None)
        .build()
    )
    add_handlers(application)
    return application


def add_handlers(application: KutipApplication) -> None:
    """Register every handler; the first whose filter fits takes the update."""
    add = application.add_handler
    fresh = filters.UpdateType.MESSAGE & _PEOPLE

    _add_guards(application)
    # a press without data fits every pattern
    add(CallbackQueryHandler(asking.on_unknown_button, lambda data: not data))
    _add_moderators(application, fresh)
    _add_groups(application, fresh)

    # addresses of answers, and answers in any chat
    add(CommandHandler("start", addresses.on_address, fresh & _OPENS_ANSWER))
    add(CommandHandler("qr", addresses.on_qr, fresh))
    add(InlineQueryHandler(inline.on_inline_query))

    # people ask
    add(CommandHandler("ask", asking.on_ask, fresh))
    edited = filters.UpdateType.EDITED_MESSAGE & _PEOPLE & ~answering.ON_CARD
    add(MessageHandler(edited, asking.on_edited_question))

    # people look around
    add(CommandHandler("start", browsing.on_start, fresh))
    add(MessageHandler(fresh & filters.ChatType.PRIVATE & _FIRST_RUN_CODE, browsing.on_start))
    add(CommandHandler("help", browsing.on_help, fresh))
    add(CommandHandler("topics", browsing.on_topics, fresh))
    add(CommandHandler("sources", browsing.on_sources, fresh))
    add(CommandHandler("language", browsing.on_language, fresh))
    add(CommandHandler("privacy", browsing.on_privacy, fresh))
    add(CommandHandler("forgetme", forgetting.on_forgetme, fresh))

    _add_buttons(application)

    # all else: a question, if it is meant for the bot; in a group perhaps one that is not
    overheard = fresh & filters.ChatType.GROUPS & _WRITTEN & ~MEANT_FOR_BOT
    add(MessageHandler(overheard, overhearing.on_overheard))
    add(MessageHandler(filters.UpdateType.MESSAGE & _WRITTEN, asking.on_question))
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    add(MessageHandler(private & filters.COMMAND, browsing.on_unknown_command))
    add(MessageHandler(private & ~filters.StatusUpdate.ALL, browsing.on_not_text))

    application.add_error_handler(cast(Any, on_error))


def _add_buttons(application: KutipApplication) -> None:
    """Register the buttons of everybody; a press that fits none is out of date."""
    add, press = application.add_handler, CallbackQueryHandler
    add(press(choosing.on_choice, r"^c:(?P<question>\d{1,15}):(?P<entry>.+)$"))
    add(press(choosing.on_none_of_these, r"^n:(?P<question>\d{1,15})$"))
    add(press(asking.on_feedback, r"^f:(?P<question>\d{1,15}):(?P<thumb>up|down)$"))
    add(press(asking.on_entry, r"^e:(?P<entry>.+)$"))
    add(press(wishing.on_wish, r"^w:(?P<question>\d{1,15})$"))
    add(press(wishing.on_watch, r"^w:e:(?P<language>id|en):(?P<entry>.+)$"))
    add(press(forgetting.on_forget_sure, r"^forget:yes$"))
    add(press(forgetting.on_forget_not, r"^forget:no$"))
    add(press(browsing.on_topic, r"^t(?::(?P<topic>\d{1,4}):(?P<page>\d{1,4}))?$"))
    add(press(browsing.on_language_choice, r"^l:(?P<language>id|en|auto)$"))
    add(press(asking.on_unknown_button))


def _add_guards(application: KutipApplication) -> None:
    """Register what comes before all else: whoever floods is slowed down."""
    add = application.add_handler
    spoken = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    addressed = spoken & filters.ChatType.GROUPS & slowing.ADDRESSED
    add(
        MessageHandler(spoken & filters.ChatType.PRIVATE, slowing.on_private_message),
        group=_BEFORE_ALL,
    )
    add(MessageHandler(addressed, slowing.on_group_message), group=_BEFORE_ALL)
    add(CallbackQueryHandler(slowing.on_press), group=_BEFORE_ALL)


def _add_moderators(application: KutipApplication, fresh: filters.BaseFilter) -> None:
    """Register the moderators' side; whoever is not one is told so, in private only."""
    add, moderators = application.add_handler, application.bot_data.moderators
    moderator = IsModerator(moderators)
    own = fresh & moderator & ~filters.FORWARDED & ~filters.VIA_BOT
    private = own & filters.ChatType.PRIVATE

    # write, look up, explain
    add(CommandHandler("add", adding.on_add, own))
    add(CommandHandler("answer", adding.on_answer, own))
    add(CommandHandler("unanswered", paging.on_unanswered, own))
    add(CommandHandler("find", editing.on_find, own))
    add(CommandHandler("history", history.on_history, own))
    add(CommandHandler("suggestions", teaching.on_suggestions, own))
    add(CommandHandler("why", explaining.on_why, own))
    add(CommandHandler("moderators", membership.on_moderators, own))
    add(CommandHandler("doctor", diagnosing.on_doctor, own))
    add(CommandHandler("digest", digesting.on_digest, own))
    add(CommandHandler("stats", picturing.on_stats, own))
    add(CommandHandler("export", moving.on_export, private))
    add(CommandHandler("import", moving.on_import, private))
    add(CommandHandler("start", membership.on_start, private & ~_OPENS_ANSWER))
    add(CommandHandler("help", membership.on_help, private))
    strangers = fresh & filters.ChatType.PRIVATE
    add(CommandHandler(OF_MODERATORS, membership.on_stranger, strangers))

    # a reply to a card, a draft's words, a member's contact, a file to import
    writing = IsWriting(moderators)
    on_card = answering.ON_CARD & ~filters.COMMAND
    add(MessageHandler(own & on_card, answering.on_card_reply))
    add(MessageHandler(fresh & on_card, answering.on_strangers_card_reply))
    add(MessageHandler(own & filters.TEXT & ~filters.COMMAND & writing, drafting.on_written))
    add(MessageHandler(fresh & moderator & filters.ChatType.PRIVATE & filters.CONTACT,
                       membership.on_contact))  # fmt: skip
    add(MessageHandler(private & filters.Document.ALL, moving.on_file))

    # buttons
    for callback, pattern in _MODERATORS_BUTTONS:
        add(ModeratorPress(callback, pattern, moderator))
    add(CallbackQueryHandler(membership.on_strange_press, r"^m:"))


_DRAFT = r"(?P<draft>\d{1,15})"
_ENTRY = r"(?P<entry>.+)"
_QUESTION = r"(?P<question>\d{1,15})"
_CLUSTER = r"(?P<cluster>\d{1,15})"
_CHANGE = r"(?P<change>\d{1,15})"
_STEP = r"(?P<step>question|answer|passages|phrasings|other|preview):(?P<language>id|en)"

_MODERATORS_BUTTONS = (
    (drafting.on_step, rf"^m:go:{_DRAFT}:{_STEP}$"),
    (drafting.on_next, rf"^m:next:{_DRAFT}$"),
    (drafting.on_back, rf"^m:back:{_DRAFT}$"),
    (drafting.on_passage, rf"^m:p:{_DRAFT}:(?P<number>\d{{1,2}})$"),
    (drafting.on_own_word, rf"^m:own:{_DRAFT}$"),
    (drafting.on_cut, rf"^m:cut:{_DRAFT}:(?P<number>\d{{1,2}})$"),
    (drafting.on_tick, rf"^m:tick:{_DRAFT}:(?P<number>\d{{1,2}})$"),
    (drafting.on_standard, rf"^m:std:{_DRAFT}$"),
    (drafting.on_twin, rf"^m:twin:{_DRAFT}$"),
    (saving.on_save, rf"^m:save:{_DRAFT}$"),
    (saving.on_mine, rf"^m:mine:{_DRAFT}:(?P<version>\d{{1,9}})$"),
    (saving.on_alone, rf"^m:alone:{_DRAFT}$"),
    (saving.on_cancel, rf"^m:x:{_DRAFT}$"),
    (editing.on_card, rf"^m:e:{_ENTRY}$"),
    (editing.on_edit, rf"^m:ed(?P<anyway>!)?:{_STEP}:{_ENTRY}$"),
    (editing.on_retire, rf"^m:r:{_ENTRY}$"),
    (editing.on_retire_sure, rf"^m:r!:(?P<version>\d{{1,9}}):{_ENTRY}$"),
    (history.on_history_page, r"^m:h:(?P<offset>\d{1,6}):(?P<entry>.*)$"),
    (history.on_restore, rf"^m:undo:{_CHANGE}$"),
    (history.on_restore_sure, rf"^m:undo!:(?P<version>\d{{1,9}}):{_CHANGE}$"),
    (teaching.on_suggestions_page, r"^m:s:(?P<offset>\d{1,6})$"),
    (teaching.on_accept, rf"^m:ok:{_QUESTION}:{_ENTRY}$"),
    (teaching.on_reject, rf"^m:no:{_QUESTION}:{_ENTRY}$"),
    (teaching.on_accept_all, rf"^m:all:{_ENTRY}$"),
    (explaining.on_why_of_entry, rf"^m:why:{_ENTRY}$"),
    (explaining.on_teach, rf"^m:t:{_QUESTION}:{_ENTRY}$"),
    (explaining.on_refuse, rf"^m:q:{_QUESTION}:(?P<verdict>yes|no)$"),
    (answering.on_remark_meant, rf"^m:k:y:{_CLUSTER}$"),
    (answering.on_answer_button, rf"^m:k:a(?P<anyway>!)?:{_CLUSTER}$"),
    (answering.on_not_stated, rf"^m:k:n(?P<anyway>!)?:{_CLUSTER}$"),
    (linking.on_link, rf"^m:k:l(?P<anyway>!)?:{_CLUSTER}$"),
    (linking.on_link_to, rf"^m:k:e:{_CLUSTER}:{_ENTRY}$"),
    (settling.on_ignore, rf"^m:k:i(?P<anyway>!)?:{_CLUSTER}$"),
    (settling.on_bring_back, rf"^m:k:b:{_CLUSTER}$"),
    (settling.on_claim, rf"^m:k:c:{_CLUSTER}$"),
    (settling.on_look, rf"^m:k:s:{_CLUSTER}$"),
    (paging.on_open, r"^m:queue$"),
    (paging.on_page, r"^m:k:p:(?P<number>\d{1,6})$"),
    (membership.on_let_in, r"^m:in:(?P<person>\d{1,15})$"),
    (membership.on_put_out, r"^m:out:(?P<person>\d{1,15})$"),
    (picturing.on_period, r"^m:stats:(?P<days>7|30|90)$"),
    (moving.on_import_sure, r"^m:import:(?P<print>[0-9a-f]{16})$"),
)


def _add_groups(application: KutipApplication, fresh: filters.BaseFilter) -> None:
    """Register what groups and those who run them have."""
    add, moderators = application.add_handler, IsModerator(application.bot_data.moderators)

    # groups: who runs them is asked of Telegram first, since filters cannot wait for it
    administrators = Administrators()
    running = AnyOf(administrators, moderators)
    in_group = fresh & filters.ChatType.GROUPS
    asked = administrators.on_asked
    add(CommandHandler(OF_GROUPS, asked, in_group), group=_FIRST)
    add(CallbackQueryHandler(asked, _SETTING), group=_FIRST)
    add(ChatMemberHandler(groups.on_joined, ChatMemberHandler.MY_CHAT_MEMBER))
    add(MessageHandler(filters.StatusUpdate.MIGRATE, groups.on_became_supergroup))
    add(CommandHandler("settings", groups.on_settings, in_group & running))
    add(CommandHandler("pin", pinning.on_pin, in_group & running))
    add(CommandHandler("unpin", pinning.on_unpin, in_group & running))
    add(CommandHandler(OF_GROUPS, groups.on_not_administrator, in_group))
    add(CommandHandler(OF_GROUPS, groups.on_settings_in_private, fresh))
    add(PressBy(running, groups.on_setting, _SETTING))
    add(CallbackQueryHandler(groups.on_not_administrators_press, _SETTING))
    add(ModeratorPress(overhearing.on_removal, _REMOVAL, moderators))
    add(CallbackQueryHandler(groups.on_not_moderators_press, _REMOVAL))
    add(
        CallbackQueryHandler(
            overhearing.on_more, r"^more:(?P<question>\d{1,15}):(?P<seal>[0-9a-f]{32})$"
        )
    )


async def handle(application: KutipApplication, payload: dict[str, Any]) -> None:
    """Hand one update, as Telegram sent it, to the handlers."""
    await application.bot_data.moderators.ask_telegram(application.bot)
    await application.process_update(Update.de_json(payload, application.bot))
