"""A cluster that an entry answers already becomes ways of asking it."""

from telegram import Update

from bot.context import KutipContext, message_of
from bot.moderating.acting import entry_pressed, hint, home_of, passed_on, pressed, spoken
from bot.moderating.drafting import present
from bot.replies.queue import for_links
from bot.reviewing.clustered import drafted, free_to_take, on_hand
from knowledge import Entry

_OFFERED = 5
"""Entries offered."""


async def on_link(update: Update, context: KutipContext) -> None:
    """Offer the entries most like a cluster."""
    found = await on_hand(update, context)
    if found is None or not await free_to_take(found, "l", update, context):
        return
    _, message = pressed(update)
    entries = _nearest(found.text, context)
    reply, home = for_links(found, entries, await spoken(update, context)), home_of(update)
    async with context.store.transaction():
        if message.chat_id == home:
            await context.mailbox.edit(reply, message)
        else:
            await context.mailbox.write_to(home, reply)
        await context.mailbox.done(update.update_id)
    await passed_on(home, update, context)


async def on_link_to(update: Update, context: KutipContext) -> None:
    """Add the questions of a cluster to the entry chosen, by way of a preview."""
    found, entry = await on_hand(update, context), entry_pressed(context)
    if found is None:
        return
    if entry is None:
        await hint("gone", update, context)
        return
    draft = await drafted(found, entry, update, context)
    in_place = message_of(update).chat_id == draft.chat
    await present(draft, update, context, in_place=in_place)


def _nearest(words: str, context: KutipContext) -> list[Entry]:
    entries = context.knowledge.knowledge.entries
    near = [entries[id_] for id_, _ in context.knowledge.similar(words, 2 * _OFFERED)]
    return [entry for entry in near if entry.kind != "small_talk"][:_OFFERED]
