"""The week in numbers: /digest at once, and once a week in the moderators' chat by itself."""

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta

from telegram import Update

from bot.context import House, KutipApplication, KutipContext
from bot.moderating.acting import answer_in_private, spoken
from bot.replies.digest import Digest, for_digest
from bot.settings import DAYS, Settings
from knowledge import Entry
from knowledge.storage.figures import Sighting, Use

_LOG = logging.getLogger(__name__)

_HOUR = 9
"""Of the day when the digest is due."""

_WEEK = timedelta(days=7)

_MONTH = timedelta(days=30)
"""Time in which thumbs down count, and after which a look at a source tells nothing."""

_LONG = timedelta(days=14)
"""Time after which a source that is not there counts as not seen for long."""

_MANY = 3
"""Thumbs down that make an entry one to look at, where those up are fewer."""


async def on_digest(update: Update, context: KutipContext) -> None:
    """Tell a moderator the last seven days, today with them, where no stranger reads along."""
    digest = await digest_of(context.bot_data, datetime.now(UTC))
    reply = for_digest(digest, await spoken(update, context))
    await answer_in_private(reply, update, context)


async def send_if_due(application: KutipApplication, now: datetime) -> None:
    """Post the weekly digest to the moderators' chat: once a week, however often this is asked.

    What was missed while the bot was off is sent late, the last one only. The row that says it
    is sent and the message in the outbox are one commit.
    """
    house = application.bot_data
    chat, due = house.moderators.chat, due_before(now, house.settings)
    if chat is None or due is None or await house.store.figures.is_sent(due.date()):
        return
    digest = await digest_of(house, datetime.combine(due.date(), time(), due.tzinfo))
    async with house.store.transaction():
        if await house.store.figures.send(due.date()) and not digest.is_empty:
            chosen = (await house.chats.settings(chat)).language
            language = chosen or house.settings.default_language
            await house.mailbox.tell(chat, for_digest(digest, language))
            _LOG.info("The digest of the week until %s is sent", due.date())


def due_before(now: datetime, settings: Settings) -> datetime | None:
    """Tell when the last digest was due; None where none is wanted."""
    if settings.digest_day == "off":
        return None
    here = now.astimezone(settings.zone)
    back = (here.weekday() - DAYS.index(settings.digest_day)) % 7
    due = datetime.combine(here.date() - timedelta(back), time(_HOUR), here.tzinfo)
    return due if due <= here else due - _WEEK


async def digest_of(house: House, until: datetime) -> Digest:
    """Count the seven days that end with ``until``, beside as much of the seven before them.

    The last of them may have only begun; so had its like a week before.
    """
    figures, zone = house.store.figures, house.settings.zone
    until = until.astimezone(zone)
    last = (until - timedelta(microseconds=1)).date()
    since = datetime.combine(last - _WEEK + timedelta(1), time(), zone)
    entries = house.knowledge.snapshot().entries
    used = {use.entry for use in await figures.uses()}
    answering = [entry for entry in entries.values() if entry.kind != "small_talk"]
    pages = [source for source in house.knowledge.knowledge.sources.values() if source.url]
    sightings = await figures.sightings()
    looks = [sightings[source.id].looked_at for source in pages if source.id in sightings]
    return Digest(
        since=since.date(),
        until=last,
        now=await figures.tally(since, until),
        before=await figures.tally(since - _WEEK, until - _WEEK),
        top=[
            (entries[use.entry], use.times)
            for use in await figures.uses(since, until)
            if use.entry in entries
        ],
        # a clock that is set wrong must not tell of what is still to come
        clusters=[one for one in await house.store.queue.open_clusters() if one.first_at < until],
        disliked=list(_disliked(entries, await figures.uses(until - _MONTH, until))),
        unused=[entry for entry in answering if entry.id not in used],
        entries=len(answering),
        unseen=[
            (source, seen.astimezone(zone).date() if seen else None)
            for source in pages
            if source.id in sightings and _is_long_ago(sightings[source.id], until)
            for seen in (sightings[source.id].seen_at,)
        ],
        looked_at=max(looks).astimezone(zone).date() if looks else None,
        looks_stale=bool(pages) and (not looks or max(looks) < until - _MONTH),
    )


def _disliked(entries: Mapping[str, Entry], uses: list[Use]) -> Iterator[tuple[Entry, Use]]:
    for use in sorted(uses, key=lambda one: one.up - one.down):
        if use.entry in entries and use.down >= _MANY and use.down > use.up:
            yield entries[use.entry], use


def _is_long_ago(sighting: Sighting, now: datetime) -> bool:
    """Tell whether a page was away when it was looked for, and was last there long ago."""
    seen = sighting.seen_at
    return seen is None or (seen < sighting.looked_at and seen < now - _LONG)
