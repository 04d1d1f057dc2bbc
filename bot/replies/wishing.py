"""The bell under a reply, and what is said when it rings: an answer came, or one has changed."""

from collections.abc import Sequence
from dataclasses import replace

from bot.replies.citing import in_language
from bot.replies.diff import answer_diff
from bot.replies.layout import (
    Block,
    Button,
    Reply,
    bold,
    compose,
    italic,
    joined,
    on_one_line,
    text,
)
from bot.replies.naming import key_of, question_of
from bot.replies.outcomes import for_entry
from bot.replies.sharing import shared
from bot.texts import say
from knowledge import Entry, Knowledge, Language
from knowledge.storage.wishes import Wish

_BELL, _RINGING = "🔔", "✅ 🔔"

_ASKED = 200
"""Characters of somebody's question that a notice repeats."""

Rows = tuple[tuple[Button, ...], ...]


def wishable(
    reply: Reply, question: int, language: Language, *, private: bool, kept: bool
) -> Reply:
    """Offer to tell when a question is answered; ``kept``: its asker waits for that already."""
    label = wish_label(language, waiting=0, private=private, kept=kept)
    return replace(reply, buttons=((Button(label, f"w:{question}"),), *reply.buttons))


def wish_label(language: Language, *, waiting: int, private: bool, kept: bool) -> str:
    """Say what a press does; in a group, where one button is for all, how many wait."""
    if private:
        return say("wish_kept" if kept else "wish", language)
    return say("wish_counted", language, count=waiting) if waiting else say("wish_here", language)


def watchable(reply: Reply, entry: Entry, language: Language, *, kept: bool) -> Reply:
    """Offer, under an answer in private, to tell when it changes."""
    if entry.kind == "small_talk":
        return reply
    button = Button(
        watch_label(language, spelt=entry.kind == "not_stated", kept=kept),
        f"w:e:{language}:{key_of(entry.id)}",
    )
    if entry.kind == "not_stated" or not reply.buttons:
        first, others = reply.buttons[:1], reply.buttons[1:]
        return replace(reply, buttons=(*first, (button,), *others))
    first_row, *rows = reply.buttons
    return replace(reply, buttons=((*first_row, button), *rows))


def watch_label(language: Language, *, spelt: bool, kept: bool) -> str:
    """Say whether a change will be told: in words, or with the bell alone where room is short."""
    if spelt:
        return say("wish_kept" if kept else "watch", language)
    return _RINGING if kept else _BELL


def relabelled(rows: Sequence[Sequence[Button]], data: str, label: str | None) -> Rows:
    """Give a button another label, or take it away, and leave the others as they are."""
    changed = (
        tuple(
            replace(one, label=label) if one.data == data and label else one
            for one in row
            if label or one.data != data
        )
        for row in rows
    )
    return tuple(row for row in changed if row)


def for_notice(
    entry: Entry,
    knowledge: Knowledge,
    username: str,
    language: Language,
    asked: str | None = None,
    *,
    titled: bool = False,
) -> Reply:
    """Tell who asked that there is an answer now, quoting what they ``asked``.

    The entry's own question is somebody else's words: it stands above the answer (``titled``) only
    where nothing else says what it is about.
    """
    key = "notice_not_stated" if entry.kind == "not_stated" else "notice"
    if asked is None:
        line = say(key, language)
    else:
        line = say(f"{key}_quoted", language, question=on_one_line(asked, _ASKED))
    return _with_answer([text(line)], entry, knowledge, username, language, titled=titled)


def for_undone(wish: Wish, question: int | None) -> Reply:
    """Tell who was told of an answer that it is undone, and that they wait again."""
    reply = compose([text(say("notice_undone", wish.language))])
    if question is None or wish.chat < 0:
        return reply
    return wishable(reply, question, wish.language, private=True, kept=True)


def for_changed(
    before: Entry | None, after: Entry, knowledge: Knowledge, username: str, language: Language
) -> Reply:
    """Tell who watches an answer what has changed in it; ``before`` None: it had been withdrawn."""
    if before is None:
        blocks = [text(say("notice_back", language))]
    else:
        blocks = [text(say("notice_changed", language))]
        diff = answer_diff(before, after, language)
        blocks.append(text(diff) if diff else italic(say("notice_sources", language)))
        blocks.append(italic(say("notice_now", language)))
    return _with_answer(blocks, after, knowledge, username, language)


def for_withdrawn(entry: Entry, language: Language) -> Reply:
    """Tell who watches an answer that it is no more."""
    blocks = [text(say("notice_withdrawn", language))]
    return compose([*blocks, bold(question_of(entry, language))])


def shows_otherwise(before: Entry | None, after: Entry | None, language: Language) -> bool:
    """Tell whether somebody who reads a language sees another answer than before."""
    return _shown(before, language) != _shown(after, language)


def _shown(entry: Entry | None, language: Language) -> tuple[object, ...] | None:
    if entry is None:
        return None
    return in_language(entry.answers, language), entry.cites, entry.evidence, entry.kind


def _with_answer(
    blocks: list[Block],
    entry: Entry,
    knowledge: Knowledge,
    username: str,
    language: Language,
    *,
    titled: bool = True,
) -> Reply:
    answer = for_entry(entry, knowledge, language, titled=titled)
    whole = joined([compose(blocks), answer], answer.buttons)
    return shared(replace(whole, said=answer.said), entry, username, language)
