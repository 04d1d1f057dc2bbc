"""A reply to a card is the answer; or a button begins it, or says that no source says it."""

import re
from dataclasses import replace

from telegram import Message, Update
from telegram.ext.filters import MessageFilter

from bot.context import KutipContext, message_of
from bot.moderating import steps
from bot.moderating.acting import answer, home_of, is_reachable, spoken
from bot.moderating.drafting import present
from bot.replies.moderation import for_words
from bot.reviewing.clustered import claim, drafted, free_to_take, on_hand
from bot.texts import say
from knowledge import Entry
from knowledge.language import detect

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
    """Take a moderator's reply to a card as the answer to its questions."""
    message, language = message_of(update), await spoken(update, context)
    number = cluster_on(message.reply_to_message)
    found = await context.store.queue.cluster(number) if number is not None else None
    said = (message.text or "").strip()
    if not said:
        await answer(for_words("wrong_text", language), update, context)
    elif found is None:
        await answer(for_words("queue_gone", language), update, context)
    elif found.state == "answered":
        await answer(for_words("queue_done", language, name=found.closed_by), update, context)
    elif found.state == "ignored":
        await answer(for_words("queue_is_ignored", language), update, context)
    elif await is_reachable(home_of(update), update, context):
        other = await claim(found, update, context)
        draft = await drafted(found, Entry("", {}, {}, evidence="moderator"), update, context)
        spoken_in = detect(said) or found.language
        entry = replace(draft.entry, answers={spoken_in: said})
        step = draft.step if draft.step == "question" else "preview"
        draft = replace(draft, entry=entry, language=spoken_in, step=step)
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
