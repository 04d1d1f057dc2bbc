"""The shipped announcement, asked by people who have not seen its entries.

The lines are looser than what is reached, so that only a real loss trips them; `kutip evaluate`
gives the figures.
"""

from pathlib import Path

import pytest

from knowledge import KnowledgeBase, load
from knowledge.evaluation import evaluate, read_labelled, shares

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load()


@pytest.mark.parametrize("name", ["questions.jsonl", "unseen.jsonl"])
def test_most_questions_are_answered_right_and_few_strangers_at_all(
    base: KnowledgeBase, name: str
) -> None:
    found = shares(evaluate(base, read_labelled(HERE / name)))
    assert found["right"] >= 0.85
    assert found["wrong"] <= 0.04
    assert found["false"] <= 0.05
