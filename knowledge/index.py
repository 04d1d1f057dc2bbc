"""A searchable index of things by id: what is added or removed is in the answers at once.

A thing has a document for every language; a document is a few texts read as one (the phrasings of
an entry). It is described by three families of features: word stems, pairs of neighbouring stems,
letter n-grams of its words. Its own weights do not depend on the others (no document frequency in
its norm), and the frequencies are plain counts, so a change touches nothing but the document
changed: an index that grew scores exactly as one built afresh.
"""

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from sys import intern

import numpy as np
from numpy.typing import NDArray

from knowledge.features import FAMILIES, Features, pairs
from knowledge.hits import PARTS, Hit, Shared
from knowledge.language import Reader, letters, stem
from knowledge.languages import FUNCTION_WORDS
from knowledge.near import NearWords
from knowledge.postings import Chunk, Floats, Ints, Postings, collector_off, summed
from knowledge.wordings import counts_for, likelihood

WEIGHTS = (0.4, 0.15, 0.45)
"""What each family's cosine counts for in the score."""
POSTINGS_READ = 50_000
"""Postings summed for all documents; features commoner than that count for candidates alone."""
CANDIDATES = 32
"""Documents scored with everything in the question."""
SPARE = 1000
"""Removed documents beyond the living ones before the index is packed anew."""
RELATED_DISCOUNT = 0.8
"""What a word counts for that only means the same, times its closeness."""

_SMALL = frozenset(map(stem, FUNCTION_WORDS))

Weights = list[tuple[int, int, int, float]]
"""Part, family, feature and weight of everything in a question."""


