"""A cluster is ignored for good, brought back, claimed, looked at."""

from telegram import Update

from bot.context import KutipContext
from bot.moderating.acting import acting, parts_of, pressed, spoken
from bot.reviewing import carding
from bot.reviewing.clustered import claim, is_taken, lay_in_place, on_hand, show
from bot.texts import say


async def on_ignore(update: Update, context: KutipContext) -> None:
    """Ask moderators no more about a cluster; it stays in memory and swallows its likes."""
    found, (query, _) = await on_hand(update, context), pressed(update)
    if found is None or await is_taken(found, "i", update, context):
        return
    async with context.store.transaction():
        await context.store.queue.close(found.id, "ignored", by=acting(update))
        await carding.changed(found.id, context)
        await lay_in_place(found.id, update, context)
    await context.mailbox.acknowledge(query)


async def on_bring_back(update: Update, context: KutipContext) -> None:
    """Put an ignored cluster into the queue again."""
    cluster, (query, _) = int(parts_of(context)["cluster"]), pressed(update)
    async with context.store.transaction():
        if await context.store.queue.bring_back(cluster):
            await carding.shown(cluster, context)
            await carding.changed(cluster, context)
        await lay_in_place(cluster, update, context)
    await context.mailbox.acknowledge(query)


async def on_claim(update: Update, context: KutipContext) -> None:
    """Tell the others that one is at work on a cluster; or hear who is."""
    found = await on_hand(update, context)
    if found is None:
        return
    query, _ = pressed(update)
    language = await spoken(update, context)
    async with context.store.transaction():
        other = await claim(found, update, context)
        if other is None:
            await lay_in_place(found.id, update, context)
    if other is None:
        said = say("queue_mine_now", language)
    else:
        said = say("queue_taken_short", language, name=other.name)
    await context.mailbox.acknowledge(query, said)


async def on_look(update: Update, context: KutipContext) -> None:
    """Show a cluster as it stands now."""
    cluster = int(parts_of(context)["cluster"])
    found = await context.store.queue.cluster(cluster)
    await show(found.id if found else cluster, update, context)
