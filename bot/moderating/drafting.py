"""The one way to a saved entry: a draft, step by step, its preview, Save.

Whatever wants an entry written begins a ``Draft`` and hands it to ``present``; the rest is here.
"""

import asyncio
from dataclasses import replace

from telegram import Chat, Message, Update

from bot.asking import on_question
from bot.context import KutipContext, message_of
from bot.moderating import steps
from bot.moderating.acting import acting, hint, parts_of, pressed, spoken
from bot.moderating.mending import mend
from bot.permission import ANONYMOUS
from bot.replies import Reply, for_entry
from bot.replies.moderation import (
    for_fault,
    for_preview,
    for_saved,
    for_stale,
    for_step,
    for_words,
)
from knowledge import Answered, Entry, Language, NotStated
from knowledge.live import Fault, Stale, free_id
from knowledge.review import NEW, Effect
from knowledge.storage.drafts import Draft, Step
from knowledge.storage.layer import Change

_MENDED_AT: dict[str, Step] = {"no_answer": "answer", "passage": "passages"}
"""The step at which a fault is put right, where it is not the question."""


async def present(
    draft: Draft,
    update: Update,
    context: KutipContext,
    *,
    in_place: bool = False,
    complaint: str | None = None,
) -> None:
    """Show a draft at its step, new or in the place of the pressed card; one transaction.

    A draft without a number is stored first. From here on it takes what its moderator types,
    if its step waits for words.
    """
    language = await spoken(update, context)
    effects = await effects_in(draft, context) if draft.step == "preview" else []
    async with context.store.transaction():
        draft = draft if draft.id else await context.store.drafts.begin(draft)
        await context.store.drafts.put(draft)
        listens = draft.step not in ("passages", "preview")
        await context.moderators.listen(draft, listens=listens)
        reply = _page(draft, context, language, effects, complaint)
        await _deliver(reply, draft, update, context, in_place=in_place)
        await context.mailbox.done(update.update_id)
    if update.callback_query:
        await context.mailbox.acknowledge(update.callback_query)


async def effects_in(draft: Draft, context: KutipContext) -> list[Effect]:
    """Find what else a save would change; others are answered meanwhile."""
    return await effects_on(draft.entry.id or NEW, draft.entry, context)


async def effects_on(entry_id: str, after: Entry | None, context: KutipContext) -> list[Effect]:
    """Find what putting ``after`` in the place of an entry would change."""
    asked = await context.store.lessons.last_questions()
    after = replace(after, id=entry_id) if after else None
    review, knowledge = context.live.review, context.knowledge.snapshot()
    return await asyncio.to_thread(review.effects, knowledge, entry_id, after, asked)


async def on_written(update: Update, context: KutipContext) -> None:
    """Take what a moderator typed for the step that waits."""
    message = message_of(update)
    number = context.moderators.draft_of(message)
    draft = await context.store.drafts.find(number) if number else None
    if draft is None:
        await on_question(update, context)
        return
    language = await spoken(update, context)
    taken = steps.taken(draft, message.text or "", context.knowledge, language)
    if isinstance(taken, str):
        await present(draft, update, context, complaint=taken)
    else:
        await present(taken, update, context)


async def on_step(update: Update, context: KutipContext) -> None:
    """Go to the step that a button names."""
    draft = await _own_draft(update, context)
    if draft is not None:
        found = parts_of(context)
        step: Step = steps.NAMES[found["step"]]
        language: Language = "en" if found["language"] == "en" else "id"
        draft = steps.arrived(replace(draft, step=step, language=language), context.knowledge)
        await present(draft, update, context, in_place=True)


async def on_next(update: Update, context: KutipContext) -> None:
    """Go on from the passages or the phrasings."""
    draft = await _own_draft(update, context)
    if draft is not None:
        await present(steps.after_buttons(draft), update, context, in_place=True)


async def on_back(update: Update, context: KutipContext) -> None:
    """Go back to the step before."""
    draft = await _own_draft(update, context)
    if draft is not None:
        await present(steps.before(draft), update, context, in_place=True)


async def on_passage(update: Update, context: KutipContext) -> None:
    """Cite a passage, or cite it no more."""
    draft = await _own_draft(update, context)
    if draft is not None:
        number = int(parts_of(context)["number"])
        draft = steps.with_passage(draft, number, context.knowledge.knowledge)
        await present(draft, update, context, in_place=True)


async def on_own_word(update: Update, context: KutipContext) -> None:
    """Cite nothing: the answer is the moderator's own word."""
    draft = await _own_draft(update, context)
    if draft is not None:
        await present(steps.own_word(draft), update, context, in_place=True)


