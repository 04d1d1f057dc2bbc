"""Everything the bot says, as pure functions of what it knows; the only home of HTML."""

from bot.replies.citing import address_of, locator_of, title_of
from bot.replies.layout import Button, Reply, Said
from bot.replies.naming import entry_by_key, key_of, question_of
from bot.replies.outcomes import for_choices, for_entry, for_outcome
from bot.replies.pages import (
    for_empty_ask,
    for_help,
    for_language_menu,
    for_sources,
    for_start,
    for_text,
    for_topic,
    for_topics,
    plain_text,
)

__all__ = [
    "Button",
    "Reply",
    "Said",
    "address_of",
    "entry_by_key",
    "for_choices",
    "for_empty_ask",
    "for_entry",
    "for_help",
    "for_language_menu",
    "for_outcome",
    "for_sources",
    "for_start",
    "for_text",
    "for_topic",
    "for_topics",
    "key_of",
    "locator_of",
    "plain_text",
    "question_of",
    "title_of",
]
