"""What moderators see of entries: what /find lists, a card, the question before retiring."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import ceil

from bot.replies.citing import in_language
from bot.replies.layout import Block, Button, Reply, behind, bold, compose, italic, short, text
from bot.replies.moderation import Rows, effect_blocks
from bot.replies.naming import key_of, question_of
from bot.texts import LANGUAGES, say
from knowledge import Entry, Knowledge, Language
from knowledge.review import Effect
from knowledge.storage.drafts import Claim

_LISTED = 10
"""Phrasings shown on a card; the others are counted."""


def for_found(entries: Sequence[Entry], language: Language) -> Reply:
    """List entries with their ids, each with a button to its card."""
    if not entries:
        return compose([text(say("found_none", language))])
    lines = [
        f"{number}. {question_of(entry, language)}\n   {entry.id}"
        for number, entry in enumerate(entries, 1)
    ]
    rows = [
        (Button(short(f"{number}. {question_of(entry, language)}"), f"m:e:{key_of(entry.id)}"),)
        for number, entry in enumerate(entries, 1)
    ]
    return compose([bold(say("found", language)), text("\n".join(lines))], rows)


def for_card(
    entry: Entry, knowledge: Knowledge, language: Language, version: int, claim: Claim | None
) -> Reply:
    """Show all of an entry, with what a moderator can do to it."""
    blocks = [bold(question_of(entry, language))]
    for spoken, answer in entry.answers.items():
        blocks.append(text(f"[{spoken}] {answer}"))
    blocks += _cited(entry, knowledge, language)
    ways = [way for all_ in entry.phrasings.values() for way in all_]
    blocks.append(italic(say("card_phrasings", language, count=len(ways))))
    lines = [f"• {way}" for way in ways[:_LISTED]]
    if len(ways) > _LISTED:
        lines.append(say("card_more", language, count=len(ways) - _LISTED))
    blocks.append(behind(text("\n".join(lines)), "\n"))
    blocks.append(italic(say("card_id", language, id=entry.id, version=version)))
    if claim is not None:
        blocks.append(text(_claimed(claim, language)))
    return compose(blocks, _card_rows(entry, language))


def for_claimed(entry: Entry, claim: Claim, wanted: str, language: Language) -> Reply:
    """Say who is at work on an entry, and let the moderator choose to go on all the same."""
    key = key_of(entry.id)
    rows: Rows = [
        (Button(say("card_edit_anyway", language), f"m:ed!:{wanted}:{key}"),),
        (Button(say("back_step", language), f"m:e:{key}"),),
    ]
    return compose([bold(question_of(entry, language)), text(_claimed(claim, language))], rows)


def for_retiring(
    entry: Entry,
    version: int,
    effects: Sequence[Effect],
    knowledge: Knowledge,
    language: Language,
) -> Reply:
    """Ask whether an entry is really to be retired, and show what would change."""
    key = key_of(entry.id)
    blocks = [bold(question_of(entry, language)), text(say("retire_sure", language))]
    blocks += effect_blocks(effects, knowledge, entry.id, language)
    rows: Rows = [
        (Button(say("retire_yes", language), f"m:r!:{version}:{key}"),),
        (Button(say("back_step", language), f"m:e:{key}"),),
    ]
    return compose(blocks, rows)


def _claimed(claim: Claim, language: Language) -> str:
    minutes = ceil((claim.until - datetime.now(UTC)).total_seconds() / 60)
    return say("card_claimed", language, name=claim.moderator.name, minutes=max(1, minutes))


def _cited(entry: Entry, knowledge: Knowledge, language: Language) -> list[Block]:
    passages = [knowledge.passages[id_] for id_ in entry.cites if id_ in knowledge.passages]
    lines = [f"📄 {one.id}: {(in_language(one.texts, language) or '')[:80]}" for one in passages]
    return [text("\n".join(lines))] if lines else []


def _card_rows(entry: Entry, language: Language) -> Rows:
    key = key_of(entry.id)
    answers = tuple(
        Button(say(f"edit_answer_{one}", language), f"m:ed:answer:{one}:{key}") for one in LANGUAGES
    )
    spoken = next(iter(entry.phrasings), language)
    return [
        answers,
        (
            Button(say("edit_phrasings", language), f"m:ed:phrasings:{spoken}:{key}"),
            Button(say("edit_passages", language), f"m:ed:passages:{spoken}:{key}"),
        ),
        (
            Button(say("card_why", language), f"m:why:{key}"),
            Button(say("card_history", language), f"m:h:0:{key}"),
            Button(say("card_retire", language), f"m:r:{key}"),
        ),
    ]
