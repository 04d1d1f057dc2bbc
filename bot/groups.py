"""Groups: the introduction, the settings of their administrators, the move to a supergroup."""

from dataclasses import replace

from telegram import ChatMember, Message, Update

from bot import replies
from bot.context import KutipContext, message_of
from bot.doctor.reach import hears_all, hears_group
from knowledge.storage.chats import ChatSettings

_IN = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


async def on_joined(update: Update, context: KutipContext) -> None:
    """Introduce the bot to a group that took it in: once, whatever becomes of it later."""
    change = update.my_chat_member
    if change is None:
        raise TypeError(f"update {update.update_id} is no change of the bot's membership")
    came = change.old_chat_member.status not in _IN and change.new_chat_member.status in _IN
    async with context.store.transaction():
        if came and await context.chats.introduce(change.chat.id):
            language = await context.language_for(change.from_user, chat=change.chat)
            member = change.new_chat_member.status
            hears = hears_all(context.bot.bot) or member == ChatMember.ADMINISTRATOR
            reply = replies.for_introduction(
                context.knowledge.knowledge, context.bot.username, language, hears_mentions=hears
            )
            await context.mailbox.write_to(change.chat.id, reply)
        await context.mailbox.done(update.update_id)


async def on_settings(update: Update, context: KutipContext) -> None:
    """Show a group's settings to one of its administrators."""
    message = message_of(update)
    settings = await context.chats.settings(message.chat_id)
    language = await context.language_for(message.from_user, chat=message.chat)
    hears = await hears_group(context.bot, message.chat_id)
    async with context.store.transaction():
        reply = replies.for_settings(settings, language, hears_all=hears)
        await context.mailbox.send(reply, to=message)
        await context.mailbox.done(update.update_id)


async def on_setting(update: Update, context: KutipContext) -> None:
    """Change the setting whose button an administrator pressed."""
    query = update.callback_query
    if query is None or not context.matches or not isinstance(query.message, Message):
        raise TypeError(f"update {update.update_id} is no press of a setting")
    message = query.message
    name, value = context.matches[0].group("name", "value")
    hears = await hears_group(context.bot, message.chat_id)
    async with context.store.transaction():
        settings = _changed(await context.chats.settings(message.chat_id), name, value)
        await context.chats.choose(message.chat_id, settings)
        language = await context.language_for(query.from_user, chat=message.chat)
        reply = replies.for_settings(settings, language, hears_all=hears)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def on_settings_in_private(update: Update, context: KutipContext) -> None:
    """Tell that settings belong to groups."""
    await _tell("settings_in_private", update, context)


async def on_not_administrator(update: Update, context: KutipContext) -> None:
    """Tell who does what this command does."""
    await _tell("not_administrator", update, context)


async def on_not_administrators_press(update: Update, context: KutipContext) -> None:
    """Tell who presses this button."""
    await _refuse("not_administrator", update, context)


async def on_not_moderators_press(update: Update, context: KutipContext) -> None:
    """Tell who presses this button."""
    await _refuse("not_moderator", update, context)


async def on_became_supergroup(update: Update, context: KutipContext) -> None:
    """Carry everything along; Telegram tells it twice, in either order, or only when we send."""
    message = message_of(update)
    old = message.migrate_from_chat_id or message.chat_id
    new = message.migrate_to_chat_id or message.chat_id
    async with context.store.transaction():
        await context.mailbox.follow(old, new)
        await context.mailbox.done(update.update_id)


def _changed(settings: ChatSettings, name: str, value: str) -> ChatSettings:
    match name:
        case "language":
            language = None if value == "auto" else "id" if value == "id" else "en"
            return replace(settings, language=language)  # type: ignore[arg-type]  # one of the two
        case "auto":
            return replace(settings, auto_answer=value == "on")
        case _:
            return replace(settings, tidy_minutes=int(value))


async def _tell(key: str, update: Update, context: KutipContext) -> None:
    message = message_of(update)
    language = await context.language_for(message.from_user, chat=message.chat)
    async with context.store.transaction():
        await context.mailbox.send(replies.for_text(key, language), to=message)
        await context.mailbox.done(update.update_id)


async def _refuse(key: str, update: Update, context: KutipContext) -> None:
    query = update.callback_query
    if query is None:
        raise TypeError(f"update {update.update_id} is no press of a button")
    language = await context.language_for(query.from_user, chat=update.effective_chat)
    await context.mailbox.acknowledge(query, replies.plain_text(key, language))
