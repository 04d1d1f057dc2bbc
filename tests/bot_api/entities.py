"""What Telegram finds by itself in a text that a person typed: commands, mentions, links."""

import re

from tests.bot_api.refusals import Json

_FOUND = re.compile(
    r"(?P<email>(?<![\w@])[\w.+-]+@[\w-]+\.[a-z]{2,}\b)"
    r"|(?P<url>https?://[^\s<>\"]+|(?<![\w@.])(?:[\w-]+\.)+(?:com|org|net|id|io|me|ai|dev)\b(?:/[^\s<>\"]*)?)"
    r"|(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/<>]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{2,31}\b)"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d])\w{1,256})",
    re.IGNORECASE,
)


def utf16_length(text: str) -> int:
    """Count a text as Telegram does: in UTF-16 units, so that most emoji count two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(letter > "\uffff" for letter in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """Cut a text by UTF-16 units."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def entities_in(text: str) -> list[Json]:
    """List the commands, mentions, links, addresses and hashtags of a typed text."""
    return [
        {
            "type": str(found.lastgroup),
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found.group().rstrip(".,!?;:)")),
        }
        for found in _FOUND.finditer(text)
    ]
