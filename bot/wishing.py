"""The bell: people want to be told when a question is answered, or when an answer changes."""

from datetime import timedelta

from telegram import CallbackQuery, Message, Update

from bot import replies
from bot.context import KutipContext, person_key, place_of
from bot.notifying import tell_at_once
from bot.replies import Button, Reply
from bot.replies.wishing import relabelled, watch_label, wish_label, wishable
from bot.reviewing import carding
from bot.texts import say
from knowledge import Language
from knowledge.storage.queue import Cluster
from knowledge.storage.wishes import MOST, Wanted, Wish


async def on_wish(update: Update, context: KutipContext) -> None:
    """Keep that somebody wants the answer to a question, or keep it no more.

    Who waits for an answer has asked something, however it reads: the moderators have its card.
    """
    query, message = _pressed(update)
    number = int(context.matches[0]["question"]) if context.matches else 0
    question = await context.store.question(number)
    person = person_key(query.from_user.id)
    private = message is not None and place_of(message) == "private"
    if message is None or question is None:
        await _say("gone", query, context)
        return
    if private and not await context.store.is_asker(question, person):
        await _say("gone", query, context)
        return
    wish = _wish(message, question.language)
    # looked up inside: a moderator may be answering at this very moment
    async with context.store.transaction():
        cluster = await context.store.queue.cluster_of(number)
        found = await context.store.queue.cluster(cluster) if cluster is not None else None
        if cluster is None or found is None or found.state == "answered":
            asked = question.text if private else None
            label, said = await _too_late(found, wish, asked, query, context)
        elif found.state == "ignored" and not await _waits(person, found.id, wish, context):
            label, said = None, await _spoken("settled", query, context)
        else:
            label, said = await _wished(cluster, person, wish, query, context)
            await carding.called(number, cluster, context)
        await _relabel(query, message, label, context)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query, said)


async def _wished(
    cluster: int, person: str, wish: Wish, query: CallbackQuery, context: KutipContext
) -> tuple[str, str]:
    """Turn a wish; give the button's label as it stands now, and what to say."""
    private = wish.chat > 0
    kept = await _turned(person, Wanted(cluster=cluster), wish, context)
    waiting = await context.store.wishes.count(cluster, wish.chat, wish.message)
    label = wish_label(wish.language, waiting=waiting, private=private, kept=bool(kept))
    return label, await _said(kept, "wish_noted" if private else "wish_noted_here", query, context)


async def _waits(person: str, cluster: int, wish: Wish, context: KutipContext) -> bool:
    return await context.store.wishes.has(person, Wanted(cluster=cluster), wish.chat)


async def _too_late(
    found: Cluster | None,
    wish: Wish,
    asked: str | None,
    query: CallbackQuery,
    context: KutipContext,
) -> tuple[None, str]:
    """Show the answer that there is already, if there still is; the button goes."""
    entry = context.knowledge.knowledge.entries.get(found.entry or "") if found else None
    if entry is not None:
        await tell_at_once(entry, wish, asked, context)
    return None, await _spoken("wish_answered" if entry else "gone", query, context)


async def on_watch(update: Update, context: KutipContext) -> None:
    """Keep that somebody wants to hear when an answer changes, or keep it no more."""
    query, message = _pressed(update)
    language, key = context.matches[0].group("language", "entry") if context.matches else ("", "")
    entry = replies.entry_by_key(context.knowledge.knowledge, key)
    if message is None or entry is None or place_of(message) != "private":
        await _say("gone", query, context)
        return
    wish = _wish(message, "en" if language == "en" else "id")
    async with context.store.transaction():
        person = person_key(query.from_user.id)
        kept = await _turned(person, Wanted(entry=entry.id), wish, context)
        spelt = entry.kind == "not_stated"
        label = watch_label(wish.language, spelt=spelt, kept=bool(kept))
        await _relabel(query, message, label, context)
        await context.mailbox.done(update.update_id)
    said = await _said(kept, "watch_noted", query, context)
    await context.mailbox.acknowledge(query, said)


async def offered(
    reply: Reply, question: int, message: Message, language: Language, context: KutipContext
) -> Reply:
    """Put the button under the reply to a question that waits for an answer."""
    cluster = await context.store.queue.cluster_of(question)
    if cluster is None or await context.store.queue.state_of(cluster) == "ignored":
        return reply
    chat, private = message.chat_id, place_of(message) == "private"
    wanted = Wanted(cluster=cluster)
    kept = private and await context.store.wishes.has(person_key(chat), wanted, chat)
    return wishable(reply, question, language, private=private, kept=kept)


async def _turned(person: str, wanted: Wanted, wish: Wish, context: KutipContext) -> bool | None:
    kept_for = timedelta(days=context.settings.wishes_kept_days)
    return await context.store.wishes.turn(person, wanted, wish, kept_for)


def _pressed(update: Update) -> tuple[CallbackQuery, Message | None]:
    """Give a press, and the message under which a button with its data stands."""
    query = update.callback_query
    if query is None:
        raise TypeError(f"update {update.update_id} is no press of a button")
    message = query.message if isinstance(query.message, Message) else None
    if message is None or query.data not in [one.data for row in _rows(message) for one in row]:
        return query, None  # made up: no button that we ever put there
    return query, message


def _wish(message: Message, language: Language) -> Wish:
    """Read from the reply where its question stands: nothing of that is kept but numbers."""
    asked = message.reply_to_message
    thread = message.message_thread_id if message.is_topic_message else None
    return Wish(message.chat_id, asked.message_id if asked else None, thread, language)


def _rows(message: Message) -> list[list[Button]]:
    if message.reply_markup is None:
        return []
    return [
        [Button(one.text, str(one.callback_data or ""), one.url) for one in row]
        for row in message.reply_markup.inline_keyboard
    ]


async def _relabel(
    query: CallbackQuery, message: Message, label: str | None, context: KutipContext
) -> None:
    rows = relabelled(_rows(message), query.data or "", label)
    await context.mailbox.edit_buttons(rows, message)


async def _said(kept: bool | None, key: str, query: CallbackQuery, context: KutipContext) -> str:
    """Choose what to say of a wish that is kept now, or is not, or is one too many."""
    language = await context.language_for(query.from_user)
    if kept is None:
        return say("wish_full", language, count=MOST)
    if not kept:
        return say("wish_dropped", language)
    return say(key, language, days=context.settings.wishes_kept_days)


async def _spoken(key: str, query: CallbackQuery, context: KutipContext) -> str:
    return replies.plain_text(key, await context.language_for(query.from_user))


async def _say(key: str, query: CallbackQuery, context: KutipContext) -> None:
    await context.mailbox.acknowledge(query, await _spoken(key, query, context))
