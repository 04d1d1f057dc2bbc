"""A searchable index of documents: what is added or removed is in the answers at once.

A document is a few texts read as one (the phrasings of an entry). It is described by three families
of features: word stems, pairs of neighbouring stems, letter n-grams of its words. A document's
own weights do not depend on the others (no document frequency in its norm), and the frequencies are
plain counts, so a change touches nothing but the document changed: an index that grew scores
exactly as one built afresh.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count, pairwise

import numpy as np

from knowledge.language import Reader, letters
from knowledge.near import NearWords
from knowledge.postings import Floats, Ints, Postings

FAMILIES = ("words", "pairs", "letters")
WEIGHTS = (0.4, 0.15, 0.45)
"""What each family's cosine counts for in the score."""
POSTINGS_READ = 150_000
"""Postings summed for all documents; features commoner than that count for candidates alone."""
CANDIDATES = 64
NEAR_DISCOUNT = 0.8
"""What a word counts for that is only guessed from its spelling, times its similarity."""

Weights = list[tuple[int, int, float]]
"""Family, feature and weight of everything in a question."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, its score (0..1), and what each family of features gave to it."""

    id: str
    score: float
    parts: tuple[float, ...]


class Index:
    """Documents by id, found by the words, pairs and letters that they share with a question."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._start()

    def _start(self) -> None:
        self._families = tuple(Postings() for _ in FAMILIES)
        self._numbers: tuple[defaultdict[str, int], ...] = tuple(
            defaultdict(count().__next__) for _ in FAMILIES
        )
        self._letters: dict[str, Ints] = {}
        self._near = NearWords()
        self._ids: list[str] = []
        self._slots: dict[str, int] = {}
        self._texts: dict[str, tuple[str, ...]] = {}
        self._removed = array("i")

    def __len__(self) -> int:
        """Count the documents."""
        return len(self._slots)

    def __contains__(self, document: str) -> bool:
        """Tell whether a document is there."""
        return document in self._slots

    def add(self, documents: Mapping[str, Iterable[str]]) -> None:
        """Add documents, each a few texts; one that is there already is replaced."""
        texts = {id_: tuple(given) for id_, given in documents.items()}
        for id_ in texts:
            self.remove(id_)
        read = [[self._reader.words(text) for text in given] for given in texts.values()]
        first = len(self._ids)
        for family, features in zip(self._families, self._features(read), strict=True):
            family.add(first, features)
        for document in read:
            self._near.add(document)
        self._ids.extend(texts)
        self._slots.update({id_: first + place for place, id_ in enumerate(texts)})
        self._texts.update(texts)

    def remove(self, document: str) -> None:
        """Take a document out, if it is there."""
        slot = self._slots.pop(document, None)
        if slot is None:
            return
        read = [self._reader.words(text) for text in self._texts.pop(document)]
        for family, (features,) in zip(self._families, self._features([read]), strict=True):
            family.remove(features)
        self._near.remove(read)
        self._removed.append(slot)
        if len(self._removed) > 1000 + len(self._slots):
            texts = self._texts
            self._start()
            self.add(texts)

    def search(self, words: list[str], limit: int = 10) -> list[Hit]:
        """Return the documents nearest to a question's words, best first, equals by id."""
        if not self._slots:
            return []
        weights = self._weights(words)
        rows, late = self._summed(weights)
        places = _highest(rows.sum(axis=0), max(limit, CANDIDATES))
        parts = rows[:, places]
        for family, feature, weight in late:
            for slots, shares in self._families[family].of(feature):
                at = np.minimum(np.searchsorted(slots, places), len(slots) - 1)
                parts[family] += weight * shares[at] * (slots[at] == places)
        hits = [
            Hit(self._ids[place], sum(column), tuple(column))
            for place, column in zip(places.tolist(), parts.T.tolist(), strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit]

    def _summed(self, weights: Weights) -> tuple[Floats, Weights]:
        # The rarest features first, as many as can be read in the time; the rest is returned.
        rows = np.zeros((len(FAMILIES), len(self._ids)))
        order = sorted(weights, key=lambda row: self._families[row[0]].frequency[row[1]])
        read = 0
        for place, (family, feature, weight) in enumerate(order):
            read += self._families[family].frequency[feature]
            if read > POSTINGS_READ and place > 0:
                break
            for slots, shares in self._families[family].of(feature):
                rows[family][slots] += weight * shares
        else:
            place = len(order)
        rows[:, np.frombuffer(self._removed, np.int32)] = 0
        return rows, order[place:]

    def _weights(self, words: list[str]) -> Weights:
        weights: Weights = []
        stems = self._reader.stems(words)
        letter_counts = Counter(gram for word in words for gram in letters(word))
        guessed: dict[str, float] = {}
        for word in dict.fromkeys(words):
            for near, similar in self._near.of(word):
                for near_stem in self._reader.stems([near]):
                    guessed.setdefault(near_stem, similar * NEAR_DISCOUNT)
        weights += self._weighed(0, Counter(stems), guessed)
        weights += self._weighed(1, Counter(_pairs(stems)))
        weights += self._weighed(2, letter_counts)
        return weights

    def _weighed(
        self, family: int, counts: Mapping[str, int], guessed: Mapping[str, float] | None = None
    ) -> Weights:
        frequency, numbers = self._families[family].frequency, self._numbers[family]
        rows, square = [], 0.0
        for feature, times in counts.items():
            number = numbers.get(feature)
            rarity = self._rarity(0 if number is None else frequency[number])
            weight = (1 + math.log(times)) * rarity
            square += weight * weight
            if number is not None and frequency[number]:
                rows.append((family, number, weight * rarity))
        for feature, share in (guessed or {}).items():
            number = numbers.get(feature)
            if feature not in counts and number is not None and frequency[number]:
                rows.append((family, number, share * self._rarity(frequency[number]) ** 2))
        scale = WEIGHTS[family] / math.sqrt(square) if square else 0.0
        return [(family, number, weight * scale) for family, number, weight in rows]

    def _rarity(self, frequency: int) -> float:
        return math.log((len(self._slots) + 1) / (frequency + 1)) + 1

    def _features(self, documents: list[list[list[str]]]) -> list[list[Ints]]:
        stems, pairs, grams = self._numbers
        read = [[self._reader.stems(text) for text in texts] for texts in documents]
        return [
            [_ints([stems[stem] for text in texts for stem in text]) for texts in read],
            [_ints([pairs[pair] for text in texts for pair in _pairs(text)]) for texts in read],
            [
                np.concatenate([_ints([]), *(self._spelt(w, grams) for t in texts for w in t)])
                for texts in documents
            ],
        ]

    def _spelt(self, word: str, grams: defaultdict[str, int]) -> Ints:
        known = self._letters.get(word)
        if known is None:
            known = self._letters[word] = _ints([grams[gram] for gram in letters(word)])
        return known


def _pairs(stems: list[str]) -> list[str]:
    return [f"{one} {other}" for one, other in pairwise(stems)]


def _ints(numbers: list[int]) -> Ints:
    return np.array(numbers, np.int64)


def _highest(scores: Floats, limit: int) -> Ints:
    # All that equal the last one too, so that the order of adding decides nothing.
    least = 0.0
    if len(scores) > limit:
        least = float(np.partition(scores, len(scores) - limit)[len(scores) - limit])
    return np.flatnonzero((scores >= least) & (scores > 0))
