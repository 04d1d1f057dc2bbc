"""How a cluster is closed: with the entry that answers it, in the transaction that saves that.

What the entry does not answer stays in the queue, and with it those who wait for that. An undone
answer puts its questions back, and those who were told of it wait again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import partial

from telegram import Update

from bot.context import KutipContext, message_of
from bot.moderating.acting import acting, spoken
from bot.notifying import tell, tell_of_undoing
from bot.replies import Reply
from bot.replies.queue import for_too_late
from bot.reviewing import carding
from bot.reviewing.queueing import join, put_back
from bot.reviewing.reaching import belonging, cluster_of
from bot.reviewing.waiting import waiters
from knowledge import Entry, Language
from knowledge.storage.drafts import Draft
from knowledge.storage.queue import QueuedQuestion


async def too_late(draft: Draft, context: KutipContext, language: Language) -> Reply | None:
    """Tell who closed a draft's cluster while it was written; None where that is open."""
    if draft.cluster is None:
        return None
    found = await context.store.queue.cluster(draft.cluster)
    # without a question left, because its people took them back, there is nothing to close
    if found is None or found.state == "open":
        return None
    return for_too_late(found, draft.id, context.knowledge.knowledge, language)


async def close(
    draft: Draft, others: Iterable[QueuedQuestion], update: Update, context: KutipContext
) -> int:
    """Close what a saved draft answers in the queue; give how many people will be told.

    That is its own cluster, but for what was set apart, and ``others`` that it answers as well.
    """
    found = await cluster_of(draft, context)
    own: list[QueuedQuestion] = []
    if found is not None:
        questions = await context.store.queue.questions(found.id)
        own = belonging(draft, found, questions, context)
        if not own:  # all of it was set apart: it is free for others
            await let_go(draft, context)
    # the others first: what they leave behind may come here, and stays in the queue from here
    return await close_with(draft.entry, [*others, *own], update, context)


async def close_with(
    entry: Entry, answered: Iterable[QueuedQuestion], update: Update, context: KutipContext
) -> int:
    """Close, with an entry, the clusters of questions that it answers; give how many hear of it."""
    by_cluster: defaultdict[int, set[int]] = defaultdict(set)
    for one in answered:
        by_cluster[one.cluster].add(one.id)
    closed = [
        cluster
        for cluster, questions in by_cluster.items()
        if await _closed(cluster, questions, entry, update, context)
    ]
    if not closed:
        return 0
    language = await spoken(update, context)
    return await tell(closed, entry, message_of(update), language, context)


async def _closed(
    cluster: int, answered: Collection[int], entry: Entry, update: Update, context: KutipContext
) -> bool:
    """Close a cluster if it is open and any of its questions is answered; the others stay."""
    queue = context.store.queue
    questions = await queue.questions(cluster)
    stayed = [one for one in questions if one.id not in answered]
    if len(stayed) == len(questions):
        return False
    if not await queue.close(cluster, "answered", entry.id, acting(update)):
        return False
    context.store.after_rollback(partial(put_back, questions, context))
    context.clusters.close(cluster)
    await _leave_behind(stayed, questions, context)
    await carding.changed(cluster, context)
    return True


async def _leave_behind(
    stayed: list[QueuedQuestion], questions: list[QueuedQuestion], context: KutipContext
) -> None:
    """Put what a closed cluster left unanswered into the queue anew, with those who wait for it."""
    if not stayed:
        return
    queue, cluster = context.store.queue, stayed[0].cluster
    answered = [one.id for one in questions if one not in stayed]
    if await queue.central(cluster) not in answered:
        await queue.center(cluster, answered[0])
    wishes = await context.store.wishes.of([cluster])
    waiting = [w for w in await waiters(wishes, questions, context) if not w.hears_of(answered)]
    for one in stayed:
        into = await join(one.id, one.text, one.cause, context)
        theirs = [w.wish.id for w in waiting if w.questions[0].id == one.id]
        await context.store.wishes.carry(theirs, into)


async def let_go(draft: Draft, context: KutipContext) -> None:
    """Leave the cluster of a dropped draft to others."""
    if draft.cluster is not None:
        found = await context.store.queue.cluster(draft.cluster)
        if found is not None:
            await context.store.queue.release(found.id, draft.moderator)
            await carding.changed(found.id, context)


async def reopen(entry: str, since: str, update: Update, context: KutipContext) -> int:
    """Put what an entry has answered since a moment into the queue again, as that is undone.

    Gives how many people wait again, and are told so.
    """
    clusters = await context.store.queue.reopen(entry, since)
    for cluster in clusters:
        questions = await context.store.queue.questions(cluster)
        context.store.after_rollback(partial(context.clusters.close, cluster))
        put_back(questions, context)
        await carding.shown(cluster, context)
        await carding.changed(cluster, context)
    language = await spoken(update, context)
    return await tell_of_undoing(clusters, message_of(update), language, context)
