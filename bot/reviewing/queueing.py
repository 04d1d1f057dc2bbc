"""A question that nothing answers comes into the queue, beside those that ask the same; or leaves.

What memory holds of the clusters changes with the database: a transaction that is rolled back takes
back here what it did.
"""

from collections.abc import Collection
from functools import partial

from bot.context import House, KutipContext
from bot.reviewing import carding
from bot.reviewing.carding import Newcomer
from knowledge.shape import may_ask
from knowledge.storage.queue import Cause, QueuedQuestion

_SMALL = 6
"""Questions; in so small a cluster each newcomer may well be the most central."""


async def keep(number: int, text: str, cause: Cause, context: KutipContext) -> int | None:
    """Put a logged question into its cluster, in the transaction around this; give its number.

    None where it has no place in the queue: a command, what moderators do not want answered, and
    what they ignored for good before its text was cleared.
    """
    if not text.strip() or text.startswith("/") or context.knowledge.is_unwanted(text):
        return None
    queue = context.store.queue
    cluster = await queue.cluster_of(number)
    if cluster is not None:
        await queue.add(number, cluster, cause)
    elif await context.store.traces.is_hushed(context.knowledge.seal(text)):
        return None
    else:
        return await join(number, text, cause, context)
    await _show_growth(cluster, number, text, cause, context)
    return cluster


async def join(number: int, text: str, cause: Cause, context: KutipContext) -> int:
    """Put a question into the open cluster that it belongs to, or into one of its own."""
    queue = context.store.queue
    cluster = await _joined(number, text, context)
    await queue.add(number, cluster, cause)
    if _may_shift(await queue.size(cluster)):
        await queue.center(cluster, context.clusters.central(cluster))
    await _show_growth(cluster, number, text, cause, context)
    return cluster


async def _show_growth(
    cluster: int, number: int, text: str, cause: Cause, context: KutipContext
) -> None:
    asks = cause != "unanswered" or may_ask(text)
    await carding.grown(cluster, Newcomer(number, asks), context)


async def is_settled(number: int, text: str, context: KutipContext) -> bool:
    """Tell whether moderators chose that a question, kept or not, is not answered here."""
    cluster = await context.store.queue.cluster_of(number)
    if cluster is not None:
        return await context.store.queue.state_of(cluster) == "ignored"
    hushed = await context.store.traces.is_hushed(context.knowledge.seal(text))
    return hushed or context.knowledge.is_unwanted(text)


async def leave(number: int, context: KutipContext) -> None:
    """Take a question out of the queue, if it stands there, in the transaction around this."""
    queue = context.store.queue
    cluster = await queue.cluster_of(number)
    if cluster is None:
        return
    questions = await queue.questions(cluster)
    await queue.remove(number)
    if await queue.state_of(cluster) in ("open", "ignored"):
        context.store.after_rollback(partial(put_back, questions, context))
        context.clusters.remove(number)
        if any(one.id != number for one in questions):
            await queue.center(cluster, context.clusters.central(cluster))
    await carding.lost_words(cluster, context.bot_data)


async def _joined(number: int, text: str, context: KutipContext) -> int:
    """Find the cluster of a newcomer, or begin one; clusters that it shows to be one become one.

    What moderators ignored neither swallows what waits for an answer nor comes back with it.
    """
    queue, clusters = context.store.queue, context.clusters
    new = await queue.next_number()
    joined = clusters.join(number, text, new, await queue.ignored())
    context.store.after_rollback(partial(clusters.remove, number))
    for gone in joined.merged:
        questions = await queue.questions(gone)
        context.store.after_rollback(partial(put_back, questions, context))
        await queue.merge(gone, joined.cluster)
        await carding.changed(gone, context)
    if joined.merged:
        await queue.center(joined.cluster, clusters.central(joined.cluster))
    return await queue.begin() if joined.cluster == new else joined.cluster


def _may_shift(size: int) -> bool:
    """Tell whether to look for the most central question anew: ever more seldom, for it is slow."""
    return size <= _SMALL or size.bit_count() == 1


def fade(questions: Collection[int], house: House) -> None:
    """Forget questions in memory whose texts are gone from the disk for good."""
    for number in questions:
        house.clusters.remove(number)


def put_back(questions: list[QueuedQuestion], context: KutipContext) -> None:
    """Lay questions in memory where they stood, or stand, on disk."""
    for one in questions:
        context.clusters.put(one.id, one.text, one.cluster)
