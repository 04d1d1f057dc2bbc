"""People's side: a question, an edited question, a thumb, a button that opens an answer."""

import re
from datetime import timedelta

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType

from bot import replies
from bot.choosing import match_of, may_press, offer_choices, pressed, tell, took_choice
from bot.context import KutipContext, message_of, person_key, place_of
from bot.following import followed
from bot.notifying import watched
from bot.reviewing.queueing import is_settled, keep, leave
from bot.wishing import offered
from knowledge import Answered, Ignored, NotStated, Outcome, Unanswered, Unsure
from knowledge.choosing import sayable
from knowledge.following import Followed
from knowledge.storage import Question, Thumb

_MAX_TEXT = 4096
"""Characters of a question that are kept; Telegram's own limit for a message."""


async def on_question(update: Update, context: KutipContext) -> None:
    """Answer a message that is meant for the bot."""
    message = message_of(update)
    text = question_in(message, context.bot.username)
    if text is not None:
        await _answer(text, message, update, context)


async def on_ask(update: Update, context: KutipContext) -> None:
    """Answer what stands behind /ask, or else the message that /ask replies to."""
    message = message_of(update)
    text = words_behind_command(message) or _text_replied_to(message)
    if text:
        await _answer(text, message, update, context)
        return
    language = await context.language_for(message.from_user, chat=message.chat)
    async with context.store.transaction():
        reply = replies.for_empty_ask(context.knowledge.knowledge, language)
        await context.mailbox.send(reply, to=message)
        await context.mailbox.done(update.update_id)


async def on_edited_question(update: Update, context: KutipContext) -> None:
    """Answer the question as it stands now, in the place of the earlier reply."""
    message = message_of(update)
    text = question_in(message, context.bot.username)
    if text:
        await _answer(text, message, update, context, edited=True)


async def on_feedback(update: Update, context: KutipContext) -> None:
    """Keep a thumb under an answer."""
    query, message = pressed(update)
    question = await context.store.question(int(match_of(context)["question"]))
    if question is None or message is None:
        await tell(query, context, "gone")
        return
    if place_of(message) == "private" and not await may_press(query, question, message, context):
        return
    thumb: Thumb = "up" if match_of(context)["thumb"] == "up" else "down"
    async with context.store.transaction():
        await context.store.record_feedback(question.id, person_key(query.from_user.id), thumb)
        if thumb == "down":
            await keep(question.id, question.text, "thumb_down", context)
        elif not await context.store.has_thumb_down(question.id):
            await leave(question.id, context)
        await context.mailbox.done(update.update_id)
    await tell(query, context, f"thanks_{thumb}")


async def on_entry(update: Update, context: KutipContext) -> None:
    """Open an entry whose button was pressed, as a message of its own."""
    query, message = pressed(update)
    knowledge = context.knowledge.knowledge
    entry = replies.entry_by_key(knowledge, match_of(context)["entry"])
    if entry is None or message is None:
        await tell(query, context, "gone")
        return
    language = await context.language_for(query.from_user)
    async with context.store.transaction():
        reply = replies.for_entry(entry, knowledge, language, titled=True)
        reply = replies.shared(reply, entry, context.bot.username, language)
        reply = await watched(reply, entry, message.chat_id, language, context)
        await context.mailbox.send(reply, to=message, quoting=False)
        await context.mailbox.done(update.update_id)
    await tell(query, context)


async def on_unknown_button(update: Update, context: KutipContext) -> None:
    """Tell that a button is out of date, or was never ours."""
    query, _ = pressed(update)
    await tell(query, context, "gone")


