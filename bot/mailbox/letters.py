"""What is on disk of a message -> what Telegram is sent."""

from base64 import b64decode
from typing import Any

from telegram import Bot, Message, ReplyParameters

from bot.replies import Reply


async def send_document(bot: Bot, chat: int, payload: dict[str, Any]) -> int:
    """Send a file; give the number of the message."""
    document, reply_to = payload["document"], payload.get("reply_to")
    sent: Message = await bot.send_document(
        chat_id=chat,
        document=b64decode(document["base64"]),
        filename=document["name"],
        caption=payload["html"],
        parse_mode="HTML",
        message_thread_id=payload.get("thread"),
        reply_parameters=reply_to and ReplyParameters(reply_to, allow_sending_without_reply=True),
    )
    return sent.message_id


def content_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Give the text and the buttons as Telegram wants them."""
    plain = "plain" in payload
    content = {
        "text": Reply((payload["html"],)).plain if plain else payload["html"],
        "link_preview_options": {"is_disabled": True},
    }
    if not plain:
        content["parse_mode"] = "HTML"
    if payload["buttons"]:
        content["reply_markup"] = {
            "inline_keyboard": [
                [_button(label, data, *address) for label, data, *address in row]
                for row in payload["buttons"]
            ]
        }
    return content


def _button(label: str, data: str, url: str | None = None) -> dict[str, str]:
    return {"text": label, "url": url} if url else {"text": label, "callback_data": data}


def place_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Give the topic, and what is replied to, as Telegram wants them."""
    place: dict[str, Any] = {}
    if payload.get("thread") is not None:
        place["message_thread_id"] = payload["thread"]
    if payload.get("reply_to") is not None:
        place["reply_parameters"] = {
            "message_id": payload["reply_to"],
            "allow_sending_without_reply": True,
        }
    return place
