"""Guards: named reasons not to answer with an entry, however alike it looks.

A guard looks at the question and at the entry's own phrasings. An entry that varies something over
its phrasings (an alarm at five, at seven) is not bound to it, and no guard holds there.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge.language import Reader
from knowledge.model import Vocabulary

BOUND = 0.5
"""Share of an entry's phrasings that binds it to a year, a number or one side of a pair."""
ALIKE = 0.6
"""Share of common words from which on a phrasing is the question but for the guarded word."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_NEGATIONS = frozenset({"tidak", "bukan", "belum", "jangan", "tanpa", "not", "never", "without"})
_TAGS = frozenset({"sih", "ya", "kah", "dong", "nih", "kan", "or"})
_MONTHS = {
    name: f"month {number}"
    for number, names in enumerate(
        (
            "januari january",
            "februari february",
            "maret march",
            "april",
            "mei may",
            "juni june",
            "juli july",
            "agustus august",
            "september",
            "oktober october",
            "november",
            "desember december",
        ),
        start=1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class Read:
    """A text as the guards see it."""

    words: tuple[str, ...]
    stems: frozenset[str]


class Guards:
    """The guards of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, reader: Reader) -> None:
        self._reader = reader
        self._antonyms: defaultdict[str, list[tuple[frozenset[str], frozenset[str]]]] = defaultdict(
            list
        )
        for pair in vocabulary.antonyms:
            one, other = (frozenset(reader.stems(reader.words(side))) for side in pair)
            for own, opposite in ((one, other), (other, one)):
                for word in sorted(own)[:1]:
                    self._antonyms[word].append((own, opposite))

    def read(self, words: Iterable[str]) -> Read:
        """Prepare a question or a phrasing, given as its words."""
        found = tuple(words)
        return Read(found, frozenset(self._reader.stems(found)))

    def against(
        self, question: Read, phrasings: Sequence[Read], answer: Callable[[], str]
    ) -> tuple[str, ...]:
        """Return the names of the guards that hold against an entry; empty where none does."""
        held = []
        if _numbers_differ(question, phrasings) or _years_differ(question, phrasings, answer):
            held.append("number")
        if _negation_differs(question, phrasings):
            held.append("negation")
        pairs = [pair for word in question.stems for pair in self._antonyms.get(word, ())]
        if any(_opposed(question, phrasings, *pair) for pair in pairs):
            held.append("antonym")
        return tuple(held)


def _numbers_differ(question: Read, phrasings: Sequence[Read]) -> bool:
    for kind in (_years, _months, _counts):
        asked = kind(question)
        if not asked:
            continue
        stated = [kind(phrasing) for phrasing in phrasings]
        if any(asked & numbers for numbers in stated):
            continue
        values = set().union(*stated)
        bound = sum(map(bool, stated)) >= BOUND * len(stated)
        if bound and len(values) <= max(map(len, stated)):
            return True
    return False


def _years_differ(question: Read, phrasings: Sequence[Read], answer: Callable[[], str]) -> bool:
    # "The fee in 2026?" is not answered by what the fee was in 2025.
    asked = _years(question)
    if not asked or any(asked & _years(phrasing) for phrasing in phrasings):
        return False
    stated = set(_YEAR.findall(answer()))
    return bool(stated) and not asked & stated


def _years(text: Read) -> set[str]:
    return {word for word in text.words if _YEAR.fullmatch(word)}


def _months(text: Read) -> set[str]:
    # "may" and "march" are months beside a number only; the rest always.
    numbered = any(word.isdigit() for word in text.words)
    return {
        _MONTHS[word]
        for word in text.words
        if word in _MONTHS and (numbered or word not in {"may", "march"})
    }


def _counts(text: Read) -> set[str]:
    return {word for word in text.words if word[0].isdigit() and not _YEAR.fullmatch(word)}


def _negation_differs(question: Read, phrasings: Sequence[Read]) -> bool:
    asked = _negated(question)
    if any(_negated(phrasing) == asked for phrasing in phrasings):
        return False
    return any(_share(question, phrasing, _NEGATIONS) >= ALIKE for phrasing in phrasings)


def _negated(text: Read) -> bool:
    # "... gak?" at the end asks yes or no, and so does "isn't it ..." at the beginning.
    words = list(text.words)
    while words and words[-1] in _TAGS:
        words.pop()
    inner = words[2:-1] if words[1:2] == ["not"] else words[:-1]
    return not _NEGATIONS.isdisjoint(inner)


def _opposed(
    question: Read, phrasings: Sequence[Read], own: frozenset[str], other: frozenset[str]
) -> bool:
    if not own <= question.stems or other <= question.stems:
        return False
    if any(own <= phrasing.stems for phrasing in phrasings):
        return False
    opposite = [phrasing for phrasing in phrasings if other <= phrasing.stems]
    if len(opposite) >= BOUND * len(phrasings):
        return bool(opposite)
    return any(_share(question, phrasing, own | other) >= ALIKE for phrasing in opposite)


def _share(one: Read, other: Read, leaving: frozenset[str]) -> float:
    # Jaccard similarity of the stems, the guarded words left aside.
    mine, theirs = one.stems - leaving, other.stems - leaving
    return len(mine & theirs) / max(1, len(mine | theirs))
