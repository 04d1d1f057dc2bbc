"""The one way to a saved entry: a draft, step by step, its preview, Save.

Whatever wants an entry written begins a ``Draft`` and hands it to ``present``; the rest is here.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from telegram import Chat, Message, Update

from bot.asking import on_question
from bot.context import KutipContext, message_of
from bot.moderating import steps
from bot.moderating.acting import acting, hint, parts_of, passed_on, spoken
from bot.permission import ANONYMOUS
from bot.replies import Reply
from bot.replies.layout import before, text
from bot.replies.moderation import for_preview, for_step
from bot.replies.reach import Reach
from bot.reviewing.reaching import reach_of
from bot.texts import LANGUAGES, say
from knowledge import Answered, Entry, Language, NotStated
from knowledge.review import NEW, Effect
from knowledge.storage.drafts import Draft, Step


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
    seen = await seen_in(draft, context) if draft.step == "preview" else Seen()
    async with context.store.transaction():
        draft = draft if draft.id else await context.store.drafts.begin(draft)
        await context.store.drafts.put(draft)
        listens = draft.step != "preview"
        await context.moderators.listen(draft, listens=listens)
        reply = page_of(draft, context, language, seen, complaint)
        await _deliver(reply, draft, update, context, in_place=in_place)
        await context.mailbox.done(update.update_id)
    if update.callback_query:
        await passed_on(draft.chat, update, context)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a preview shows besides the entry."""

    effects: Sequence[Effect] = ()
    reach: Reach = field(default_factory=Reach)


async def seen_in(draft: Draft, context: KutipContext) -> Seen:
    """Find what else a save would change; others are answered meanwhile."""
    effects = await effects_on(draft.entry.id or NEW, draft.entry, context)
    return Seen(effects, await reach_of(draft, context))


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
    draft = await own_draft(update, context)
    if draft is not None:
        found = parts_of(context)
        step: Step = steps.NAMES[found["step"]]
        language: Language = "en" if found["language"] == "en" else "id"
        draft = steps.arrived(replace(draft, step=step, language=language), context.knowledge)
        await present(draft, update, context, in_place=True)


async def on_next(update: Update, context: KutipContext) -> None:
    """Go on from the passages or the phrasings."""
    draft = await own_draft(update, context)
    if draft is not None:
        await present(steps.after_buttons(draft), update, context, in_place=True)


async def on_back(update: Update, context: KutipContext) -> None:
    """Go back to the step before."""
    draft = await own_draft(update, context)
    if draft is not None:
        await present(steps.before(draft), update, context, in_place=True)


async def on_passage(update: Update, context: KutipContext) -> None:
    """Cite a passage, or cite it no more."""
    draft = await own_draft(update, context)
    if draft is not None:
        number = int(parts_of(context)["number"])
        draft = steps.with_passage(draft, number, context.knowledge.knowledge)
        await present(draft, update, context, in_place=True)


async def on_own_word(update: Update, context: KutipContext) -> None:
    """Cite nothing: the answer is the moderator's own word."""
    draft = await own_draft(update, context)
    if draft is not None:
        await present(steps.own_word(draft), update, context, in_place=True)


async def on_cut(update: Update, context: KutipContext) -> None:
    """Take a phrasing out of a draft."""
    draft = await own_draft(update, context)
    if draft is not None:
        draft = steps.without_phrasing(draft, int(parts_of(context)["number"]))
        await present(draft, update, context, in_place=True)


async def on_tick(update: Update, context: KutipContext) -> None:
    """Save a question of the cluster as a phrasing, or do not."""
    draft = await own_draft(update, context)
    if draft is not None:
        draft = steps.ticked(draft, int(parts_of(context)["number"]))
        await present(draft, update, context, in_place=True)


async def on_standard(update: Update, context: KutipContext) -> None:
    """Take the standard sentence as what the sources do not say, in every language."""
    draft = await own_draft(update, context)
    if draft is not None:
        answers = {language: say("standard_sentence", language) for language in LANGUAGES}
        draft = replace(draft, entry=replace(draft.entry, answers=answers), step="preview")
        await present(draft, update, context, in_place=True)


async def on_twin(update: Update, context: KutipContext) -> None:
    """Add the draft's phrasings to the entry that says nearly the same, instead of a new one."""
    draft = await own_draft(update, context)
    if draft is None:
        return
    twin = twin_of(draft, context)
    if twin is None:
        await present(draft, update, context, in_place=True)
        return
    grown = steps.with_phrasings(twin, draft.entry.phrasings)
    draft = replace(draft, entry=grown, before=twin, act="edit", step="preview")
    await present(draft, update, context, in_place=True)


def twin_of(draft: Draft, context: KutipContext) -> Entry | None:
    """Find another entry that already answers the draft's question."""
    for ways in draft.entry.phrasings.values():
        for way in ways:
            match context.knowledge.answer(way):
                case Answered(entry=entry) | NotStated(entry=entry) if entry.id != draft.entry.id:
                    return entry
    return None


def page_of(
    draft: Draft,
    context: KutipContext,
    language: Language,
    seen: Seen,
    complaint: str | None,
) -> Reply:
    """Lay out the page of a draft's step; ``complaint`` says what is wrong with what was given."""
    knowledge = context.knowledge.knowledge
    if draft.step == "preview":
        twin = twin_of(draft, context)
        reply = for_preview(draft, knowledge, language, seen.effects, twin, seen.reach)
        return before(text(complaint), reply) if complaint else reply
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


async def own_draft(update: Update, context: KutipContext) -> Draft | None:
    """Find the draft of the pressed card; tell the presser where it is gone or another's."""
    draft = await context.store.drafts.find(int(parts_of(context)["draft"]))
    if draft is None:
        await hint("gone", update, context)
    elif draft.moderator not in (acting(update).id, ANONYMOUS):
        await hint("not_your_draft", update, context)
    else:
        return draft
    return None