def question_in(message: Message, username: str) -> str | None:
    """Give what a message asks of the bot, without the mention; None where it is not for us.

    In a private chat all text is for us; in a group a reply to the bot and a mention of it. A
    mention alone, in reply to somebody, asks that one's message.
    """
    text = message.text or message.caption or ""
    if _is_ask(message, username):  # edited, or in a caption: no CommandHandler sees those
        return words_behind_command(message)
    if message.chat.type == ChatType.PRIVATE:
        return text
    if text.startswith("/"):
        return None
    mention = re.compile(rf"@{re.escape(username)}\b", re.IGNORECASE)
    if any(mention.fullmatch(found) for found in _mentions(message)):
        return mention.sub(" ", text).strip() or _text_replied_to(message) or ""
    replied = message.reply_to_message
    if replied and replied.from_user and replied.from_user.username == username:
        return text
    return None


def words_behind_command(message: Message) -> str:
    """Give what follows the command at the start of a message."""
    return " ".join((message.text or message.caption or "").split(None, 1)[1:]).strip()


async def _answer(
    text: str, message: Message, update: Update, context: KutipContext, *, edited: bool = False
) -> None:
    if await took_choice(text, update, context, edited=edited):
        return
    outcome, understood = await _judged(text, message, context)
    if isinstance(outcome, Ignored) and place_of(message) == "group":
        return
    person = message.from_user
    language = await context.language_for(person, text, message.chat)
    asker = person_key(person.id) if person else f"chat:{message.chat_id}"
    question = Question(text[:_MAX_TEXT], asker, place_of(message))
    earlier = await context.mailbox.question_in(message) if edited else None
    async with context.store.transaction():
        number = await context.store.record(question, outcome, language)
        if earlier is not None:
            await leave(earlier, context)
        refused = False
        if isinstance(outcome, Unanswered):
            await keep(number, question.text, "unanswered", context)
            refused = await is_settled(number, question.text, context)
        reply = replies.for_outcome(
            outcome, context.knowledge.knowledge, language, number, settled=refused
        )
        if understood:
            reply = replies.for_understood(understood.question, reply, language)
        reply = replies.dressed(
            reply, outcome, number, context.bot.username, language, place_of(message)
        )
        if isinstance(outcome, Unsure):
            await offer_choices(outcome.choices, number, message, context)
            await _let_pass(number, message, context)
        if isinstance(outcome, Answered | NotStated):
            reply = await watched(reply, outcome.entry, message.chat_id, language, context)
        if isinstance(outcome, Unanswered):
            reply = await offered(reply, number, message, language, context)
        if edited:
            await context.store.wishes.drop_message(message.chat_id, message.message_id)
            await context.mailbox.renew(reply, to=message)
        else:
            await context.mailbox.send(reply, to=message)
        await context.mailbox.done(update.update_id)


async def _judged(
    text: str, message: Message, context: KutipContext
) -> tuple[Outcome, Followed | None]:
    """Say what the knowledge has for a question, and how it was read if it leans on an answer."""
    with context.metrics.matching():
        understood = await followed(text, message, context)
        outcome = understood.outcome if understood else context.knowledge.answer(text)
    outcome = sayable(outcome, text)
    context.metrics.asked(outcome)
    return outcome, understood


async def _let_pass(question: int, message: Message, context: KutipContext) -> None:
    """Have an unsure reply go after some minutes, where the group wants that."""
    if place_of(message) == "group":
        minutes = (await context.chats.settings(message.chat_id)).tidy_minutes
        if minutes:
            after = timedelta(minutes=minutes)
            await context.chats.let_pass(question, message.chat_id, message.message_id, after)


def _mentions(message: Message) -> list[str]:
    kinds: list[str | None] = [MessageEntity.MENTION]
    found = {**message.parse_entities(kinds), **message.parse_caption_entities(kinds)}
    return list(found.values())


def _is_ask(message: Message, username: str) -> bool:
    command = (message.text or message.caption or "").split(None, 1)[:1]
    return bool(command) and command[0].casefold() in ("/ask", f"/ask@{username}".casefold())


def _text_replied_to(message: Message) -> str:
    replied = message.reply_to_message
    if replied is None:
        return ""
    return (replied.text or replied.caption or "").strip()
