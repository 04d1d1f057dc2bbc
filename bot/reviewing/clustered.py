"""From a cluster to a draft: which of its questions become phrasings, and who is at work on it."""

from collections.abc import Sequence

from telegram import Update

from bot.context import KutipContext
from bot.moderating import steps
from bot.moderating.acting import (
    acting,
    hint,
    home_of,
    is_reachable,
    parts_of,
    pressed,
    spoken,
    turn_at_home,
)
from bot.replies.queue import for_taken
from bot.reviewing import carding
from bot.reviewing.reaching import answered_by
from knowledge import Answered, Entry, Language, NotStated
from knowledge.language import detect, normalise
from knowledge.storage.drafts import Draft, Step
from knowledge.storage.moderation import Moderator
from knowledge.storage.queue import Cluster, QueuedQuestion

_MOST_ASKED = 10
"""Questions of a cluster that are offered as phrasings: as many as can be looked through."""


async def on_hand(update: Update, context: KutipContext) -> Cluster | None:
    """Find the open cluster of a pressed button; tell the presser where it is none any more."""
    found = await context.store.queue.cluster(int(parts_of(context)["cluster"]))
    if found is None:
        await hint("queue_gone", update, context)
    elif found.state != "open":
        await show(found.id, update, context)
    else:
        return found
    return None


async def show(cluster: int, update: Update, context: KutipContext) -> None:
    """Put a cluster as it stands in the place of the message pressed, and be done with it."""
    query, _ = pressed(update)
    async with context.store.transaction():
        await lay_in_place(cluster, update, context)
    await context.mailbox.acknowledge(query)


async def lay_in_place(cluster: int, update: Update, context: KutipContext) -> None:
    """Do what ``show`` does but for the acknowledgement, inside of a transaction."""
    _, message = pressed(update)
    language = await spoken(update, context)
    reply, _ = await carding.laid(cluster, context.bot_data, language)
    await context.mailbox.edit(reply, message)
    await context.mailbox.done(update.update_id)


async def free_to_take(found: Cluster, act: str, update: Update, context: KutipContext) -> bool:
    """Claim a cluster for the presser, who can be written to; where another has it, ask first."""
    query, _ = pressed(update)
    if not await is_reachable(home_of(update), update, context):
        await context.mailbox.acknowledge(query)
        return False
    return not await is_taken(found, act, update, context)


async def is_taken(found: Cluster, act: str, update: Update, context: KutipContext) -> bool:
    """Claim a cluster for the presser; where another is at work on it, ask whether to go on."""
    if parts_of(context)["anyway"]:
        return False
    other = await claim(found, update, context)
    if other is None:
        return False
    reply = for_taken(found, other.name, act, await spoken(update, context))
    await turn_at_home(reply, update, context)
    return True


async def claim(found: Cluster, update: Update, context: KutipContext) -> Moderator | None:
    """Claim a cluster, and show so on its card; give whoever is already at work on it."""
    async with context.store.transaction():
        other = await context.store.queue.claim(found.id, acting(update))
        if other is None:
            await carding.changed(found.id, context)
    return other


async def drafted(found: Cluster, entry: Entry, update: Update, context: KutipContext) -> Draft:
    """Begin a draft that closes a cluster: ``entry`` with the cluster's questions, ticked.

    A new entry is titled with the first of them in each language, worded anew: it is what people
    see in choices, and a line typed in a hurry is no title.
    """
    before = entry if entry.id else None
    asked, ticks, apart = await _asked(found, entry, context)
    grown = entry
    for language, way in ticks:
        if language not in grown.phrasings:
            named = steps.title(way, language, context.knowledge.knowledge)
            grown = steps.with_phrasings(grown, {language: (named,)})
        grown = steps.with_phrasings(grown, {language: (way,)})
    titles = {normalise(ways[0]) for ways in grown.phrasings.values()}
    step: Step = "preview" if before else "answer" if ticks else "question"
    return Draft(
        grown, before, "teach" if before else "add", step, found.language,
        chat=home_of(update), moderator=acting(update).id, cluster=found.id,
        asked=tuple(one for one in asked if normalise(one[1]) not in titles), apart=tuple(apart),
    )  # fmt: skip


async def _asked(
    found: Cluster, entry: Entry, context: KutipContext
) -> tuple[list[tuple[Language, str]], list[tuple[Language, str]], list[str]]:
    """Give the questions that can be phrasings, those of them ticked at first, and those set apart.

    Ticked is what asks the same as the cluster's central question, unless another entry answers it
    by now; set apart is what does not, and is not answered for certain by the entry either. What
    the entry has already is not offered at all.
    """
    known = {normalise(way) for ways in entry.phrasings.values() for way in ways}
    asked: list[tuple[Language, str]] = []
    ticks: list[tuple[Language, str]] = []
    apart: list[str] = []
    questions = await _central_first(found, context)
    texts = [one.text for one in questions]
    alike = await _meant(texts, entry, context) if texts else set()
    for one in questions:
        way = " ".join(one.text.split())
        if steps.is_question(way) and normalise(way) not in known and len(asked) < _MOST_ASKED:
            known.add(normalise(way))
            asked.append((detect(way) or one.language, way))
            if one.text not in alike:
                apart.append(way)
            elif one.text == texts[0] or not _passes_elsewhere(one, entry, context):
                ticks.append(asked[-1])
    return asked, ticks, apart


async def _meant(texts: list[str], entry: Entry, context: KutipContext) -> set[str]:
    """Tell which of a cluster's questions an entry is meant for, the central one being first."""
    meant = set(context.clusters.asking_the_same(texts[0], texts))
    if entry.answers:
        (answered_in, *_) = entry.answers
        grown = steps.with_phrasings(entry, {detect(texts[0]) or answered_in: (texts[0],)})
        meant |= await answered_by(grown, texts, context)
    return meant


async def _central_first(found: Cluster, context: KutipContext) -> Sequence[QueuedQuestion]:
    questions = await context.store.queue.questions(found.id)
    return sorted(questions, key=lambda one: one.text != found.text)


def _passes_elsewhere(one: QueuedQuestion, entry: Entry, context: KutipContext) -> bool:
    if one.cause == "thumb_down":
        return False  # it is answered, and wrongly: that is why it is here
    match context.knowledge.answer(one.text):
        case Answered(entry=other) | NotStated(entry=other):
            return other.id != entry.id
        case _:
            return False
