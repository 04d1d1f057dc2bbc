"""How well what was worded before accounts for a question: counts, where there are enough of them.

A document that pools many wordings tells how often its thing is asked about in which words. By
that a question can be more likely to be about it than about anything at all, or less: the
logarithm of that ratio, smoothed by an average document (Dirichlet's prior; Zhai and Lafferty,
"A study of smoothing methods for language models", 2001).
"""

from collections.abc import Sequence

import numpy as np

from knowledge.postings import Floats, Ints, Postings

PRIOR = 0.1
"""Average documents that each one is smoothed with."""
SPARSE = 8
"""Texts a document up to which nothing is learned from counts ..."""
DENSE = 20
"""... and from which on they count in full. Not words: one long answer is no many wordings."""
COUNTED = 0.05
"""What the ratio's logarithm, for a mean feature, counts for beside a similarity of 0..1."""


def counts_for(texts_each: float) -> float:
    """Return what a likelihood is to be multiplied with, given the mean texts of a document."""
    return COUNTED * min(1.0, max(0.0, (texts_each - SPARSE) / (DENSE - SPARSE)))


def likelihood(
    family: Postings, features: Sequence[tuple[int, int]], times: int, slots: Ints, documents: int
) -> Floats:
    """Return for each slot the mean logarithm of the ratio over ``times`` features of a question.

    ``features`` are those that the family knows, each with how often it is asked; ``documents`` is
    how many there are.
    """
    if not (times and family.size):
        return np.zeros(len(slots))
    prior = PRIOR * family.size / documents
    sums: Floats = times * np.log(prior / (family.sizes(slots) + prior))
    read = [(chunk, row) for row, (number, _) in enumerate(features) for chunk in family.of(number)]
    if not read:
        return sums / times
    found = np.concatenate([chunk[0] for chunk, _ in read])
    column = np.full(family.slots, -1, np.int32)
    column[slots] = np.arange(len(slots))
    at = column[found]
    kept = at >= 0
    shares = np.concatenate([chunk[1] for chunk, _ in read])[kept]
    rows = np.repeat([row for _, row in read], [len(chunk[0]) for chunk, _ in read])[kept]
    counted = np.rint(np.exp(shares * family.lengths(found[kept]) - 1.0))
    asked = np.array([often for _, often in features], float)
    frequency = np.array([family.frequency[number] for number, _ in features], float)
    expected = prior * (frequency + 0.5) / (family.total + 1.0)
    gains = asked[rows] * np.log1p(counted / expected[rows])
    likelihoods: Floats = (sums + np.bincount(at[kept], gains, minlength=len(slots))) / times
    return likelihoods
