"""What a moderator reads, in a preview, of the queue: what a save closes, and who will be told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.replies.layout import Block, on_one_line, text
from bot.texts import LANGUAGES, say
from knowledge import Language
from knowledge.storage.drafts import Draft
from knowledge.storage.queue import QueuedQuestion

_LISTED = 12
"""Questions listed of each kind; the others are counted."""

_LETTERS = 120
"""Of a question that does not become public; of one that does, all."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a save reaches into the queue."""

    own: tuple[QueuedQuestion, ...] = ()
    """The questions of the draft's cluster that it answers."""
    others: tuple[QueuedQuestion, ...] = ()
    """Questions of other clusters that the entry answers for certain: they close with it."""
    waiting: Mapping[Language, int] = field(default_factory=dict)
    """How many people will be told, by the language that they read."""


def reach_blocks(draft: Draft, reach: Reach, language: Language) -> list[Block]:
    """List what strangers typed and becomes public, what stays behind, who waits for an answer."""
    ways = [way for ways in draft.entry.phrasings.values() for way in ways]
    blocks = _listed("asked_so", "☑️", (way for _, way in draft.asked if way in ways), language)
    apart = [on_one_line(way, _LETTERS) for way in draft.apart]
    blocks += _listed("asked_apart", "↩︎", apart, language)
    others = dict.fromkeys(on_one_line(one.text, _LETTERS) for one in reach.others)
    blocks += _listed("asked_elsewhere", "✅", others, language)
    counts = [
        f"{reach.waiting[one]} {say(f'waiting_{one}', language)}"
        for one in LANGUAGES
        if reach.waiting.get(one)
    ]
    if counts:
        blocks.append(text(say("waiting", language, counts=", ".join(counts))))
    elif draft.cluster is not None:
        blocks.append(text(say("waiting_none", language)))
    return blocks


def _listed(key: str, mark: str, ways: Iterable[str], language: Language) -> list[Block]:
    found: Sequence[str] = list(ways)
    if not found:
        return []
    lines = [f"{mark} {way}" for way in found[:_LISTED]]
    if len(found) > _LISTED:
        lines.append(say("card_more", language, count=len(found) - _LISTED))
    return [text("\n".join([say(key, language, count=len(found)), *lines]))]
