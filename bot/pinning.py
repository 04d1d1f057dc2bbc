"""The pinned list of top questions: one message a chat, kept up to date in place."""

import logging
from datetime import UTC, datetime, timedelta

from telegram import LinkPreviewOptions, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import replies
from bot.context import House, KutipApplication, KutipContext, message_of
from bot.replies import Reply
from knowledge.storage.chats import Pinned
from knowledge.suggesting import top_questions

_LOG = logging.getLogger(__name__)

_TOP = 10
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


async def on_pin(update: Update, context: KutipContext) -> None:
    """Post the list and have it pinned; the chat's older list, if there is one, goes."""
    message = message_of(update)
    older = await context.chats.pinned_in(message.chat_id)
    if older is not None and older.message is not None:
        await _take_down(older, context)
    house = context.bot_data
    async with context.store.transaction():
        reply = await _list_for(message.chat_id, house, context.bot.username)
        await context.mailbox.send(reply, to=message)
        await context.chats.pin(message.chat_id, message.message_id, reply.parts[0])
        await context.mailbox.done(update.update_id)


async def on_unpin(update: Update, context: KutipContext) -> None:
    """Take the chat's list down."""
    message = message_of(update)
    language = await context.language_for(message.from_user, chat=message.chat)
    older = await context.chats.pinned_in(message.chat_id)
    if older is not None and older.message is not None:
        await _take_down(older, context)
    async with context.store.transaction():
        await context.chats.unpin(message.chat_id)
        key = "unpinned" if older else "nothing_pinned"
        await context.mailbox.send(replies.for_text(key, language), to=message)
        await context.mailbox.done(update.update_id)


async def keep_up(pinned: Pinned, application: KutipApplication, *, changed: bool) -> None:
    """Pin a list that was sent, and bring it up to date: daily, and when answers changed."""
    if pinned.message is None:
        await _pin_sent(pinned, application)
        return
    if not changed and datetime.now(UTC) - pinned.refreshed_at < _DAY:
        return
    house = application.bot_data
    shown = (await _list_for(pinned.chat, house, application.bot.username)).parts[0]
    if shown != pinned.shown and not await _edited(pinned, shown, application):
        return
    await house.chats.refreshed(pinned.chat, pinned.message, shown)


async def _pin_sent(pinned: Pinned, application: KutipApplication) -> None:
    house = application.bot_data
    sent = await house.mailbox.reply_to(pinned.chat, pinned.command)
    if sent is None:
        return
    try:
        await application.bot.pin_chat_message(pinned.chat, sent, disable_notification=True)
    except (BadRequest, Forbidden) as error:
        _LOG.info("A list could not be pinned: %s", error.message)
        settings = await house.chats.settings(pinned.chat)
        language = settings.language or house.settings.default_language
        async with house.store.transaction():
            await house.mailbox.write_to(pinned.chat, replies.for_text("pin_refused", language))
            await house.chats.refreshed(pinned.chat, sent, pinned.shown)
        return
    await house.chats.refreshed(pinned.chat, sent, pinned.shown)


async def _edited(pinned: Pinned, shown: str, application: KutipApplication) -> bool:
    """Put the new list in the old one's place; a list that somebody deleted is let go."""
    try:
        await application.bot.edit_message_text(
            shown,
            pinned.chat,
            pinned.message,
            parse_mode="HTML",
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    except (BadRequest, Forbidden) as error:
        if "not modified" in error.message:
            return True
        _LOG.info("A pinned list is let go: %s", error.message)
        await application.bot_data.chats.unpin(pinned.chat)
        return False
    return True


async def _list_for(chat: int, house: House, username: str) -> Reply:
    asked = await house.chats.top_entries(datetime.now(UTC) - _WEEK, _TOP * 2)
    settings = await house.chats.settings(chat)
    language = settings.language or house.settings.default_language
    entries = top_questions(house.knowledge.knowledge, asked, _TOP)
    return replies.for_top_questions(entries, username, language)


async def _take_down(older: Pinned, context: KutipContext) -> None:
    """Unpin an older list and delete it, as far as Telegram lets us."""
    assert older.message is not None  # noqa: S101  # asked by the callers
    for undo in (context.bot.unpin_chat_message, context.bot.delete_message):
        try:
            await undo(older.chat, older.message)
        except TelegramError as error:
            _LOG.debug("An older list stays: %s", error.message)
