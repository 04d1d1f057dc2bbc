"""Questions in a group that were not put to the bot: answered where the group wants that.

Only where the bot is nearly certain, not in reply to somebody else's talk, and not again on the
same topic, or at all, for a while. A message that is not answered is not kept.
"""

import hmac
from datetime import timedelta
from typing import cast

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram.ext.filters import MessageFilter

from bot import replies
from bot.asking import question_in
from bot.context import KutipContext, message_of, person_key
from knowledge.overhearing import Overheard, overhear
from knowledge.storage import Question

_PAUSE = timedelta(minutes=2)
"""After speaking unasked the bot is silent for so long in that chat."""

_TOPIC_PAUSE = timedelta(minutes=10)
"""After speaking unasked on a topic the bot does not return to it for so long in that chat."""


class _MeantForBot(MessageFilter):
    """Messages that address the bot: a mention, a reply to it, anything in a private chat."""

    def filter(self, message: Message) -> bool:
        username = cast("ExtBot[None]", message.get_bot()).username
        return question_in(message, username) is not None


MEANT_FOR_BOT = _MeantForBot("MEANT_FOR_BOT")


async def on_overheard(update: Update, context: KutipContext) -> None:
    """Answer a question that nobody put to the bot, if the group wants that."""
    message = message_of(update)
    if _is_between_others(message):
        return
    settings = await context.chats.settings(message.chat_id)
    if not settings.auto_answer:
        return
    text = message.text or message.caption or ""
    outcome = overhear(context.knowledge, text)
    if outcome is None or not await _is_time_to_speak(outcome, message, context):
        return
    await _answer(outcome, text, update, context)


async def on_more(update: Update, context: KutipContext) -> None:
    """Put the whole answer in the place of the short one."""
    query = update.callback_query
    if query is None or not context.matches:
        raise TypeError(f"update {update.update_id} is no press of a button")
    number, seal = context.matches[0].group("question", "seal")
    question = await context.store.question(int(number))
    knowledge = context.knowledge.knowledge
    entry = knowledge.entries.get(question.entry or "") if question else None
    message = query.message
    is_ours = isinstance(message, Message) and hmac.compare_digest(
        seal, await context.store.seal(_sealed(int(number), message.chat_id))
    )
    if question is None or entry is None or not isinstance(message, Message) or not is_ours:
        language = await context.language_for(query.from_user)
        await context.mailbox.acknowledge(query, replies.plain_text("gone", language))
        return
    async with context.store.transaction():
        reply = replies.for_entry(entry, knowledge, question.language, question.id)
        reply = replies.shared(reply, entry, context.bot.username, question.language)
        await context.mailbox.edit(replies.removable(reply, question.id), message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def on_removal(update: Update, context: KutipContext) -> None:
    """Delete one of the bot's replies because a moderator says so; that is a thumb down."""
    query = update.callback_query
    if query is None or not context.matches:
        raise TypeError(f"update {update.update_id} is no press of a button")
    question = await context.store.question(int(context.matches[0]["question"]))
    language = await context.language_for(query.from_user)
    if not isinstance(query.message, Message):
        await context.mailbox.acknowledge(query, replies.plain_text("gone", language))
        return
    try:
        await query.message.delete()
        gone = True
    except TelegramError:
        gone = False  # too old to be deleted: it is emptied instead
    async with context.store.transaction():
        if question is not None:
            person = person_key(query.from_user.id)
            await context.store.record_feedback(question.id, person, "down")
            await context.chats.passed(question.id)
        if not gone:
            await context.mailbox.edit(replies.for_text("withdrawn", language), query.message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query, replies.plain_text("removed", language))


def _sealed(question: int, chat: int) -> str:
    """Name what a "more" button opens, and where: no other number, and in no other chat."""
    return f"more:{question}:{chat}"


def _is_between_others(message: Message) -> bool:
    """Tell whether a message is part of a talk, or no person's own words."""
    replied = message.reply_to_message
    if replied is not None and replied.forum_topic_created is None:
        return True
    sender = message.from_user
    return bool(message.forward_origin or message.sender_chat or sender is None or sender.is_bot)


async def _is_time_to_speak(outcome: Overheard, message: Message, context: KutipContext) -> bool:
    spoke, on_topic = await context.chats.said_unasked(message.chat_id, _topic_of(outcome))
    # by Telegram's clock, so that a backlog is judged as it was written
    if spoke is not None and message.date - spoke < _PAUSE:
        return False
    return on_topic is None or message.date - on_topic >= _TOPIC_PAUSE


def _topic_of(outcome: Overheard) -> str:
    return outcome.entry.topic or outcome.entry.id


async def _answer(outcome: Overheard, text: str, update: Update, context: KutipContext) -> None:
    message = message_of(update)
    person = message.from_user
    language = await context.language_for(person, text, message.chat)
    asker = person_key(person.id) if person else f"chat:{message.chat_id}"
    async with context.store.transaction():
        number = await context.store.record(Question(text, asker, "group"), outcome, language)
        await context.chats.say_unasked(message.chat_id, _topic_of(outcome), message.date)
        seal = await context.store.seal(_sealed(number, message.chat_id))
        knowledge = context.knowledge.knowledge
        reply = replies.for_overheard(
            outcome.entry, knowledge, language, number, f"{number}:{seal}"
        )
        await context.mailbox.send(replies.removable(reply, number), to=message)
        await context.mailbox.done(update.update_id)
