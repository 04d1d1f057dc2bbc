"""A question as somebody typed it, worded as one would print it: the title of an entry."""

import re
from collections.abc import Mapping

from knowledge.language import bare, normalise
from knowledge.model import Language

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_SLANG_OF: Language = "id"
"""The language whose slang is written out; in an English text its short words are others."""


def tidied(text: str, language: Language, slang: Mapping[str, str]) -> str:
    """Give a question a capital letter and its mark, without slang and politeness around it.

    Capitals that somebody typed stay, unless all are. Where nothing is left it stays as it is.
    """
    tokens = _unpadded((text.lower() if text.isupper() else text).split())
    if language == _SLANG_OF:
        plain = " ".join(_written_out(token, slang) for token in tokens)
        tokens = _unpadded(plain.split())
    words = " ".join("I" if one == "i" else one for one in tokens).rstrip(" ?!.,;:…")
    return f"{words[0].upper()}{words[1:]}?" if words else text


def _unpadded(tokens: list[str]) -> list[str]:
    return tokens[bare([normalise(_EDGES.sub("", token)) for token in tokens])]


def _written_out(token: str, slang: Mapping[str, str]) -> str:
    word = _EDGES.sub("", token)
    plain = slang.get(normalise(word)) if word.islower() else None  # "DOI" is no slang
    return token.replace(word, plain) if plain else token
