"""What a row of the outbox says -> the parameters of a call of the Bot API."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from telegram import InputFile

from bot.replies import Button, Reply

FileKind = Literal["photo", "document"]

Buttons = Sequence[tuple[Button, ...]]


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody is told unasked, and where."""

    chat: int
    reply: Reply
    reply_to: int | None = None
    thread: int | None = None


def part_of(reply: Reply, number: int) -> dict[str, Any]:
    """Give what one of a reply's messages holds: its text, what it says, buttons if the last."""
    last = number == len(reply.parts) - 1
    rows = _rows(reply.buttons) if last else []
    said, facts = reply.said, None
    if said is not None:
        facts = [said.language, said.question, said.entry, said.titled, number, len(reply.parts)]
    return {"html": reply.parts[number], "buttons": rows, "said": facts}


def only_buttons(rows: Buttons, message: int) -> dict[str, Any]:
    """Give what changes the buttons of a message and nothing else."""
    return {"buttons": _rows(rows), "edit": message, "only_buttons": True}


def text_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Give a message's text and buttons."""
    preview = {"link_preview_options": {"is_disabled": True}}
    return {"text": _words(payload), **preview, **_form(payload)}


def file_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Give a file with its caption and buttons."""
    file = payload["file"]
    upload = InputFile(b64decode(file["base64"]), filename=file["name"])
    return {file["kind"]: upload, "caption": _words(payload), **_form(payload)}


def buttons_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Give the buttons under a message, if it has any."""
    rows = [
        [_button(label, data, *address) for label, data, *address in row]
        for row in payload["buttons"]
    ]
    return {"reply_markup": {"inline_keyboard": rows}}


def place_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Give where in its chat a message goes: the topic, and what it replies to."""
    place: dict[str, Any] = {}
    if payload.get("thread") is not None:
        place["message_thread_id"] = payload["thread"]
    if payload.get("reply_to") is not None:
        place["reply_parameters"] = {
            "message_id": payload["reply_to"],
            "allow_sending_without_reply": True,
        }
    return place


def packed(kind: FileKind, name: str, content: bytes) -> dict[str, str]:
    """Write a file so that a row can hold it."""
    return {"kind": kind, "name": name, "base64": b64encode(content).decode()}


def _rows(rows: Buttons) -> list[list[tuple[str, str, str | None]]]:
    return [[(one.label, one.data, one.url) for one in row] for row in rows]


def _words(payload: dict[str, Any]) -> str:
    html: str = payload["html"]
    return Reply((html,)).plain if "plain" in payload else html


def _form(payload: dict[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = {} if "plain" in payload else {"parse_mode": "HTML"}
    return {**form, **(buttons_of(payload) if payload["buttons"] else {})}


def _button(label: str, data: str, url: str | None = None) -> dict[str, str]:
    return {"text": label, "url": url} if url else {"text": label, "callback_data": data}
