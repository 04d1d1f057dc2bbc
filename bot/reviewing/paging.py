"""/unanswered: the queue, a cluster a page, the most asked first."""

from telegram import Update

from bot.context import KutipContext
from bot.moderating.acting import answer_in_private, parts_of, pressed, spoken, turn
from bot.replies import Reply
from bot.replies.moderation import for_words
from bot.replies.queue import Page
from bot.reviewing import carding


async def on_unanswered(update: Update, context: KutipContext) -> None:
    """Show what waits longest for an answer by most people."""
    await answer_in_private(await _page(0, update, context), update, context)


async def on_page(update: Update, context: KutipContext) -> None:
    """Turn to another cluster of the queue."""
    number = int(parts_of(context)["number"])
    await turn(await _page(number, update, context), update, context)


async def on_open(update: Update, context: KutipContext) -> None:
    """Show the queue in a message of its own; the one with the button stays as it is."""
    query, _ = pressed(update)
    await answer_in_private(await _page(0, update, context), update, context)
    await context.mailbox.acknowledge(query)


async def _page(number: int, update: Update, context: KutipContext) -> Reply:
    queue, language = context.store.queue, await spoken(update, context)
    count = await queue.open_count()
    found = await queue.open_clusters(min(number, max(0, count - 1)), 1)
    if not found:
        return for_words("queue_none", language)
    page = Page(min(number, count - 1), count)
    reply, _ = await carding.laid(found[0].id, context.bot_data, language, page)
    return reply