async def on_cut(update: Update, context: KutipContext) -> None:
    """Take a phrasing out of a draft."""
    draft = await _own_draft(update, context)
    if draft is not None:
        draft = steps.without_phrasing(draft, int(parts_of(context)["number"]))
        await present(draft, update, context, in_place=True)


async def on_twin(update: Update, context: KutipContext) -> None:
    """Add the draft's phrasings to the entry that says nearly the same, instead of a new one."""
    draft = await _own_draft(update, context)
    if draft is None:
        return
    twin = twin_of(draft, context)
    if twin is None:
        await present(draft, update, context, in_place=True)
        return
    grown = steps.with_phrasings(twin, draft.entry.phrasings)
    draft = replace(draft, entry=grown, before=twin, act="edit", step="preview")
    await present(draft, update, context, in_place=True)


async def on_cancel(update: Update, context: KutipContext) -> None:
    """Drop a draft."""
    draft = await _own_draft(update, context)
    if draft is None:
        return
    query, message = pressed(update)
    reply = for_words("cancelled", await spoken(update, context))
    async with context.store.transaction():
        await _end(draft, context)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def on_save(update: Update, context: KutipContext) -> None:
    """Save a draft: entry, history, earlier replies and the asker's answer in one transaction."""
    draft = await _own_draft(update, context)
    if draft is not None:
        await _save(draft, update, context)


async def on_mine(update: Update, context: KutipContext) -> None:
    """Save over what another moderator saved meanwhile, having seen the difference."""
    draft = await _own_draft(update, context)
    if draft is not None:
        now = context.knowledge.knowledge.entries.get(draft.entry.id)
        await _save(replace(draft, before=now), update, context)


def twin_of(draft: Draft, context: KutipContext) -> Entry | None:
    """Find another entry that already answers the draft's question."""
    for ways in draft.entry.phrasings.values():
        for way in ways:
            match context.knowledge.answer(way):
                case Answered(entry=entry) | NotStated(entry=entry) if entry.id != draft.entry.id:
                    return entry
    return None


async def _save(draft: Draft, update: Update, context: KutipContext) -> None:
    query, message = pressed(update)
    language = await spoken(update, context)
    async with context.store.transaction():
        if not draft.entry.id:
            taken = {*context.knowledge.knowledge.entries, *await context.live.layer.retired()}
            draft = replace(draft, entry=replace(draft.entry, id=free_id(draft.entry, taken)))
        if draft.before == draft.entry:
            await _end(draft, context)
            reply = for_words("saved_nothing", language)
        else:
            reply = await _changed(draft, update, context, language)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def _changed(
    draft: Draft, update: Update, context: KutipContext, language: Language
) -> Reply:
    entry, by = draft.entry, acting(update)
    match await context.live.change(draft.act, entry.id, entry, draft.before, by):
        case Change():
            await _end(draft, context)
            await _tell_asker(draft, context)
            count = await mend([(draft.before, entry)], update, context)
            return for_saved(entry.id, language, mending=count)
        case Stale(now=now):
            return for_stale(draft, now, language)
        case Fault() as fault:
            new = replace(draft.entry, id="") if draft.before is None else draft.entry
            draft = replace(draft, entry=new, step=_MENDED_AT.get(fault.kind, "question"))
            await context.store.drafts.put(draft)
            await context.moderators.listen(draft, listens=draft.step != "passages")
            return _page(draft, context, language, [], for_fault(fault, language))


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


def _page(
    draft: Draft,
    context: KutipContext,
    language: Language,
    effects: list[Effect],
    complaint: str | None,
) -> Reply:
    knowledge = context.knowledge.knowledge
    if draft.step == "preview":
        return for_preview(draft, knowledge, language, effects, twin_of(draft, context))
    return for_step(draft, knowledge, language, complaint)


async def _deliver(
    reply: Reply, draft: Draft, update: Update, context: KutipContext, *, in_place: bool
) -> None:
    message: Message = message_of(update)
    if in_place:
        await context.mailbox.edit(reply, message)
    elif message.chat_id == draft.chat:
        quoting = message.chat.type != Chat.PRIVATE
        await context.mailbox.send(reply, to=message, quoting=quoting)
    else:
        await context.mailbox.write_to(draft.chat, reply)


async def _own_draft(update: Update, context: KutipContext) -> Draft | None:
    """Find the draft of the pressed card; tell the presser where it is gone or another's."""
    draft = await context.store.drafts.find(int(parts_of(context)["draft"]))
    if draft is None:
        await hint("gone", update, context)
    elif draft.moderator not in (acting(update).id, ANONYMOUS):
        await hint("not_your_draft", update, context)
    else:
        return draft
    return None
