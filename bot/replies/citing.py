"""Where an answer comes from, in words: passages, locators, evidence, sources."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TypeVar

from bot.replies.layout import Block, behind, italic, link, quote, text
from bot.texts import LANGUAGES, say
from knowledge import Entry, Knowledge, Language, Locator, Passage

_MAX_QUOTES = 2
"""Passages shown in full under an answer; the others are named below them."""

_MAX_SOURCES = 4
"""Sources named in one line; the others are counted."""

Value = TypeVar("Value")


def in_language(values: Mapping[Language, Value], language: Language) -> Value | None:
    """Give what there is in ``language``, or else in the other one; None where there is none."""
    for wanted in (language, *LANGUAGES):
        if wanted in values:
            return values[wanted]
    return None


def title_of(knowledge: Knowledge) -> str:
    """Say what the knowledge is about: the title of its foremost source."""
    return next((source.title for source in knowledge.sources.values()), "…")


def locator_text(locator: Locator, language: Language) -> str:
    """Say where in its source a passage stands."""
    if locator.stated is not None:
        return locator.stated
    unit = say(f"unit_{locator.unit}", language, number=locator.number)
    return f"{locator.section}, {unit}" if locator.section else unit


def locator_of(passage: Passage, language: Language) -> str:
    """Say where a passage stands, in the language wanted where it is known in it."""
    locator = in_language(passage.locators, language)
    return locator_text(locator, language) if locator else ""


def address_of(passage: Passage, knowledge: Knowledge) -> str | None:
    """Give the passage's own address, or else its source's."""
    return passage.url or knowledge.sources[passage.source].url


def citations(entry: Entry, knowledge: Knowledge, language: Language) -> list[Block]:
    """Quote the first passages that an answer rests on and name the others."""
    passages = [knowledge.passages[id_] for id_ in entry.cites]
    first = {passage.source: passage.id for passage in reversed(passages)}
    blocks: list[Block] = []
    for number, passage in enumerate(passages):
        warned = first[passage.source] != passage.id
        if number < _MAX_QUOTES:
            blocks += quotation(passage, knowledge, language, warned=warned)
            continue
        opening = text(say("also", language) + "\n• ") if number == _MAX_QUOTES else text("• ")
        blocks.append(opening if number == _MAX_QUOTES else behind(opening, "\n"))
        blocks += address_line(passage, knowledge, language, warned=warned)
    return blocks


def quotation(
    passage: Passage, knowledge: Knowledge, language: Language, *, warned: bool = False
) -> list[Block]:
    """Quote one passage, with its document, its place there, and a link if there is one."""
    words = quote(in_language(passage.texts, language) or "…")
    line = address_line(passage, knowledge, language, warned=warned)
    return [words, behind(text("📄 "), "\n"), *line]


def restated_note(passages: Iterable[Passage], language: Language) -> list[Block]:
    """Tell that what was quoted is our restatement, where it is."""
    if any(passage.restated for passage in islice(passages, _MAX_QUOTES)):
        return [behind(italic(say("restated", language)), "\n")]
    return []


def address_line(
    passage: Passage, knowledge: Knowledge, language: Language, *, warned: bool = False
) -> list[Block]:
    """Name a passage's document and place; and the document's language, if it is the other one.

    ``warned``: the reply has said so of this document.
    """
    source = knowledge.sources[passage.source]
    blocks = [behind(link(source.title, address_of(passage, knowledge)))]
    if source.language not in (None, language) and not warned:
        blocks.append(behind(text(f" ({say(f'written_in_{source.language}', language)})")))
    locator = locator_of(passage, language)
    if locator:
        blocks.append(behind(text(f" · {locator}")))
    return blocks


def evidence_line(entry: Entry, knowledge: Knowledge, language: Language) -> list[Block]:
    """Label what an answer rests on; for a known unknown, name the sources that were read."""
    kind = "not_stated" if entry.kind == "not_stated" else entry.evidence
    if kind is None:
        return []
    evidence = say(f"evidence_{kind}", language)
    blocks = [italic(say("evidence_label", language, evidence=evidence))]
    if kind == "not_stated":
        read = say("sources_read", language, sources=_names(knowledge, language))
        blocks.append(behind(italic(read), "\n"))
    return blocks


def _names(knowledge: Knowledge, language: Language) -> str:
    titles = [source.title for source in knowledge.sources.values()]
    more = len(titles) - _MAX_SOURCES
    named = "; ".join(titles[:_MAX_SOURCES])
    return f"{named}; {say('sources_more', language, count=more)}" if more > 0 else named
