"""A group's day: 950 everyday messages, and 50 real questions about the announcement among them.

Written for this test, as neighbours, colleagues and students chat; nobody addresses the bot. The
everyday messages include some that are near on purpose: glasses, shares, Facebook, a boy named
Mark, "meta" as players use the word.
"""

from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the day."""

    text: str
    answers: frozenset[str] = frozenset()
    """Ids of the entries that answer it rightly; none for what is not about the announcement."""


def the_day() -> list[Said]:
    """Give the thousand messages in order: a question after every nineteen others."""
    everyday = [
        Said(line)
        for path in sorted(_FOLDER.glob("everyday_*.txt"))
        for line in path.read_text("utf-8").splitlines()
    ]
    day: list[Said] = []
    for number, question in enumerate(_questions()):
        day += [*everyday[number * 19 : (number + 1) * 19], question]
    return day


def _questions() -> list[Said]:
    lines = (_FOLDER / "questions.txt").read_text("utf-8").splitlines()
    parted = [line.split(" | ", 1) for line in lines if not line.startswith("#")]
    return [Said(text, frozenset(ids.split())) for ids, text in parted]
