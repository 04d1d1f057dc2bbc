"""What differs between two versions of an entry, as lines with + and - before them."""

import difflib

from bot.texts import say
from knowledge import Entry, Language


def diff_of(before: Entry | None, after: Entry | None, language: Language) -> str:
    """Give the lines that went and came; empty where the two say the same."""
    lines = difflib.ndiff(_lines(before, language), _lines(after, language))
    return "\n".join(line for line in lines if line[:2] in ("+ ", "- "))


def _lines(entry: Entry | None, language: Language) -> list[str]:
    if entry is None:
        return []
    lines = [
        f"{say('field_question', language)} ({spoken}): {way}"
        for spoken, ways in sorted(entry.phrasings.items())
        for way in ways
    ]
    for spoken, answer in sorted(entry.answers.items()):
        lines += [
            f"{say('field_answer', language)} ({spoken}): {line}" for line in answer.split("\n")
        ]
    facts = {
        "cites": ", ".join(entry.cites),
        "evidence": entry.evidence,
        "topic": entry.topic,
        "kind": None if entry.kind == "answer" else entry.kind,
        "related": ", ".join(entry.related),
    }
    return lines + [
        f"{say(f'field_{name}', language)}: {fact}" for name, fact in facts.items() if fact
    ]
