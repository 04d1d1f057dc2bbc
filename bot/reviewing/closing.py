"""How a cluster is closed: with the entry that answers it, in the transaction that saves that."""

from functools import partial

from telegram import Update

from bot.context import KutipContext, message_of
from bot.moderating.acting import acting, spoken
from bot.notifying import tell
from bot.replies import Reply
from bot.replies.queue import for_too_late
from bot.reviewing import carding
from bot.reviewing.queueing import put_back
from knowledge import Language
from knowledge.storage.drafts import Draft


async def too_late(draft: Draft, context: KutipContext, language: Language) -> Reply | None:
    """Tell who closed a draft's cluster while it was written; None where that is open."""
    if draft.cluster is None:
        return None
    found = await context.store.queue.cluster(draft.cluster)
    # without a question left, because its people took them back, there is nothing to close
    if found is None or found.state == "open":
        return None
    return for_too_late(found, draft.id, context.knowledge.knowledge, language)


async def close(draft: Draft, update: Update, context: KutipContext) -> int:
    """Close the cluster of a draft that is saved; give how many people will be told."""
    queue = context.store.queue
    found = await queue.cluster(draft.cluster) if draft.cluster is not None else None
    if found is None:
        return 0
    questions = await queue.questions(found.id)
    if not await queue.close(found.id, "answered", draft.entry.id, acting(update)):
        return 0
    context.store.after_rollback(partial(put_back, questions, context))
    context.clusters.close(found.id)
    await carding.changed(found.id, context)
    language = await spoken(update, context)
    return await tell(found.id, draft.entry, message_of(update), language, context)


async def let_go(draft: Draft, context: KutipContext) -> None:
    """Leave the cluster of a dropped draft to others."""
    if draft.cluster is not None:
        found = await context.store.queue.cluster(draft.cluster)
        if found is not None:
            await context.store.queue.release(found.id, draft.moderator)
            await carding.changed(found.id, context)


async def reopen(entry: str, context: KutipContext) -> None:
    """Put what an entry answered into the queue again, as that entry is undone."""
    for cluster in await context.store.queue.reopen(entry):
        questions = await context.store.queue.questions(cluster)
        context.store.after_rollback(partial(context.clusters.close, cluster))
        put_back(questions, context)
        await carding.shown(cluster, context)
        await carding.changed(cluster, context)
