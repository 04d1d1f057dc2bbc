"""One thing that the doctor looked at: how it is, and what to do about it."""

from dataclasses import dataclass, field
from typing import Literal

from bot.texts import say
from knowledge import Language

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; its sentence is ``doctor_<key>`` in the texts, its cure ``..._cure``."""

    level: Level
    key: str
    values: dict[str, object] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """Say how it is."""
        return say(f"doctor_{self.key}", language, **self.values)

    def cure(self, language: Language) -> str | None:
        """Say what to do; nothing where all is well."""
        if self.level == "ok":
            return None
        return say(f"doctor_{self.key}_cure", language, **self.values)


def ok(key: str, **values: object) -> Finding:
    """Find something well."""
    return Finding("ok", key, values)


def warning(key: str, **values: object) -> Finding:
    """Find something that works less well than it could."""
    return Finding("warning", key, values)


def error(key: str, **values: object) -> Finding:
    """Find something that keeps Kutip from working."""
    return Finding("error", key, values)
