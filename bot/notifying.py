"""Telling people later: that their question is answered, that an answer has changed. Once each."""

from collections.abc import Sequence

from telegram import Message

from bot.context import KutipContext, person_key
from bot.mailbox import Notice
from bot.replies import Reply
from bot.replies.wishing import for_changed, for_notice, for_withdrawn, shows_otherwise, watchable
from knowledge import Entry, Language
from knowledge.storage.wishes import Wanted, Wish

Turn = tuple[Entry | None, Entry | None]
"""What an entry said before a change, and what it says after it."""


async def tell(
    cluster: int,
    entry: Entry,
    report_to: Message | None,
    by_language: Language,
    context: KutipContext,
) -> int:
    """Post a notice to each who waits for an answer to a cluster; give how many there are.

    Part of the transaction of the answer: each wish is used with it, and each notice goes out at
    most once. In the chat of ``report_to`` it is said in the end how many arrived.
    """
    notices = []
    for wish in _one_a_question(await context.store.wishes.take(cluster)):
        reply = await _answered(entry, wish, context)
        notices.append(Notice(wish.chat, reply, wish.message, wish.thread))
    await context.mailbox.broadcast(notices, report_to, by_language)
    return len(notices)


async def tell_at_once(entry: Entry, wish: Wish, context: KutipContext) -> None:
    """Show the answer to who asks to be told of it when it is there already."""
    reply = await _answered(entry, wish, context)
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
                notices.append(Notice(wish.chat, reply, wish.message, wish.thread))
    await context.mailbox.broadcast(notices, report_to, by_language)


async def watched(reply: Reply, entry: Entry, chat: int, language: Language,
                  context: KutipContext) -> Reply:  # fmt: skip
    """Put the bell under an answer in a private chat, as it stands for its person."""
    if chat < 0:  # ids of groups are negative; of private chats they are their people's
        return reply
    wanted = Wanted(entry=entry.id)
    kept = await context.store.wishes.has(person_key(chat), wanted, chat)
    return watchable(reply, entry, language, kept=kept)


def _one_a_question(wishes: Sequence[Wish]) -> list[Wish]:
    """Keep one wish a question in a group, however many pressed, and one a private chat."""
    found: dict[tuple[int, int | None], Wish] = {}
    for wish in wishes:
        found[wish.chat, wish.message if wish.chat < 0 else None] = wish
    return list(found.values())


async def _answered(entry: Entry, wish: Wish, context: KutipContext) -> Reply:
    reply = for_notice(entry, context.knowledge.knowledge, context.bot.username, wish.language)
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
