"""Learn the calibration of scores: ``python -m tests.benchmarks.calibrate``.

Logistic regression of "the best is right", over the public sets and sets
made from them and from the shipped knowledge; every set counts the same, in scope and out of scope
half each. Prints what each group of sets reaches when it is left out, then the lines to paste into
``knowledge/calibration.py``.
"""

import numpy as np
from numpy.typing import NDArray

from knowledge.calibration import Evidence, features
from knowledge.hits import PARTS, Hit, Shared
from knowledge.index import Index
from knowledge.language import Reader, unpadded
from knowledge.matching.ranking import documents, ranked
from knowledge.matching.thresholds import SURE
from tests.benchmarks.quality import auroc
from tests.benchmarks.sets import QuestionSet, made, public

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = tuple[Floats, Bools, Bools]
"""The calibration's features; whether the best is right; whether it is in scope."""


def rows_of(one: QuestionSet) -> Rows:
    """Return what the calibration sees of every question of a set."""
    reader = Reader(one.known.vocabulary)
    index = Index(reader)
    if one.known.entries:
        index.add({id_: documents(entry) for id_, entry in one.known.entries.items()})
    else:
        index.add({id_: [tuple(p.texts.values())] for id_, p in one.known.passages.items()})
    seen, right, inside = [], [], []
    for text, expected in one.questions:
        words = unpadded(reader.words(text))
        hits = ranked(index, words)
        first, second = [*hits, Hit("", 0.0, (0.0,)), Hit("", 0.0, (0.0,))][:2]
        shared = index.shared(words, [first.id]) if hits else [Shared(1.0, 0, 0)]
        evidence = Evidence(
            sum(first.parts[: len(PARTS)]),
            first.parts[0],
            first.score - second.score,
            shared[0].lacking,
            shared[0].telling,
            shared[0].words,
        )
        seen.append(features(evidence, index.words_each))
        right.append(bool(hits) and hits[0].id == expected)
        inside.append(expected is not None)
    return np.array(seen), np.array(right), np.array(inside)


def fitted(sets: list[Rows]) -> Floats:
    """Return bias and weights by Newton's method, with a trace of ridge."""
    x = np.vstack([seen for seen, _, _ in sets])
    y = np.concatenate([right for _, right, _ in sets]).astype(float)
    weight = np.concatenate(
        [np.where(inside, 0.5 / inside.sum(), 0.5 / (~inside).sum()) for _, _, inside in sets]
    )
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ beta))
        slope = x.T @ (weight * (y - chance)) - 1e-4 * beta
        curve = (x.T * (weight * chance * (1 - chance))) @ x + 1e-4 * np.eye(len(beta))
        beta += np.linalg.solve(curve, slope)
    return beta


def balanced(rows: Rows, beta: Floats, line: float = SURE) -> float:
    """Return the mean of answered right (in scope) and declined (out of scope)."""
    seen, right, inside = rows
    sure = 1 / (1 + np.exp(-seen @ beta)) >= line
    return float(((sure & right)[inside].mean() + (~sure)[~inside].mean()) / 2)


def main() -> None:
    """Learn, show what it is worth on sets left out, and print the result."""
    sets = [*public(), *made()]
    seen = {one.name: rows_of(one) for one in sets}
    for one in sets:
        beta = fitted([seen[other.name] for other in sets if other.group != one.group])
        x, right, inside = seen[one.name]
        area = auroc((x @ beta)[inside & right], (x @ beta)[~inside])
        reached = balanced(seen[one.name], beta)
        print(f"{one.name:16} balanced {100 * reached:5.1f}  AUROC {100 * area:5.1f}  left out")
    beta = fitted(list(seen.values()))
    for line in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        mean = np.mean([balanced(rows, beta, line) for rows in seen.values()])
        print(f"SURE = {line:4.2f}: balanced {100 * mean:.1f}")
    for name, weight in zip(
        ("BIAS", "LIKENESS", "MARGIN", "LACKING", "FEW"), beta.tolist(), strict=True
    ):
        print(f"{name} = {weight:.2f}")


if __name__ == "__main__":
    main()
