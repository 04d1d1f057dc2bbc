"""Markdown and plain text -> passages: a heading is a section, a paragraph or bullet a passage.

``{#B07}`` at the end of a passage gives it a stable id; ``{#B07 locator="..." source="..."
url="..." quote="..."}`` says more. ``quote`` is words that stand in the source's page for
certain: the link then opens the page at them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from knowledge.language import detect
from knowledge.loading.draft import Draft, text_of
from knowledge.model import KnowledgeError, Language, Locator, Passage, Source

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+(.*)")
_ATTRIBUTES = re.compile(r"\{#([^\s{}]+)((?:\s+[a-z]+=\"[^\"]*\")*)\s*\}$")
_ATTRIBUTE = re.compile(r"([a-z]+)=\"([^\"]*)\"")
_LINK = re.compile(r'!?\[([^\[\]]*)\]\((?:[^()\s"]|\([^()\s]*\))*(?:\s+"[^"]*")?\)')
_EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)([^\n]{1,500}?)(?<=\S)\1")
_RESTATED = re.compile(r"<!--\s*restated", re.IGNORECASE)
_KEYS = {"locator", "source", "url", "quote"}
_MAX_HEADING = 80
"""Characters; a longer line that stands alone is a paragraph."""


@dataclass(frozen=True, slots=True)
class _Block:
    kind: Literal["heading", "paragraph", "bullet"]
    text: str
    line: int


def read_article(file: Path, draft: Draft) -> None:
    """Read one article; its source is the one named like the file, or made from its title.

    ``name.id.md`` and ``name.en.md`` are two languages of one source, ``name``.
    """
    raw = text_of(file)
    written = _without_comments(raw)
    name, language = _name_and_language(file, draft, written)
    blocks = list(_blocks(written, plain=file.suffix.lower() == ".txt"))
    title = ""
    if blocks and blocks[0].kind == "heading":
        title = blocks.pop(0).text
    restated = bool(_RESTATED.search(raw))
    for passage, line in _passages(blocks, file, name, language, restated, draft):
        if passage.source == name and name not in draft.sources:
            source = Source(id=name, title=title or file.stem, language=language)
            draft.add_source(source, str(file))
        draft.add_passage(passage, f"{file}:{line}")


def _name_and_language(file: Path, draft: Draft, written: str) -> tuple[str, Language]:
    stem, _, suffix = file.stem.rpartition(".")
    if stem and suffix in ("id", "en"):
        return stem, "id" if suffix == "id" else "en"
    source = draft.sources.get(file.stem)
    return file.stem, (source and source.language) or detect(written[:5000]) or "id"


def _without_comments(raw: str) -> str:
    kept, at = [], 0
    while (start := raw.find("<!--", at)) >= 0 and (end := raw.find("-->", start)) >= 0:
        kept += [raw[at:start], "\n" * raw.count("\n", start, end)]
        at = end + len("-->")
    return "".join(kept) + raw[at:]


def _blocks(raw: str, *, plain: bool) -> Iterator[_Block]:
    """Cut a text into headings, paragraphs and bullets, with the line where each starts."""
    lines = raw.split("\n")
    start, kind, held = 0, "paragraph", list[str]()
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0)

    def flush() -> Iterator[_Block]:
        if held:
            text = " ".join(held)
            alone = kind == "paragraph" and len(held) == 1 and _looks_like_heading(text)
            yield _Block("heading" if alone and start < last else kind, text, start + 1)  # type: ignore[arg-type]  # kind is one of two words
            held.clear()

    for number, line in enumerate(lines):
        text = line.strip()
        heading = None if plain else _HEADING.match(text)
        bullet = _BULLET.match(text)
        underlined = len(held) == 1 and bool(text) and set(text) <= set("-=")
        if heading or bullet or not text or underlined:
            yield from flush()
        if heading:
            yield _Block("heading", _heading(heading[2]), number + 1)
        elif text and not set(text) <= set("-=_*"):
            if not held:
                start, kind = number, "bullet" if bullet else "paragraph"
            held.append(bullet[1] if bullet else text.removeprefix(">").strip())
    yield from flush()


def _looks_like_heading(text: str) -> bool:
    short = len(text) <= _MAX_HEADING
    return short and text[-1] not in ".!?:;,…" and ". " not in text and "{#" not in text


def _passages(
    blocks: list[_Block], file: Path, name: str, language: Language, restated: bool, draft: Draft
) -> Iterator[tuple[Passage, int]]:
    section, counts, total = "", {"paragraph": 0, "bullet": 0}, 0
    for block in blocks:
        if block.kind == "heading":
            section, counts = block.text, {"paragraph": 0, "bullet": 0}
            continue
        text, identity, attributes = _attributes(block, file)
        if not text:
            continue
        total += 1
        counts[block.kind] += 1
        stated = attributes.get("locator")
        source = attributes.get("source", name)
        passage = Passage(
            id=identity or f"{name}-{total}",
            source=source,
            texts={language: text},
            locators={language: Locator(section, block.kind, counts[block.kind], stated)},
            url=_address(attributes, draft.sources.get(source)),
            restated=restated,
        )
        yield passage, block.line


def _attributes(block: _Block, file: Path) -> tuple[str, str | None, dict[str, str]]:
    match = _ATTRIBUTES.search(block.text)
    if match is None:
        if "{#" in block.text:
            cure = 'Write {#ID} or {#ID locator="..."} at the very end of the passage'
            raise KnowledgeError(f"{file}:{block.line}", "a mark {# that cannot be read", cure)
        return _plain(block.text), None, {}
    attributes = dict(_ATTRIBUTE.findall(match[2]))
    unknown = attributes.keys() - _KEYS
    if unknown:
        cure = f"Use {', '.join(sorted(_KEYS))}"
        raise KnowledgeError(f"{file}:{block.line}", f'unknown mark "{min(unknown)}"', cure)
    return _plain(block.text[: match.start()].rstrip()), match[1], attributes


def _address(attributes: dict[str, str], source: Source | None) -> str | None:
    url = attributes.get("url") or (source.url if source else None)
    words = attributes.get("quote")
    if url and words:
        return f"{url}#:~:text={quote(words, safe='')}"
    return attributes.get("url")


def _heading(text: str) -> str:
    return _plain(_ATTRIBUTES.sub("", text.rstrip().rstrip("#").rstrip()))


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text)).strip()
