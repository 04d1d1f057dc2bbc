"""One of the choices is taken, or none: by its button, or by a number that somebody types."""

import re
from datetime import UTC, datetime, timedelta

from telegram import CallbackQuery, Message, Update

from bot import replies
from bot.context import KutipContext, message_of, person_key, place_of
from bot.notifying import watched
from bot.replies import Reply
from bot.reviewing.queueing import is_settled, keep, leave
from bot.wishing import offered
from knowledge import Entry
from knowledge.choosing import LAST, NONE_OF_THESE, chosen_number
from knowledge.storage import LoggedQuestion
from knowledge.storage.offers import Offer
from knowledge.suggesting import helping

_WITHIN = timedelta(hours=1)
"""How long after the choices a number typed takes one; in reply to them it does longer."""

_CHOICE = re.compile(r"c:(?P<question>\d{1,15}):(?P<entry>.+)")


async def on_choice(update: Update, context: KutipContext) -> None:
    """Put the answer that was chosen in the place of the choices."""
    query, message = pressed(update)
    number, key = match_of(context).group("question", "entry")
    question = await context.store.question(int(number))
    entry = replies.entry_by_key(context.knowledge.knowledge, key)
    if entry is None or question is None or message is None:
        await tell(query, context, "gone")
        return
    if not await may_press(query, question, message, context):
        return
    async with context.store.transaction():
        await context.mailbox.edit(await _taken(entry, question, message, context), message)
        await context.mailbox.done(update.update_id)
    await tell(query, context)


async def on_none_of_these(update: Update, context: KutipContext) -> None:
    """Keep that no choice was meant."""
    query, message = pressed(update)
    question = await context.store.question(int(match_of(context)["question"]))
    if question is None or message is None:
        await tell(query, context, "gone")
        return
    if not await may_press(query, question, message, context):
        return
    async with context.store.transaction():
        await context.mailbox.edit(await _none_taken(question, message, context), message)
        await context.mailbox.done(update.update_id)
    await tell(query, context)


async def took_choice(text: str, update: Update, context: KutipContext, *, edited: bool) -> bool:
    """Take the choice that a message names instead of pressing its button; False where none is."""
    message, number = message_of(update), chosen_number(text)
    offer = await _offered_to(message, context) if number is not None else None
    question = await context.store.question(offer.question) if offer else None
    if number is None or offer is None or question is None or number > len(offer.entries):
        return False
    entry = None
    if number != NONE_OF_THESE:
        id_ = offer.entries[number if number == LAST else number - 1]
        entry = context.knowledge.knowledge.entries.get(id_)
        if entry is None:  # withdrawn meanwhile
            return False
    async with context.store.transaction():
        if entry is not None:
            reply = await _taken(entry, question, message, context)
        else:
            reply = await _none_taken(question, message, context)
        send = context.mailbox.renew if edited else context.mailbox.send
        await send(reply, to=message)
        await context.mailbox.done(update.update_id)
    return True


async def offer_choices(
    choices: tuple[Entry, ...], question: int, message: Message, context: KutipContext
) -> None:
    """Remember what is offered to whom, with the commit around this."""
    if message.from_user is not None:
        offer = Offer(question, tuple(entry.id for entry in choices))
        person = person_key(message.from_user.id)
        await context.store.offers.put(person, message.chat_id, offer)


async def _offered_to(message: Message, context: KutipContext) -> Offer | None:
    """Find what the sender was offered: on the message replied to, or last in this chat."""
    if message.from_user is None:
        return None
    person = person_key(message.from_user.id)
    offer = _offer_on(message.reply_to_message, context)
    if offer is None:
        since = datetime.now(UTC) - _WITHIN
        return await context.store.offers.last(person, message.chat_id, since)
    question = await context.store.question(offer.question)
    own = question is not None and await context.store.is_asker(question, person)
    return offer if own else None


def _offer_on(message: Message | None, context: KutipContext) -> Offer | None:
    """Read the choices from the buttons of one of the bot's own messages."""
    if message is None or message.reply_markup is None or message.from_user is None:
        return None
    if message.from_user.id != context.bot.id:
        return None
    buttons = (button for row in message.reply_markup.inline_keyboard for button in row)
    found = [_CHOICE.fullmatch(str(button.callback_data or "")) for button in buttons]
    choices = [one for one in found if one is not None]
    knowledge = context.knowledge.knowledge
    entries = [replies.entry_by_key(knowledge, one["entry"]) for one in choices]
    ids = tuple(entry.id if entry else "" for entry in entries)
    return Offer(int(choices[0]["question"]), ids) if choices else None


async def _taken(
    entry: Entry, question: LoggedQuestion, message: Message, context: KutipContext
) -> Reply:
    """Keep which choice was meant; give its answer."""
    knowledge, language = context.knowledge.knowledge, question.language
    await context.store.record_pick(question.id, entry.id)
    await leave(question.id, context)
    reply = replies.for_entry(entry, knowledge, language, question.id, titled=True)
    reply = replies.shared(reply, entry, context.bot.username, language)
    reply = await watched(reply, entry, message.chat_id, language, context)
    return replies.removable(reply, question.id) if place_of(message) == "group" else reply


async def _none_taken(question: LoggedQuestion, message: Message, context: KutipContext) -> Reply:
    """Keep that no choice was meant; give the passage that is nearest, if one is near."""
    await context.store.record_pick(question.id, None)
    await keep(question.id, question.text, "none_of_these", context)
    near, knowledge = helping(context.knowledge, question.text), context.knowledge.knowledge
    settled = await is_settled(question.id, question.text, context)
    reply = replies.for_none_noted(near, knowledge, question.language, question.id, settled=settled)
    return await offered(reply, question.id, message, question.language, context)


def pressed(update: Update) -> tuple[CallbackQuery, Message | None]:
    """Give a press, and the message under which it happened where Telegram still has it."""
    query = update.callback_query
    if query is None:
        raise TypeError(f"update {update.update_id} is no press of a button")
    # a message too old for Telegram to hand out cannot be edited either
    return query, query.message if isinstance(query.message, Message) else None


def match_of(context: KutipContext) -> "re.Match[str]":
    """Give what the pattern of the pressed button found in its data."""
    if not context.matches:
        raise TypeError("this handler needs a pattern")
    return context.matches[0]


async def may_press(
    query: CallbackQuery, question: LoggedQuestion, message: Message, context: KutipContext
) -> bool:
    """Tell whether the presser asked the question; tell them kindly if not."""
    if await context.store.is_asker(question, person_key(query.from_user.id)):
        return True
    await tell(query, context, "not_yours" if place_of(message) == "group" else "gone")
    return False


async def tell(query: CallbackQuery, context: KutipContext, key: str | None = None) -> None:
    """Acknowledge a press, with a sentence on top of the screen where there is one to say."""
    language = await context.language_for(query.from_user)
    await context.mailbox.acknowledge(query, key and replies.plain_text(key, language))
