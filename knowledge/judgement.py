"""How a question was judged: the candidates and every part of their scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.model import Entry, Outcome, Passage

Band = Literal["sure", "maybe", "no", "ignored"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry considered for a question, and every part of its score."""

    entry: Entry
    score: float
    """0..1, calibrated: the chance that this entry is right."""
    similarity: float
    """The sum of ``parts``, about 0..1."""
    parts: Mapping[str, float]
    """What words, pairs, letters and small words gave."""
    words: int
    """How many words it pools."""
    has_all: bool
    """It has every word of the question."""
    certain: bool = False
    """The question is one of its phrasings, but for a letter or two."""
    guards: tuple[str, ...] = ()
    """Names of the guards that keep this entry from being answered with."""
    phrasing: str = ""
    """The stored phrasing nearest to the question."""


@dataclass(frozen=True, slots=True)
class Why:
    """How a question was judged: for moderators, and for ``kutip ask --why``."""

    text: str
    words: tuple[str, ...]
    """As read: normalised, slang written out, politeness taken off."""
    outcome: Outcome
    band: Band
    candidates: tuple[Candidate, ...] = ()
    """The likeliest first; the second is the runner-up."""
    passages: tuple[tuple[Passage, float], ...] = ()
    """Passages that fit, each with the chance that it is right."""
