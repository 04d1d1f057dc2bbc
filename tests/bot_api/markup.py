"""Telegram's HTML: read as strictly as Telegram reads it, and written back."""

import re
from dataclasses import dataclass
from html import escape
from typing import NoReturn

from tests.bot_api.entities import utf16_length
from tests.bot_api.refusals import Json, bad_request

_KIND = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
_TAG = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code",
    "spoiler": "tg-spoiler", "text_link": "a", "pre": "pre", "blockquote": "blockquote",
    "expandable_blockquote": "blockquote", "custom_emoji": "tg-emoji",
}  # fmt: skip
_SPACE = " \t\r\n\v\0"
_PLAIN = re.compile(r"[^<&]+")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|([a-zA-Z]+));?")


@dataclass(slots=True)
class _Open:
    """A tag that has been opened and not yet closed."""

    tag: str
    argument: str
    offset: int


def parse_html(html: str) -> tuple[str, list[Json]]:
    """Turn HTML into the plain text and its entities, or refuse as Telegram does."""
    if "<" not in html and "&" not in html:
        return html, []
    return _Parser(html).parsed()


class _Parser:
    """One pass over one text; every error names the byte where it is."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def parsed(self) -> tuple[str, list[Json]]:
        while self.at < len(self.html):
            if self.html[self.at] == "<":
                self._tag()
            elif self.html[self.at] == "&":
                self._add(self._character())
            else:
                plain = _PLAIN.match(self.html, self.at)
                assert plain
                self.at = plain.end()
                self._add(plain.group())
        if self.open:
            tag = self.open[-1].tag
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\""
            )
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.text), self.entities

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16_length(text)

    def _refuse(self, what: str, start: int, after: str = "") -> NoReturn:
        offset = len(self.html[:start].encode())
        raise bad_request(f"can't parse entities: {what} at byte offset {offset}{after}")

    def _peek(self) -> str:
        return self.html[self.at] if self.at < len(self.html) else "\0"

    def _until(self, stops: str) -> str:
        start = self.at
        while self._peek() not in stops:
            self.at += 1
        return self.html[start : self.at]

    def _skip_space(self) -> None:
        while self.at < len(self.html) and self._peek() in _SPACE:
            self.at += 1

    def _character(self) -> str:
        found = _CHARACTER.match(self.html, self.at)
        if found:
            hexadecimal, decimal, name = found.groups()
            code = int(hexadecimal, 16) if hexadecimal else int(decimal or 0)
            letter = _NAMED.get(name or "") or (chr(code) if 0 < code < 0x10FFFF else "")
            if letter:
                self.at = found.end()
                return letter
        self.at += 1
        return "&"

    def _tag(self) -> None:
        start = self.at
        self.at += 1
        if self._peek() == "/":
            self._end_tag(start)
        else:
            self._start_tag(start)
        self.at += 1

    def _start_tag(self, start: int) -> None:
        tag = self._until(_SPACE + ">").lower()
        if self.at >= len(self.html):
            self._refuse("Unclosed start tag", start)
        if tag not in _KIND:
            self._refuse(f'Unsupported start tag "{tag}"', start)
        argument = ""
        while self._peek() != ">":
            self._skip_space()
            if self._peek() == ">":
                break
            argument = self._attribute(tag, start) or argument
        if tag == "span" and argument != "spoiler":
            self._refuse('Tag "span" must have class "tg-spoiler"', start)
        self.open.append(_Open(tag, argument, self.length))

    def _attribute(self, tag: str, start: int) -> str:
        name = self._until(_SPACE + "=>")
        if not name:
            self._refuse(f'Empty attribute name in the tag "{tag}"', start)
        self._skip_space()
        if self._peek() != "=":
            if self.at >= len(self.html):
                self._refuse(f'Unclosed start tag "{tag}"', start)
            return "1" if (tag, name) == ("blockquote", "expandable") else ""
        self.at += 1
        self._skip_space()
        value = self._value()
        if self.at >= len(self.html):
            self._refuse("Unclosed start tag", start)
        return _argument(tag, name, value)

    def _value(self) -> str:
        quote = self._peek()
        if quote not in "'\"":
            start = self.at
            while self._peek().isalnum() or self._peek() in ".-":
                self.at += 1
            if self._peek() not in _SPACE + ">":
                self._refuse("Unexpected end of name token", start)
            return self.html[start : self.at].lower()
        self.at += 1
        value = ""
        while self.at < len(self.html) and self._peek() != quote:
            if self._peek() == "&":
                value += self._character()
            else:
                value += self._peek()
                self.at += 1
        self.at += 1
        return value

    def _end_tag(self, start: int) -> None:
        if not self.open:
            self._refuse("Unexpected end tag", start)
        self.at += 1
        found = self._until(_SPACE + ">")
        self._skip_space()
        if self._peek() != ">":
            self._refuse("Unclosed end tag", start)
        opened = self.open.pop()
        if found and found != opened.tag:
            self._refuse(
                "Unmatched end tag", start, f', expected "</{opened.tag}>", found "</{found}>"'
            )
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Json = {
            "type": _KIND[opened.tag],
            "offset": opened.offset,
            "length": self.length - opened.offset,
        }
        if opened.tag == "a":
            url = opened.argument or "".join(self.text)[-entity["length"] :]
            if "." not in url and ":" not in url:
                return
            entity["url"] = url
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        self.entities.append(entity)


def _argument(tag: str, name: str, value: str) -> str:
    """Keep of an attribute what Telegram keeps of it."""
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    if (tag, name) == ("blockquote", "expandable"):
        return "1"
    prefix = {("code", "class"): "language-", ("span", "class"): "tg-"}.get((tag, name))
    return value.removeprefix(prefix) if prefix and value.startswith(prefix) else ""


def to_html(text: str, entities: list[Json]) -> str:
    """Write a text with its entities back as HTML, the way a client shows it."""
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda one: (one["offset"], -one["length"])):
        opening, closing = _tags(entity)
        if opening:
            opens.setdefault(entity["offset"], []).append(opening)
            closes.setdefault(entity["offset"] + entity["length"], []).insert(0, closing)
    if not opens:
        return escape(text, quote=False)
    parts: list[str] = []
    offset = 0
    for letter in text:
        parts += closes.pop(offset, [])
        parts += opens.pop(offset, [])
        parts.append(escape(letter, quote=False))
        offset += utf16_length(letter)
    return "".join(parts + [tag for at in sorted(closes) for tag in closes[at]])


def _tags(entity: Json) -> tuple[str, str]:
    kind = entity["type"]
    tag = _TAG.get(kind, "")
    attribute = ""
    if kind == "text_link":
        attribute = f' href="{escape(entity["url"])}"'
    elif kind == "expandable_blockquote":
        attribute = " expandable"
    elif kind == "custom_emoji":
        attribute = f' emoji-id="{entity["custom_emoji_id"]}"'
    return (f"<{tag}{attribute}>", f"</{tag}>") if tag else ("", "")
