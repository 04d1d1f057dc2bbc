"""Question-answer pairs from CSV and JSON Lines files, used as they are."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from knowledge.language import detect
from knowledge.loading.draft import Draft, text_of
from knowledge.loading.toml_files import problem_of
from knowledge.model import Entry, KnowledgeError, Language, Locator, Passage, Source

COLUMNS = ("id", "question", "alternatives", "answer", "cites")
"""Of a CSV file; only question is needed. Alternatives are parted by | or a line break."""

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _EntryRow(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: _Text
    question: _Text
    alternatives: list[_Text] = Field(default_factory=list)
    answer: str | None = None
    cites: list[_Text] = Field(default_factory=list)


class _PassageRow(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: _Text
    text: _Text
    title: str | None = None


def read_csv(file: Path, draft: Draft) -> None:
    """Read a table of question-answer pairs, parted by commas, semicolons or tabs."""
    text = text_of(file)
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    csv.field_size_limit(1_000_000)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        reader.fieldnames = checked_columns(reader.fieldnames or (), f"{file}:1")
    except csv.Error as error:
        raise _not_csv(error, f"{file}:1") from None
    try:
        for row in reader:
            _add_csv_row(row, f"{file}:{reader.line_num}", draft)
    except csv.Error as error:
        # line_num is still that of the last good row
        raise _not_csv(error, f"{file}:{reader.line_num + 1}") from None


def _not_csv(error: csv.Error, place: str) -> KnowledgeError:
    return KnowledgeError(place, str(error), "Check the quotation marks of that line")


def checked_columns(given: Iterable[str], place: str) -> list[str]:
    """Give the names of a table's columns in lower case; KnowledgeError where they are others."""
    names = [(name or "").strip().lower() for name in given]
    if "question" not in names or set(names) - set(COLUMNS):
        problem = f"the columns are {', '.join(names)[:200] or 'missing'}"
        cure = f"The first line must name them: {', '.join(COLUMNS)} (question is needed)"
        raise KnowledgeError(place, problem, cure)
    return names


def _add_csv_row(row: dict[str, str], place: str, draft: Draft) -> None:
    if None in row:
        cure = "Put quotation marks around a cell that holds the delimiter"
        raise KnowledgeError(place, "more cells than columns", cure)
    add_cells(row, place, draft)


def add_cells(row: Mapping[str, str], place: str, draft: Draft) -> None:
    """Take a table's row, by the names of its columns; an empty one is passed over."""
    cells = {name: (value or "").strip() for name, value in row.items()}
    if not any(cells.values()):
        return
    _add_row(
        {
            "id": cells.get("id") or _slug(cells["question"]) or "?",
            "question": cells["question"],
            "alternatives": _parts(cells.get("alternatives", ""), r"[|\n]"),
            "answer": cells.get("answer") or None,
            "cites": _parts(cells.get("cites", ""), r"[|,;\s]"),
        },
        place,
        draft,
    )


def _parts(cell: str, separator: str) -> list[str]:
    return [part.strip() for part in re.split(separator, cell) if part.strip()]


def _slug(text: str) -> str:
    slug = "-".join(re.findall(r"\w+", text.casefold()))
    if len(slug) <= 60:
        return slug
    return f"{slug[:51]}-{hashlib.blake2b(text.encode(), digest_size=4).hexdigest()}"


def read_jsonl(file: Path, draft: Draft) -> None:
    """Read entries (rows with a question) and passages (rows with a text), in any mix."""
    for number, line in enumerate(text_of(file).split("\n"), 1):
        if line.strip():
            _add_json_line(line, file, number, draft)


def _add_json_line(line: str, file: Path, number: int, draft: Draft) -> None:
    place = f"{file}:{number}"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        cure = "Each line must hold one JSON object"
        raise KnowledgeError(place, f"not JSON ({error})", cure) from None
    if not isinstance(row, dict) or ("question" in row) == ("text" in row):
        cure = 'Give "question" for an entry, or "text" for a passage'
        raise KnowledgeError(place, "neither an entry nor a passage", cure)
    if "question" in row:
        _add_row(row, place, draft)
    else:
        _add_passage(row, file, number, draft)


def _add_row(row: dict[str, object], place: str, draft: Draft) -> None:
    try:
        valid = _EntryRow.model_validate(row)
    except ValidationError as error:
        raise problem_of(error, place) from None
    phrasings = (valid.question, *valid.alternatives)
    language = _language(" ".join(phrasings))
    answer = (valid.answer or "").strip()
    entry = Entry(
        id=valid.id,
        phrasings={language: phrasings},
        answers={_language(answer): answer} if answer else {},
        cites=tuple(valid.cites),
    )
    draft.add_entry(entry, place)


def _add_passage(row: dict[str, object], file: Path, number: int, draft: Draft) -> None:
    place = f"{file}:{number}"
    try:
        valid = _PassageRow.model_validate(row)
    except ValidationError as error:
        raise problem_of(error, place) from None
    if file.stem not in draft.sources:
        draft.add_source(Source(id=file.stem, title=file.stem), str(file))
    language = _language(valid.text)
    locator = Locator(valid.title or "", "paragraph", number)
    passage = Passage(valid.id, file.stem, {language: valid.text}, {language: locator})
    draft.add_passage(passage, place)


def _language(text: str) -> Language:
    return detect(text[:2000]) or "id"
