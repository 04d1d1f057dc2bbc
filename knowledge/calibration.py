"""From a raw similarity to the chance of being right, the same for every knowledge.

Learned by ``python -m tests.benchmarks.calibrate`` on public question sets, each set counting the
same, in-scope and out-of-scope questions half each; the script prints the lines to paste here.
"""

import math
from dataclasses import dataclass

BIAS = -2.73
LIKENESS = 4.48
MARGIN = 5.58
LACKING = -2.87
FEW = -1.00
POOLED = 0.35
"""The more words are pooled in a document, the lower its similarities: by about this power."""
DENSE = 150
"""Words a document from which on a document has most words that a question of its own may use."""
ENOUGH = 3
"""Telling words in common; fewer of them may be chance."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a candidate, and against it."""

    similarity: float
    """Its score in the index."""
    by_words: float
    """What of that the words gave."""
    margin: float
    """What it has before the best other one."""
    lacking: float
    """The share of the question's weight that it lacks."""
    telling: int
    """How many telling words it shares with the question."""
    words: int
    """How many words its document has."""


def calibrated(evidence: Evidence, words_each: float) -> float:
    """Return the chance (0..1) that the candidate is right, by logistic regression.

    ``words_each`` is the mean number of words in a document of this knowledge.
    """
    weights = (BIAS, LIKENESS, MARGIN, LACKING, FEW)
    seen = features(evidence, words_each)
    odds = sum(weight * value for weight, value in zip(weights, seen, strict=True))
    return 1 / (1 + math.exp(-odds))


def features(evidence: Evidence, words_each: float) -> tuple[float, ...]:
    """Return what the regression sees, in the order of the weights above.

    Words that a document lacks tell little where documents are a line or two, and much where they
    pool many wordings; there they are weighed by that, and not by similarity as well. A short one
    among those that pool many (just added, say) is as like a question as short ones are, and what
    it lacks tells as much as of the others.
    """
    words = min(evidence.words, words_each)
    scale = (1 + words) ** POOLED
    dense = min(1.0, words_each / DENSE)
    likeness = evidence.similarity - min(1.0, words / DENSE) * evidence.by_words
    few = max(0, ENOUGH - evidence.telling)
    return (1.0, scale * likeness, scale * evidence.margin, dense * evidence.lacking, dense * few)
