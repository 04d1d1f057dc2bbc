"""What is wrong with knowledge that reads well: phrasings astray, doubles, gaps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from knowledge.language import normalise
from knowledge.matching import KnowledgeBase
from knowledge.model import Entry, Knowledge, Language, Unsure

_DOUBLE = 92
"""Per cent of likeness (rapidfuzz ratio over sorted words) from which two phrasings are one."""

_TOO_ALIKE = 0.34
"""Share of an entry's phrasings that are too close to call with one other entry."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend (an error) or to look at (a note)."""

    kind: Literal["error", "note"]
    entry: str
    """Id of the entry, or of the passage, that it is about."""
    text: str


def check(base: KnowledgeBase) -> list[Finding]:
    """Look for phrasings that another entry takes, doubles, entries too alike, and gaps."""
    findings = [*_astray(base), *_doubles(base.knowledge), *_gaps(base.knowledge)]
    return sorted(findings, key=lambda finding: (finding.kind, finding.entry))


def _phrasings(entry: Entry) -> tuple[str, ...]:
    return tuple(one for ways in entry.phrasings.values() for one in ways)


def _astray(base: KnowledgeBase) -> Iterator[Finding]:
    for entry in base.knowledge.entries.values():
        torn: dict[str, int] = {}
        phrasings = _phrasings(entry)
        for phrasing in phrasings:
            outcome = base.answer(phrasing)
            if outcome.reading.best != entry.id:
                other = outcome.reading.best or "nothing"
                yield Finding("error", entry.id, f'"{phrasing}" finds {other} instead')
            elif isinstance(outcome, Unsure):
                for choice in outcome.choices[1:2]:
                    torn[choice.id] = torn.get(choice.id, 0) + 1
        for other, count in torn.items():
            if count >= _TOO_ALIKE * len(phrasings):
                text = f"{count} of {len(phrasings)} phrasings cannot be told from {other}"
                yield Finding("error", entry.id, text)


def _doubles(knowledge: Knowledge) -> Iterator[Finding]:
    owners = [(one, entry.id) for entry in knowledge.entries.values() for one in _phrasings(entry)]
    words = [" ".join(sorted(normalise(one).split())) for one, _ in owners]
    for number, (phrasing, owner) in enumerate(owners):
        later = words[number + 1 :]
        near = process.extract(
            words[number], later, scorer=fuzz.ratio, score_cutoff=_DOUBLE, limit=3
        )
        for _, _, offset in near:
            other, other_owner = owners[number + 1 + offset]
            if other_owner != owner and _numbers(other) == _numbers(phrasing):
                text = f'"{phrasing}" is nearly "{other}" of {other_owner}'
                yield Finding("error", owner, text)


def _numbers(phrasing: str) -> list[str]:
    return sorted(re.findall(r"\d+", phrasing))


def _gaps(knowledge: Knowledge) -> Iterator[Finding]:
    """Note what is missing in a language that the knowledge otherwise speaks, and idle passages."""
    entries = knowledge.entries.values()
    languages: tuple[Language, ...] = ("id", "en")
    spoken = [one for one in languages if _mostly_in(one, knowledge)]
    for entry in entries:
        for language in spoken:
            for part, name in ((entry.phrasings, "phrasing"), (entry.answers, "answer")):
                if language not in part:
                    yield Finding("note", entry.id, f"no {name} in {language}")
    cited = {id_ for entry in entries for id_ in entry.cites}
    if len(cited) * 2 > len(knowledge.passages):
        for id_ in knowledge.passages.keys() - cited:
            yield Finding("note", id_, "no entry cites this passage")


def _mostly_in(language: Language, knowledge: Knowledge) -> bool:
    having = sum(language in entry.answers for entry in knowledge.entries.values())
    return having * 2 > len(knowledge.entries)
