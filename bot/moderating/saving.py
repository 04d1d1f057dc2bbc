"""How a draft ends: saved in one transaction with all that follows from it, refused, or dropped."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import Update

from bot.context import KutipContext
from bot.moderating.acting import acting, parts_of, pressed, spoken
from bot.moderating.drafting import Seen, own_draft, page_of
from bot.moderating.mending import mend
from bot.replies import Reply, for_entry
from bot.replies.moderation import for_fault, for_saved, for_stale, for_words
from bot.reviewing import closing
from bot.reviewing.reaching import reach_of
from knowledge import Language
from knowledge.live import Fault, Stale, free_id
from knowledge.storage.drafts import Draft, Step
from knowledge.storage.layer import Change
from knowledge.storage.queue import QueuedQuestion

_MENDED_AT: dict[str, Step] = {"no_answer": "answer", "passage": "passages"}
"""The step at which a fault is put right, where it is not the question."""


async def on_cancel(update: Update, context: KutipContext) -> None:
    """Drop a draft."""
    draft = await own_draft(update, context)
    if draft is None:
        return
    query, message = pressed(update)
    reply = for_words("cancelled", await spoken(update, context))
    async with context.store.transaction():
        await _end(draft, context)
        await closing.let_go(draft, context)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def on_save(update: Update, context: KutipContext) -> None:
    """Save a draft: entry, history, earlier replies and the asker's answer in one transaction."""
    draft = await own_draft(update, context)
    if draft is not None:
        await _save(draft, update, context)


async def on_mine(update: Update, context: KutipContext) -> None:
    """Save over what another moderator saved meanwhile, having seen the difference."""
    draft = await own_draft(update, context)
    if draft is not None:
        await _save(draft, update, context, over=int(parts_of(context)["version"]))


async def on_alone(update: Update, context: KutipContext) -> None:
    """Save a draft as an entry of its own, its cluster having been closed meanwhile."""
    draft = await own_draft(update, context)
    if draft is not None:
        await _save(replace(draft, cluster=None), update, context)


async def _save(
    draft: Draft, update: Update, context: KutipContext, over: int | None = None
) -> None:
    query, message = pressed(update)
    language = await spoken(update, context)
    others = (await reach_of(draft, context)).others
    async with context.store.transaction():
        if over is not None and over == await context.live.layer.version(draft.entry.id):
            # the difference to this version was shown; over a later one the save is refused again
            now = context.knowledge.knowledge.entries.get(draft.entry.id)
            draft = replace(draft, before=now)
        if not draft.entry.id:
            taken = {*context.knowledge.knowledge.entries, *await context.live.layer.retired()}
            draft = replace(draft, entry=replace(draft.entry, id=free_id(draft.entry, taken)))
        late = await closing.too_late(draft, context, language)
        if late is not None:
            reply = late
        elif draft.before == draft.entry:
            await _end(draft, context)
            telling = await closing.close(draft, others, update, context)
            reply = for_words("saved_nothing", language)
            if draft.cluster is not None:
                reply = for_saved(draft.entry.id, language, mending=0, telling=telling)
        else:
            reply = await _changed(draft, others, update, context, language)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def _changed(
    draft: Draft,
    others: Sequence[QueuedQuestion],
    update: Update,
    context: KutipContext,
    language: Language,
) -> Reply:
    entry, by = draft.entry, acting(update)
    match await context.live.change(draft.act, entry.id, entry, draft.before, by):
        case Change():
            await _end(draft, context)
            await _tell_asker(draft, context)
            telling = await closing.close(draft, others, update, context)
            count = await mend([(draft.before, entry)], update, context)
            return for_saved(entry.id, language, mending=count, telling=telling)
        case Stale(now=now):
            version = await context.live.layer.version(entry.id)
            return for_stale(draft, now, version, language)
        case Fault() as fault:
            new = replace(draft.entry, id="") if draft.before is None else draft.entry
            draft = replace(draft, entry=new, step=_MENDED_AT.get(fault.kind, "question"))
            await context.store.drafts.put(draft)
            await context.moderators.listen(draft, listens=draft.step != "passages")
            return page_of(draft, context, language, Seen(), for_fault(fault, language))


async def _tell_asker(draft: Draft, context: KutipContext) -> None:
    origin = draft.origin
    if origin is not None:
        reply = for_entry(draft.entry, context.knowledge.knowledge, draft.language)
        await context.mailbox.write_to(
            origin.chat, reply, reply_to=origin.message, thread=origin.thread
        )


async def _end(draft: Draft, context: KutipContext) -> None:
    await context.moderators.listen(draft, listens=False)
    await context.store.drafts.end(draft.id)
    if draft.entry.id:
        await context.store.drafts.release(draft.entry.id, draft.moderator)
