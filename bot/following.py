"""A question that leans on the answer before it: "dan di 2026?", "kenapa?", "siapa itu?"."""

from datetime import UTC, datetime, timedelta

from telegram import Message

from bot.context import KutipContext, person_key, place_of
from knowledge.following import Followed, follow, is_follow_up

_WITHIN = timedelta(minutes=5)
"""How long after an answer a question may lean on it."""


async def followed(text: str, message: Message, context: KutipContext) -> Followed | None:
    """Read a follow-up with the asker's last answer; None where it is none, or not certain."""
    person = message.from_user
    if person is None or not is_follow_up(text):
        return None
    asker, since = person_key(person.id), datetime.now(UTC) - _WITHIN
    last = await context.store.last_answer(asker, place_of(message), since)
    entry = context.knowledge.knowledge.entries.get(last.entry) if last else None
    if last is None or entry is None:
        return None
    return follow(context.knowledge, text, entry, last.language, last.text)
