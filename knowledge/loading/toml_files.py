"""The TOML files of a knowledge folder: sources, topics, vocabulary, entries."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from knowledge.loading.draft import Draft, text_of
from knowledge.model import (
    Entry,
    EntryKind,
    Evidence,
    KnowledgeError,
    Language,
    Source,
    Topic,
    Vocabulary,
)

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Id = Annotated[str, StringConstraints(pattern=r"^\S+$", max_length=100)]
_Phrasings = Annotated[list[_Text], Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _SourceRow(_Row):
    id: _Id
    title: _Text
    publisher: _Text | None = None
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")] | None = None
    language: Language | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    kind: Literal["announcement", "article", "call", "press"] = "article"
    rank: int = 9


class _TopicRow(_Row):
    id: _Id
    title: Annotated[dict[Language, _Text], Field(min_length=1)]


class _VocabularyRow(_Row):
    slang: dict[str, _Text] = Field(default_factory=dict)
    synonyms: list[list[_Text]] = Field(default_factory=list)
    antonyms: list[tuple[_Text, _Text]] = Field(default_factory=list)
    names: list[list[_Text]] = Field(default_factory=list)


class _EntryRow(_Row):
    id: _Id
    kind: EntryKind = "answer"
    topic: _Id | None = None
    cites: list[_Id] = Field(default_factory=list)
    evidence: Evidence | None = None
    related: list[_Id] = Field(default_factory=list)
    phrasings: Annotated[dict[Language, _Phrasings], Field(min_length=1)]
    answer: Annotated[dict[Language, _Text], Field(min_length=1)]


_RowType = TypeVar("_RowType", bound=_Row)


def read_sources(file: Path, draft: Draft) -> None:
    """Read ``[[source]]`` tables."""
    for row, place in _rows(file, "source", _SourceRow):
        draft.add_source(Source(**row.model_dump()), place)


def read_topics(file: Path, draft: Draft) -> None:
    """Read ``[[topic]]`` tables, in the order in which /topics shows them."""
    for row, place in _rows(file, "topic", _TopicRow):
        draft.add_topic(Topic(row.id, row.title), place)


def read_vocabulary(file: Path, draft: Draft) -> None:
    """Read slang, synonyms, antonyms and names; they are laid over what is known already."""
    row = _validated(_VocabularyRow, _parsed(file), str(file))
    vocabulary = Vocabulary(
        slang=row.slang,
        synonyms=tuple(map(tuple, row.synonyms)),
        antonyms=tuple(row.antonyms),
        names=tuple(map(tuple, row.names)),
    )
    draft.add_vocabulary(vocabulary)


def read_entries(file: Path, draft: Draft) -> None:
    """Read ``[[entry]]`` tables."""
    for row, place in _rows(file, "entry", _EntryRow):
        entry = Entry(
            id=row.id,
            phrasings={language: tuple(ways) for language, ways in row.phrasings.items()},
            answers=row.answer,
            cites=tuple(row.cites),
            kind=row.kind,
            evidence=row.evidence,
            topic=row.topic,
            related=tuple(row.related),
        )
        draft.add_entry(entry, place)


def problem_of(error: ValidationError, place: str) -> KnowledgeError:
    """Turn pydantic's first complaint into one that names the key and the cure."""
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return KnowledgeError(place, f'unknown key "{key}"', "Remove it or correct its name")
    if first["type"] == "missing":
        return KnowledgeError(place, f'the key "{key}" is missing', "Add it")
    return KnowledgeError(place, f'wrong value for "{key}"', first["msg"])


def _rows(file: Path, name: str, model: type[_RowType]) -> Iterator[tuple[_RowType, str]]:
    data = _parsed(file)
    rows = data.pop(name, [])
    if data or not isinstance(rows, list):
        problem = f'unknown key "{min(data, default=name)}"'
        raise KnowledgeError(str(file), problem, f"This file holds [[{name}]] tables only")
    starts = _starts(text_of(file), name)
    for number, row in enumerate(rows):
        line = starts[number] if number < len(starts) else 1
        place = f"{file}:{line}"
        yield _validated(model, row, place), place


def _starts(text: str, name: str) -> list[int]:
    header = re.compile(rf"\s*\[\[\s*{name}\s*\]\]")
    return [number for number, line in enumerate(text.split("\n"), 1) if header.match(line)]


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text_of(file))
    except (ValueError, RecursionError) as error:
        where = re.search(r"at line (\d+)", str(error))
        place = f"{file}:{where[1]}" if where else str(file)
        raise KnowledgeError(place, f"not TOML ({error})", "Mend that line") from None


def _validated(model: type[_RowType], row: object, place: str) -> _RowType:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        raise problem_of(error, place) from None
