"""From a question to an outcome: candidates, one calibrated score, guards, bands.

Every threshold of Kutip stands in ``thresholds``.
"""

from dataclasses import replace
from functools import cached_property, partial

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_sort_ratio

from knowledge.calibration import DENSE
from knowledge.guards import Guards, Read
from knowledge.hits import TOLD, Hit
from knowledge.index import Index
from knowledge.judgement import Band, Candidate, Why
from knowledge.language import Reader, normalise, unpadded
from knowledge.languages import FUNCTION_WORDS, detect
from knowledge.matching.ranking import documents, ranked, scored
from knowledge.matching.thresholds import (
    CERTAIN,
    CHOICES,
    CONSIDERED,
    LEAST_LIKE,
    MAYBE,
    MAYBE_NAMED,
    NEAR,
    NEARLY_CERTAIN,
    PASSAGE_HELPS,
    QUESTION_LETTERS,
    QUESTION_WORDS,
    SLIP,
    SLIP_WORD,
    SURE,
    SURE_DENSE,
    SURE_UNSTATED,
    THIN,
    TOO_CLOSE,
    TURNED,
)
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
from knowledge.shape import sentence_that_asks


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
        asked = self._asked(text)
        hits = ranked(self._entries, asked)[: max(limit, 2)]
        return [(one.hit.id, one.chance) for one in scored(self._entries, asked, hits)][:limit]

    def completed(self, text: str) -> str:
        """Finish the last word of a text that is still being typed, where a known word fits."""
        start, _, last = normalise(text[:QUESTION_LETTERS]).rpartition(" ")
        found = None if self._entries.knows(last) else self._entries.word_from(last)
        return f"{start} {found}".strip() if found else text

    def passages_for(self, text: str, limit: int = 5) -> list[tuple[Passage, float]]:
        """Return the passages nearest to a text, each with its chance (0..1)."""
        asked, passages = self._asked(text), self.knowledge.passages
        hits = self._passages.search(asked, max(limit, 2))
        found = scored(self._passages, asked, hits)
        return [(passages[one.hit.id], one.chance) for one in found][:limit]

    def _asked(self, text: str) -> list[str]:
        return unpadded(self._reader.words(text[:QUESTION_LETTERS])[:QUESTION_WORDS])

    def _judged(self, text: str, limit: int) -> Why:
        reading = Reading(detect(text[:QUESTION_LETTERS]))
        asked = self._asked(text)
        if not is_question(text[:QUESTION_LETTERS], self._knows):
            return Why(text, tuple(asked), Ignored(reading), "ignored")
        candidates = self._candidates(asked, limit)
        sentence = sentence_that_asks(text[:QUESTION_LETTERS])
        if sentence is not None:
            alone = self._asked(sentence)
            found = self._candidates(alone, limit)
            if candidates and found and found[0].score > candidates[0].score:
                asked, candidates = alone, found
        if candidates:
            reading = replace(reading, best=candidates[0].entry.id, score=candidates[0].score)
            band = _band(candidates, asked)
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

    def _candidates(self, asked: list[str], limit: int) -> tuple[Candidate, ...]:
        question = self._guards.read(asked)
        hits = ranked(self._entries, asked)
        found = []
        for one in scored(self._entries, asked, hits[:limit], self._rival(hits)):
            entry = self._by_id[one.hit.id]
            phrasings = self._phrasings_read(entry)
            guards = self._guards.against(question, phrasings, partial(_answers, entry))
            certain = not guards and any(self._is_slip(question, p) for p in phrasings)
            found.append(
                Candidate(
                    entry=entry,
                    score=max(CERTAIN, one.chance) if certain else one.chance,
                    similarity=one.hit.score,
                    words=one.words,
                    has_all=one.has_all,
                    parts=dict(zip(TOLD, one.hit.parts, strict=True)),
                    certain=certain,
                    guards=guards,
                )
            )
        return tuple(sorted(found, key=lambda c: not c.certain))

    def _rival(self, hits: list[Hit]) -> float | None:
        # What rests on a passage of the first's own takes little from the chance that the first
        # helps. But "the sources do not say" must be beyond doubt; there everything is a rival.
        first = self._by_id[hits[0].id] if hits else None
        if first is None or first.kind != "answer" or not first.cites:
            return None
        own = set(first.cites)
        others = (hit.score for hit in hits[1:] if own.isdisjoint(self._by_id[hit.id].cites))
        return next(others, hits[-1].score)

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


def _band(candidates: tuple[Candidate, ...], asked: list[str]) -> Band:
    first = candidates[0]
    if first.certain:
        return "maybe" if any(c.certain for c in candidates[1:]) else "sure"
    telling = sum(word not in FUNCTION_WORDS and not word[0].isdigit() for word in asked)
    thin = telling < (2 if len(asked) < THIN else 1)
    likeness = first.similarity - first.parts["wordings"]
    if likeness < LEAST_LIKE or all(word[0].isdigit() for word in asked):
        return "no"
    if not first.parts["words"]:
        return "maybe" if first.score >= SURE else "no"
    if first.score >= _line(first) and not (first.guards or thin or _too_close(candidates)):
        return "sure"
    is_name = thin and telling > 0 and first.has_all  # it fits many: ask which
    return "maybe" if first.score >= (MAYBE_NAMED if is_name else MAYBE) else "no"


def _line(first: Candidate) -> float:
    if first.entry.kind == "not_stated":
        return SURE_UNSTATED
    return SURE - (SURE - SURE_DENSE) * min(1.0, first.words / DENSE)


def _too_close(candidates: tuple[Candidate, ...]) -> bool:
    first, *others = candidates
    if not others:
        return False
    second = others[0]
    apart = set(first.entry.cites).isdisjoint(second.entry.cites)
    least = TOO_CLOSE if apart else TOO_CLOSE / 2
    return first.similarity - second.similarity < least * first.similarity


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


def _answers(entry: Entry) -> str:
    return " ".join(entry.answers.values())
