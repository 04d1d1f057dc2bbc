"""What is kept, for how long, and how it goes: said with the numbers that are set."""

from dataclasses import dataclass

from bot.replies.layout import Button, Reply, compose, text
from bot.texts import say
from knowledge import Language


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many days what is kept is kept; 0 days of backups are none."""

    questions: int
    wishes: int
    backups: int


def for_privacy(kept: Kept, language: Language) -> Reply:
    """Say in plain words what is kept and for how long."""
    words = say("privacy", language, days=kept.questions, wish_days=kept.wishes)
    why = say("privacy_why", language)
    return compose([text(words), text(_backups(kept.backups, language)), text(why)])


def for_forgetting(asked: int, backup_days: int, language: Language) -> Reply:
    """Ask once before a person's traces are erased."""
    blocks = [text(say("forget_sure", language, count=asked))]
    blocks.append(text(_backups(backup_days, language)))
    rows = [
        (Button(say("forget_yes", language), "forget:yes"),),
        (Button(say("forget_no", language), "forget:no"),),
    ]
    return compose(blocks, rows)


def for_forgotten(asked: int, backup_days: int, language: Language) -> Reply:
    """Say that it is done, in one message."""
    words = say("forgotten", language, count=asked)
    return compose([text(words), text(_backups(backup_days, language))])


def _backups(days: int, language: Language) -> str:
    return say("backups_kept", language, days=days) if days else say("backups_none", language)
