"""Quality on labelled question sets, with the shipped thresholds."""

import random
import string

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from knowledge import Answered, KnowledgeBase, NotStated, Outcome, SmallTalk, Unanswered
from tests.benchmarks.sets import Question, QuestionSet, public

Judged = tuple[str | None, Outcome]
"""What was expected, and what came of the question."""


def report() -> None:
    """Print top-1, typo, balanced and AUROC of every set, in %."""
    sets = public()
    console = Console(width=120)
    if not sets:
        console.print("No question sets: name their folder in KUTIP_BENCH to measure quality.")
        return
    columns = ["set", "top-1", "typo", "balanced", "(tuned)", "AUROC"]
    columns += ["right", "wrong", "false answers"]
    table = Table(*columns, title="Quality, %, shipped thresholds")
    for one in sets:
        table.add_row(one.name, *(f"{100 * value:.1f}" for value in figures(one)))
    console.print(table)


def figures(one: QuestionSet) -> list[float]:
    """Return the figures of one set, 0..1, in the order of the table."""
    base = KnowledgeBase(one.known)
    rows = [(expected, base.answer(text)) for text, expected in one.questions]
    typed = [(expected, base.answer(text)) for text, expected in mistyped(one.questions)]
    inside = [row for row in rows if row[0]]
    outside = [row for row in rows if not row[0]]
    right = _mean([_is_top(row) and _is_answer(row, base) for row in inside])
    wrong = _mean([not _is_top(row) and _is_answer(row, base) for row in inside])
    false = _mean([_is_answer(row, base) for row in outside])
    good = np.array(
        [outcome.reading.score for row in inside if _is_top(row) for outcome in row[1:]]
    )
    bad = np.array([outcome.reading.score for _, outcome in outside])
    tuned = max(
        ((good >= line).sum() / len(inside) + (bad < line).mean()) / 2
        for line in np.unique(np.concatenate([good, bad]))
    )
    return [
        _mean([_is_top(row) for row in inside]),
        _mean([_is_top(row) for row in typed]),
        (right + 1 - false) / 2,
        float(tuned),
        auroc(good, bad),
        right,
        wrong,
        false,
    ]


def mistyped(questions: list[Question], seed: int = 7) -> list[Question]:
    """Return the questions in scope with one or two random letter edits each."""
    rng = random.Random(seed)  # noqa: S311
    return [(_typo(text, rng), expected) for text, expected in questions if expected]


def _typo(text: str, rng: random.Random) -> str:
    letters = list(text)
    for _ in range(rng.choice([1, 2])):
        at, letter = rng.randrange(len(letters)), rng.choice(string.ascii_lowercase)
        match rng.choice(["replace", "delete", "insert", "swap"]):
            case "replace":
                letters[at] = letter
            case "delete" if len(letters) > 1:
                del letters[at]
            case "insert":
                letters.insert(at, letter)
            case _:
                letters[at : at + 2] = letters[at : at + 2][::-1]
    return "".join(letters)


def auroc(good: NDArray[np.float64], bad: NDArray[np.float64]) -> float:
    """Return the chance that a good score stands above a bad one; equals count half."""
    above = (good[:, None] > bad).mean() + 0.5 * (good[:, None] == bad).mean()
    return float(above)


def _is_top(row: Judged) -> bool:
    return row[1].reading.best == row[0]


def _is_answer(row: Judged, base: KnowledgeBase) -> bool:
    match row[1]:
        case Answered() | NotStated() | SmallTalk():
            return True
        case Unanswered(passage=passage):  # where only passages are known, a passage is the answer
            return passage is not None and not base.knowledge.entries
        case _:
            return False


def _mean(values: list[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
