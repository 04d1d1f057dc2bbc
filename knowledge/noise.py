"""Whether there is a question in a text at all: signs, links, laughter and mashed keys are none."""

import re
from collections.abc import Callable

from knowledge.language import words

_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+|\S+@\S+\.\w+|(?<!\w)@\w+")
_REPEATED = re.compile(r"(.{1,3})\1+.{0,2}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = frozenset(
    row[at : at + 4] for line in _ROWS for row in (line, line[::-1]) for at in range(len(row) - 3)
)
_VOWEL = re.compile("[aeiouy]")
_ACRONYM = 5
"""Letters; a longer word in capitals without a vowel is no acronym."""


def is_question(text: str, known: Callable[[str], bool]) -> bool:
    """Tell whether a text may be a question; ``known`` tells a word that the knowledge has."""
    left = _LINK.sub(" ", text)
    capitals = {word.lower() for word in re.findall(rf"\b[A-Z]{{2,{_ACRONYM}}}\b", left)}
    return any(
        word in capitals or not _is_noise(word) or (known(word) and _is_typed(word, left))
        for word in words(left)
    )


def _is_typed(word: str, text: str) -> bool:
    # "hhhhhh" is read as "h", which may be a word somewhere, and is none here.
    return len(word) > 1 or text.strip().lower() == word


def _is_noise(word: str) -> bool:
    if not word.isascii() or word[0].isdigit():
        return False
    if len(word) == 1 or (len(word) >= 6 and _REPEATED.fullmatch(word)):
        return True
    return len(word) >= 4 and (
        not _VOWEL.search(word) or any(word[at : at + 4] in _KEYS for at in range(len(word) - 3))
    )
