"""/stats: the last days in numbers, as a picture with words under it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

from telegram import Message, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.asking import words_behind_command
from bot.context import House, KutipContext, message_of
from bot.moderating.acting import answer, parts_of, pressed, spoken
from bot.replies import Reply
from bot.replies.moderation import for_words
from bot.replies.stats import PERIODS, Stats, for_stats, name_of_picture
from knowledge import Language

_USUAL = 30
"""Days, where none are asked for."""


async def on_stats(update: Update, context: KutipContext) -> None:
    """Draw the days that are asked for."""
    words = words_behind_command(message_of(update)) or str(_USUAL)
    if words not in map(str, PERIODS):
        await answer(for_words("stats_where", await spoken(update, context)), update, context)
        return
    await _show(int(words), update, context)


async def on_period(update: Update, context: KutipContext) -> None:
    """Draw the days that a button names, in a message of their own."""
    query, _ = pressed(update)
    await _show(int(parts_of(context)["days"]), update, context)
    await context.mailbox.acknowledge(query)


async def stats_of(house: House, days: int, now: datetime) -> Stats:
    """Count the last ``days`` days, today with them."""
    figures, zone = house.store.figures, house.settings.zone
    today = now.astimezone(zone).date()
    since = datetime.combine(today - timedelta(days - 1), time(), zone)
    entries = house.knowledge.knowledge.entries
    return Stats(
        days=await figures.days(since, now, zone),
        tally=await figures.tally(since, now),
        top=[
            (entries[use.entry], use.times)
            for use in await figures.uses(since, now)
            if use.entry in entries
        ],
    )


async def _show(days: int, update: Update, context: KutipContext) -> None:
    message, language = message_of(update), await spoken(update, context)
    with suppress(TelegramError):  # only says that something is on its way
        await context.bot.send_chat_action(message.chat_id, ChatAction.UPLOAD_PHOTO)
    stats = await stats_of(context.bot_data, days, datetime.now(UTC))
    words = for_stats(stats, language)
    drawn = await asyncio.to_thread(_drawn, stats, language) if stats.tally.asked else None
    async with context.store.transaction():
        await _send(words, drawn, name_of_picture(stats, language), message, context)
        await context.mailbox.done(update.update_id)


async def _send(
    words: Reply, drawn: bytes | None, name: str, to: Message, context: KutipContext
) -> None:
    if drawn is None:
        await context.mailbox.send(words, to=to)
    else:
        await context.mailbox.send_photo(name, drawn, words, to=to)


def _drawn(stats: Stats, language: Language) -> bytes:
    # half a second of import, for this alone
    from bot.replies.picture import picture_of  # noqa: PLC0415

    return picture_of(stats, language)
