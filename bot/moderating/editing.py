"""Moderators find an entry, open its card, edit it, retire it."""

from telegram import Update

from bot.asking import words_behind_command
from bot.context import KutipContext, message_of
from bot.moderating import steps
from bot.moderating.acting import (
    acting,
    answer,
    answer_in_private,
    entry_pressed,
    hint,
    home_of,
    parts_of,
    pressed,
    spoken,
    turn,
)
from bot.moderating.drafting import effects_on, present
from bot.moderating.mending import mend
from bot.replies import Reply
from bot.replies.cards import for_card, for_claimed, for_found, for_retiring
from bot.replies.moderation import for_saved, for_words
from knowledge import Entry, Language
from knowledge.storage.drafts import Draft, Step
from knowledge.storage.layer import Change

_FOUND = 8
"""Entries listed by /find."""


async def on_find(update: Update, context: KutipContext) -> None:
    """List the entries that fit some words, or the one whose id is given."""
    words = words_behind_command(message_of(update))
    language = await spoken(update, context)
    if not words:
        await answer(for_words("find_where", language), update, context)
        return
    entries = context.knowledge.knowledge.entries
    near = [entries[id_] for id_, _ in context.knowledge.similar(words, _FOUND)]
    named = [entry for id_, entry in entries.items() if words.casefold() in id_.casefold()]
    found = list({entry.id: entry for entry in (*named[:3], *near)}.values())[:_FOUND]
    await answer_in_private(for_found(found, language), update, context)


async def on_card(update: Update, context: KutipContext) -> None:
    """Open an entry's card."""
    entry = entry_pressed(context)
    if entry is None:
        await hint("gone", update, context)
        return
    await turn(await _card(entry, update, context), update, context)


async def on_edit(update: Update, context: KutipContext) -> None:
    """Claim an entry and begin to edit the part that was pressed; see who else is at it."""
    entry, found = entry_pressed(context), parts_of(context)
    if entry is None:
        await hint("gone", update, context)
        return
    who, language = acting(update), await spoken(update, context)
    if found["anyway"] is None:
        claim = await context.store.drafts.claim(entry.id, who)
        if claim is not None:
            wanted = f"{found['step']}:{found['language']}"
            await turn(for_claimed(entry, claim, wanted, language), update, context)
            return
    step: Step = steps.NAMES[found["step"]]
    target: Language = "en" if found["language"] == "en" else "id"
    if step == "answer" and target not in entry.phrasings:
        step = "other"
    draft = Draft(entry, entry, "edit", step, target, chat=home_of(update), moderator=who.id)
    draft = steps.arrived(draft, context.knowledge)
    in_place = message_of(update).chat_id == draft.chat
    await present(draft, update, context, in_place=in_place)


async def on_retire(update: Update, context: KutipContext) -> None:
    """Ask whether an entry is really to be retired, and show what would change."""
    entry = entry_pressed(context)
    if entry is None:
        await hint("gone", update, context)
        return
    effects = await effects_on(entry.id, None, context)
    version = await context.live.layer.version(entry.id)
    language = await spoken(update, context)
    knowledge = context.knowledge.knowledge
    await turn(for_retiring(entry, version, effects, knowledge, language), update, context)


async def on_retire_sure(update: Update, context: KutipContext) -> None:
    """Retire an entry, unless it was changed since the moderator was asked."""
    entry = entry_pressed(context)
    if entry is None:
        await hint("gone", update, context)
        return
    query, message = pressed(update)
    language = await spoken(update, context)
    async with context.store.transaction():
        if await context.live.layer.version(entry.id) != int(parts_of(context)["version"]):
            reply = await _card(entry, update, context)
        else:
            reply = await _retired(entry, update, context, language)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def _retired(
    entry: Entry, update: Update, context: KutipContext, language: Language
) -> Reply:
    change = await context.live.change("retire", entry.id, None, entry, acting(update))
    if not isinstance(change, Change):
        return await _card(entry, update, context)
    count = await mend([(entry, None)], update, context)
    return for_saved(entry.id, language, mending=count, key="retired")


async def _card(entry: Entry, update: Update, context: KutipContext) -> Reply:
    version = await context.live.layer.version(entry.id)
    claim = await context.store.drafts.claim_on(entry.id)
    if claim is not None and claim.moderator.id == acting(update).id:
        claim = None
    language = await spoken(update, context)
    return for_card(entry, context.knowledge.knowledge, language, version, claim)
