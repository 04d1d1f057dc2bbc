"""Known words near to an unknown one: what a mistyped word may have meant."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

SIMILAR = 0.75
"""Least OSA similarity (1 - edits / length) of an unknown word to the word it is taken for."""
SHORTEST = 4
"""Letters; shorter words have too many neighbours to guess."""
MOST = 2
"""Words that an unknown one is taken for."""
REMEMBERED = 500
"""Unknown words whose nearest are remembered: each is looked up several times for one question."""


class NearWords:
    """The words of an index, found by spelling: those sharing letter pairs, compared."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._words: list[str] = []
        self._spelt: set[str] = set()
        self._lengths = array("i")
        self._with: defaultdict[str, array[int]] = defaultdict(lambda: array("i"))
        self._found: dict[str, list[tuple[str, float]]] = {}

    def __contains__(self, word: str) -> bool:
        """Tell whether a word is known."""
        return self._counts[word] > 0

    def add(self, texts: Iterable[list[str]]) -> None:
        """Count in the words of texts."""
        self._found.clear()
        for text in texts:
            self._counts.update(text)
            for word in text:
                if word not in self._spelt:
                    self._spell(word)

    def remove(self, texts: Iterable[list[str]]) -> None:
        """Count out the words of texts that were added."""
        self._found.clear()
        for text in texts:
            self._counts.subtract(text)

    def commonest(self, beginning: str) -> str | None:
        """Return the word met most often of those that begin so; none for a letter or two."""
        if len(beginning) < SHORTEST - 1:
            return None
        found = [word for word in self._words if word.startswith(beginning) and word in self]
        return max(found, key=self._counts.__getitem__, default=None)

    def of(self, word: str) -> list[tuple[str, float]]:
        """Return the nearest words and their similarities, best first; none for a known word."""
        if len(word) < SHORTEST or word[0].isdigit() or word in self:
            return []
        known = self._found.get(word)
        if known is None:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            known = self._found[word] = self._nearest(word)
        return known

    def _nearest(self, word: str) -> list[tuple[str, float]]:
        found = process.extract(
            word,
            self._alike(word),
            scorer=OSA.normalized_similarity,
            score_cutoff=SIMILAR,
            limit=None,
        )
        best = sorted((-similar, near) for near, similar, _ in found)
        return [(near, -negative) for negative, near in best[:MOST]]

    def _spell(self, word: str) -> None:
        self._spelt.add(word)
        if len(word) >= SHORTEST - 1 and not word[0].isdigit():
            for pair in _pairs(word):
                self._with[pair].append(len(self._words))
            self._words.append(word)
            self._lengths.append(len(word))

    def _alike(self, word: str) -> list[str]:
        # An edit changes two letter pairs, a swap of neighbours three.
        edits = int(len(word) / SIMILAR * (1 - SIMILAR)) or 1
        least = max(1, len(word) - 2 * edits)
        lists = [np.frombuffer(self._with[p], np.int32) for p in _pairs(word) if p in self._with]
        if len(lists) < least:
            return []
        shared = np.bincount(np.concatenate(lists), minlength=len(self._words))
        lengths = np.frombuffer(self._lengths, np.int32)
        near = np.flatnonzero((shared >= least) & (np.abs(lengths - len(word)) <= edits))
        return [known for known in map(self._words.__getitem__, near.tolist()) if known in self]


def _pairs(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}
