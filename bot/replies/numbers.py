"""Numbers and days as people write them."""

from datetime import date

from bot.texts import say
from knowledge import Language


def number(value: int, language: Language) -> str:
    """Write a whole number with marks between the thousands."""
    return f"{value:,}".replace(",", say("thousands_mark", language))


def percent(share: float, language: Language) -> str:
    """Write a share of 0..1 in percent; what is neither none nor all never reads so."""
    value = 100 * share
    if 0 < value < 1 or 99 < value < 100:
        return f"{value:.1f}%".replace(".", say("decimal_mark", language))
    return f"{value:.0f}%"


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
