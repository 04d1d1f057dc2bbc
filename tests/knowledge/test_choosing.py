"""A number typed instead of a button pressed."""

from pathlib import Path

import pytest

from knowledge import Ignored, Outcome, Reading, Unanswered, Unsure
from knowledge.choosing import LAST, NONE_OF_THESE, chosen_number, sayable
from knowledge.loading import read

ENTRIES = read(Path(__file__).parent.parent / "sample").entries
READING = Reading("id")
FRIENDLY = Unsure(READING, (ENTRIES["greeting"],))
REAL = Unsure(READING, (ENTRIES["branch-north"], ENTRIES["branch-south"]))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("1", 1), (" 2. ", 2), ("#3", 3), ("(1)", 1), ("no 2", 2), ("nomor dua ya kak", 2)),
        *(("yang pertama", 1), ("yg kedua aja deh", 2), ("pilihan ke-3", 3), ("satu", 1)),
        *(("the second", 2), ("the first one", 1), ("number one please", 1), ("3rd", 3)),
        *(("yang terakhir", LAST), ("the last one", LAST), ("Option 2!", 2), ("\uff12", 2)),
        *(("bukan semuanya", NONE_OF_THESE), ("None of these", NONE_OF_THESE)),
        ("0", NONE_OF_THESE),
    ],
)
def test_a_choice_in_words_is_its_number(text: str, number: int) -> None:
    assert chosen_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "?", "-1000", "2025", "100", "1 2", "satu atau dua", "dua triliun dolar", "yang"),
        *(
            "apa yang pertama dilakukan Meta",
            "who came second",
            "1 miliar",
            "the",
            "-",
            "\U0001f44d",
        ),
        *("1" * 5000, "yang pertama kali pakai", "one more thing"),
    ],
)
def test_what_says_anything_else_is_no_choice(text: str) -> None:
    assert chosen_number(text) is None


@pytest.mark.parametrize(
    ("outcome", "text", "expected"),
    [
        (FRIENDLY, "jadwal bola malam ini apa", Unanswered(READING)),
        (FRIENDLY, "malam yang dingin", Ignored(READING)),
        (REAL, "cabang dibuka kapan?", REAL),
        (REAL, "1", Ignored(READING)),
        (Unanswered(READING), "yang kedua", Ignored(READING)),
        (Unanswered(READING), "kantin buka?", Unanswered(READING)),
    ],
    ids=["asks", "says", "choices", "number with choices", "number", "unknown"],
)
def test_friendly_lines_are_no_choices_and_a_number_asks_nothing(
    outcome: Outcome, text: str, expected: Outcome
) -> None:
    assert sayable(outcome, text) == expected
