"""Knowledge that moderators change while it answers: the layer over the files, kept and laid.

A change is in the answers as soon as its transaction is on disk, and never if it is rolled back.
"""

import asyncio
import logging
import re
import sqlite3
from collections.abc import Container
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

from knowledge.database import Database
from knowledge.judgement import Why
from knowledge.language import normalise
from knowledge.matching import KnowledgeBase
from knowledge.matching.thresholds import QUESTION_LETTERS
from knowledge.model import (
    Answered,
    Entry,
    Knowledge,
    NotStated,
    Outcome,
    Unanswered,
    Unsure,
)
from knowledge.review import Review
from knowledge.storage.layer import Act, Change, Layer, sealed
from knowledge.storage.moderation import Moderator

_LOG = logging.getLogger(__name__)

_ID_LETTERS = 36
"""Of an id made from a question; short enough for a button."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an entry cannot be taken; ``value`` is the part that is wrong."""

    kind: Literal["no_phrasing", "no_answer", "passage", "topic", "id"]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Stale:
    """The entry was changed meanwhile: ``now`` is what a save would have written over."""

    now: Entry | None


class LiveBase(KnowledgeBase):
    """A knowledge base that holds its tongue on the questions that moderators do not want."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index every entry and passage."""
        super().__init__(knowledge)
        self.unwanted: set[str] = set()
        """Hashes, so that what somebody typed need not be kept."""
        self.sealing = b""
        """The key of those hashes."""

    def snapshot(self) -> Knowledge:
        """Give the knowledge as it stands now, for a thread: it does not follow later changes."""
        return replace(self.knowledge, entries=dict(self.knowledge.entries))

    def answer(self, text: str) -> Outcome:
        """Say what the knowledge has for a question; never raises, whatever the text."""
        return self._kept(text, super().answer(text))

    def explain(self, text: str) -> Why:
        """Return the outcome for a question with everything that led to it."""
        why = super().explain(text)
        outcome = self._kept(text, why.outcome)
        return why if outcome is why.outcome else replace(why, outcome=outcome, band="no")

    def is_unwanted(self, text: str) -> bool:
        """Tell whether moderators do not want a question answered."""
        return bool(self.unwanted) and self.seal(text) in self.unwanted

    def seal(self, text: str) -> str:
        """Hash a question as it is hashed where it is refused."""
        return sealed(self.sealing, normalise(text[:QUESTION_LETTERS]))

    def _kept(self, text: str, outcome: Outcome) -> Outcome:
        if not self.is_unwanted(text):
            return outcome
        match outcome:
            case Answered() | NotStated() | Unsure():
                return Unanswered(outcome.reading)
            case _:
                return outcome


class Live:
    """The moderators' hand on a knowledge base: each change is on disk, then in the answers."""

    def __init__(self, base: LiveBase, database: Database) -> None:
        """Change ``base``; ``database`` must be open before the first call."""
        self._base = base
        self._database = database
        self.layer = Layer(database)
        self.review = Review()
        self._seen = -1

    async def lay(self) -> None:
        """Lay what moderators changed over the files; again where another process changed it."""
        seen = int((await self._database.rows("PRAGMA data_version"))[0][0])
        if seen == self._seen:
            return
        self._seen = seen
        for id_, entry in (await self.layer.entries()).items():
            if self._base.knowledge.entries.get(id_) != entry:
                self._show(id_, entry)
        self._base.sealing = await self.layer.sealing()
        self._base.unwanted = await self.layer.unwanted()

    async def keep_up(self, every: float = 2.0) -> None:
        """Take over, for ever, what ``kutip import`` changes beside a running bot."""
        while True:
            await asyncio.sleep(every)
            try:
                await self.lay()
            except (sqlite3.Error, OSError):
                continue  # the next writer reports it

    async def change(
        self, act: Act, entry_id: str, after: Entry | None, before: Entry | None, by: Moderator
    ) -> Change | Stale | Fault:
        """Put ``after`` in the place of ``before``, with the transaction around this, if any.

        ``after`` None retires the entry. Nothing is changed where the entry is no longer as
        ``before`` says, or where ``after`` is unsound.
        """
        async with self._database.transaction():
            await self.lay()
            now = self._base.knowledge.entries.get(entry_id)
            if now != before:
                return Stale(now)
            fault = fault_of(after, self._base.knowledge) if after else None
            if fault is not None:
                return fault
            change = await self.layer.record(act, entry_id, before, after, by)
            self._database.after_commit(lambda: self._show(entry_id, after))
        return change

    async def refuse(self, text: str, by: Moderator) -> None:
        """Answer a question no more, however well it fits."""
        seal = self._base.seal(text)
        async with self._database.transaction():
            await self.layer.refuse(seal, by)
            self._database.after_commit(lambda: self._base.unwanted.add(seal))

    async def allow(self, text: str) -> None:
        """Answer a question again."""
        seal = self._base.seal(text)
        async with self._database.transaction():
            await self.layer.allow(seal)
            self._database.after_commit(lambda: self._base.unwanted.discard(seal))

    def _show(self, entry_id: str, entry: Entry | None) -> None:
        if entry is None:
            self._base.remove(entry_id)
        else:
            self._base.put(_kept_sound(entry, self._base.knowledge))


def fault_of(entry: Entry, knowledge: Knowledge) -> Fault | None:
    """Find what keeps an entry out of a knowledge: citations lead somewhere, nothing is empty."""
    topics = {topic.id for topic in knowledge.topics}
    if not entry.id or len(entry.id) > 100 or any(c.isspace() for c in entry.id):
        return Fault("id", entry.id)
    if not any(normalise(p) for phrasings in entry.phrasings.values() for p in phrasings):
        return Fault("no_phrasing")
    if not any(answer.strip() for answer in entry.answers.values()):
        return Fault("no_answer")
    for passage in entry.cites:
        if passage not in knowledge.passages:
            return Fault("passage", passage)
    if entry.topic is not None and entry.topic not in topics:
        return Fault("topic", entry.topic)
    return None


def free_id(entry: Entry, taken: Container[str]) -> str:
    """Make an id for a new entry from its question, unlike all that are taken."""
    question = next((way for ways in entry.phrasings.values() for way in ways), "")
    words = re.findall(r"[a-z0-9]+", normalise(question))
    slug = "-".join(words)[:_ID_LETTERS].strip("-") or "entri"
    numbers = (f"{slug}-{number}" for number in count(2))
    return slug if slug not in taken else next(one for one in numbers if one not in taken)


def _kept_sound(entry: Entry, knowledge: Knowledge) -> Entry:
    # the files may have lost a passage since the moderator cited it
    cites = tuple(one for one in entry.cites if one in knowledge.passages)
    if len(cites) < len(entry.cites):
        _LOG.warning('Entry "%s" cites passages that are gone: %s', entry.id, entry.cites)
    return replace(entry, cites=cites)
