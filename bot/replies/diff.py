"""What differs between two versions of an entry, as lines with + and - before them."""

import difflib
import re

from bot.replies.citing import in_language
from bot.texts import say
from knowledge import Entry, Language

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")

_MOST = 700
"""Characters of what changed in an answer; the whole answer stands below it."""


def answer_diff(before: Entry, after: Entry, language: Language) -> str:
    """Give the sentences that went from an answer and came into it; empty where none did."""
    old, new = (
        _SENTENCE.split((in_language(one.answers, language) or "").strip())
        for one in (before, after)
    )
    lines = [line for line in difflib.ndiff(old, new) if line[:2] in ("- ", "+ ")]
    diff = "\n".join(lines)
    return diff if len(diff) <= _MOST else diff[: _MOST - 1].rstrip() + "…"


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
