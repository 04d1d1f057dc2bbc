"""How entries are named: their question, their button, the examples for a newcomer."""

import hashlib

from bot.replies.citing import in_language
from bot.replies.layout import Block, Button, Reply, compose, short, text
from bot.texts import say
from knowledge import Entry, Knowledge, Language

_MAX_KEY = 40
"""Bytes of an entry's id inside a button's 64."""


def question_of(entry: Entry, language: Language) -> str:
    """Give the entry's question, in the language wanted where it is known in it."""
    phrasings = in_language(entry.phrasings, language)
    return phrasings[0] if phrasings else entry.id


def key_of(entry_id: str) -> str:
    """Name an entry in a way that fits into a button; its id where that fits."""
    if len(entry_id.encode()) <= _MAX_KEY:
        return entry_id
    return hashlib.blake2b(entry_id.encode(), digest_size=10).hexdigest()


def entry_by_key(knowledge: Knowledge, key: str) -> Entry | None:
    """Find the entry that ``key_of`` named."""
    if key in knowledge.entries:
        return knowledge.entries[key]
    found = (entry for id_, entry in knowledge.entries.items() if key_of(id_) == key)
    return next(found, None)


def entry_button(entry: Entry, language: Language) -> Button:
    """Make a button that opens an entry."""
    return Button(short(question_of(entry, language)), f"e:{key_of(entry.id)}")


def example_questions(knowledge: Knowledge, language: Language) -> list[str]:
    """Give two questions to begin with: the first ones of the first two topics."""
    entries = [entry for entry in knowledge.entries.values() if entry.kind == "answer"]
    order = {topic.id: number for number, topic in enumerate(knowledge.topics)}
    entries.sort(key=lambda entry: order.get(entry.topic or "", len(order)))
    firsts = {entry.topic: entry for entry in reversed(entries)}
    chosen = sorted(firsts.values(), key=entries.index)[:2] if len(firsts) > 1 else entries[:2]
    return [question_of(entry, language) for entry in chosen]


def with_examples(blocks: list[Block], knowledge: Knowledge, language: Language) -> Reply:
    """Add two questions that the asker may copy."""
    questions = example_questions(knowledge, language)
    if questions:
        lines = [say("try_these", language), *(f"• {question}" for question in questions)]
        blocks = [*blocks, text("\n".join(lines))]
    return compose(blocks)
