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
    # id.toml holds what everybody hears, name.id.toml what belongs to one side of the bot
    texts: dict[str, str] = {}
    for file in files(__package__).iterdir():
        if file.name == f"{language}.toml" or file.name.endswith(f".{language}.toml"):
            texts |= tomllib.loads(file.read_text("utf-8"))
    return texts