class Index:
    """Things by id, found by the words, pairs and letters that they share with a question."""

    def __init__(self, reader: Reader, background: Sequence[Sequence[str]] = ()) -> None:
        """Index nothing yet. The background's documents count for how rare a word is, no more."""
        self._reader = reader
        self._background = background
        self._start()

    def _start(self) -> None:
        self._families = tuple(Postings() for _ in FAMILIES)
        self._features = Features(self._reader)
        self._numbers = self._features.numbers
        self._near = NearWords()
        self._ids: list[str] = []
        self._slots: dict[str, range] = {}
        self._things: dict[str, Sequence[Sequence[str]]] = {}
        self._removed = array("i")
        self._count = self._size = self._texts = 0
        self._rarities: dict[int, float] = {}
        if self._background:
            with collector_off():
                self._add({"": self._background})
            del self._things[""]
            self._removed.extend(self._slots.pop(""))

    def __len__(self) -> int:
        """Count the things."""
        return len(self._slots)

    @property
    def words_each(self) -> float:
        """The mean number of words in a document."""
        return self._size / self._count if self._count else 0.0

    def knows(self, word: str) -> bool:
        """Tell whether a word stands in any document."""
        return word in self._near

    def word_from(self, beginning: str) -> str | None:
        """Give the commonest word that begins so, if any does."""
        return self._near.commonest(beginning)

    def add(self, things: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """Add things by id, each with its documents; one that is there already is replaced."""
        for id_ in things:
            self.remove(id_)
        with collector_off():
            self._add(things)

    def _add(self, things: Mapping[str, Sequence[Sequence[str]]]) -> None:
        read = [self._read(texts) for documents in things.values() for texts in documents]
        features = zip(self._families, self._features.of(read), strict=True)
        for family, counted in reversed(list(features)):  # the largest while memory is empty
            family.add(len(self._ids), counted)
            self._features.forget_spellings()
        for document in read:
            self._near.add(document)
            self._size += sum(map(len, document))
            self._texts += len(document)
        for id_, documents in things.items():
            self._slots[id_] = range(len(self._ids), len(self._ids) + len(documents))
            self._ids.extend([id_] * len(documents))
        self._things.update(things)
        self._count += len(read)
        self._rarities.clear()

    def remove(self, id_: str) -> None:
        """Take a thing out, if it is there."""
        if id_ not in self._slots:
            return
        read = [self._read(texts) for texts in self._things.pop(id_)]
        for family, documents in zip(self._families, self._features.of(read), strict=True):
            for features in documents:
                family.remove(features)
        for document in read:
            self._near.remove(document)
            self._size -= sum(map(len, document))
            self._texts -= len(document)
        self._removed.extend(self._slots.pop(id_))
        self._count -= len(read)
        self._rarities.clear()
        if len(self._removed) > SPARE + self._count:
            things = self._things
            self._start()
            self.add(things)

    def _read(self, texts: Sequence[str]) -> list[list[str]]:
        return [list(map(intern, self._reader.words(text))) for text in texts]

    def search(self, words: list[str], limit: int = 10) -> list[Hit]:
        """Return the things nearest to a question's words by their best document, equals by id."""
        if not self._count:
            return []
        weights = self._weights(words)
        rows, late = self._summed(weights)
        places = _highest(rows.sum(axis=0), max(limit, CANDIDATES))
        parts = rows[:, places]
        for part, family, feature, weight in late:
            for slots, shares in self._families[family].of(feature):
                at = slots.searchsorted(places)
                at[at == len(slots)] = 0
                parts[part] += weight * shares[at] * (slots[at] == places)
        hits = [
            Hit(self._ids[place], sum(column), tuple(column))
            for place, column in zip(places.tolist(), parts.T.tolist(), strict=True)
        ]
        best: dict[str, Hit] = {}
        for hit in sorted(hits, key=lambda hit: (-hit.score, hit.id, hit.parts)):
            best.setdefault(hit.id, hit)
        return list(best.values())[:limit]

    def shared(self, words: list[str], ids: Sequence[str]) -> list[Shared]:
        """Tell what of a question's words each thing has: what a word may have meant counts."""
        bounds = [at for id_ in ids for at in (self._slots[id_].start, self._slots[id_].stop)]
        total, had, telling = 0.0, np.zeros(len(ids)), np.zeros(len(ids), np.int32)
        for word in dict.fromkeys(words):
            numbers, weight = self._meanings(word)
            total += weight
            has = self._have(numbers, bounds)
            had += weight * has
            if word not in FUNCTION_WORDS:
                telling += has
        lacking = 1 - had / (total or 1.0)
        rows = zip(lacking.tolist(), telling.tolist(), self._words_of(ids).tolist(), strict=True)
        return [Shared(*row) for row in rows]

    def likelihoods(self, words: list[str], ids: Sequence[str]) -> list[float]:
        """Tell how much more likely each thing's wordings make a question than any wordings do.

        A mean logarithm, weighed as a similarity; 0 throughout where documents have few texts.
        """
        counted = counts_for(self._texts / self._count if self._count else 0.0)
        if not (counted and ids):
            return [0.0] * len(ids)
        slots, firsts = self._places_of(ids)
        meant = self._meant(words)
        total = np.zeros(len(slots))
        for family, counts in enumerate(self._counts_of(meant)):
            numbers = self._numbers[family]
            known = [(n, often) for f, often in counts.items() if (n := numbers.get(f)) is not None]
            own = likelihood(self._families[family], known, counts.total(), slots, self._count)
            total += WEIGHTS[family] * own
        gained: list[float] = (counted * np.maximum.reduceat(total, firsts)).tolist()
        return gained

    def _places_of(self, ids: Sequence[str]) -> tuple[Ints, Ints]:
        # the slots of things, and where those of each begin
        slots = [self._slots[id_] for id_ in ids]
        firsts = np.cumsum([0, *map(len, slots)])[:-1]
        return np.array([at for own in slots for at in own], np.int32), firsts.astype(np.int32)

    def _words_of(self, ids: Sequence[str]) -> Ints:
        slots, firsts = self._places_of(ids)
        words: Ints = self._families[0].sizes(slots)
        return words if not ids else np.maximum.reduceat(self._families[0].sizes(slots), firsts)

    def _meant(self, words: list[str]) -> list[str]:
        # a mistyped word as the known one that is nearest
        return [near[0][0] if (near := self._near.of(word)) else word for word in words]

    def _counts_of(self, words: list[str]) -> tuple[Counter[str], ...]:
        stems = self._reader.stems(words)
        grams = Counter(gram for word in words for gram in letters(word))
        return Counter(stems), Counter(pairs(stems)), grams

    def _meanings(self, word: str) -> tuple[list[int], float]:
        # the features that stand for a word, and its weight
        meant = self._reader.stems([word, *(near for near, _ in self._near.of(word))])
        numbers, frequency = self._numbers[0], self._families[0].frequency
        own = numbers.get(meant[0])
        weight = self._rarity(0 if own is None else frequency[own]) ** 2
        known = (numbers.get(stem) for stem in (*meant, *self._reader.related(meant)))
        return [number for number in known if number is not None], weight

    def _have(self, features: list[int], bounds: list[int]) -> NDArray[np.bool_]:
        # which of the things, given by where their documents begin and end, have any of these
        has = np.zeros(len(bounds) // 2, np.bool_)
        for feature in features:
            for slots, _ in self._families[0].of(feature):
                at = slots.searchsorted(bounds)
                has |= at[::2] < at[1::2]
        return has

    def _summed(self, weights: Weights) -> tuple[Floats, Weights]:
        # The rarest features first, as many as can be read in the time; the rest is returned.
        order = sorted(weights, key=lambda row: self._families[row[1]].frequency[row[2]])
        chunks: list[list[Chunk]] = [[] for _ in PARTS]
        scales: list[list[float]] = [[] for _ in PARTS]
        read = 0
        for place, (part, family, feature, weight) in enumerate(order):
            read += self._families[family].frequency[feature]
            if read > POSTINGS_READ and place > 0:
                break
            for chunk in self._families[family].of(feature):
                chunks[part].append(chunk)
                scales[part].append(weight)
        else:
            place = len(order)
        rows = np.stack([summed(*row, len(self._ids)) for row in zip(chunks, scales, strict=True)])
        rows[:, np.frombuffer(self._removed, np.int32)] = 0
        return rows, order[place:]

    def _weights(self, words: list[str]) -> Weights:
        # An unknown word counts as such in the norm, and all the same finds what it may have meant.
        near = {word: self._near.of(word) for word in words}
        meant = self._meant(words)
        stems, meant_stems = self._reader.stems(words), self._reader.stems(meant)
        guessed = {
            other: closeness * RELATED_DISCOUNT
            for other, closeness in self._reader.related(meant_stems).items()
        }
        for known, similar in (pair for found in near.values() for pair in found):
            for other in self._reader.stems([known]):
                guessed[other] = max(similar, guessed.get(other, 0.0))
        _, neighbours, spelt = self._counts_of(meant)
        weights = self._weighed(0, Counter(stems), guessed)
        return weights + self._weighed(1, neighbours, {}) + self._weighed(2, spelt, {})

    def _weighed(
        self, family: int, counts: Mapping[str, int], guessed: Mapping[str, float]
    ) -> Weights:
        frequency, numbers = self._families[family].frequency, self._numbers[family]
        rows, square = [], 0.0
        for feature, times in counts.items():
            number = numbers.get(feature)
            rarity = self._rarity(0 if number is None else frequency[number])
            weight = (1 + math.log(times)) * rarity
            square += weight * weight
            if number is not None and frequency[number]:
                part = 3 if family == 0 and feature in _SMALL else family
                rows.append((part, family, number, weight * rarity))
        for feature, share in guessed.items():
            number = numbers.get(feature)
            if feature not in counts and number is not None and frequency[number]:
                rows.append((family, family, number, share * self._rarity(frequency[number]) ** 2))
        # The rarest word there could be is worth 1, so that scores mean the same at every size.
        scale = WEIGHTS[family] / math.sqrt(square) / self._rarity(0) if square else 0.0
        return [(part, family, number, weight * scale) for part, family, number, weight in rows]

    def _rarity(self, frequency: int) -> float:
        known = self._rarities.get(frequency)
        if known is None:
            known = math.log((self._count + 1) / (frequency + 1)) + 1
            self._rarities[frequency] = known
        return known


def _highest(scores: Floats, limit: int) -> Ints:
    # All that equal the last one too, so that the order of adding decides nothing.
    least = 0.0
    if len(scores) > limit:
        least = float(np.partition(scores, len(scores) - limit)[len(scores) - limit])
    return np.flatnonzero((scores >= least) & (scores > 0)).astype(np.int32)
