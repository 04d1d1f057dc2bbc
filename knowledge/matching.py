"""From a question to an outcome: candidates, one calibrated score, guards, bands.

Every threshold of Kutip stands here.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.index import FAMILIES, Hit, Index
from knowledge.language import Reader, detect, normalise
from knowledge.model import (
    Answered,
    Entry,
    Ignored,
    Knowledge,
    NotStated,
    Outcome,
    Passage,
    Reading,
    SmallTalk,
    Unanswered,
    Unsure,
)

SURE = 0.5
"""From this calibrated score on an entry is answered with."""
MAYBE = 0.25
"""From this calibrated score on an entry is offered as a choice."""
PASSAGE_HELPS = 0.3
"""From this score on a passage is shown though no entry fits."""
NEARLY_CERTAIN = 0.95
"""From this calibrated score on the bot may speak unasked, or read a follow-up its own way."""
OVERHEARD_WORDS = 3
"""Content words that a message not meant for the bot must have, at least."""
SUGGESTED = 0.12
"""From this similarity on an entry is listed while somebody is still typing."""
CHOICES = 3
QUESTION_LETTERS = 600
"""A longer question is cut here."""

Band = Literal["sure", "maybe", "no", "ignored"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry considered for a question, and every part of its score."""

    entry: Entry
    score: float
    """0..1, calibrated: the chance that this entry is right."""
    similarity: float
    """0..1, the sum of ``parts``."""
    parts: Mapping[str, float]
    """What words, pairs and letters gave."""
    phrasing: str
    """The stored phrasing nearest to the question."""
    guards: tuple[str, ...] = ()
    """Names of the guards that keep this entry from being answered with."""


@dataclass(frozen=True, slots=True)
class Why:
    """How a question was judged: for moderators, and for ``kutip ask --why``."""

    text: str
    words: tuple[str, ...]
    """As read: normalised, slang written out, padding gone."""
    outcome: Outcome
    band: Band
    candidates: tuple[Candidate, ...] = ()
    """The likeliest first; the second is the runner-up."""
    margin: float = 0.0
    """How much more similar the first is than the second."""
    passages: tuple[tuple[Passage, float], ...] = field(default=())


