"""What moderators see of what people's picks suggest."""

from collections.abc import Sequence

from bot.replies.layout import Block, Button, Reply, behind, bold, compose, on_one_line, text
from bot.replies.moderation import Rows
from bot.replies.naming import key_of, question_of
from bot.texts import say
from knowledge import Entry, Language
from knowledge.storage.lessons import Complaint, Suggestion

_TYPED = 200
"""Characters of a question that did not find its answer."""

MOST = 6
"""Suggestions shown at once for one entry."""


def for_suggestions(
    shown: Sequence[tuple[Entry, Sequence[Suggestion]]],
    number: int,
    count: int,
    complaints: Sequence[Complaint],
    language: Language,
) -> Reply:
    """Show what is suggested for one entry of ``count``, and what did not help anybody."""
    blocks: list[Block] = []
    rows: Rows = []
    for entry, suggestions in shown:
        question = question_of(entry, language)
        blocks.append(bold(say("suggestions", language, question=question, id=entry.id)))
        for place, one in enumerate(suggestions[:MOST], 1):
            line = say("suggestion_line", language, number=place, text=one.text, times=one.times)
            blocks.append(behind(text(line), "\n"))
        blocks.append(text(say("suggestions_left", language, number=number + 1, count=count)))
        rows = _rows(entry, suggestions[:MOST], number, count, language)
    if not shown:
        blocks.append(text(say("suggestions_none", language)))
    return compose(blocks + _complaints(complaints, language), rows)


def _rows(
    entry: Entry, suggestions: Sequence[Suggestion], number: int, count: int, language: Language
) -> Rows:
    key = key_of(entry.id)
    rows: Rows = [
        (
            Button(say("accept", language, number=place), f"m:ok:{one.question}:{key}"),
            Button(say("reject", language, number=place), f"m:no:{one.question}:{key}"),
        )
        for place, one in enumerate(suggestions, 1)
    ]
    if len(suggestions) > 1:
        rows.append((Button(say("accept_all", language), f"m:all:{key}"),))
    if count > 1:
        rows.append((Button(say("next_entry", language), f"m:s:{number + 1}"),))
    return rows


def _complaints(complaints: Sequence[Complaint], language: Language) -> list[Block]:
    if not complaints:
        return []
    blocks = [bold(say("complaints", language))]
    for one in complaints:
        answered = say("complaint_answered", language, id=one.entry) if one.entry else ""
        line = say(
            "complaint_line",
            language,
            text=on_one_line(one.text, _TYPED),
            times=one.times,
            answered=answered,
        )
        blocks.append(behind(text(line), "\n"))
    return blocks
