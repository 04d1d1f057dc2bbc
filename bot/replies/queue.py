"""What moderators see of the queue: a cluster's card in each of its states, and what goes with it.

A card is one message: whatever people typed is cut to what fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot.replies.citing import in_language
from bot.replies.layout import (
    Block,
    Button,
    Reply,
    bold,
    compose,
    italic,
    on_one_line,
    quote,
    short,
    text,
)
from bot.replies.moderation import Rows
from bot.replies.naming import key_of, question_of
from bot.replies.numbers import moment
from bot.texts import say
from knowledge import Entry, Knowledge, Language
from knowledge.language import normalise
from knowledge.storage.queue import Cluster, QueuedQuestion

_CENTRAL = 600
"""Characters of the central question that a card shows."""

_OTHER = 200
"""Characters of each other way it was asked."""

_OTHERS = 3
"""Other ways that a card shows."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where in the queue a card is shown: its place, counted from 0, and of how many."""

    number: int
    count: int


def for_cluster(
    cluster: Cluster,
    questions: Sequence[QueuedQuestion],
    knowledge: Knowledge,
    language: Language,
    zone: tzinfo,
    near: Entry | None = None,
    page: Page | None = None,
) -> Reply:
    """Show a cluster as it stands; on a page of the queue, with the way to the others.

    ``near`` is the entry that nearly answers it.
    """
    rows = _turning(page, language)
    match cluster.state:
        case "answered":
            entry = knowledge.entries.get(cluster.entry or "")
            named = f"“{question_of(entry, language)}”" if entry else cluster.entry or "…"
            line = say("queue_answered", language, name=cluster.closed_by, entry=named)
            again = Button(say("queue_look", language), f"m:k:s:{cluster.id}")
            return compose([text(line), *_central(cluster, language)], [(again,), *rows])
        case "ignored":
            line = say("queue_ignored", language, name=cluster.closed_by)
            back = Button(say("queue_back", language), f"m:k:b:{cluster.id}")
            return compose([text(line), *_central(cluster, language)], [(back,), *rows])
        case _:
            blocks = _open(cluster, questions, near, language, zone)
            return compose(blocks, [*_acts(cluster.id, language), *rows])


def for_raised(cluster: Cluster, language: Language) -> Reply:
    """Call the moderators' attention to a cluster that many ask; said in reply to its card.

    What they ask stands on the card alone, which follows when somebody takes a question back.
    """
    line = say("queue_raised", language, askers=cluster.askers)
    return compose([bold(line)], _acts(cluster.id, language))


def for_remark(cluster: Cluster, said: str, language: Language) -> Reply:
    """Ask whether a short reply to a card is meant as the answer; said in reply to it."""
    line = say("queue_remark", language, said=on_one_line(said, _OTHER))
    return compose([text(line)], [(Button(say("queue_meant", language), f"m:k:y:{cluster.id}"),)])


def for_merged(into: Cluster, language: Language) -> Reply:
    """Say in the place of a card that its questions stand on another one now."""
    look = Button(say("queue_look", language), f"m:k:s:{into.id}")
    return compose([text(say("queue_merged", language)), *_central(into, language)], [(look,)])


def for_links(cluster: Cluster, entries: Sequence[Entry], language: Language) -> Reply:
    """Offer the entries that a cluster may belong to."""
    key = "queue_links" if entries else "queue_links_none"
    lines = [f"{number}. {question_of(one, language)}" for number, one in enumerate(entries, 1)]
    listed = [text("\n".join(lines))] if lines else []
    rows: Rows = [
        (Button(short(line), f"m:k:e:{cluster.id}:{key_of(one.id)}"),)
        for line, one in zip(lines, entries, strict=True)
    ]
    rows.append((Button(say("back_step", language), f"m:k:s:{cluster.id}"),))
    return compose([*_central(cluster, language), text(say(key, language)), *listed], rows)


def for_taken(cluster: Cluster, name: str, act: str, language: Language) -> Reply:
    """Say who is at work on a cluster, and let the moderator go on all the same."""
    rows: Rows = [
        (Button(say("queue_anyway", language), f"m:k:{act}!:{cluster.id}"),),
        (Button(say("back_step", language), f"m:k:s:{cluster.id}"),),
    ]
    blocks = [*_central(cluster, language), text(say("queue_taken", language, name=name))]
    return compose(blocks, rows)


