"""Telling people later: that their question is answered, that an answer has changed. Once each."""

from collections.abc import Sequence

from telegram import Message

from bot.context import KutipContext, person_key
from bot.mailbox import Notice
from bot.replies import Reply
from bot.replies.wishing import (
    for_changed,
    for_notice,
    for_undone,
    for_withdrawn,
    shows_otherwise,
    watchable,
)
from bot.reviewing.waiting import Waiter, waiters
from knowledge import Entry, Language
from knowledge.storage.wishes import Wanted, Wish

Turn = tuple[Entry | None, Entry | None]
"""What an entry said before a change, and what it says after it."""


async def tell(
    clusters: Sequence[int],
    entry: Entry,
    report_to: Message | None,
    by_language: Language,
    context: KutipContext,
) -> int:
    """Post a notice to each who waits for an answer to some clusters; give how many people do.

    Part of the transaction of the answer: each wish is used with it, and each notice goes out at
    most once. In the chat of ``report_to`` it is said in the end how many arrived.
    """
    wishes = await context.store.wishes.take(clusters)
    notices = []
    for one in _one_a_question(await _waiting(wishes, clusters, context)):
        reply = await _answered(entry, one.wish, one.asked, context)
        notices.append(_notice(reply, one.wish))
    await context.mailbox.broadcast(notices, report_to, by_language)
    return len({wish.person for wish in wishes})


async def tell_of_undoing(
    clusters: Sequence[int], report_to: Message, by_language: Language, context: KutipContext
) -> int:
    """Tell those who were told of an answer that it is undone; they wait again. Count the people.

    Part of the transaction that puts their questions back into the queue.
    """
    wishes = await context.store.wishes.bring_back(clusters)
    notices = []
    for one in _one_a_question(await _waiting(wishes, clusters, context)):
        number = one.questions[0].id if one.questions else None
        notices.append(_notice(for_undone(one.wish, number), one.wish))
    await context.mailbox.broadcast(notices, report_to, by_language)
    return len({wish.person for wish in wishes})


async def tell_at_once(entry: Entry, wish: Wish, asked: str | None, context: KutipContext) -> None:
    """Show the answer to who asks to be told of it when it is there already."""
    reply = await _answered(entry, wish, asked, context)
    await context.mailbox.write_to(wish.chat, reply, reply_to=wish.message, thread=wish.thread)


async def tell_of_changes(
    turns: Sequence[Turn], report_to: Message, by_language: Language, context: KutipContext
) -> None:
    """Tell those who watch an answer what has changed in it, in the transaction of the change.

    Their wishes stay. Whoever reads a language in which nothing changed hears nothing.
    """
    notices = []
    for before, after in turns:
        entry = after or before
        watching = await context.store.wishes.on_entry(entry.id) if entry else []
        for wish in watching:
            if shows_otherwise(before, after, wish.language):
                reply = await _changed(before, after, wish, context)
                notices.append(_notice(reply, wish))
    await context.mailbox.broadcast(notices, report_to, by_language)


async def watched(reply: Reply, entry: Entry, chat: int, language: Language,
                  context: KutipContext) -> Reply:  # fmt: skip
    """Put the bell under an answer in a private chat, as it stands for its person."""
    if chat < 0:  # ids of groups are negative; of private chats they are their people's
        return reply
    wanted = Wanted(entry=entry.id)
    kept = await context.store.wishes.has(person_key(chat), wanted, chat)
    return watchable(reply, entry, language, kept=kept)


async def _waiting(
    wishes: Sequence[Wish], clusters: Sequence[int], context: KutipContext
) -> list[Waiter]:
    queue = context.store.queue
    questions = [one for cluster in clusters for one in await queue.questions(cluster)]
    return await waiters(wishes, questions, context)


def _one_a_question(waiting: Sequence[Waiter]) -> list[Waiter]:
    """Keep one wish a question in a group, however many pressed, and one a private chat."""
    found: dict[tuple[int, int | None], Waiter] = {}
    for one in waiting:
        found[one.wish.chat, one.wish.message if one.wish.chat < 0 else None] = one
    return list(found.values())


def _notice(reply: Reply, wish: Wish) -> Notice:
    return Notice(wish.chat, reply, wish.message, wish.thread)


async def _answered(entry: Entry, wish: Wish, asked: str | None, context: KutipContext) -> Reply:
    is_lost = wish.message is None and asked is None
    reply = for_notice(
        entry, context.knowledge.knowledge, context.bot.username, wish.language, asked,
        titled=is_lost,
    )  # fmt: skip
    return await watched(reply, entry, wish.chat, wish.language, context)


async def _changed(
    before: Entry | None, after: Entry | None, wish: Wish, context: KutipContext
) -> Reply:
    if after is not None:
        knowledge, username = context.knowledge.knowledge, context.bot.username
        reply = for_changed(before, after, knowledge, username, wish.language)
        return await watched(reply, after, wish.chat, wish.language, context)
    if before is None:
        raise TypeError("an entry that never was cannot have changed")
    return for_withdrawn(before, wish.language)
