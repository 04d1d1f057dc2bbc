"""Blocks of text -> messages that Telegram takes: the only place where a tag is written.

Everything is plain text until it is composed here, and is escaped here; that is what keeps a
stranger's ``<`` harmless.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape

from knowledge import Language

MAX_UNITS = 4096
"""Telegram's limit for one message, in UTF-16 units of the text without its tags."""

MAX_CAPTION = 1024
"""Telegram's limit for the words under a picture or file, counted alike."""

_LONG_QUOTE = 300
"""Characters; a longer quotation is folded until it is tapped."""

_MAX_LABEL = 60
"""Characters of a button's label; phones cut longer ones."""

_LONGEST_HOST = 40
"""Characters of an address that are shown of it."""

_ADDRESS = re.compile(r"(?:https?://|www\.)(?P<host>[^\s/?#]+)(?P<rest>\S*)", re.IGNORECASE)

_TAG = re.compile(r"<[^>]*>")

_UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e]")


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; ``data`` comes back when it is pressed (64 bytes at most)."""

    label: str
    data: str = ""
    url: str | None = None
    """An address that the button opens; nothing comes back then."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a reply says, so that it can be explained later, and mended when its entry changes."""

    language: Language
    question: int | None = None
    """Id of the logged question that it replies to."""
    entry: str | None = None
    """Id of the entry that it shows."""
    titled: bool = False
    """Whether the entry's question stands above its answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says: HTML parts within Telegram's limit, buttons under the last one."""

    parts: tuple[str, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    said: Said | None = None
    """None where there is nothing to explain or mend."""

    @property
    def plain(self) -> str:
        """The reply as a person reads it, without its tags."""
        return "\n".join(unescape(_TAG.sub("", part)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text inside one pair of tags; where it is cut, the tags are repeated."""

    text: str
    opening: str = ""
    closing: str = ""
    follows: str = "\n\n"
    """What parts it from the block before it."""


def text(content: str) -> Block:
    """Say plain words."""
    return Block(content)


def bold(content: str) -> Block:
    """Make words stand out."""
    return Block(content, "<b>", "</b>")


def italic(content: str) -> Block:
    """Mark words as about the answer rather than of it."""
    return Block(content, "<i>", "</i>")


def code(content: str) -> Block:
    """Set words as they are, each letter as wide as the next: a diff, an id."""
    return Block(content, "<pre>", "</pre>")


def quote(content: str) -> Block:
    """Set off a passage, folded where it is long."""
    folded = " expandable" if len(content) > _LONG_QUOTE else ""
    return Block(content, f"<blockquote{folded}>", "</blockquote>")


def link(content: str, url: str | None) -> Block:
    """Make words lead to an address, where there is one."""
    if url is None:
        return Block(content)
    return Block(content, f'<a href="{escape(url)}">', "</a>")


def behind(block: Block, separator: str = "") -> Block:
    """Put a block on the line of the one before it, or part it from that as said."""
    return Block(block.text, block.opening, block.closing, separator)


def short(label: str) -> str:
    """Cut a button's label to what a phone shows."""
    return label if len(label) <= _MAX_LABEL else label[: _MAX_LABEL - 1].rstrip() + "…"


def on_one_line(words: str, limit: int) -> str:
    """Give what somebody typed on one line of so many letters, of each link its host alone."""
    line = _ADDRESS.sub(_host, " ".join(words.split()))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def before(block: Block, reply: Reply) -> Reply:
    """Put a block on top of a reply."""
    first = _html(_clean(block))
    size = units_of(unescape(_TAG.sub("", first + "\n\n" + reply.parts[0])))
    if size > MAX_UNITS:
        return replace(reply, parts=(first, *reply.parts))
    return replace(reply, parts=(f"{first}\n\n{reply.parts[0]}", *reply.parts[1:]))


def compose(blocks: Iterable[Block], buttons: Sequence[tuple[Button, ...]] = ()) -> Reply:
    """Lay blocks out in as few messages as Telegram's limit allows; buttons under the last."""
    parts: list[str] = []
    room = 0
    for block in blocks:
        for piece in _pieces(_clean(block)):
            size = units_of(piece.text)
            gap = piece.follows if parts else ""
            if parts and size + units_of(gap) <= room:
                parts[-1] += gap + _html(piece)
                room -= size + units_of(gap)
            else:
                parts.append(_html(piece))
                room = MAX_UNITS - size
    return Reply(tuple(parts) or ("…",), tuple(buttons))


def joined(replies: Sequence[Reply], buttons: Sequence[tuple[Button, ...]] = ()) -> Reply:
    """Put replies one under the other: in one message if they fit, else each part in its own."""
    parts = [part for reply in replies for part in reply.parts]
    whole = "\n\n".join(parts)
    fits = units_of(Reply((whole,)).plain) <= MAX_UNITS
    return Reply((whole,) if fits else tuple(parts), tuple(buttons))


def _host(link: "re.Match[str]") -> str:
    host = link["host"]
    if len(host) > _LONGEST_HOST:
        return host[:_LONGEST_HOST] + "…"
    return f"{host}/…" if len(link["rest"]) > 1 else host


def _clean(block: Block) -> Block:
    # NUL and lone surrogates are refused by Telegram; the others it turns into blanks itself,
    # and a message of blanks is an empty one
    cleaned = _UNSEEN.sub(" ", block.text.replace("\0", "")).encode("utf-8", "ignore").decode()
    if cleaned == block.text and cleaned.strip():
        return block
    return replace(block, text=cleaned if cleaned.strip() else "…")


def _pieces(block: Block) -> Iterator[Block]:
    if units_of(block.text) <= MAX_UNITS:
        yield block
        return
    rest = block.text.strip()
    while units_of(rest) > MAX_UNITS:
        cut = _cut(rest)
        yield replace(block, text=rest[:cut].rstrip() or rest[:cut])
        rest = rest[cut:].lstrip()
    if rest:
        yield replace(block, text=rest)


def _cut(content: str) -> int:
    """Find where to cut: the last break, sentence or blank that keeps most of the room."""
    end = units = 0
    for end, letter in enumerate(content):  # noqa: B007  # the index where the loop stops counts
        units += 2 if ord(letter) > 0xFFFF else 1
        if units > MAX_UNITS:
            break
    for mark in ("\n\n", "\n", ". ", " "):
        found = content.rfind(mark, end // 2, end)
        if found > 0:
            return found + len(mark)
    return end


def units_of(content: str) -> int:
    """Count a text as Telegram's limits do: in UTF-16 units."""
    # ten times as fast as looking at each letter
    return (
        len(content)
        if content.isascii()
        else len(content.encode("utf-16-le", "surrogatepass")) // 2
    )


def _html(block: Block) -> str:
    return f"{block.opening}{escape(block.text, quote=False)}{block.closing}"
