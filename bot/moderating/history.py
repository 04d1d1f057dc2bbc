"""Who changed what, and a way back to any state, once it is seen what that changes."""

from collections.abc import Sequence

from telegram import Update

from bot.asking import words_behind_command
from bot.context import KutipContext, message_of
from bot.moderating.acting import acting, answer_in_private, hint, parts_of, pressed, spoken, turn
from bot.moderating.drafting import effects_on
from bot.moderating.mending import mend
from bot.replies import Reply, entry_by_key, key_of
from bot.replies.history import for_history, for_restoring
from bot.replies.moderation import for_fault, for_saved, for_words
from bot.reviewing import closing
from bot.reviewing.reaching import answered_elsewhere
from knowledge import Entry, Language
from knowledge.live import Fault, Stale
from knowledge.storage.layer import Change
from knowledge.storage.queue import QueuedQuestion

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
    """Ask whether an entry is to be as it was before a change, and show what that would do."""
    change = await context.live.layer.change(int(parts_of(context)["change"]))
    if change is None:
        await hint("gone", update, context)
        return
    now = context.knowledge.knowledge.entries.get(change.entry)
    if now == change.before:
        await hint("already_so", update, context)
        return
    effects = await effects_on(change.entry, change.before, context)
    version = await context.live.layer.version(change.entry)
    knowledge, language = context.knowledge.knowledge, await spoken(update, context)
    await turn(for_restoring(change, now, version, effects, knowledge, language), update, context)


async def on_restore_sure(update: Update, context: KutipContext) -> None:
    """Bring back what an entry said before a change, unless it was changed since it was asked."""
    found, (query, message) = parts_of(context), pressed(update)
    language = await spoken(update, context)
    change = await context.live.layer.change(int(found["change"]))
    if change is None:
        await hint("gone", update, context)
        return
    answered = await _answered_by(change.before, context)
    async with context.store.transaction():
        reply = None
        if await context.live.layer.version(change.entry) == int(found["version"]):
            reply = await _restored(change, answered, update, context, language)
        if reply is None:  # changed since: asked again, with what is to be seen now
            reply = await _page(change.entry, 0, update, context)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def _answered_by(entry: Entry | None, context: KutipContext) -> list[QueuedQuestion]:
    """Find what waits in the queue for an entry that comes back."""
    return await answered_elsewhere(entry, None, context) if entry is not None else []


async def _restored(
    change: Change,
    answered: Sequence[QueuedQuestion],
    update: Update,
    context: KutipContext,
    language: Language,
) -> Reply | None:
    now = context.knowledge.knowledge.entries.get(change.entry)
    if now == change.before:
        return None
    by = acting(update)
    match await context.live.change("restore", change.entry, change.before, now, by):
        case Change() as restored:
            await context.live.layer.undo(change.id, restored.id)
            telling = await closing.reopen(change.entry, change.at, update, context)
            if change.before is not None:
                telling += await closing.close_with(change.before, answered, update, context)
            count = await mend([(now, change.before)], update, context)
            key = "retired" if change.before is None else "restored"
            return for_saved(change.entry, language, mending=count, telling=telling, key=key)
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
