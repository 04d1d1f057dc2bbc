"""What else a change would do: who gains, loses or changes an answer. Slow: a thread's work.

Asking everything that is stored twice would take half a minute, so the texts that are most like
the entry, before or after, are asked; one that shares nothing with it keeps its answer.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from knowledge.matching import KnowledgeBase, is_nearly_certain
from knowledge.model import Answered, Entry, Knowledge, NotStated, SmallTalk

ASKED = 200
"""Texts asked for one change, at most."""

NEW = "*"
"""Stands for the id of an entry that has none yet."""

_NEAR = 60
"""Texts like one phrasing that are asked."""

_REMEMBERED = 60.0
"""Seconds that a comparison is good for."""

Source = Literal["phrasing", "question"]
"""A stored phrasing, or a question that somebody asked."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A text whose answer would change; ``before`` and ``after`` are entry ids, None: no answer."""

    text: str
    source: Source
    before: str | None
    after: str | None

    @property
    def kind(self) -> Literal["gained", "lost", "moved"]:
        """Tell whether an answer is gained, lost, or another than before."""
        if self.before is None:
            return "gained"
        return "lost" if self.after is None else "moved"


class Review:
    """Compares changes on a copy of the knowledge, which it keeps and brings up to date."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._base = KnowledgeBase(Knowledge({}, {}, {}))
        self._near = KnowledgeBase(Knowledge({}, {}, {}))
        self._texts: list[str] = []
        self._known: dict[tuple[str, tuple[str, ...] | None], tuple[float, list[Effect]]] = {}

    def effects(
        self, knowledge: Knowledge, entry_id: str, after: Entry | None, questions: Sequence[str]
    ) -> list[Effect]:
        """Ask what is stored and was asked, with and without a change; give what differs.

        Left out is what a change is for: an entry's new phrasings finding it, those of a retired
        one finding nothing. ``knowledge`` must not change meanwhile. Asked for the same words
        within a minute, it gives what it found then: a preview is drawn again with each tap.
        """
        with self._lock:
            self._catch_up(knowledge)
            key = (entry_id, _words(after) if after else None)
            at, effects = self._known.get(key, (float("-inf"), []))
            if time.monotonic() - at > _REMEMBERED:
                effects = self._compared(knowledge, entry_id, after, questions)
                self._known[key] = (time.monotonic(), effects)
            return effects

    def answered(self, knowledge: Knowledge, after: Entry, texts: Sequence[str]) -> set[str]:
        """Give those of some texts that an entry, once it says ``after``, answers for certain.

        ``knowledge`` must not change meanwhile.
        """
        with self._lock:
            self._catch_up(knowledge)
            self._put(after.id, after)
            try:
                outcomes = {text: self._base.answer(text) for text in texts}
            finally:
                self._put(after.id, knowledge.entries.get(after.id))
        return {
            text
            for text, outcome in outcomes.items()
            if isinstance(outcome, Answered | NotStated)
            and outcome.entry.id == after.id
            and is_nearly_certain(outcome)
        }

    def _catch_up(self, knowledge: Knowledge) -> None:
        known, now = self._base.knowledge.entries, knowledge.entries
        changed = [id_ for id_ in known.keys() | now.keys() if known.get(id_) != now.get(id_)]
        if not changed:
            return
        self._known.clear()
        if len(changed) * 2 > len(now):
            # the first time: a whole index is quicker than its parts
            self._base = KnowledgeBase(knowledge)
            return
        for id_ in changed:
            self._put(id_, now.get(id_))

    def _put(self, entry_id: str, entry: Entry | None) -> None:
        if entry is None:
            self._base.remove(entry_id)
        else:
            self._base.put(entry)

    def _compared(
        self, knowledge: Knowledge, entry_id: str, after: Entry | None, questions: Sequence[str]
    ) -> list[Effect]:
        before = knowledge.entries.get(entry_id)
        texts = _texts(knowledge, after, questions)
        asked = self._alike(texts, [one for one in (before, after) if one], knowledge)
        without = {text: _entry_for(self._base, text) for text in asked}
        self._put(entry_id, after)
        try:
            with_it = {text: _entry_for(self._base, text) for text in asked}
        finally:
            self._put(entry_id, before)
        meant = set(_phrasings(after or before)) if after or before else set()
        effects = [
            Effect(text, texts[text], without[text], with_it[text])
            for text in asked
            if without[text] != with_it[text]
            and not (text in meant and (without[text], with_it[text]) in _meant(entry_id, after))
        ]
        return sorted(effects, key=lambda one: ("lost", "moved", "gained").index(one.kind))

    def _alike(
        self, texts: Mapping[str, Source], entries: list[Entry], knowledge: Knowledge
    ) -> list[str]:
        """Give the texts most like what entries are found by: by the matching's own similarity."""
        wanted = list(texts)
        if wanted != self._texts:
            rows = {str(n): Entry(str(n), {"id": (text,)}, {}) for n, text in enumerate(wanted)}
            self._near = KnowledgeBase(Knowledge({}, {}, rows, vocabulary=knowledge.vocabulary))
            self._texts = wanted
        best: dict[str, float] = {}
        for words in dict.fromkeys(part for entry in entries for part in _words(entry)):
            for id_, similarity in self._near.similar(words, _NEAR):
                text = wanted[int(id_)]
                best[text] = max(best.get(text, 0.0), similarity)
        return sorted(best, key=lambda text: -best[text])[:ASKED]


def _meant(entry_id: str, after: Entry | None) -> tuple[tuple[str | None, str | None], ...]:
    return ((entry_id, None),) if after is None else ((None, entry_id),)


def _texts(
    knowledge: Knowledge, after: Entry | None, questions: Sequence[str]
) -> dict[str, Source]:
    texts: dict[str, Source] = dict.fromkeys(questions, "question")
    for entry in (*knowledge.entries.values(), *([after] if after else [])):
        texts.update(dict.fromkeys(_phrasings(entry), "phrasing"))
    return texts


def _phrasings(entry: Entry | None) -> tuple[str, ...]:
    return tuple(p for phrasings in entry.phrasings.values() for p in phrasings) if entry else ()


def _words(entry: Entry) -> tuple[str, ...]:
    """Give all that an entry is found by: the matching reads answers as well."""
    return (*_phrasings(entry), *entry.answers.values())


def _entry_for(base: KnowledgeBase, text: str) -> str | None:
    match base.answer(text):
        case Answered(entry=entry) | NotStated(entry=entry) | SmallTalk(entry=entry):
            return entry.id
        case _:
            return None
