"""An address for every answer: ``t.me/<bot>?start=q-<entry>``, and what is done with it."""

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

import segno

from bot.replies.layout import Block, Button, Reply, behind, bold, compose, link, text
from bot.replies.naming import question_of
from bot.texts import say
from knowledge import Entry, Knowledge, Language

_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,62}")
"""What Telegram takes behind ``?start=``, less our own two letters."""


def start_of(entry_id: str) -> str:
    """Name an entry as a start parameter; its id where Telegram takes that."""
    if _PARAMETER.fullmatch(entry_id):
        return f"q-{entry_id}"
    return "q-" + hashlib.blake2b(entry_id.encode(), digest_size=10).hexdigest()


def entry_by_start(knowledge: Knowledge, parameter: str) -> Entry | None:
    """Find the entry that ``start_of`` named."""
    found = knowledge.entries.get(parameter.removeprefix("q-"))
    if found is not None and start_of(found.id) == parameter:
        return found
    others = (entry for id_, entry in knowledge.entries.items() if start_of(id_) == parameter)
    return next(others, None)


def answer_address(entry: Entry, username: str) -> str:
    """Give the address that opens an answer in the private chat."""
    return f"https://t.me/{username}?start={start_of(entry.id)}"


def shared(reply: Reply, entry: Entry, username: str, language: Language) -> Reply:
    """Give an answer its share button, beside the thumbs where it has them."""
    button = Button(say("share", language), url=_sharing(entry, username, language))
    if reply.buttons and any(one.data.startswith("f:") for one in reply.buttons[0]):
        return replace(reply, buttons=((*reply.buttons[0], button), *reply.buttons[1:]))
    return replace(reply, buttons=((button,), *reply.buttons))


def _sharing(entry: Entry, username: str, language: Language) -> str:
    address = quote(answer_address(entry, username), safe="")
    return f"https://t.me/share/url?url={address}&text={quote(question_of(entry, language))}"


def qr_code(entry: Entry, username: str) -> bytes:
    """Draw an answer's address as a PNG that prints well: about 4 cm at 300 dpi, or larger."""
    drawn = io.BytesIO()
    segno.make_qr(answer_address(entry, username), error="m").save(drawn, "png", scale=16, border=4)
    return drawn.getvalue()


def for_qr(entry: Entry, username: str, language: Language) -> Reply:
    """Caption a QR code with its question and its address."""
    address = answer_address(entry, username)
    return compose([bold(question_of(entry, language)[:600]), behind(text(address), "\n")])


def for_top_questions(entries: Iterable[Entry], username: str, language: Language) -> Reply:
    """List the questions asked most, each a link that opens its answer."""
    blocks: list[Block] = [bold(say("top_questions", language))]
    for number, entry in enumerate(entries, 1):
        opening = f"{number}. "
        blocks.append(behind(text(opening), "\n\n" if number == 1 else "\n"))
        blocks.append(behind(link(question_of(entry, language), answer_address(entry, username))))
    blocks.append(text(say("top_questions_more", language, username=username)))
    return compose(blocks)
