"""Choices: which of them somebody named in words ("1", "yang kedua"), and what is none at all."""

import re

from knowledge.language import normalise
from knowledge.model import Ignored, Outcome, Unanswered, Unsure
from knowledge.shape import may_ask

NONE_OF_THESE = 0
"""What is chosen by "none of these"."""

LAST = -1
"""What is chosen by "the last one", however many there are."""

_NUMBERS = {
    **dict.fromkeys(["pertama", "kesatu", "satu", "first", "one", "1st"], 1),
    **dict.fromkeys(["kedua", "dua", "second", "two", "2nd"], 2),
    **dict.fromkeys(["ketiga", "tiga", "third", "three", "3rd"], 3),
    **dict.fromkeys(["terakhir", "last"], LAST),
    **dict.fromkeys(["bukan semua", "bukan semuanya", "tidak ada", "gak ada"], NONE_OF_THESE),
    **dict.fromkeys(["none", "none of these", "none of them"], NONE_OF_THESE),
}
_AROUND = frozenset(
    """
    yang yg ke no nomor nomer pilihan opsi aku saya gue gw pilih mau itu aja saja deh dong ya kak
    min the option choice number i choose pick take please pls
    """.split()  # noqa: SIM905  # reads better than a list
)
"""Words that may stand around the number."""

_DIGITS = re.compile(r"\d{1,2}")


def chosen_number(text: str) -> int | None:
    """Tell which of a numbered list a message takes, counted from 1; None where it takes none.

    A message that says anything else besides is not a choice.
    """
    words = re.findall(r"[^\W_]+", normalise(text[:100]))
    told = " ".join(word for word in words if word not in _AROUND)
    told = told.removesuffix(" one")  # "the second one"
    if _DIGITS.fullmatch(told):
        return int(told)
    return _NUMBERS.get(told)


def sayable(outcome: Outcome, text: str) -> Outcome:
    """Make of an outcome what can be said of it to a person.

    A number that chooses nothing asks nothing. Friendly lines are no choices: where nothing else
    is near, whoever asks is told so, and whoever merely says something did not ask.
    """
    if chosen_number(text) is not None:
        return Ignored(outcome.reading)
    if isinstance(outcome, Unsure) and all(one.kind == "small_talk" for one in outcome.choices):
        return Unanswered(outcome.reading) if may_ask(text) else Ignored(outcome.reading)
    return outcome
