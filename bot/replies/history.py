"""What moderators see of the history: changes with their diffs, and a way back to each state."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.replies.diff import diff_of
from bot.replies.layout import Block, Button, Reply, behind, bold, code, compose, text
from bot.replies.moderation import Rows, effect_blocks
from bot.replies.naming import key_of
from bot.replies.numbers import moment
from bot.texts import say
from knowledge import Entry, Knowledge, Language
from knowledge.review import Effect
from knowledge.storage.layer import Change

_MAX_DIFF = 600
"""Characters of one change's diff; longer ones are cut."""


def for_history(
    changes: Sequence[Change],
    entry: str | None,
    offset: int,
    page: int,
    language: Language,
    zone: tzinfo,
    *,
    more: bool,
) -> Reply:
    """Show a page of changes, the newest first; of one entry, or of all.

    Their moments are shown by the clock of ``zone``.
    """
    if not changes:
        return compose([text(say("history_none", language))])
    title = say("history_of", language, id=entry) if entry else say("history", language)
    blocks: list[Block] = [bold(title)]
    for change in changes:
        blocks += _change(change, language, zone)
    buttons = [
        Button(say("restore_before", language, number=one.id), f"m:undo:{one.id}")
        for one in changes
    ]
    rows: Rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    turning = _turning(entry, offset, page, language, more=more)
    return compose(blocks, [*rows, turning] if turning else rows)


def for_restoring(
    change: Change,
    now: Entry | None,
    version: int,
    effects: Sequence[Effect],
    knowledge: Knowledge,
    language: Language,
) -> Reply:
    """Ask whether an entry is to be as it was before a change, and show what that would do."""
    key = "restore_sure_gone" if change.before is None else "restore_sure"
    blocks: list[Block] = [text(say(key, language, id=change.entry, number=change.id))]
    diff = _cut(diff_of(now, change.before, language))
    if diff:
        blocks.append(code(diff))
    blocks += effect_blocks(effects, knowledge, change.entry, language)
    rows: Rows = [
        (Button(say("restore_yes", language), f"m:undo!:{version}:{change.id}"),),
        (Button(say("back_step", language), f"m:h:0:{key_of(change.entry)}"),),
    ]
    return compose(blocks, rows)


def _cut(diff: str) -> str:
    return diff if len(diff) <= _MAX_DIFF else diff[:_MAX_DIFF].rstrip() + "…"


def _change(change: Change, language: Language, zone: tzinfo) -> list[Block]:
    line = say(
        "history_line",
        language,
        number=change.id,
        at=moment(datetime.fromisoformat(change.at).astimezone(zone), language),
        name=change.moderator.name,
        act=say(f"act_{change.act}", language),
        id=change.entry,
    )
    if change.undone_by is not None:
        line += " " + say("history_undone", language, number=change.undone_by)
    diff = _cut(diff_of(change.before, change.after, language))
    return [text(line), behind(code(diff), "\n")] if diff else [text(line)]


def _turning(
    entry: str | None, offset: int, page: int, language: Language, *, more: bool
) -> tuple[Button, ...]:
    key = key_of(entry) if entry else ""
    turning = []
    if offset > 0:
        before = max(0, offset - page)
        turning.append(Button(say("previous_page", language), f"m:h:{before}:{key}"))
    if more:
        turning.append(Button(say("next_page", language), f"m:h:{offset + page}:{key}"))
    return tuple(turning)
