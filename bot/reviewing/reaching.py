"""How far a draft reaches into the queue: what a save would close, and who would be told."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from bot.context import KutipContext
from bot.moderating.steps import is_question
from bot.replies.reach import Reach
from bot.reviewing.waiting import waiters
from knowledge import Entry
from knowledge.language import normalise
from knowledge.review import NEW
from knowledge.storage.drafts import Draft
from knowledge.storage.queue import Cluster, QueuedQuestion

_NEAR = 8
"""Clusters like one phrasing that are looked at."""

_ASKED = 100
"""Questions of other clusters that are asked, at most."""


async def reach_of(draft: Draft, context: KutipContext) -> Reach:
    """Find what of the queue a save of a draft would close, and who would be told."""
    found = await cluster_of(draft, context)
    own = found.id if found else None
    others = await answered_elsewhere(draft.entry, own, context)
    mine: list[QueuedQuestion] = []
    if found is not None:
        questions = await context.store.queue.questions(found.id)
        mine = belonging(draft, found, questions, context)
    closing = {one.id for one in (*mine, *others)}
    waiting: Counter[str] = Counter()
    heard = set()
    clusters = {one.cluster for one in others} | ({own} if own else set())
    for cluster in sorted(clusters):
        questions = await context.store.queue.questions(cluster)
        wishes = await context.store.wishes.of([cluster])
        for one in await waiters(wishes, questions, context):
            if one.hears_of(closing) and one.wish.person not in heard:
                heard.add(one.wish.person)
                waiting[one.wish.language] += 1
    return Reach(tuple(mine), tuple(others), {"id": waiting["id"], "en": waiting["en"]})


async def cluster_of(draft: Draft, context: KutipContext) -> Cluster | None:
    """Find the cluster that a draft answers, if it is still open."""
    if draft.cluster is None:
        return None
    found = await context.store.queue.cluster(draft.cluster)
    return found if found is not None and found.state == "open" else None


def belonging(
    draft: Draft, found: Cluster, questions: list[QueuedQuestion], context: KutipContext
) -> list[QueuedQuestion]:
    """Tell which questions of its cluster a draft answers: those that are not set apart.

    What the moderator was not shown, because it came later or there are too many, belongs if it
    asks the very same.
    """
    ways = [way for ways in draft.entry.phrasings.values() for way in ways]
    apart = {normalise(way) for way in draft.apart}
    shown = {normalise(way) for way in (*ways, *(way for _, way in draft.asked))} - apart
    unseen = [one.text for one in questions if _spelt(one) not in shown | apart]
    reference = found.text or (ways[0] if ways else "")
    alike = set(context.clusters.asking_the_same(reference, unseen)) if unseen else set()
    return [one for one in questions if _spelt(one) in shown or one.text in alike]


def _spelt(one: QueuedQuestion) -> str:
    return normalise(" ".join(one.text.split()))


async def answered_elsewhere(
    entry: Entry, own: int | None, context: KutipContext
) -> list[QueuedQuestion]:
    """Find the questions of other open clusters that an entry, so changed, answers for certain."""
    ways = [way for ways in entry.phrasings.values() for way in ways if is_question(way)]
    near = dict.fromkeys(one for way in ways for one in context.clusters.near(way, _NEAR))
    asked: list[QueuedQuestion] = []
    for cluster in near:
        if (
            cluster != own
            and await context.store.queue.state_of(cluster) == "open"
            and len(asked) < _ASKED
        ):
            asked += await context.store.queue.questions(cluster)
    if not asked:
        return []
    found = await answered_by(entry, [one.text for one in asked[:_ASKED]], context)
    return [one for one in asked if one.text in found]


async def answered_by(entry: Entry, texts: Iterable[str], context: KutipContext) -> set[str]:
    """Tell which of some texts an entry, so changed, answers for certain."""
    after, knowledge = replace(entry, id=entry.id or NEW), context.knowledge.snapshot()
    asked = list(dict.fromkeys(texts))
    return await asyncio.to_thread(context.live.review.answered, knowledge, after, asked)
