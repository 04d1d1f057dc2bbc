"""Every sentence the bot says, in two languages: ``say("welcome", "id")``."""

import tomllib
from functools import cache
from importlib.resources import files

from knowledge import Language

LANGUAGES: tuple[Language, ...] = ("id", "en")
"""The first is the house language."""


def say(key: str, language: Language, **values: object) -> str:
    """Give a sentence with its placeholders filled in; plain text, to be escaped by replies."""
    return _texts(language)[key].strip("\n").format(**values)


@cache
def _texts(language: Language) -> dict[str, str]:
    return tomllib.loads((files(__package__) / f"{language}.toml").read_text("utf-8"))
