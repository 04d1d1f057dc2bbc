"""The whole knowledge as a folder again: what the files say, with the moderators' changes in it.

Sources, passages, topics and vocabulary are copied as they stand; entries are written anew, by
topic. ``retired.json`` names what moderators retired, so that an import elsewhere retires it too.
"""

import json
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w

from knowledge.loading import text_of
from knowledge.model import Entry, Knowledge

RETIRED = "retired.json"

_NAMED = ("sources.toml", "topics.toml", "vocabulary.toml")

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a formula begins with, in full width too; blanks before it are passed over."""

_ID = re.compile(r"\S{1,100}")


def export(
    knowledge: Knowledge, origin: Path, folder: Path, retired: Collection[str] = ()
) -> Iterator[str]:
    """Write a knowledge that was read from ``origin`` into an empty folder; give each file's name.

    What it writes reads as the same entries, passages, sources and topics.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for file in _copied(origin):
        inside = file.relative_to(origin if origin.is_dir() else origin.parent)
        if _copy(file, folder / inside):
            yield str(inside)
    for name, content in _entry_files(knowledge):
        (folder / "entries").mkdir(exist_ok=True)
        (folder / "entries" / name).write_text(content, "utf-8")
        yield f"entries/{name}"
    if retired:
        (folder / RETIRED).write_text(json.dumps(sorted(retired), ensure_ascii=False), "utf-8")
        yield RETIRED


def harmless_cell(value: object) -> object:
    """Give a cell of a table that no spreadsheet takes for a formula."""
    is_formula = isinstance(value, str) and value.lstrip(" ")[:1] in _FORMULA
    return f"'{value}" if is_formula else value


def _copied(origin: Path) -> list[Path]:
    """List the files that hold anything but entries."""
    if origin.is_file():
        return [origin] if origin.suffix.lower() in (".md", ".txt", ".jsonl") else []
    files = [origin / name for name in _NAMED if (origin / name).is_file()]
    for place in (origin, origin / "passages", origin / "entries"):
        for file in sorted(place.iterdir()) if place.is_dir() else ():
            article = file.suffix.lower() in (".md", ".txt", ".jsonl")
            if file.is_file() and article and not file.name.startswith("."):
                files.append(file)
    return files


def _copy(file: Path, target: Path) -> bool:
    """Copy a file; of a JSON Lines file the passages only. Tell whether there was anything."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix.lower() != ".jsonl":
        shutil.copyfile(file, target)
        return True
    # rows of entries become blank lines, so that a passage keeps its line, which is its locator
    lines = [
        line if line.strip() and "text" in json.loads(line) else ""
        for line in text_of(file).split("\n")
    ]
    if any(lines):
        target.write_text("\n".join(lines), "utf-8")
    return any(lines)


def _entry_files(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    files: dict[str, list[Entry]] = {}
    bare = []
    for entry in knowledge.entries.values():
        if entry.answers and _ID.fullmatch(entry.id):
            name = re.sub(r"[^\w-]+", "-", entry.topic or "") or "lain"
            files.setdefault(f"{name}.toml", []).append(entry)
        else:
            bare.append(entry)
    for name, entries in files.items():
        rows = [_row(without_dangling(entry, knowledge)) for entry in entries]
        yield name, tomli_w.dumps({"entry": rows}, multiline_strings=True)
    if bare:
        lines = [json.dumps(_bare_row(entry), ensure_ascii=False) for entry in bare]
        yield "tanpa-jawaban.jsonl", "\n".join(lines) + "\n"


def without_dangling(entry: Entry, knowledge: Knowledge) -> Entry:
    """Leave out related entries and passages that are not there; a folder may not name them."""
    related = tuple(one for one in entry.related if one in knowledge.entries)
    cites = tuple(one for one in entry.cites if one in knowledge.passages)
    return replace(entry, related=related, cites=cites)


def _row(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {"id": entry.id}
    facts = {
        "kind": entry.kind if entry.kind != "answer" else None,
        "topic": entry.topic,
        "cites": list(entry.cites),
        "evidence": entry.evidence,
        "related": list(entry.related),
    }
    row |= {name: fact for name, fact in facts.items() if fact}
    row["phrasings"] = {language: list(ways) for language, ways in entry.phrasings.items()}
    row["answer"] = dict(entry.answers)
    return row


def _bare_row(entry: Entry) -> dict[str, Any]:
    """Write an entry that TOML does not take: one without an answer, or with blanks in its id."""
    question, *others = [way for ways in entry.phrasings.values() for way in ways]
    row: dict[str, Any] = {"id": entry.id, "question": question, "alternatives": others}
    answer = next(iter(entry.answers.values()), None)
    return {**row, "cites": list(entry.cites), **({"answer": answer} if answer else {})}
