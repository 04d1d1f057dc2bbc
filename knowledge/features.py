"""What a document is described by: stems, pairs of neighbouring stems, letter n-grams, numbered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, pairwise

import numpy as np

from knowledge.language import Reader, letters
from knowledge.postings import Ints

FAMILIES = ("words", "pairs", "letters")


class Features:
    """Numbers for the features of each family, given out as they are met."""

    def __init__(self, reader: Reader) -> None:
        """Know none yet."""
        self._reader = reader
        self.numbers: tuple[defaultdict[str, int], ...] = tuple(
            defaultdict(count().__next__) for _ in FAMILIES
        )
        """By family; looking one up with ``[]`` gives it a number, with ``get`` it does not."""
        self._letters: dict[str, Ints] = {}

    def of(self, documents: Sequence[Sequence[Sequence[str]]]) -> tuple[Iterator[Ints], ...]:
        """Give, for each family, the features of documents: texts, each a list of words."""
        return (
            map(self._stems_of, documents),
            map(self._pairs_of, documents),
            map(self._letters_of, documents),
        )

    def forget_spellings(self) -> None:
        """Free what was remembered to read many documents faster."""
        self._letters.clear()

    def _stems_of(self, texts: Sequence[Sequence[str]]) -> Ints:
        stems = self.numbers[0]
        return _ints(stems[stem] for text in texts for stem in self._reader.stems(text))

    def _pairs_of(self, texts: Sequence[Sequence[str]]) -> Ints:
        numbers = self.numbers[1]
        return _ints(numbers[pair] for text in texts for pair in pairs(self._reader.stems(text)))

    def _letters_of(self, texts: Sequence[Sequence[str]]) -> Ints:
        grams = self.numbers[2]
        return np.concatenate([_ints(()), *(self._spelt(w, grams) for t in texts for w in t)])

    def _spelt(self, word: str, grams: defaultdict[str, int]) -> Ints:
        known = self._letters.get(word)
        if known is None:
            known = self._letters[word] = _ints(grams[gram] for gram in letters(word))
        return known


def pairs(stems: Sequence[str]) -> list[str]:
    """Join neighbouring stems."""
    return [f"{one} {other}" for one, other in pairwise(stems)]


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, np.int32)
