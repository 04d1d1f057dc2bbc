"""Who changed what, and one tap to bring any state back."""

from telegram import Update

from bot.asking import words_behind_command
from bot.context import KutipContext, message_of
from bot.moderating.acting import acting, answer_in_private, hint, parts_of, pressed, spoken, turn
from bot.moderating.mending import mend
from bot.replies import Reply, entry_by_key, key_of
from bot.replies.history import for_history
from bot.replies.moderation import for_fault, for_saved, for_words
from bot.reviewing import closing
from knowledge import Language
from knowledge.live import Fault, Stale
from knowledge.storage.layer import Change

PAGE = 5
"""Changes on a page."""


async def on_history(update: Update, context: KutipContext) -> None:
    """Show the last changes, or those of the entry whose id is given."""
    given = words_behind_command(message_of(update)) or None
    await answer_in_private(await _page(given, 0, update, context), update, context)


async def on_history_page(update: Update, context: KutipContext) -> None:
    """Turn a page of the history."""
    found = parts_of(context)
    entry = await _id_of(found["entry"], context) if found["entry"] else None
    await turn(await _page(entry, int(found["offset"]), update, context), update, context)


async def on_restore(update: Update, context: KutipContext) -> None:
    """Bring back what an entry said before a change, whatever came after it."""
    query, message = pressed(update)
    language = await spoken(update, context)
    change = await context.live.layer.change(int(parts_of(context)["change"]))
    if change is None:
        await hint("gone", update, context)
        return
    async with context.store.transaction():
        reply = await _restored(change, update, context, language)
        if reply is not None:
            await context.mailbox.send(reply, to=message, quoting=False)
        await context.mailbox.done(update.update_id)
    if reply is None:
        await hint("already_so", update, context)
    else:
        await context.mailbox.acknowledge(query)


async def _restored(
    change: Change, update: Update, context: KutipContext, language: Language
) -> Reply | None:
    now = context.knowledge.knowledge.entries.get(change.entry)
    if now == change.before:
        return None
    by = acting(update)
    match await context.live.change("restore", change.entry, change.before, now, by):
        case Change() as restored:
            await context.live.layer.undo(change.id, restored.id)
            if change.before is None:
                await closing.reopen(change.entry, context)
            count = await mend([(now, change.before)], update, context)
            key = "retired" if change.before is None else "restored"
            return for_saved(change.entry, language, mending=count, key=key)
        case Fault() as fault:
            return for_words("import_bad", language, problem=for_fault(fault, language))
        case Stale():
            return None


async def _page(entry: str | None, offset: int, update: Update, context: KutipContext) -> Reply:
    changes = await context.live.layer.history(entry, offset, PAGE + 1)
    language = await spoken(update, context)
    more = len(changes) > PAGE
    zone = context.settings.zone
    return for_history(changes[:PAGE], entry, offset, PAGE, language, zone, more=more)


async def _id_of(key: str, context: KutipContext) -> str:
    """Find the id that a button's key stands for, also that of a retired entry."""
    entry = entry_by_key(context.knowledge.knowledge, key)
    if entry is not None:
        return entry.id
    retired = await context.live.layer.retired()
    return next((id_ for id_ in retired if key_of(id_) == key), key)
