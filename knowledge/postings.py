"""One family of features: which documents have which, and how much of each document it is."""

import gc
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Chunk = tuple[Ints, NDArray[np.float32]]
"""Slots of documents, rising, and the feature's share of each."""
Block = tuple[Ints, Ints, NDArray[np.float32]]
"""Features, rising, the slots that have them, and their shares."""

BLOCK = 512
"""Documents counted at a time: what bounds the memory of building."""
_FINE = float(1 << 20)
"""Squares are summed as whole numbers of this fineness: exact in any order."""


class Postings:
    """Slots of documents by feature number, with the share 1 + ln(count), scaled to length 1.

    The first documents are packed by feature; later ones are appended feature by feature. Removed
    ones are only counted out: whoever searches leaves their slots aside.
    """

    def __init__(self) -> None:
        self.frequency = array("i")
        """How many documents have the feature, by its number."""
        self._starts = array("q", [0])
        self._slots = np.zeros(0, np.int32)
        self._shares = np.zeros(0, np.float32)
        self._later: dict[int, tuple[array[int], array[float]]] = {}
        self._sizes = array("i")
        self._lengths = array("f")
        self.size = 0
        """Features in all documents, repeats too."""
        self.total = 0
        """The same without repeats in a document."""

    @property
    def slots(self) -> int:
        """How many slots were given out."""
        return len(self._sizes)

    def sizes(self, slots: Ints) -> Ints:
        """Return how many features the documents at these slots have, repeats too."""
        return np.frombuffer(self._sizes, np.int32)[slots]

    def lengths(self, slots: Ints) -> NDArray[np.float32]:
        """Return by what the shares of the documents at these slots were divided."""
        return np.frombuffer(self._lengths, np.float32)[slots]

    def add(self, first: int, documents: Iterable[Ints]) -> None:
        """Add documents at the slots from ``first`` on, each given as its features, repeats too."""
        blocks, at, waiting = list[Block](), first, iter(documents)
        while batch := list(islice(waiting, BLOCK)):
            block, lengths = _weighed(at, batch)
            blocks.append(block)
            at += len(batch)
            self._lengths.extend(lengths.tolist())
            self._sizes.extend(map(len, batch))
            self.size += sum(map(len, batch))
            self.total += len(block[0])
        highest = max((int(block[0][-1]) + 1 for block in blocks if len(block[0])), default=0)
        self.frequency.extend([0] * (highest - len(self.frequency)))
        if first == 0:
            self._pack(blocks)
        else:
            for block in blocks:
                self._append(*block)

    def remove(self, document: Ints) -> None:
        """Count a document's features out."""
        features = np.unique(document).tolist()
        for feature in features:
            self.frequency[feature] -= 1
        self.size -= len(document)
        self.total -= len(features)

    def of(self, feature: int) -> list[Chunk]:
        """Return where the feature is: removed documents too, slots rising over the chunks."""
        chunks: list[Chunk] = []
        if feature + 1 < len(self._starts):
            here = slice(self._starts[feature], self._starts[feature + 1])
            chunks.append((self._slots[here], self._shares[here]))
        if feature in self._later:
            slots, shares = self._later[feature]
            chunks.append((np.frombuffer(slots, np.int32), np.frombuffer(shares, np.float32)))
        return chunks

    def _pack(self, blocks: list[Block]) -> None:
        # Every block goes where its features have room: one pass, and slots rise in a feature.
        highest = len(self.frequency)
        counts = np.zeros(highest, np.int64)
        for features, _, _ in blocks:
            counts += np.bincount(features, minlength=highest)
        starts = np.concatenate([[0], np.cumsum(counts)])
        self.frequency = array("i", counts.tolist())
        self._starts = array("q", starts.tolist())
        self._slots = np.empty(starts[-1], np.int32)
        self._shares = np.empty(starts[-1], np.float32)
        while blocks:
            features, slots, shares = blocks.pop(0)
            first = np.flatnonzero(np.diff(features, prepend=-1))
            sizes = np.diff(first, append=len(features))
            room = np.repeat(starts[features[first]] - first, sizes) + np.arange(len(features))
            self._slots[room], self._shares[room] = slots, shares
            starts[features[first]] += sizes

    def _append(self, features: Ints, slots: Ints, shares: NDArray[np.float32]) -> None:
        rows = zip(features.tolist(), slots.tolist(), shares.tolist(), strict=True)
        for feature, slot, share in rows:
            self.frequency[feature] += 1
            later = self._later.get(feature)
            if later is None:
                later = self._later[feature] = (array("i"), array("f"))
            later[0].append(slot)
            later[1].append(share)


@contextmanager
def collector_off() -> Iterator[None]:
    """Build without the garbage collector."""
    # Building makes no cycles, and the collector would walk the growing index again and again.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def summed(chunks: Sequence[Chunk], weights: Sequence[float], size: int) -> Floats:
    """Sum the shares of so many slots, each chunk's times its weight, in the order given."""
    if not chunks:
        return np.zeros(size)
    slots = np.concatenate([slots for slots, _ in chunks])
    shares = np.concatenate([shares for _, shares in chunks])
    # one call for all: for chunks of a few slots the calls are what takes time
    scales = np.repeat(np.array(weights, np.float32), [len(slots) for slots, _ in chunks])
    return np.asarray(np.bincount(slots, scales * shares, minlength=size), np.float64)


def _weighed(first: int, documents: Sequence[Ints]) -> tuple[Block, Floats]:
    # One sort of (feature, document) pairs counts everything, in the order the postings need.
    total = len(documents)
    sizes = np.fromiter(map(len, documents), np.int64, total)
    keys = np.concatenate(documents, dtype=np.int64)
    keys *= total
    keys += np.repeat(np.arange(total), sizes)
    keys.sort()
    at = np.flatnonzero(np.diff(keys, prepend=-1))
    weights = 1 + np.log(np.diff(at, append=len(keys)).astype(np.float64))
    features, places = np.divmod(keys[at], total)
    squares = np.rint(weights * weights * _FINE)
    lengths = np.sqrt(np.bincount(places, squares, minlength=total) / _FINE)
    shares = (weights / lengths[places]).astype(np.float32)
    return (features.astype(np.int32), (places + first).astype(np.int32), shares), lengths
