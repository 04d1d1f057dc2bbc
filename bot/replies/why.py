"""Why an answer was given, in words: the only place where scores are shown."""

from bot.replies.layout import Block, Button, Reply, behind, bold, compose, short, text
from bot.replies.moderation import Rows
from bot.replies.naming import key_of, question_of
from bot.texts import say
from knowledge import Language
from knowledge.judgement import Candidate, Why
from knowledge.storage import outcome_name

_SHOWN = 4
"""Candidates shown."""


def for_why(why: Why, question: int | None, language: Language, *, unwanted: bool) -> Reply:
    """Explain how a question was judged; a logged one comes with buttons to mend that."""
    blocks: list[Block] = [bold(say("why_question", language, text=why.text))]
    outcome = outcome_name(why.outcome)
    lines = [
        say("why_read", language, words=" · ".join(why.words)),
        say("why_band", language, outcome=outcome, band=why.band),
    ]
    if unwanted:
        lines.append(say("why_unwanted", language))
    blocks.append(text("\n".join(lines)))
    candidates = why.candidates[:_SHOWN]
    for number, candidate in enumerate(candidates, 1):
        blocks.append(behind(text(_line(number, candidate, language)), "\n"))
    if not candidates:
        blocks.append(text(say("why_none", language)))
    return compose(blocks, _rows(why, question, language, unwanted=unwanted))


def _line(number: int, candidate: Candidate, language: Language) -> str:
    parts = ", ".join(f"{name} {share:.2f}" for name, share in candidate.parts.items())
    line = say(
        "why_candidate",
        language,
        number=number,
        id=candidate.entry.id,
        score=round(candidate.score * 100),
        similarity=round(candidate.similarity * 100),
        parts=parts,
        phrasing=candidate.phrasing,
    )
    if candidate.guards:
        line += "\n" + say("why_guards", language, guards=", ".join(candidate.guards))
    return line


def _rows(why: Why, question: int | None, language: Language, *, unwanted: bool) -> Rows:
    if question is None:
        return []
    rows: Rows = []
    for number, candidate in enumerate(why.candidates[:_SHOWN]):
        title = question_of(candidate.entry, language)
        answered = number == 0 and why.band == "sure"
        label = (
            say("why_teach", language) if answered else say("why_this", language, question=title)
        )
        rows.append((Button(short(label), f"m:t:{question}:{key_of(candidate.entry.id)}"),))
    again = "yes" if unwanted else "no"
    label = say("why_again" if unwanted else "why_not", language)
    return [*rows, (Button(label, f"m:q:{question}:{again}"),)]
