"""Numbers and days as people write them."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.texts import say
from knowledge import Language

_FINEST = 2
"""Digits behind the mark of a percentage, at most."""


def number(value: int, language: Language) -> str:
    """Write a whole number with marks between the thousands."""
    return f"{value:,}".replace(",", say("thousands_mark", language))


def percent(share: float, language: Language) -> str:
    """Write a share of 0..1 in percent; what is neither none nor all never reads so."""
    value = 100 * share
    if 0 < value < 1 or 99 < value < 100:
        return f"{value:.1f}%".replace(".", say("decimal_mark", language))
    return f"{value:.0f}%"


def shares(counts: Sequence[int], language: Language) -> list[str]:
    """Write counts as shares of their sum, in percents that add up to 100.

    What is neither none nor all never reads so: rare shares have all of them written finer.
    """
    whole = sum(counts)
    for digits in range(_FINEST + 1):
        units = _parted(100 * 10**digits, counts)
        if all(unit > 0 for unit, count in zip(units, counts, strict=True) if count):
            break
    mark = say("decimal_mark", language)
    return [
        f"{unit / 10**digits:.{digits}f}%".replace(".", mark) if whole else "–" for unit in units
    ]


def _parted(units: int, counts: Sequence[int]) -> list[int]:
    """Part units as counts stand to each other; what is over goes to the largest remainders."""
    whole = sum(counts) or 1
    parts = [units * count // whole for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda n: -(units * counts[n] % whole))
    for place in by_remainder[: units - sum(parts) if sum(counts) else 0]:
        parts[place] += 1
    return parts


def change(now: int, before: int, language: Language) -> str:
    """Write by how much a count went up or down."""
    if now == before:
        return "="
    sign = "▲" if now > before else "▼"
    return f"{sign} {number(abs(now - before), language)}"


def day(at: date, language: Language, *, short: bool = False) -> str:
    """Write a day: 23 November 2026, or 23 Nov."""
    months = say("months_short" if short else "months", language).split()
    return f"{at.day} {months[at.month - 1]}" + ("" if short else f" {at.year}")


def moment(at: datetime, language: Language) -> str:
    """Write a moment by the clock that it was put to: 23 Nov 2026, 14.05 WIB."""
    return say(
        "moment",
        language,
        day=day(at, language, short=True),
        year=at.year,
        hour=f"{at:%H}",
        minute=f"{at:%M}",
        zone=at.tzname(),
    )
