"""What a message looks like: whether it asks, however hurriedly it is typed."""

import json
from pathlib import Path

import pytest

from knowledge.shape import may_ask


@pytest.mark.parametrize(
    "text",
    [
        *("harga kuota brp skrg", "seng jia zhao itu spa", "minta password wifinya dong min"),
        *("AI nya udh bs upgrade diri sndiri blm", "waht gadgt will repalce my laptop", "MSL?"),
        *("tell me about the glasses", "Mohon informasi perihal laba bersih."),
    ],
)
def test_who_asks_in_a_hurry_still_asks(text: str) -> None:
    assert may_ask(text)


@pytest.mark.parametrize(
    "text",
    [
        *("gue lagi di jalan macet parah", "nice work, love this bot", "sampai tanggal 14"),
        *("https://example.com/apa?id=8831", "bang Rian", "Good evening everyone", ""),
    ],
)
def test_what_is_merely_said_asks_nothing(text: str) -> None:
    assert not may_ask(text)


def test_nearly_every_labelled_question_asks_and_most_of_a_groups_talk_does_not() -> None:
    here = Path(__file__).parent
    rows = [json.loads(line) for line in (here / "questions.jsonl").read_text("utf-8").splitlines()]
    whole = [row["text"] for row in rows if row["style"] in ("id-formal", "id-slang", "id-typo")]
    assert sum(map(may_ask, whole)) / len(whole) > 0.95
    talk = [
        line
        for file in sorted((here / "group_day").glob("everyday_*.txt"))
        for line in file.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert sum(map(may_ask, talk)) / len(talk) < 0.45
