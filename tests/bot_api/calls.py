"""What the bot did: every call, with its parameters as values and how it ended."""

import json
import time
from dataclasses import dataclass, field
from typing import Any, cast

from tests.bot_api.refusals import Json, bad_request

_OBJECTS = {
    "reply_markup", "reply_parameters", "commands", "results", "allowed_updates", "entities",
    "caption_entities", "scope", "link_preview_options", "reaction", "button",
}  # fmt: skip
_NUMBERS = {"offset", "limit", "timeout", "cache_time", "max_connections"}


@dataclass(slots=True, frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime: str


@dataclass(slots=True, eq=False)
class Call:
    """One call of a Bot API method by the bot."""

    method: str
    parameters: Json
    files: dict[str, Upload] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    error: str = ""
    lost: bool = False
    result: object = None

    @property
    def ok(self) -> bool:
        """Whether Telegram did what was asked (the answer may be lost all the same)."""
        return not self.error

    @property
    def chat_id(self) -> object:
        """The chat it was meant for."""
        return self.parameters.get("chat_id")

    def text(self, name: str) -> str:
        """Give a text parameter; missing is empty."""
        value = self.parameters.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        """Give a whole number, or None when it is missing or none."""
        value = self.parameters.get(name)
        try:
            return None if value in {None, ""} else int(str(value))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        """Give a yes or no."""
        return str(self.parameters.get(name, "")).lower() in {"true", "1"}

    def object(self, name: str) -> Json | None:
        """Give a JSON object, or None when it is missing."""
        value = self.parameters.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object")
        return value

    def objects(self, name: str) -> list[Json]:
        """Give a JSON list of objects; missing is empty."""
        value = self.parameters.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON array")
        return cast("list[Json]", value)

    def upload(self, name: str) -> Upload | None:
        """Find the file of a parameter: sent under its name or attached."""
        value = self.text(name)
        return self.files.get(value.removeprefix("attach://") if value else name)


def as_json(call: Call) -> Json:
    """Show a call over the control API."""
    return {
        "method": call.method, "parameters": call.parameters, "at": call.at, "ok": call.ok,
        "error": call.error, "lost": call.lost,
        "files": {name: len(file.content) for name, file in call.files.items()},
    }  # fmt: skip


def valued(parameters: dict[str, str]) -> Json:
    """Read the parameters of a form as the values they stand for."""
    return {name: _value(name, text) for name, text in parameters.items()}


def _value(name: str, text: str) -> Any:  # noqa: ANN401 (JSON may hold anything)
    if name in _OBJECTS:
        try:
            return json.loads(text) if text else None
        except ValueError:
            return text
    if (name.endswith("_id") and name != "file_id") or name in _NUMBERS:
        number = text.removeprefix("-")
        return int(text) if number.isdecimal() and name != "callback_query_id" else text
    return text
