"""Labelled questions -> answered right, wrong, offered, declined, false answers; curves.

A row is ``{"text", "expect": id or null}`` or ``{"text", "facts": [passage ids], "must": regular
expression}``; null and an empty list mean that nothing here answers it, or, with ``"reject": id``,
that this one entry does not.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from knowledge.loading import text_of
from knowledge.loading.toml_files import problem_of
from knowledge.matching import KnowledgeBase
from knowledge.model import Answered, Entry, KnowledgeError, NotStated, Outcome, Unsure

Verdict = Literal["right", "wrong", "offered", "declined", "false", "refused"]
"""In scope: answered right, answered wrong, the right one among the choices, or neither. Out of
scope: answered all the same, or rightly not."""

_MAX_PATTERN = 500
"""Characters of a ``must``; longer ones are refused."""


class LabelledQuestion(BaseModel):
    """One row of a file of labelled questions; other keys are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    text: str
    expect: str | None = None
    facts: tuple[str, ...] | None = None
    reject: str | None = None
    """An entry that is not right; with it nothing is said of the others."""
    must: Annotated[str, StringConstraints(max_length=_MAX_PATTERN)] | None = None

    @model_validator(mode="after")
    def _is_labelled(self) -> "LabelledQuestion":
        if self.facts is None and "expect" not in self.model_fields_set:
            raise ValueError('give "expect", or "facts"')
        try:
            re.compile(self.must or "")
        except re.error as error:
            raise ValueError(f'"must" is no regular expression ({error})') from None
        return self

    @property
    def in_scope(self) -> bool:
        """Tell whether the knowledge is expected to answer this."""
        return bool(self.facts) if self.facts is not None else self.expect is not None

    def accepts(self, entry: Entry) -> bool:
        """Tell whether an entry is a right answer: it cites a fact and says what it must."""
        if self.facts is None:
            return entry.id == self.expect
        says = " ".join(entry.answers.values())
        said = self.must is None or re.search(self.must, says, re.IGNORECASE) is not None
        return said and not set(self.facts).isdisjoint(entry.cites)

    def is_refused(self, entry: Entry) -> bool:
        """Tell whether an entry is known not to answer this, where nothing is to."""
        return self.reject is None or entry.id == self.reject


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a labelled question."""

    question: LabelledQuestion
    outcome: Outcome
    verdict: Verdict
    best_is_right: bool
    """Whether the best entry is a right answer, whatever the band made of it."""
    best_claims: bool
    """Whether the best entry claims something: no known unknown, no small talk."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold on the score would do; all are shares, 0..1."""

    threshold: float
    right: float
    """Of the questions in scope, answered right."""
    wrong: float
    """Of the questions in scope, answered wrong."""
    false: float
    """Of the questions out of scope, answered."""

    @property
    def balanced(self) -> float:
        """Mean of right answers in scope and refusals out of scope."""
        return (self.right + 1 - self.false) / 2


def read_labelled(file: Path) -> list[LabelledQuestion]:
    """Read a file of labelled questions; KnowledgeError names the line at fault."""
    questions = []
    for number, line in enumerate(text_of(file).split("\n"), 1):
        if line.strip():
            place = f"{file}:{number}"
            try:
                questions.append(LabelledQuestion.model_validate(json.loads(line)))
            except ValidationError as error:
                raise problem_of(error, place) from None
            except (ValueError, RecursionError) as error:
                cure = "Each line must hold one JSON object"
                raise KnowledgeError(place, f"not JSON ({error})", cure) from None
    if not questions:
        raise KnowledgeError(str(file), "holds no question", "Add a row a line")
    return questions


def evaluate(base: KnowledgeBase, questions: Iterable[LabelledQuestion]) -> list[Judged]:
    """Ask every question and judge what came of it."""
    return [_judged(base, question) for question in questions]


def shares(judged: Sequence[Judged]) -> dict[Verdict, float]:
    """Give each verdict's share, 0..1, of the questions in scope or out of it."""
    counts = Counter(one.verdict for one in judged)
    inside = sum(one.question.in_scope for one in judged)
    outside = len(judged) - inside
    within: tuple[Verdict, ...] = ("right", "wrong", "offered", "declined")
    without: tuple[Verdict, ...] = ("false", "refused")
    return {
        **{verdict: counts[verdict] / inside if inside else 0.0 for verdict in within},
        **{verdict: counts[verdict] / outside if outside else 0.0 for verdict in without},
    }


def curve(judged: Sequence[Judged]) -> list[Point]:
    """Give what each threshold from 0 to 1, in steps of 0.01, would do."""
    inside = [one for one in judged if one.question.in_scope]
    outside = [one for one in judged if not one.question.in_scope]
    return [_point(number / 100, inside, outside) for number in range(101)]


def recommended(points: Sequence[Point]) -> Point:
    """Choose the threshold with the best balance; of equals the one in their middle."""
    best = max(point.balanced for point in points)
    equals = [point for point in points if point.balanced >= best - 1e-9]
    return equals[len(equals) // 2]


def _judged(base: KnowledgeBase, question: LabelledQuestion) -> Judged:
    outcome = base.answer(question.text)
    best = base.knowledge.entries.get(outcome.reading.best or "")
    return Judged(
        question=question,
        outcome=outcome,
        verdict=_verdict(question, outcome),
        best_is_right=best is not None and question.accepts(best),
        best_claims=best is not None and best.kind == "answer" and question.is_refused(best),
    )


def _verdict(question: LabelledQuestion, outcome: Outcome) -> Verdict:
    if not question.in_scope:
        # a known unknown claims nothing, so it is no false answer
        if isinstance(outcome, Answered) and question.is_refused(outcome.entry):
            return "false"
        return "refused"
    match outcome:
        case Answered(entry=entry) | NotStated(entry=entry):
            return "right" if question.accepts(entry) else "wrong"
        case Unsure(choices=choices) if any(map(question.accepts, choices)):
            return "offered"
    return "declined"


def _point(threshold: float, inside: list[Judged], outside: list[Judged]) -> Point:
    answered = [one for one in inside if one.outcome.reading.score >= threshold]
    right = sum(one.best_is_right for one in answered)
    false = sum(one.best_claims and one.outcome.reading.score >= threshold for one in outside)
    return Point(
        threshold,
        right / len(inside) if inside else 0.0,
        (len(answered) - right) / len(inside) if inside else 0.0,
        false / len(outside) if outside else 0.0,
    )
