"""What people's picks teach: shown to moderators, and never applied without one."""

from dataclasses import replace
from itertools import groupby

from telegram import Update

from bot.context import KutipContext
from bot.moderating import steps
from bot.moderating.acting import (
    acting,
    answer_in_private,
    entry_pressed,
    hint,
    parts_of,
    pressed,
    spoken,
    turn,
)
from bot.replies import Reply
from bot.replies.teaching import MOST, for_suggestions
from knowledge import Entry
from knowledge.storage.layer import Change
from knowledge.storage.lessons import Suggestion


async def on_suggestions(update: Update, context: KutipContext) -> None:
    """Show the first entry for which there are suggestions."""
    await answer_in_private(await _page(0, update, context), update, context)


async def on_suggestions_page(update: Update, context: KutipContext) -> None:
    """Turn to the next entry for which there are suggestions."""
    await turn(await _page(int(parts_of(context)["offset"]), update, context), update, context)


async def on_accept(update: Update, context: KutipContext) -> None:
    """Add one suggested phrasing to its entry."""
    await _judge(update, context, int(parts_of(context)["question"]), accepted=True)


async def on_reject(update: Update, context: KutipContext) -> None:
    """Never suggest a phrasing for that entry again."""
    await _judge(update, context, int(parts_of(context)["question"]), accepted=False)


async def on_accept_all(update: Update, context: KutipContext) -> None:
    """Add all phrasings that are shown for an entry."""
    await _judge(update, context, None, accepted=True)


async def _judge(
    update: Update, context: KutipContext, question: int | None, *, accepted: bool
) -> None:
    entry = entry_pressed(context)
    if entry is None:
        await hint("gone", update, context)
        return
    query, message = pressed(update)
    shown = (await _suggested(context)).get(entry.id, [])[:MOST]
    judged = [one for one in shown if question in (None, one.question)]
    async with context.store.transaction():
        if accepted:
            await _teach(entry, judged, update, context)
        for one in judged:
            await context.store.lessons.judge(one, acting(update), accepted=accepted)
        await context.mailbox.edit(await _page(0, update, context), message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def _teach(
    entry: Entry, judged: list[Suggestion], update: Update, context: KutipContext
) -> None:
    # as it is inside of the transaction: another moderator may have been faster
    entry = context.knowledge.knowledge.entries.get(entry.id, entry)
    grown = entry
    for one in judged:
        text = " ".join(one.text.split())
        if steps.is_question(text):
            grown = steps.with_phrasings(grown, {one.language: (text,)})
    if grown != entry:
        change = await context.live.change("teach", entry.id, grown, entry, acting(update))
        if not isinstance(change, Change):
            raise TypeError(f"what people pick for {entry.id} cannot be learned: {change}")


async def _page(offset: int, update: Update, context: KutipContext) -> Reply:
    by_entry = await _suggested(context)
    complaints = [] if offset else await context.store.lessons.complaints()
    number = offset % len(by_entry) if by_entry else 0
    found = list(by_entry.items())[number : number + 1]
    entries = context.knowledge.knowledge.entries
    shown = [(entries[id_], suggestions) for id_, suggestions in found]
    language = await spoken(update, context)
    return for_suggestions(shown, number, len(by_entry), complaints, language)


async def _suggested(context: KutipContext) -> dict[str, list[Suggestion]]:
    """Group what is suggested by entry; what the entry has already is left out."""
    entries = context.knowledge.knowledge.entries
    rows = await context.store.lessons.suggestions()
    grouped = {}
    for id_, suggestions in groupby(rows, key=lambda one: one.entry):
        entry = entries.get(id_)
        if entry is not None:
            new = [one for one in suggestions if _is_new(one, entry)]
            if new:
                grouped[id_] = new
    return grouped


def _is_new(suggestion: Suggestion, entry: Entry) -> bool:
    bare = replace(entry)
    return steps.with_phrasings(bare, {suggestion.language: (suggestion.text,)}) != entry
