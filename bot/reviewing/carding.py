"""A cluster's card in the moderators' chat: posted once, edited as it grows, raised once.

Growth only notes that the card is out of date; what keeps it up comes round each second, so that a
storm of questions makes an edit every few seconds, and none is lost in a restart.

A card calls the moderators, so not every question has one: what does not read as a question, and
what goes beyond one person's share, waits in /unanswered until somebody else asks the same.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.context import House, KutipContext
from bot.mailbox import Card
from bot.replies import Reply
from bot.replies.moderation import for_words
from bot.replies.queue import Page, for_cluster, for_merged, for_raised
from knowledge import Language
from knowledge.storage.queue import Cluster
from knowledge.suggesting import nearly

_PAUSE = timedelta(seconds=3)
"""Between a question and the edit of its card: what comes meanwhile is in the same edit."""

_MOST_WAITING = 10
"""New cards on their way at once; a cluster beyond them is in /unanswered, and has its card
when it is asked again."""


_SHARE = timedelta(hours=1)
"""The time in which one person's questions have so many cards and no more."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A question that came into a cluster."""

    number: int
    asks: bool
    """Whether it is a question for certain; what people merely say calls nobody."""


async def grown(cluster: int, by: Newcomer, context: KutipContext) -> None:
    """Show that a question joined a cluster; raise its card once."""
    found = await context.store.queue.cluster(cluster)
    card = await _posted(found, context, by)
    # in reply to the card: while that is on its way the next question raises it
    if found is None or card is None or card.message is None:
        return
    many = found.askers >= context.settings.raise_at_askers
    if many and await context.store.queue.raise_once(found.id):
        raised = for_raised(found, await _language_of(card.chat, context.bot_data))
        await context.mailbox.write_to(card.chat, raised, reply_to=card.message)


async def called(question: int, cluster: int, context: KutipContext) -> None:
    """Post the card of a cluster that has none, as somebody waits for the answer to a question."""
    if await context.mailbox.cards.of(cluster) is None:
        found = await context.store.queue.cluster(cluster)
        await _posted(found, context, Newcomer(question, asks=True))


async def shown(cluster: int, context: KutipContext) -> None:
    """Post the card of an open cluster that has none, or have the one that it has edited."""
    await _posted(await context.store.queue.cluster(cluster), context)


async def _posted(
    found: Cluster | None, context: KutipContext, by: Newcomer | None = None
) -> Card | None:
    chat, house = context.moderators.chat, context.bot_data
    if chat is None or found is None or found.state != "open":
        return None
    card = await house.mailbox.cards.of(found.id)
    if card is not None:
        await house.mailbox.cards.due(found.id, _PAUSE)
        return card
    if await house.mailbox.cards.waiting() >= _MOST_WAITING:
        return None
    if by is not None and not await _calls(found, by, context):
        return None
    reply, _ = await laid(found.id, house, await _language_of(chat, house))
    await house.mailbox.post_card(found.id, chat, reply)
    return Card(found.id, chat, None)


async def _calls(found: Cluster, by: Newcomer, context: KutipContext) -> bool:
    """Tell whether the moderators are to be called for a question."""
    if not by.asks and found.askers < 2:
        return False
    since = datetime.now(UTC) - _SHARE
    carded = await context.store.queue.carded_of_asker(by.number, found.id, since)
    return carded < context.settings.cards_per_person_hour


async def changed(cluster: int, context: KutipContext) -> None:
    """Have the card of a cluster brought up to date at once, if it has one."""
    await context.mailbox.cards.due(cluster)


async def lost_words(cluster: int, house: House) -> None:
    """Have a text that goes taken off the card of its cluster, and off those that lead there."""
    for shown_on in await house.store.queue.family(cluster):
        await house.mailbox.cards.due(shown_on)


async def keep_up(house: House) -> None:
    """Bring the cards that are out of date up to date."""
    for card in await house.mailbox.cards.are_due():
        language = await _language_of(card.chat, house)
        async with house.store.transaction():
            reply, again_at = await laid(card.cluster, house, language)
            await house.mailbox.cards.put_right(card.cluster, again_at)
            await house.mailbox.edit_card(card, reply)


async def laid(
    cluster: int, house: House, language: Language, page: Page | None = None
) -> tuple[Reply, datetime | None]:
    """Lay out a cluster as it stands now, and tell until when that holds, if it will pass."""
    found = await house.store.queue.cluster(cluster)
    if found is None:
        return for_words("queue_gone", language), None
    if found.id != cluster:
        return for_merged(found, language), None
    questions = await house.store.queue.questions(found.id)
    near = nearly(house.knowledge, found.text) if found.state == "open" else None
    knowledge, zone = house.knowledge.knowledge, house.settings.zone
    reply = for_cluster(found, questions, knowledge, language, zone, near, page)
    return reply, found.claimed_until


async def _language_of(chat: int, house: House) -> Language:
    settings = await house.chats.settings(chat)
    return settings.language or house.settings.default_language
