"""A reply to a card is the answer; or a button begins it, or says that no source says it."""

import re
from dataclasses import replace

from telegram import Message, Update
from telegram.ext.filters import MessageFilter

from bot.context import KutipContext, message_of
from bot.moderating import steps
from bot.moderating.acting import answer, hint, home_of, is_reachable, pressed, spoken
from bot.moderating.drafting import present
from bot.replies.moderation import for_words
from bot.replies.queue import for_remark
from bot.reviewing.clustered import claim, drafted, free_to_take, on_hand
from bot.texts import say
from knowledge import Entry, SmallTalk
from knowledge.language import detect
from knowledge.shape import says_little
from knowledge.storage.queue import Cluster

_ON_CARD = re.compile(r"m:k:[a-z]!?:(?P<cluster>\d{1,15})(?::|$)")


class _OnCard(MessageFilter):
    """Replies to one of the bot's own messages that shows a cluster."""

    def filter(self, message: Message) -> bool:
        return cluster_on(message.reply_to_message) is not None


ON_CARD = _OnCard("ON_CARD")


def cluster_on(message: Message | None) -> int | None:
    """Read from its buttons which cluster one of the bot's own messages shows."""
    if message is None or message.reply_markup is None or message.from_user is None:
        return None
    if message.from_user.id != message.get_bot().id:
        return None
    for row in message.reply_markup.inline_keyboard:
        for button in row:
            found = _ON_CARD.match(str(button.callback_data or ""))
            if found is not None and not found[0].startswith("m:k:p:"):
                return int(found["cluster"])
    return None


async def on_card_reply(update: Update, context: KutipContext) -> None:
    """Take a moderator's reply to a card as the answer to its questions, unless it hardly is one.

    "Thanks" and "I'll do it" are said to the others: whether it is the answer is asked first.
    """
    message, language = message_of(update), await spoken(update, context)
    said = (message.text or "").strip()
    found = await _open_on(message.reply_to_message, said, update, context)
    if found is None:
        return
    if says_little(said) or isinstance(context.knowledge.answer(said), SmallTalk):
        async with context.store.transaction():
            # in reply to it: the press finds the words there
            await context.mailbox.send(for_remark(found, said, language), to=message)
            await context.mailbox.done(update.update_id)
    elif await is_reachable(home_of(update), update, context):
        await _take(found, said, update, context)


async def on_remark_meant(update: Update, context: KutipContext) -> None:
    """Take a short reply to a card as the answer after all; it stands in the message replied to."""
    query, message = pressed(update)
    replied, found = message.reply_to_message, await on_hand(update, context)
    if found is None:
        return
    if replied is None or not (replied.text or "").strip():
        await hint("gone", update, context)
    elif await is_reachable(home_of(update), update, context):
        await _take(found, (replied.text or "").strip(), update, context)
    else:
        await context.mailbox.acknowledge(query)


async def on_strangers_card_reply(update: Update, context: KutipContext) -> None:
    """Tell somebody who replied to a card that only moderators' replies are taken."""
    await answer(for_words("queue_strangers_reply", await spoken(update, context)), update, context)


async def _open_on(
    card: Message | None, said: str, update: Update, context: KutipContext
) -> Cluster | None:
    """Find the open cluster of the card replied to; tell its replier where there is none."""
    number, language = cluster_on(card), await spoken(update, context)
    found = await context.store.queue.cluster(number) if number is not None else None
    if not said:
        await answer(for_words("wrong_text", language), update, context)
    elif found is None:
        await answer(for_words("queue_gone", language), update, context)
    elif found.state == "answered":
        await answer(for_words("queue_done", language, name=found.closed_by), update, context)
    elif found.state == "ignored":
        await answer(for_words("queue_is_ignored", language), update, context)
    else:
        return found
    return None


async def _take(found: Cluster, said: str, update: Update, context: KutipContext) -> None:
    """Begin the draft that answers a cluster with what a moderator said."""
    other = await claim(found, update, context)
    spoken_in = detect(said) or found.language
    entry = Entry("", {}, {spoken_in: said}, evidence="moderator")
    draft = await drafted(found, entry, update, context)
    step = draft.step if draft.step == "question" else "preview"
    draft = replace(draft, language=spoken_in, step=step)
    language = await spoken(update, context)
    note = say("queue_taken_note", language, name=other.name) if other else None
    await present(steps.with_offers(draft, context.knowledge), update, context, complaint=note)


async def on_answer_button(update: Update, context: KutipContext) -> None:
    """Ask for the answer to a cluster."""
    found = await on_hand(update, context)
    if found is not None and await free_to_take(found, "a", update, context):
        draft = await drafted(found, Entry("", {}, {}), update, context)
        in_place = message_of(update).chat_id == draft.chat
        await present(draft, update, context, in_place=in_place)


async def on_not_stated(update: Update, context: KutipContext) -> None:
    """Begin an entry that says that no source says it."""
    found = await on_hand(update, context)
    if found is not None and await free_to_take(found, "n", update, context):
        draft = await drafted(found, Entry("", {}, {}, kind="not_stated"), update, context)
        in_place = message_of(update).chat_id == draft.chat
        await present(draft, update, context, in_place=in_place)
