"""From a raw similarity to the chance of being right, the same for every knowledge.

Learned by ``python -m tests.benchmarks.calibrate`` on public question sets, each set counting the
same, in-scope and out-of-scope questions half each; the script prints the lines to paste here.
"""

import math

BIAS = -3.4
SIMILARITY = 3.41
MARGIN = 8.17
POOLED = 0.35
"""The more words are pooled in a document, the lower its similarities: by about this power."""


def calibrated(similarity: float, margin: float, words_each: float) -> float:
    """Return the chance (0..1) that the candidate is right.

    ``similarity`` is its score in the index, ``margin`` what it has before the best other one,
    ``words_each`` the mean number of words in a document. Logistic regression.
    """
    scale = (1 + words_each) ** POOLED
    odds = BIAS + scale * (SIMILARITY * similarity + MARGIN * margin)
    return 1 / (1 + math.exp(-odds))
