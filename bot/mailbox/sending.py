"""One call of the outbox -> one or two calls of the Bot API -> the number of the message."""

from typing import Any

from telegram import Bot
from telegram.error import BadRequest

from bot.mailbox.payloads import buttons_of, file_of, place_of, text_of
from bot.mailbox.tables import Kind

Payload = dict[str, Any]


async def make(bot: Bot, kind: Kind, chat: int, message: int | None, payload: Payload) -> int:
    """Send, or put in the place of ``message``, what a payload says; give the message's number."""
    place = place_of(payload)
    if "file" in payload:
        method = f"send__{payload['file']['kind']}"
        return await _number(bot, method, {"chat_id": chat, **file_of(payload), **place})
    if "only_buttons" in payload:
        return await _change_buttons(bot, chat, message, payload)
    content = {"chat_id": chat, **text_of(payload)}
    if message is not None:
        try:
            await _call(bot, "edit__message_text", {**content, "message_id": message})
        except BadRequest as error:
            why = error.message.lower()
            if "not modified" in why:
                return message
            # the asker deleted our reply, and then edited the question
            if kind != "renew" or "message to edit not found" not in why:
                raise
        else:
            return message
    return await _number(bot, "send__message", {**content, **place})


async def _change_buttons(bot: Bot, chat: int, message: int | None, payload: Payload) -> int:
    if message is not None:  # of a group that moved there is nothing left to change
        shown = {"chat_id": chat, "message_id": message, **buttons_of(payload)}
        try:
            await _call(bot, "edit__message_reply_markup", shown)
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                raise
    return message or 0


async def _number(bot: Bot, method: str, parameters: Payload) -> int:
    sent = await _call(bot, method, parameters)
    return int(sent["message_id"])


async def _call(bot: Bot, method: str, parameters: Payload) -> Any:  # noqa: ANN401  # JSON
    # As JSON, not as the library's objects: we need no more of the answer than its number,
    # and reading it whole costs half as much as sending. The doubled underscore is sent as
    # one name without, and keeps the library from advising the method with the objects.
    return await bot.do_api_request(method, parameters)
