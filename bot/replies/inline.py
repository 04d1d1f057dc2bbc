"""Entries offered while somebody types ``@bot words`` in any chat."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.replies.citing import in_language
from bot.replies.layout import Button
from bot.replies.naming import key_of, question_of
from bot.replies.outcomes import for_entry
from bot.replies.sharing import answer_address
from bot.texts import say
from knowledge import Entry, Knowledge, Language

_LINE = 120
"""Characters of an answer that the list shows."""


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One line of the list, and the message that choosing it posts."""

    id: str
    title: str
    line: str
    html: str
    button: Button


def for_inline(
    entries: Iterable[Entry], knowledge: Knowledge, username: str, language: Language
) -> list[InlineResult]:
    """Offer entries, each with a line of its answer."""
    return [
        InlineResult(
            id=key_of(entry.id),
            title=question_of(entry, language),
            line=_line(in_language(entry.answers, language) or say("no_answer_text", language)),
            # a second part would be a second message, which choosing a result cannot post
            html=for_entry(entry, knowledge, language, titled=True).parts[0],
            button=Button(say("ask_kutip", language), url=answer_address(entry, username)),
        )
        for entry in entries
    ]


def _line(answer: str) -> str:
    words = " ".join(answer.split())
    return words if len(words) <= _LINE else words[: _LINE - 1].rstrip() + "…"
