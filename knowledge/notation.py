"""An entry as JSON and back: how the database, drafts and history write entries down."""

import json
from typing import Any

from knowledge.model import Entry


def entry_to_json(entry: Entry | None) -> str | None:
    """Write an entry, its languages in their order. None stays None."""
    if entry is None:
        return None
    row = {
        "id": entry.id,
        "phrasings": {language: list(ways) for language, ways in entry.phrasings.items()},
        "answers": dict(entry.answers),
        "cites": list(entry.cites),
        "kind": entry.kind,
        "evidence": entry.evidence,
        "topic": entry.topic,
        "related": list(entry.related),
    }
    return json.dumps(row, ensure_ascii=False)


def entry_from_json(text: str | None) -> Entry | None:
    """Read what ``entry_to_json`` wrote."""
    if text is None:
        return None
    row: dict[str, Any] = json.loads(text)
    return Entry(
        id=row["id"],
        phrasings={language: tuple(ways) for language, ways in row["phrasings"].items()},
        answers=row["answers"],
        cites=tuple(row["cites"]),
        kind=row["kind"],
        evidence=row["evidence"],
        topic=row["topic"],
        related=tuple(row["related"]),
    )