def for_too_late(cluster: Cluster, draft: int, knowledge: Knowledge, language: Language) -> Reply:
    """Say that a cluster was closed while its answer was written; the draft is kept."""
    rows: Rows = [
        (Button(say("queue_alone", language), f"m:alone:{draft}"),),
        (Button(say("queue_drop", language), f"m:x:{draft}"),),
    ]
    entry = knowledge.entries.get(cluster.entry or "")
    answer = in_language(entry.answers, language) if entry else None
    key = "queue_late_ignored" if cluster.state == "ignored" else "queue_late"
    blocks = [text(say(key, language, name=cluster.closed_by))]
    if answer:
        blocks.append(quote(on_one_line(answer, _OTHER)))
    return compose([*blocks, text(say("queue_late_yours", language))], rows)


def _open(
    cluster: Cluster,
    questions: Sequence[QueuedQuestion],
    near: Entry | None,
    language: Language,
    zone: tzinfo,
) -> list[Block]:
    blocks = _central(cluster, language)
    blocks.append(text(_counted(cluster, language, zone)))
    others = _others(cluster, questions)
    if others:
        blocks.append(text("\n".join([say("queue_others", language), *others])))
    blocks += [text(line) for line in _reasons(questions, near, language)]
    if cluster.claim is not None:
        blocks.append(text(say("queue_claimed", language, name=cluster.claim.name)))
    blocks.append(italic(say("queue_hint", language)))
    return blocks


def _central(cluster: Cluster, language: Language) -> list[Block]:
    return [bold(f"❓ {on_one_line(cluster.text, _CENTRAL) or say('queue_cleared', language)}")]


def _counted(cluster: Cluster, language: Language, zone: tzinfo) -> str:
    first, last = (
        moment(at.astimezone(zone), language) for at in (cluster.first_at, cluster.last_at)
    )
    if cluster.questions == 1:
        return say("queue_once", language, at=first)
    return say(
        "queue_counted", language,
        askers=cluster.askers, questions=cluster.questions, first=first, last=last,
    )  # fmt: skip


def _others(cluster: Cluster, questions: Sequence[QueuedQuestion]) -> list[str]:
    told = {normalise(cluster.text)}
    ways = []
    for one in questions:
        if normalise(one.text) not in told:
            told.add(normalise(one.text))
            ways.append(f"• {on_one_line(one.text, _OTHER)}")
    return ways[:_OTHERS]


def _reasons(
    questions: Sequence[QueuedQuestion], near: Entry | None, language: Language
) -> list[str]:
    """Say why it stands in the queue, where the bot was not plainly at a loss."""
    disliked = dict.fromkeys(one.entry for one in questions if one.cause == "thumb_down")
    lines = [say("queue_disliked", language, entry=id_) for id_ in disliked if id_][:_OTHERS]
    if any(one.cause == "none_of_these" for one in questions):
        lines.append(say("queue_none_fitted", language))
    if near is not None and near.id not in disliked:
        question = question_of(near, language)
        lines.append(say("queue_best", language, question=question, id=near.id))
    return lines


def _acts(number: int, language: Language) -> Rows:
    def act(key: str, verb: str) -> Button:
        return Button(say(key, language), f"m:k:{verb}:{number}")

    return [
        (act("queue_answer", "a"), act("queue_link", "l")),
        (act("queue_not_stated", "n"), act("queue_ignore", "i")),
        (act("queue_claim", "c"),),
    ]


def _turning(page: Page | None, language: Language) -> Rows:
    if page is None or page.count < 2:
        return []
    before, after = (page.number - 1) % page.count, (page.number + 1) % page.count
    place = say("queue_place", language, number=page.number + 1, count=page.count)
    return [
        (
            Button("‹", f"m:k:p:{before}"),
            Button(place, f"m:k:p:{page.number}"),
            Button("›", f"m:k:p:{after}"),
        )
    ]
