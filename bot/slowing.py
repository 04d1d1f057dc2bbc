"""Who sends faster than can be answered is slowed down alone, and told so once.

Nothing is left unanswered. In a private chat the flooder's messages wait in their line; in a
group, whose other members must not wait for one, they are set aside into a line of their own.
"""

import asyncio
from collections.abc import Hashable

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, filters

from bot import replies
from bot.asking import question_in
from bot.context import KutipContext


class _Addressed(filters.MessageFilter):
    """Messages that the bot answers in a group: commands, mentions, replies to it."""

    def filter(self, message: Message) -> bool:
        """Decide on one message."""
        username = message.get_bot().username
        command = (message.text or "").split(None, 1)[:1]
        if command and command[0].startswith("/"):
            return command[0].partition("@")[2].casefold() in ("", username.casefold())
        return question_in(message, username) is not None


ADDRESSED = _Addressed()


async def on_private_message(update: Update, context: KutipContext) -> None:
    """Let a message or press wait whose sender sent too many at once; the chat waits with it."""
    chat = update.effective_chat.id if update.effective_chat else 0
    if not context.mailbox.inbox.is_followed(chat):
        return  # who waits for each answer does not flood
    wait = context.floods.wait(chat)
    if wait > 0:
        await _tell(chat, update, context)
        await asyncio.sleep(wait)


async def on_group_message(update: Update, context: KutipContext) -> None:
    """Set a message aside whose sender asked too much in this group; others go on."""
    chat, sender = update.effective_chat, update.effective_sender
    who = (chat.id if chat else 0, sender.id if sender else 0)
    inbox, floods = context.mailbox.inbox, context.floods
    if inbox.is_aside(update.update_id):
        await asyncio.sleep(floods.wait(who))
    elif inbox.waits_aside(who) or floods.exceeds(who):
        await _tell(who, update, context)
        inbox.set_aside(update.update_id, who)
        raise ApplicationHandlerStop
    else:
        floods.wait(who)


async def on_press(update: Update, context: KutipContext) -> None:
    """Slow down who presses buttons too often, as for messages."""
    chat = update.effective_chat
    if chat is not None and chat.type == ChatType.PRIVATE:
        await on_private_message(update, context)
    elif chat is not None:
        await on_group_message(update, context)


async def _tell(who: Hashable, update: Update, context: KutipContext) -> None:
    message = update.effective_message
    if not isinstance(message, Message) or not context.floods.must_be_told(who):
        return
    language = await context.language_for(update.effective_user)
    async with context.store.transaction():
        reply = replies.for_text("flood", language)
        await context.mailbox.send(reply, to=message, quoting=False)
