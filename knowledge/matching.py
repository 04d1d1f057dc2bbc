"""From a question to an outcome: candidates, one calibrated score, guards, bands.

Every threshold of Kutip stands here.
"""

from dataclasses import replace
from functools import cached_property, partial

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_sort_ratio

from knowledge.calibration import calibrated
from knowledge.guards import Guards, Read
from knowledge.index import PARTS, Hit, Index
from knowledge.judgement import Band, Candidate, Why
from knowledge.language import Reader, normalise, unpadded
from knowledge.languages import FUNCTION_WORDS, detect
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
from knowledge.noise import is_question

SURE = 0.3
"""From this calibrated score on an entry is answered with."""
SURE_UNSTATED = 0.6
"""The same for a known unknown: that we looked for just this should not be said of a near miss."""
MAYBE = 0.12
"""From this calibrated score on an entry is offered as a choice."""
NEARLY_CERTAIN = 0.9
"""From this calibrated score on the bot may speak unasked, or read a follow-up its own way."""
OVERHEARD_WORDS = 3
"""Content words that a message not meant for the bot must have, at least."""
SAME_SUBJECT = 0.5
"""Share of content words that two questions must have in common for "why?" to lead across."""
ALIKE = 0.16
"""Likeness to a cluster of unanswered questions from which on a question joins it.

The purest line within 0.02 of the best agreement on half of the intents of clinc150; 0.85 pure or
more there and on the announcement's own phrasings (``python -m tests.benchmarks --clusters``)."""
ACROSS = 2.0
"""What the words' part of a likeness counts for between two languages, which share no letters."""
SUGGESTED = 0.12
"""From this calibrated score on an entry is listed while somebody is still typing."""
CERTAIN = 0.99
"""The score of an entry of which the question is a phrasing, but for a letter or two."""
PASSAGE_HELPS = 0.5
"""From this calibrated score on a passage is shown though no entry fits."""
TOO_CLOSE = 0.03
"""Least lead over the runner-up, as a share of the best similarity, to answer without asking."""
COVERED = 0.4
"""Least share of the weight of a question's words that the entry must have ..."""
DENSE = 150
"""... where entries pool this many words each; less in proportion where they pool fewer."""
CHOICES = 3
NEAR = 0.5
"""Least similarity of a choice, as a share of the best one's."""
CONSIDERED = 10
"""Entries looked at closely."""
QUESTION_LETTERS = 600
"""A longer question is cut here."""
QUESTION_WORDS = 120
"""And here: one sign can unfold to many letters."""
SLIP = 2
"""Letters that a mistyped word may differ in and still be the phrasing's word for certain."""
TURNED = 3
"""Words; so short a question may have them in any order and still be the phrasing for certain."""
THIN = 3
"""Words; a shorter question with one telling word, or a longer with none, is never answered."""
SLIP_WORD = 4
"""Letters; shorter words must be typed right for that."""