class KnowledgeBase:
    """A knowledge that answers; changes are in its answers at once."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index every entry and passage."""
        self.knowledge = replace(knowledge, entries=dict(knowledge.entries))
        self._reader = Reader(knowledge.vocabulary)
        self._entries = Index(self._reader)
        self._entries.add({id_: _phrasings(e) for id_, e in knowledge.entries.items()})
        self._passages = Index(self._reader)
        self._passages.add({id_: p.texts.values() for id_, p in knowledge.passages.items()})

    def answer(self, text: str) -> Outcome:
        """Say what the knowledge has for a question; never raises, whatever the text."""
        return self.explain(text).outcome

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one of its id."""
        self.knowledge = replace(
            self.knowledge, entries={**self.knowledge.entries, entry.id: entry}
        )
        self._entries.add({entry.id: _phrasings(entry)})

    def remove(self, entry_id: str) -> None:
        """Take an entry out, if it is there."""
        entries = {id_: e for id_, e in self.knowledge.entries.items() if id_ != entry_id}
        self.knowledge = replace(self.knowledge, entries=entries)
        self._entries.remove(entry_id)

    def similar(self, text: str, limit: int = 5) -> list[tuple[str, float]]:
        """Return the ids of the entries nearest to a text, and their similarities, 0..1."""
        hits = self._entries.search(self._words(text), limit)
        return [(hit.id, hit.score) for hit in hits]

    def passages_for(self, text: str, limit: int = 5) -> list[tuple[Passage, float]]:
        """Return the passages nearest to a text, and their similarities, 0..1."""
        hits = self._passages.search(self._words(text), limit)
        return [(self.knowledge.passages[hit.id], hit.score) for hit in hits]

    def explain(self, text: str) -> Why:
        """Return the outcome for a question with everything that led to it."""
        text = text[:QUESTION_LETTERS]
        words = self._words(text)
        language = detect(text)
        if not _is_question(text):
            return Why(text, tuple(words), Ignored(Reading(language)), "ignored")
        hits = self._entries.search(words)
        passages = self.passages_for(text)
        if not self.knowledge.entries:
            return _passages_only(text, words, Reading(language), passages)
        candidates = self._candidates(text, hits)
        margin = hits[0].score - (hits[1].score if len(hits) > 1 else 0.0) if hits else 0.0
        band, outcome = _judged(Reading(language), candidates, passages)
        return Why(text, tuple(words), outcome, band, candidates, margin, tuple(passages))

    def _words(self, text: str) -> list[str]:
        return self._reader.words(text[:QUESTION_LETTERS])

    def _candidates(self, text: str, hits: list[Hit]) -> tuple[Candidate, ...]:
        best = hits[0].score if hits else 0.0
        second = hits[1].score if len(hits) > 1 else 0.0
        found = []
        for hit in hits:
            entry = self.knowledge.entries[hit.id]
            margin = hit.score - (second if hit is hits[0] else best)
            found.append(
                Candidate(
                    entry=entry,
                    score=_calibrated(hit.score, margin),
                    similarity=hit.score,
                    parts=dict(zip(FAMILIES, hit.parts, strict=True)),
                    phrasing=_nearest(text, _phrasings(entry)),
                )
            )
        return tuple(found)


def is_nearly_certain(outcome: Outcome) -> bool:
    """Tell whether an answer is good enough to be given where nobody asked the bot for one."""
    return isinstance(outcome, Answered | NotStated) and outcome.reading.score >= NEARLY_CERTAIN


def _judged(
    reading: Reading, candidates: tuple[Candidate, ...], passages: list[tuple[Passage, float]]
) -> tuple[Band, Outcome]:
    if candidates:
        first = candidates[0]
        reading = replace(reading, best=first.entry.id, score=first.score)
        if first.score >= SURE and not first.guards:
            return "sure", _answer(reading, first.entry)
        if first.score >= MAYBE:
            return "maybe", Unsure(reading, _choices(candidates))
    helps = [passage for passage, score in passages[:1] if score >= PASSAGE_HELPS]
    return "no", Unanswered(reading, helps[0] if helps else None)


def _answer(reading: Reading, entry: Entry) -> Outcome:
    match entry.kind:
        case "not_stated":
            return NotStated(reading, entry)
        case "small_talk":
            return SmallTalk(reading, entry)
        case _:
            return Answered(reading, entry)


def _choices(candidates: tuple[Candidate, ...]) -> tuple[Entry, ...]:
    near = [c.entry for c in candidates if c.similarity >= 0.5 * candidates[0].similarity]
    real = [entry for entry in near if entry.kind != "small_talk"]
    return tuple((real or near)[:CHOICES])


def _passages_only(
    text: str, words: list[str], reading: Reading, passages: list[tuple[Passage, float]]
) -> Why:
    passage = None
    if passages:
        (best, score), second = passages[0], (passages[1][1] if len(passages) > 1 else 0.0)
        reading = replace(reading, best=best.id, score=_calibrated(score, score - second))
        passage = best if reading.score >= SURE else None
    outcome = Unanswered(reading, passage)
    return Why(text, tuple(words), outcome, "no", passages=tuple(passages))


def _calibrated(similarity: float, margin: float) -> float:
    return 1 / (1 + math.exp(-(-3.0 + 7.0 * similarity + 10.0 * margin)))


def _nearest(text: str, phrasings: tuple[str, ...]) -> str:
    found = process.extractOne(
        text, phrasings, scorer=OSA.normalized_similarity, processor=normalise
    )
    return found[0] if found else ""


def _phrasings(entry: Entry) -> tuple[str, ...]:
    return tuple(p for phrasings in entry.phrasings.values() for p in phrasings)


_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+|\S+@\S+")


def _is_question(text: str) -> bool:
    left = _LINK.sub(" ", text)
    return any(c.isalnum() for c in left) and len(set(normalise(left)) - {" "}) > 1
