"""What a row of the outbox says -> the parameters of a call of the Bot API."""

from base64 import b64decode, b64encode
from typing import Any, Literal

from telegram import InputFile

from bot.replies import Reply

FileKind = Literal["photo", "document"]


def text_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Give a message's text and buttons."""
    preview = {"link_preview_options": {"is_disabled": True}}
    return {"text": _words(payload), **preview, **_form(payload)}


def file_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Give a file with its caption and buttons."""
    file = payload["file"]
    upload = InputFile(b64decode(file["base64"]), filename=file["name"])
    return {file["kind"]: upload, "caption": _words(payload), **_form(payload)}


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


def _words(payload: dict[str, Any]) -> str:
    html: str = payload["html"]
    return Reply((html,)).plain if "plain" in payload else html


def _form(payload: dict[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = {} if "plain" in payload else {"parse_mode": "HTML"}
    if payload["buttons"]:
        form["reply_markup"] = {
            "inline_keyboard": [
                [_button(label, data, *address) for label, data, *address in row]
                for row in payload["buttons"]
            ]
        }
    return form


def _button(label: str, data: str, url: str | None = None) -> dict[str, str]:
    return {"text": label, "url": url} if url else {"text": label, "callback_data": data}
