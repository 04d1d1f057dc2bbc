"""What every moderators' handler begins and ends with: who acts, where, and one transaction."""

import re

from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden

from bot import replies
from bot.context import KutipContext, message_of
from bot.permission import ANONYMOUS
from bot.replies import Reply
from bot.replies.moderation import for_words
from knowledge import Entry, Language
from knowledge.storage.moderation import Moderator


def acting(update: Update) -> Moderator:
    """Give who acts; the filters at registration have made sure that it is a moderator."""
    person = update.effective_user
    if person is None:
        raise TypeError(f"update {update.update_id} is nobody's")
    return moderator_of(person)


def moderator_of(person: User) -> Moderator:
    """Name a person to the other moderators."""
    return Moderator(person.id, person.full_name[:100])


def home_of(update: Update) -> int:
    """Give the chat where a moderator's drafts are written: in private, if they have a face."""
    message, who = message_of(update), acting(update)
    return message.chat_id if who.id == ANONYMOUS else who.id


async def spoken(update: Update, context: KutipContext) -> Language:
    """Choose the language to talk to the moderator in."""
    return await context.language_for(update.effective_user)


def pressed(update: Update) -> tuple[CallbackQuery, Message]:
    """Give a press and the message under which it happened."""
    query = update.callback_query
    if query is None:
        raise TypeError(f"update {update.update_id} is no press of a button")
    return query, message_of(update)


def parts_of(context: KutipContext) -> "re.Match[str]":
    """Give what the pattern of the pressed button found in its data."""
    if not context.matches:
        raise TypeError("this handler needs a pattern")
    return context.matches[0]


def entry_pressed(context: KutipContext) -> Entry | None:
    """Find the entry that a pressed button names."""
    return replies.entry_by_key(context.knowledge.knowledge, parts_of(context)["entry"])


async def answer(reply: Reply, update: Update, context: KutipContext) -> None:
    """Reply to a command and be done with it."""
    message = message_of(update)
    async with context.store.transaction():
        quoting = message.chat.type != Chat.PRIVATE
        await context.mailbox.send(reply, to=message, quoting=quoting)
        await context.mailbox.done(update.update_id)


async def answer_in_private(reply: Reply, update: Update, context: KutipContext) -> None:
    """Reply to a command where no stranger reads along: it may show what others asked."""
    message, home = message_of(update), home_of(update)
    if message.chat_id in (home, context.moderators.chat):
        await answer(reply, update, context)
    elif await is_reachable(home, update, context):
        async with context.store.transaction():
            await context.mailbox.write_to(home, reply)
            await context.mailbox.done(update.update_id)


async def is_reachable(chat: int, update: Update, context: KutipContext) -> bool:
    """Tell whether the bot may write to a moderator in private; ask them to open it if not."""
    if chat == message_of(update).chat_id:
        return True
    try:
        await context.bot.send_chat_action(chat, ChatAction.TYPING)
    except (Forbidden, BadRequest):
        username = f"@{context.bot.username}"
        language = await spoken(update, context)
        await answer(for_words("open_private", language, username=username), update, context)
        return False
    return True


async def turn(reply: Reply, update: Update, context: KutipContext) -> None:
    """Put a reply in the place of the card whose button was pressed, and be done with it."""
    query, message = pressed(update)
    async with context.store.transaction():
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def turn_at_home(reply: Reply, update: Update, context: KutipContext) -> None:
    """Do as ``turn`` does where the card stands in the presser's own chat; else write to that."""
    _, message = pressed(update)
    home = home_of(update)
    async with context.store.transaction():
        if message.chat_id == home:
            await context.mailbox.edit(reply, message)
        else:
            await context.mailbox.write_to(home, reply)
        await context.mailbox.done(update.update_id)
    await passed_on(home, update, context)


async def passed_on(chat: int, update: Update, context: KutipContext) -> None:
    """Acknowledge a press; say so where what follows it stands in another chat."""
    query, message = pressed(update)
    language = await spoken(update, context)
    said = replies.plain_text("in_private", language) if message.chat_id != chat else None
    await context.mailbox.acknowledge(query, said)


async def hint(key: str, update: Update, context: KutipContext) -> None:
    """Say a short sentence at the top of the presser's screen; nothing else happens."""
    query, _ = pressed(update)
    language = await spoken(update, context)
    await context.mailbox.acknowledge(query, replies.plain_text(key, language))
