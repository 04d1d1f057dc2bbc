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


class NearWords:
    """The words of an index, found by spelling: those sharing letter pairs, compared."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._words: list[str] = []
        self._known: set[str] = set()
        self._with: defaultdict[str, array[int]] = defaultdict(lambda: array("i"))

    def __contains__(self, word: str) -> bool:
        """Tell whether a word is known."""
        return self._counts[word] > 0

    def add(self, texts: Iterable[list[str]]) -> None:
        """Count in the words of texts."""
        for text in texts:
            self._counts.update(text)
            for word in text:
                if word not in self._known:
                    self._spell(word)

    def remove(self, texts: Iterable[list[str]]) -> None:
        """Count out the words of texts that were added."""
        for text in texts:
            self._counts.subtract(text)

    def of(self, word: str) -> list[tuple[str, float]]:
        """Return the nearest words and their similarities, best first; none for a known word."""
        if len(word) < SHORTEST or word in self or not self._words:
            return []
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
        if len(word) >= SHORTEST - 1:
            self._known.add(word)
            number = len(self._words)
            self._words.append(word)
            for pair in _pairs(word):
                self._with[pair].append(number)

    def _alike(self, word: str) -> list[str]:
        # One edit changes at most three letter pairs (a swap); words further off cannot be similar.
        edits = int(len(word) / SIMILAR * (1 - SIMILAR)) or 1
        lists = [np.frombuffer(self._with[p], np.int32) for p in _pairs(word) if p in self._with]
        if not lists:
            return []
        shared = np.bincount(np.concatenate(lists), minlength=1)
        least = max(1, len(word) + 1 - 3 * edits)
        near = (self._words[number] for number in np.flatnonzero(shared >= least).tolist())
        return [w for w in near if abs(len(w) - len(word)) <= edits and self._counts[w] > 0]


def _pairs(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}
