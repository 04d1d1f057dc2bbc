"""What else a change would do: who gains, loses or changes an answer. Pure, and slow: a thread's.

Asking everything that is stored twice would take half a minute, so the texts that are most like
the entry, before or after, are asked; one that shares nothing with it keeps its answer.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.matching import KnowledgeBase
from knowledge.model import Answered, Entry, Knowledge, NotStated, SmallTalk

ASKED = 250
"""Texts asked for one change, at most."""

NEW = "*"
"""Stands for the id of an entry that has none yet."""

_REMEMBERED = 60.0
"""Seconds that a comparison is good for."""

_NEAR = 60
"""Texts like one phrasing that are asked."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A text whose answer would change; ``before`` and ``after`` are entry ids, None: no answer."""

    text: str
    source: Literal["phrasing", "question"]
    """A stored phrasing, or a question that somebody asked."""
    before: str | None
    after: str | None

    @property
    def kind(self) -> Literal["gained", "lost", "moved"]:
        """Tell whether an answer is gained, lost, or another than before."""
        if self.before is None:
            return "gained"
        return "lost" if self.after is None else "moved"


class Review:
    """Compares changes, and remembers the last ones while the knowledge stays as it is.

    A preview is drawn again with each tap; only another phrasing changes who is answered.
    """

    def __init__(self) -> None:
        self._knowledge: Knowledge | None = None
        self._known: dict[tuple[str, tuple[str, ...] | None], tuple[float, list[Effect]]] = {}

    def effects(
        self, knowledge: Knowledge, entry_id: str, after: Entry | None, questions: Sequence[str]
    ) -> list[Effect]:
        """Do what ``effects_of`` does; questions asked within the last minute may be missing."""
        if self._knowledge is not knowledge:
            self._knowledge, self._known = knowledge, {}
        key = (entry_id, _phrasings(after) if after else None)
        at, effects = self._known.get(key, (float("-inf"), []))
        if time.monotonic() - at > _REMEMBERED:
            effects = effects_of(knowledge, entry_id, after, questions)
            self._known[key] = (time.monotonic(), effects)
        return effects


def effects_of(
    knowledge: Knowledge, entry_id: str, after: Entry | None, questions: Sequence[str]
) -> list[Effect]:
    """Ask what is stored and was asked, with and without a change; give what differs.

    The entry's own phrasings gaining their own answer are left out: that is the point of a change.
    """
    before = knowledge.entries.get(entry_id)
    texts = _texts(knowledge, after, questions)
    asked = _alike(texts, [one for one in (before, after) if one is not None], knowledge)
    base = KnowledgeBase(knowledge)
    without = {text: _entry_for(base, text) for text in asked}
    base.remove(entry_id)
    if after is not None:
        base.put(after)
    own = set(_phrasings(after)) if after else set()
    gone = set(_phrasings(before)) if before else set()
    effects = []
    for text in asked:
        now = _entry_for(base, text)
        expected = text in own and now == entry_id and without[text] is None
        if after is None and text in gone and now is None:
            expected = True  # an entry that is retired takes its own phrasings along
        if now != without[text] and not expected:
            effects.append(Effect(text, texts[text], without[text], now))
    return sorted(effects, key=lambda one: ("lost", "moved", "gained").index(one.kind))


def _texts(
    knowledge: Knowledge, after: Entry | None, questions: Sequence[str]
) -> dict[str, Literal["phrasing", "question"]]:
    texts: dict[str, Literal["phrasing", "question"]] = dict.fromkeys(questions, "question")
    for entry in (*knowledge.entries.values(), *([after] if after else [])):
        texts.update(dict.fromkeys(_phrasings(entry), "phrasing"))
    return texts


def _alike(texts: Iterable[str], entries: list[Entry], knowledge: Knowledge) -> list[str]:
    """Give the texts most like the entries' phrasings: by the matching's own similarity."""
    listed = list(texts)
    rows = {str(n): Entry(str(n), {"id": (text,)}, {}) for n, text in enumerate(listed)}
    near = KnowledgeBase(Knowledge({}, {}, rows, vocabulary=knowledge.vocabulary))
    best: dict[str, float] = {}
    for phrasing in dict.fromkeys(p for entry in entries for p in _phrasings(entry)):
        for id_, similarity in near.similar(phrasing, _NEAR):
            text = listed[int(id_)]
            best[text] = max(best.get(text, 0.0), similarity)
    return sorted(best, key=lambda text: -best[text])[:ASKED]


def _phrasings(entry: Entry) -> tuple[str, ...]:
    return tuple(p for phrasings in entry.phrasings.values() for p in phrasings)


def _entry_for(base: KnowledgeBase, text: str) -> str | None:
    match base.answer(text):
        case Answered(entry=entry) | NotStated(entry=entry) | SmallTalk(entry=entry):
            return entry.id
        case _:
            return None
