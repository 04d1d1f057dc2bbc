"""Questions from a file: one JSON object a line in, one out, in order."""

import json
from collections.abc import Iterator
from typing import Any

from bot import replies
from knowledge import Answered, KnowledgeBase, Language, NotStated, SmallTalk, Unsure
from knowledge.model import Entry, KnowledgeError, Passage
from knowledge.storage import outcome_name


def answered_rows(
    content: str, name: str, base: KnowledgeBase, default: Language
) -> Iterator[dict[str, Any]]:
    """Answer each row ``{"text": ..., ...}``; other keys come back unchanged.

    Raises KnowledgeError, naming the line, where a row is no such object.
    """
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        place, cure = f"{name}:{number}", 'Each line must be an object with a "text"'
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise KnowledgeError(place, f"not JSON ({error})", cure) from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise KnowledgeError(place, "no text", cure)
        yield {**row, **as_json(row["text"], base, default)}


def as_json(text: str, base: KnowledgeBase, default: Language) -> dict[str, Any]:
    """Answer one question as the object that ``kutip ask --json`` prints."""
    outcome, knowledge = base.answer(text), base.knowledge
    language = outcome.reading.language or default
    entry = outcome.entry if isinstance(outcome, Answered | NotStated | SmallTalk) else None
    choices = outcome.choices if isinstance(outcome, Unsure) else ()
    cited = [knowledge.passages[id_] for id_ in entry.cites] if entry else []
    return {
        "outcome": outcome_name(outcome),
        "entry": entry.id if entry else None,
        "best": outcome.reading.best,
        "score": round(outcome.reading.score, 6),
        "language": language,
        "reply": replies.for_outcome(outcome, knowledge, language, 0).plain,
        "citations": [_citation(passage, base, language) for passage in cited],
        "choices": [_choice(choice) for choice in choices],
    }


def _citation(passage: Passage, base: KnowledgeBase, language: Language) -> dict[str, Any]:
    return {
        "passage": passage.id,
        "source": passage.source,
        "locator": replies.locator_of(passage, language),
        "url": replies.address_of(passage, base.knowledge),
    }


def _choice(entry: Entry) -> dict[str, Any]:
    return {"entry": entry.id, "citations": list(entry.cites)}
