"""The limits of the Bot API: what it refuses in texts, keyboards, commands and answers."""

import re
from urllib.parse import urlsplit

from tests.bot_api.entities import utf16_length
from tests.bot_api.markup import parse_html
from tests.bot_api.refusals import Json, bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
}  # fmt: skip
_REACTIONS = set(
    """
    👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡
    🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪
    🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡
    """.split()  # noqa: SIM905 (a list would be seventy lines)
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e]")


def formatted(text: str, parse_mode: str, entities: list[Json] | None) -> tuple[str, list[Json]]:
    """Read a text in its parse mode, then clean and trim it as Telegram does."""
    match parse_mode.lower():
        case "":
            found = entities or []
        case "html":
            text, found = parse_html(text)
        case "markdown" | "markdownv2":
            raise bad_request("can't parse entities: this loopback server reads HTML only")
        case _:
            raise bad_request("unsupported parse_mode")
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    trimmed = text.strip()
    if len(trimmed) != len(text):
        before = utf16_length(text) - utf16_length(text.lstrip())
        found = _moved(found, before, utf16_length(trimmed))
    return trimmed, found


def _moved(entities: list[Json], by: int, end: int) -> list[Json]:
    """Move the entities after a text was trimmed; what falls off is dropped."""
    moved = []
    for entity in entities:
        start = max(entity["offset"] - by, 0)
        stop = min(entity["offset"] + entity["length"] - by, end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return moved


def message_text(
    text: str, parse_mode: str, entities: list[Json] | None = None
) -> tuple[str, list[Json]]:
    """Check the text of a message: there must be some, and not over 4096 units."""
    text, found = formatted(text, parse_mode, entities)
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, found


def caption_text(
    text: str, parse_mode: str, entities: list[Json] | None = None
) -> tuple[str, list[Json]]:
    """Check a caption: it may be empty, and not over 1024 units."""
    text, found = formatted(text, parse_mode, entities)
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, found


def inline_keyboard(markup: Json) -> Json:
    """Check the buttons under a message."""
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("object expected as reply markup")
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)
    return {"inline_keyboard": [row for row in rows if row]}


def _check_button(button: Json) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        check_button_url(str(button["url"]))
    elif not set(button) - {"text", "style", "icon_custom_emoji_id"}:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )


def check_button_url(url: str) -> None:
    """Refuse the address of a button that Telegram could not open."""
    try:
        address = urlsplit(url if "://" in url or url.startswith("tg:") else f"http://{url}")
        host = address.hostname or ""
    except ValueError:
        address, host = urlsplit(""), ""
    if address.scheme == "tg":
        return
    if address.scheme not in {"http", "https"} or not re.fullmatch(r"[^\s.]+(\.[^\s.]+)+", host):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def reply_markup(markup: Json | None) -> Json | None:
    """Check any keyboard that comes with a message; only inline ones stay with it."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return inline_keyboard(markup)
    if not {"keyboard", "remove_keyboard", "force_reply"} & set(markup):
        raise bad_request("object expected as reply markup")
    return None


def bot_commands(commands: list[Json]) -> None:
    """Check a menu of commands."""
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(str(command.get("description", "")).strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def at_most(limit: int, text: str, refusal: str) -> str:
    """Pass a text on, or refuse it when it is over its limit."""
    if utf16_length(text) > limit:
        raise bad_request(refusal)
    return text


def chat_action(action: str) -> None:
    """Refuse an action that Telegram does not know."""
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")


def reaction(reactions: list[Json]) -> None:
    """Refuse an emoji that is not among Telegram's reactions."""
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for one in reactions:
        if one.get("type") == "emoji" and one.get("emoji", "").rstrip("\ufe0f") not in _REACTIONS:
            raise bad_request("REACTION_INVALID")
