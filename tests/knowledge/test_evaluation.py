"""Labelled questions are judged as a strict person would."""

from pathlib import Path

import pytest

from knowledge import KnowledgeError, load
from knowledge.evaluation import (
    LabelledQuestion,
    Verdict,
    curve,
    evaluate,
    read_labelled,
    recommended,
    shares,
)

SAMPLE = Path(__file__).parent.parent / "sample"


def question(text: str, **labels: object) -> LabelledQuestion:
    return LabelledQuestion.model_validate({"text": text, **labels})


@pytest.mark.parametrize(
    ("labelled", "verdict"),
    [
        (question("Kapan perpustakaan pindah?", expect="moving-date"), "right"),
        (question("Kapan perpustakaan pindah?", expect="late-fees"), "wrong"),
        (question("Kapan perpustakaan pindah?", expect=None), "false"),
        (question("Kapan perpustakaan pindah?", facts=["E1"], must="12 april"), "right"),
        (question("Kapan perpustakaan pindah?", facts=["E1"], must="13 april"), "wrong"),
        (question("Kapan perpustakaan pindah?", facts=["E3"], must=None), "wrong"),
        (question("zxcvb qwrty plmkn", facts=[]), "refused"),
        (question("zxcvb qwrty plmkn", expect="late-fees"), "declined"),
        (question("Jam buka perpustakaan baru berapa?", facts=[]), "refused"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.text[:20],
)
def test_each_answer_gets_its_verdict(labelled: LabelledQuestion, verdict: Verdict) -> None:
    judged = evaluate(load(SAMPLE), [labelled])
    assert [one.verdict for one in judged] == [verdict]


def test_shares_are_of_questions_in_scope_or_out_of_it() -> None:
    labelled = [
        question("Kapan perpustakaan pindah?", expect="moving-date"),
        question("Apakah denda keterlambatan dihapus?", expect="moving-date"),
        question("zxcvb qwrty plmkn", expect=None),
    ]
    found = shares(evaluate(load(SAMPLE), labelled))
    assert (found["right"], found["wrong"], found["refused"]) == (0.5, 0.5, 1.0)


def test_the_curve_ends_with_nothing_answered_and_the_recommendation_lies_between() -> None:
    labelled = [
        question("Kapan perpustakaan pindah?", expect="moving-date"),
        question("zxcvb qwrty plmkn", expect=None),
    ]
    points = curve(evaluate(load(SAMPLE), labelled))
    assert (points[0].right, points[0].threshold, points[-1].threshold) == (1.0, 0.0, 1.0)
    assert recommended(points).balanced == 1.0


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "questions.jsonl:2: not JSON"),
        ('{"expect": "a"}', 'questions.jsonl:2: the key "text" is missing'),
        ('{"text": "a"}', "questions.jsonl:2: wrong value"),
        ('{"text": "a", "facts": ["A"], "must": "("}', "no regular expression"),
    ],
    ids=["json", "text", "label", "pattern"],
)
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, line: str, problem: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"text": "halo", "expect": null}\n' + line, "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        read_labelled(file)
    assert problem in str(caught.value)
