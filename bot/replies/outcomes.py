"""Outcome -> Reply: what the bot says of a question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.replies.citing import citations, evidence_line, in_language, quotation, restated_note
from bot.replies.layout import Block, Button, Reply, Said, bold, compose, italic, short, text
from bot.replies.naming import (
    entry_button,
    example_questions,
    key_of,
    question_of,
    with_examples,
)
from bot.texts import say
from knowledge import (
    Answered,
    Entry,
    Ignored,
    Knowledge,
    Language,
    NotStated,
    Outcome,
    Passage,
    SmallTalk,
    Unanswered,
    Unsure,
)


def for_outcome(
    outcome: Outcome,
    knowledge: Knowledge,
    language: Language,
    question: int,
    *,
    settled: bool = False,
) -> Reply:
    """Say what became of a logged question, whose id is ``question``.

    ``settled``: moderators chose not to answer it, so that nothing is promised.
    """
    match outcome:
        case Answered(entry=entry) | NotStated(entry=entry):
            return for_entry(entry, knowledge, language, question)
        case SmallTalk(entry=entry):
            line = in_language(entry.answers, language) or "🙂"
            return with_examples([text(line)], knowledge, language)
        case Unsure(choices=choices):
            said = Said(language, question)
            return replace(for_choices(choices, language, question), said=said)
        case Unanswered(passage=passage):
            said = Said(language, question)
            reply = for_unanswered(passage, knowledge, language, settled=settled)
            return replace(reply, said=said)
        case Ignored():
            return for_no_question(knowledge, language)
        case _:
            assert_never(outcome)


def for_entry(
    entry: Entry,
    knowledge: Knowledge,
    language: Language,
    question: int | None = None,
    *,
    titled: bool = False,
    updated: bool = False,
) -> Reply:
    """Give an entry's answer with its citations; thumbs where it answers a logged question.

    ``titled`` puts the entry's question on top, for answers that were chosen, not typed;
    ``updated`` says that this stands in the place of an earlier answer.
    """
    blocks = [bold(question_of(entry, language))] if titled else []
    answer = in_language(entry.answers, language)
    blocks.append(text(answer or say("no_answer_text", language)))
    if answer and language not in entry.answers:
        blocks.append(italic(say("other_language", language)))
    blocks += citations(entry, knowledge, language)
    blocks += evidence_line(entry, knowledge, language)
    blocks += restated_note((knowledge.passages[id_] for id_ in entry.cites), language)
    if updated:
        blocks.append(italic(say("updated", language)))
    beside = [knowledge.entries[id_] for id_ in entry.related if id_ in knowledge.entries]
    related = [one for one in beside if one.kind != "small_talk"]
    rows: list[tuple[Button, ...]] = [(entry_button(one, language),) for one in related[:2]]
    if question is not None:
        rows.insert(0, (Button("👍", f"f:{question}:up"), Button("👎", f"f:{question}:down")))
    return replace(compose(blocks, rows), said=Said(language, question, entry.id, titled))


def for_choices(choices: Sequence[Entry], language: Language, question: int) -> Reply:
    """Ask which of up to three entries was meant."""
    titles = [f"{n}. {question_of(entry, language)}" for n, entry in enumerate(choices, 1)]
    rows = [
        (Button(short(title), f"c:{question}:{key_of(entry.id)}"),)
        for title, entry in zip(titles, choices, strict=True)
    ]
    rows.append((Button(say("none_of_these", language), f"n:{question}"),))
    return compose([text(say("unsure", language)), text("\n".join(titles))], rows)


def for_none_noted(
    near: Passage | None,
    knowledge: Knowledge,
    language: Language,
    question: int,
    *,
    settled: bool = False,
) -> Reply:
    """Say that a question of which no choice was meant is kept, or is not answered here."""
    blocks = [text(say("settled" if settled else "none_noted", language))]
    reply = compose([*blocks, *_near(near, knowledge, language)])
    return replace(reply, said=Said(language, question))


def for_unanswered(
    passage: Passage | None, knowledge: Knowledge, language: Language, *, settled: bool = False
) -> Reply:
    """Admit that nothing fits; show a passage that may help."""
    blocks = [text(say("settled" if settled else "unanswered", language))]
    return compose([*blocks, *_near(passage, knowledge, language)])


def _near(passage: Passage | None, knowledge: Knowledge, language: Language) -> list[Block]:
    """Show a passage that may help, plainly not as an answer."""
    if passage is None:
        return []
    return [
        italic(say("may_help", language)),
        *quotation(passage, knowledge, language),
        *restated_note([passage], language),
    ]


def for_no_question(knowledge: Knowledge, language: Language) -> Reply:
    """Hint at what a question looks like."""
    examples = example_questions(knowledge, language) or ["…"]
    return compose([text(say("no_question", language, example=examples[0]))])
