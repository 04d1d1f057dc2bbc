"""Everything the bot says, as pure functions of what it knows; the only home of HTML."""

from bot.replies.citing import address_of, locator_of, title_of
from bot.replies.health import for_doctor
from bot.replies.inline import InlineResult, for_inline
from bot.replies.keeping import Kept, for_privacy
from bot.replies.layout import Button, Reply, Said
from bot.replies.naming import entry_by_key, key_of, question_of
from bot.replies.outcomes import for_choices, for_entry, for_none_noted, for_outcome
from bot.replies.pages import (
    for_empty_ask,
    for_faults,
    for_help,
    for_language_menu,
    for_sources,
    for_start,
    for_text,
    for_topic,
    for_topics,
    plain_text,
)
from bot.replies.rooms import (
    dressed,
    for_introduction,
    for_overheard,
    for_settings,
    for_understood,
    removable,
)
from bot.replies.sharing import (
    answer_address,
    entry_by_start,
    for_qr,
    for_top_questions,
    qr_code,
    shared,
    start_of,
)

__all__ = [
    "Button",
    "InlineResult",
    "Kept",
    "Reply",
    "Said",
    "address_of",
    "answer_address",
    "dressed",
    "entry_by_key",
    "entry_by_start",
    "for_choices",
    "for_doctor",
    "for_empty_ask",
    "for_entry",
    "for_faults",
    "for_help",
    "for_inline",
    "for_introduction",
    "for_language_menu",
    "for_none_noted",
    "for_outcome",
    "for_overheard",
    "for_privacy",
    "for_qr",
    "for_settings",
    "for_sources",
    "for_start",
    "for_text",
    "for_top_questions",
    "for_topic",
    "for_topics",
    "for_understood",
    "key_of",
    "locator_of",
    "plain_text",
    "qr_code",
    "question_of",
    "removable",
    "shared",
    "start_of",
    "title_of",
]
