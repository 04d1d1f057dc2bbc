"""From a question's words to the things nearest to it, each with its chance of being right."""

from dataclasses import dataclass

from knowledge.calibration import Evidence, calibrated
from knowledge.hits import PARTS, Hit
from knowledge.index import Index
from knowledge.matching.thresholds import RIVALS
from knowledge.model import Entry


@dataclass(frozen=True, slots=True)
class Scored:
    """A thing found, and what its score means."""

    hit: Hit
    chance: float
    """0..1, calibrated: that it is right."""
    words: int
    """How many words its longest document has."""
    has_all: bool
    """Whether it has every word of the question."""


def ranked(index: Index, asked: list[str]) -> list[Hit]:
    """Return the nearest things, the likeliest first: also by what the counts of wordings tell.

    The search leaves these out, for reading them for every document takes long.
    """
    hits = index.search(asked, RIVALS)
    gained = index.likelihoods(asked, [hit.id for hit in hits])
    told = (Hit(h.id, h.score + g, (*h.parts, g)) for h, g in zip(hits, gained, strict=True))
    return sorted(told, key=lambda hit: (-hit.score, hit.id))


def scored(
    index: Index, asked: list[str], hits: list[Hit], rival: float | None = None
) -> list[Scored]:
    """Give each hit its chance; the margin of the first is over its rival, or else the second."""
    tops = [hit.score for hit in hits[:2]] + [0.0, 0.0]
    behind = tops[1] if rival is None else rival
    found: list[Scored] = []
    for hit, own in zip(hits, index.shared(asked, [hit.id for hit in hits]), strict=True):
        margin = hit.score - (tops[0] if found else behind)  # below 0 for all but the first
        likeness = sum(hit.parts[: len(PARTS)])
        evidence = Evidence(likeness, hit.parts[0], margin, own.lacking, own.telling, own.words)
        chance = calibrated(evidence, index.words_each)
        found.append(Scored(hit, chance, own.words, not own.lacking))
    return found


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
