"""Some days in numbers: the words that go with the picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.replies.digest import SIGNS, top_of
from bot.replies.layout import Block, Button, Reply, behind, bold, compose, text
from bot.replies.numbers import day, number, percent
from bot.texts import say
from knowledge import Entry, Language
from knowledge.storage.figures import RESULTS, Tally

PERIODS = (7, 30, 90)
"""Days that can be asked for."""


@dataclass(frozen=True, slots=True)
class Stats:
    """What became of the questions of the last days."""

    days: Mapping[date, Tally]
    """Every day, the first one first, days without questions too."""
    tally: Tally
    """All of them together."""
    top: Sequence[tuple[Entry, int]]
    """The entries that answered most, and how often."""


def for_stats(stats: Stats, language: Language) -> Reply:
    """Say in words what the picture shows, with buttons for other periods."""
    days, rows = list(stats.days), _rows(len(stats.days), language)
    if not stats.tally.asked:
        return compose([text(say("stats_none", language, days=len(days)))], rows)
    since, until = day(days[0], language, short=True), day(days[-1], language)
    blocks: list[Block] = [
        bold(say("stats", language, days=len(days), since=since, until=until)),
        text(
            say(
                "stats_share",
                language,
                share=percent(stats.tally.share_answered, language),
                count=number(stats.tally.asked, language),
            )
        ),
    ]
    blocks += [behind(text(line), "\n") for line in _counted(stats.tally, language)]
    blocks += top_of(stats.top, language)
    return compose(blocks, rows)


def name_of_picture(stats: Stats, language: Language) -> str:
    """Name the picture's file."""
    return say("stats_name", language, days=len(stats.days))


def _counted(tally: Tally, language: Language) -> list[str]:
    lines = [
        f"{SIGNS[result]} "
        + say(
            "stats_result",
            language,
            name=say(f"result_{result}", language),
            count=number(tally.results[result], language),
        )
        for result in RESULTS
    ]
    up, down = number(tally.up, language), number(tally.down, language)
    return [*lines, say("digest_thumbs", language, up=up, down=down)]


def _rows(shown: int, language: Language) -> list[tuple[Button, ...]]:
    others = [days for days in PERIODS if days != shown]
    buttons = [Button(say("stats_days", language, days=days), f"m:stats:{days}") for days in others]
    return [tuple(buttons)]