class KnowledgeBase:
    """A knowledge that answers; changes are in its answers at once."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index every entry and passage."""
        self._by_id = dict(knowledge.entries)
        self.knowledge = replace(knowledge, entries=self._by_id)
        self._reader = Reader(knowledge.vocabulary)
        self._guards = Guards(knowledge.vocabulary, self._reader)
        self._read: dict[str, tuple[Read, ...]] = {}
        self._entries = Index(self._reader)
        self._entries.add({id_: documents(entry) for id_, entry in knowledge.entries.items()})

    @cached_property
    def _passages(self) -> Index:
        # Only what no entry answers needs it, so that starting need not wait for it.
        index = Index(self._reader)
        passages = self.knowledge.passages.items()
        index.add({id_: [(text,) for text in p.texts.values()] for id_, p in passages})
        return index

    def answer(self, text: str) -> Outcome:
        """Say what the knowledge has for a question; never raises, whatever the text."""
        return self._judged(text, CHOICES).outcome

    def explain(self, text: str) -> Why:
        """Return the outcome for a question with everything that led to it."""
        why = self._judged(text, CONSIDERED)
        near = (replace(c, phrasing=_nearest(text, _phrasings(c.entry))) for c in why.candidates)
        return replace(why, candidates=tuple(near))

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one of its id."""
        self._by_id[entry.id] = entry
        self._read.pop(entry.id, None)
        self._entries.add({entry.id: documents(entry)})

    def remove(self, entry_id: str) -> None:
        """Take an entry out, if it is there."""
        self._by_id.pop(entry_id, None)
        self._read.pop(entry_id, None)
        self._entries.remove(entry_id)

    def similar(self, text: str, limit: int = 5) -> list[tuple[str, float]]:
        """Return the ids of the entries nearest to a text, each with its chance (0..1)."""
        scored = _scored(self._entries, self._asked(text), limit)
        return [(hit.id, score) for hit, score in scored]

    def passages_for(self, text: str, limit: int = 5) -> list[tuple[Passage, float]]:
        """Return the passages nearest to a text, each with its chance (0..1)."""
        scored = _scored(self._passages, self._asked(text), limit)
        return [(self.knowledge.passages[hit.id], score) for hit, score in scored]

    def _asked(self, text: str) -> list[str]:
        return unpadded(self._reader.words(text[:QUESTION_LETTERS])[:QUESTION_WORDS])

    def _judged(self, text: str, limit: int) -> Why:
        reading = Reading(detect(text[:QUESTION_LETTERS]))
        asked = self._asked(text)
        if not is_question(text[:QUESTION_LETTERS], self._knows):
            return Why(text, tuple(asked), Ignored(reading), "ignored")
        candidates = self._candidates(asked, limit)
        if candidates:
            reading = replace(reading, best=candidates[0].entry.id, score=candidates[0].score)
            band = _band(candidates, asked)
            if band == "sure" and self._is_strange(candidates[0], asked):
                band = "maybe"
            if band != "no":
                outcome = _outcome(band, reading, candidates)
                return Why(text, tuple(asked), outcome, band, candidates)
        passages = self.passages_for(text)
        if passages and not self._by_id:
            reading = replace(reading, best=passages[0][0].id, score=passages[0][1])
        helps = [passage for passage, score in passages[:1] if score >= PASSAGE_HELPS]
        outcome = Unanswered(reading, helps[0] if helps else None)
        return Why(text, tuple(asked), outcome, "no", candidates, tuple(passages))

    def _knows(self, typed: str) -> bool:
        return any(
            self._entries.knows(word) or self._passages.knows(word)
            for word in self._reader.words(typed)
        )

    def _is_strange(self, first: Candidate, asked: list[str]) -> bool:
        # Entries that pool many wordings have seen most words of a question that is theirs.
        least = COVERED * min(1.0, self._entries.words_each / DENSE)
        return not first.certain and self._entries.covered(asked, first.entry.id) < least

    def _candidates(self, asked: list[str], limit: int) -> tuple[Candidate, ...]:
        question = self._guards.read(asked)
        found = []
        for hit, score in _scored(self._entries, asked, limit):
            entry = self._by_id[hit.id]
            phrasings = self._phrasings_read(entry)
            guards = self._guards.against(question, phrasings, partial(_answers, entry))
            certain = not guards and any(self._is_slip(question, p) for p in phrasings)
            found.append(
                Candidate(
                    entry=entry,
                    score=max(CERTAIN, score) if certain else score,
                    similarity=hit.score,
                    parts=dict(zip(PARTS, hit.parts, strict=True)),
                    certain=certain,
                    guards=guards,
                )
            )
        return tuple(sorted(found, key=lambda c: -c.score))

    def _phrasings_read(self, entry: Entry) -> tuple[Read, ...]:
        known = self._read.get(entry.id)
        if known is None:
            texts = map(self._asked, _phrasings(entry))
            known = self._read[entry.id] = tuple(map(self._guards.read, texts))
        return known

    def _is_slip(self, question: Read, phrasing: Read) -> bool:
        if len(question.words) != len(phrasing.words):
            return False
        if len(question.words) <= TURNED and sorted(question.words) == sorted(phrasing.words):
            return True
        return all(
            asked == stored
            or (
                len(asked) >= SLIP_WORD
                and not self._entries.knows(asked)
                and OSA.distance(asked, stored) <= SLIP
            )
            for asked, stored in zip(question.words, phrasing.words, strict=True)
        )


def is_nearly_certain(outcome: Outcome) -> bool:
    """Tell whether an answer is good enough to be given where nobody asked the bot for one."""
    return isinstance(outcome, Answered | NotStated) and outcome.reading.score >= NEARLY_CERTAIN


def _scored(index: Index, asked: list[str], limit: int) -> list[tuple[Hit, float]]:
    # The margin of the first is over the second, that of any other (negative) over the first.
    hits = index.search(asked, max(limit, 2))
    tops = [hit.score for hit in hits[:2]] + [0.0]
    return [
        (hit, calibrated(hit.score, hit.score - tops[0 if place else 1], index.words_each))
        for place, hit in enumerate(hits[:limit])
    ]


def _band(candidates: tuple[Candidate, ...], asked: list[str]) -> Band:
    first = candidates[0]
    if first.certain:
        return "maybe" if any(c.certain for c in candidates[1:]) else "sure"
    telling = sum(word not in FUNCTION_WORDS and not word[0].isdigit() for word in asked)
    thin = telling < (2 if len(asked) < THIN else 1)
    if not first.parts["words"]:
        return "maybe" if first.score >= SURE else "no"
    line = SURE_UNSTATED if first.entry.kind == "not_stated" else SURE
    if first.score >= line and not (first.guards or thin or _too_close(candidates)):
        return "sure"
    return "maybe" if first.score >= MAYBE else "no"


def _too_close(candidates: tuple[Candidate, ...]) -> bool:
    first, second = [*(c.similarity for c in candidates), 0.0, 0.0][:2]
    return first - second < TOO_CLOSE * first


def _outcome(band: Band, reading: Reading, candidates: tuple[Candidate, ...]) -> Outcome:
    entry = candidates[0].entry
    if band == "maybe":
        return Unsure(reading, _choices(candidates))
    match entry.kind:
        case "not_stated":
            return NotStated(reading, entry)
        case "small_talk":
            return SmallTalk(reading, entry)
        case "answer":
            return Answered(reading, entry)


def _choices(candidates: tuple[Candidate, ...]) -> tuple[Entry, ...]:
    near = [c.entry for c in candidates if c.similarity >= NEAR * candidates[0].similarity]
    real = [entry for entry in near if entry.kind != "small_talk"]
    return tuple((real or near)[:CHOICES])


def _nearest(text: str, phrasings: tuple[str, ...]) -> str:
    found = process.extractOne(text, phrasings, scorer=token_sort_ratio, processor=normalise)
    return found[0] if found else ""


def _phrasings(entry: Entry) -> tuple[str, ...]:
    return tuple(p for phrasings in entry.phrasings.values() for p in phrasings)


def documents(entry: Entry) -> list[tuple[str, ...]]:
    """Return what the index reads of an entry, a document for each language.

    Pooled, the two would look half as near. People ask with the words of an answer too; those of a
    friendly line are about anything.
    """
    answers = {} if entry.kind == "small_talk" else entry.answers
    return [
        (*phrasings, *filter(None, [answers.get(language)]))
        for language, phrasings in entry.phrasings.items()
    ]


def _answers(entry: Entry) -> str:
    return " ".join(entry.answers.values())
