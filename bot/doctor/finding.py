"""One thing that the doctor looked at: how it is, and what to do about it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from bot.replies.numbers import day, moment
from bot.texts import say
from knowledge import Language

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; its sentence is ``doctor_<key>`` in the texts, its cure ``..._cure``."""

    level: Level
    key: str
    values: dict[str, object] = field(default_factory=dict)
    """Days and moments among them are written in the reader's language."""

    def sentence(self, language: Language) -> str:
        """Say how it is."""
        return say(f"doctor_{self.key}", language, **self._written(language))

    def cure(self, language: Language) -> str | None:
        """Say what to do; nothing where all is well."""
        if self.level == "ok":
            return None
        return say(f"doctor_{self.key}_cure", language, **self._written(language))

    def _written(self, language: Language) -> dict[str, object]:
        return {name: _in_words(value, language) for name, value in self.values.items()}


def ok(key: str, **values: object) -> Finding:
    """Find something well."""
    return Finding("ok", key, values)


def warning(key: str, **values: object) -> Finding:
    """Find something that works less well than it could."""
    return Finding("warning", key, values)


def error(key: str, **values: object) -> Finding:
    """Find something that keeps Kutip from working."""
    return Finding("error", key, values)


def _in_words(value: object, language: Language) -> object:
    match value:
        case datetime():
            return moment(value, language)
        case date():
            return day(value, language)
        case _:
            return value
