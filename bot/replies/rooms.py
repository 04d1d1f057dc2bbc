"""What the bot says of itself in groups: introduction, settings; and its short answers there."""

import re
from dataclasses import replace

from bot.replies.citing import address_line, in_language, title_of
from bot.replies.layout import (
    Block,
    Button,
    Reply,
    Said,
    before,
    behind,
    bold,
    compose,
    italic,
    text,
)
from bot.replies.sharing import shared
from bot.texts import say
from knowledge import Answered, Entry, Knowledge, Language, NotStated, Outcome
from knowledge.storage import Place
from knowledge.storage.chats import ChatSettings

_SHORT = 220
"""Characters of a short answer; whole sentences as far as they fit, one at least."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"])")

_TIDY = (0, 2, 5, 15)
"""Minutes that administrators choose from."""


def for_introduction(
    knowledge: Knowledge, username: str, language: Language, *, hears_mentions: bool
) -> Reply:
    """Say in two lines who has come and how to speak to it."""
    first = say("introduction", language, title=title_of(knowledge))
    key = "introduction_ways_mention" if hears_mentions else "introduction_ways"
    second = say(key, language, username=username)
    return compose([text(first), behind(text(second), "\n")])


def for_settings(settings: ChatSettings, language: Language, *, hears_all: bool) -> Reply:
    """Show a group's settings, each choice a button, the present one marked."""
    languages = [("auto", "language_automatic"), ("id", "language_id"), ("en", "language_en")]
    rows = [
        tuple(
            _choice("language", value, say(key, language), (settings.language or "auto") == value)
            for value, key in languages
        ),
        tuple(
            _choice("auto", value, say(f"auto_{value}", language), settings.auto_answer == on)
            for value, on in (("off", False), ("on", True))
        ),
        tuple(
            _choice(
                "tidy", str(minutes), _minutes(minutes, language), settings.tidy_minutes == minutes
            )
            for minutes in _TIDY
        ),
    ]
    blocks: list[Block] = [
        bold(say("settings", language)),
        text(say("settings_explained", language)),
    ]
    if not hears_all:
        blocks.append(italic(say("settings_deaf", language)))
    return compose(blocks, rows)


def for_overheard(
    entry: Entry, knowledge: Knowledge, language: Language, question: int, whole: str
) -> Reply:
    """Answer shortly where nobody asked the bot: a sentence or two and where it comes from.

    ``whole`` is what the button for the whole answer carries.
    """
    answer = in_language(entry.answers, language) or say("no_answer_text", language)
    blocks = [text(_shortened(answer))]
    for id_ in entry.cites[:1]:
        blocks.append(behind(text("📄 "), "\n"))
        blocks += address_line(knowledge.passages[id_], knowledge, language)
    reply = compose(blocks, [(Button(say("more", language), f"more:{whole}"),)])
    return replace(reply, said=Said(language, question, entry.id))


def for_understood(question: str, reply: Reply, language: Language) -> Reply:
    """Put on top of an answer how a follow-up was read."""
    return before(italic(say("understood", language, question=question)), reply)


def dressed(
    reply: Reply,
    outcome: Outcome,
    question: int,
    username: str,
    language: Language,
    place: Place,
) -> Reply:
    """Give a reply the buttons of its place: share under an answer, delete in a group."""
    if isinstance(outcome, Answered | NotStated):
        reply = shared(reply, outcome.entry, username, language)
    return removable(reply, question) if place == "group" else reply


def removable(reply: Reply, question: int) -> Reply:
    """Give a reply in a group the button with which a moderator deletes it."""
    button = Button("🗑", f"del:{question}")
    if not reply.buttons:
        return replace(reply, buttons=((button,),))
    first, *others = reply.buttons
    if any(one.data.startswith("f:") or one.data.startswith("more:") for one in first):
        return replace(reply, buttons=((*first, button), *others))
    return replace(reply, buttons=(*reply.buttons, (button,)))


def _shortened(answer: str) -> str:
    sentences = _SENTENCE.split(answer.strip())
    said = sentences[0]
    for sentence in sentences[1:]:
        if len(said) + 1 + len(sentence) > _SHORT:
            break
        said = f"{said} {sentence}"
    return said


def _minutes(minutes: int, language: Language) -> str:
    if minutes == 0:
        return say("tidy_never", language)
    return say("tidy_minutes", language, minutes=minutes)


def _choice(name: str, value: str, label: str, chosen: bool) -> Button:
    return Button(f"✅ {label}" if chosen else label, f"set:{name}:{value}")
