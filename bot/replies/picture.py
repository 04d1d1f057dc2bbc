"""Some days in numbers, drawn for a phone: portrait, big letters, colours that all can tell apart.

matplotlib takes half a second to load: import this module only where something is drawn. Figures
are made without pyplot, which keeps every figure until it is told to close it.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.replies.naming import question_of
from bot.replies.numbers import day, number, percent
from bot.replies.stats import Stats
from bot.texts import say
from knowledge import Language
from knowledge.storage.figures import RESULTS, Tally

_WIDTH, _HEIGHT, _DPI = 1080, 1720, 160
"""In pixels; with these dots an inch a letter of 11 points is 24 pixels high."""

_COLOURS = {
    "answered": "#0072B2",
    "not_stated": "#56B4E9",
    "unsure": "#F0B429",
    "unanswered": "#C8500A",
}
"""Told apart by their lightness, too, where the hue is not seen."""

_INK, _QUIET, _LINE, _PAPER = "#16212B", "#5B6975", "#DFE5EA", "#FFFFFF"

_WEEKS_FROM = 60
"""Days from which on a bar is a week."""

_MOST_LETTERS = 62
"""Of a question; more are wider than the picture."""

_SMOOTH = 7
"""Days that make a point of the line, where there are more of them."""

_TOP = 5

_ONE_AT_A_TIME = threading.Lock()
"""What matplotlib keeps of fonts is not made for several threads."""

_LEFT, _SPAN = 0.085, 0.865
"""Where the plots begin, and how wide they are, as shares of the width."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A day or a week."""

    first: date
    tally: Tally


def picture_of(stats: Stats, language: Language) -> bytes:
    """Draw the outcomes a day, the share answered over time, and the top entries, as a PNG."""
    with _ONE_AT_A_TIME:
        figure = Figure(figsize=(_WIDTH / _DPI, _HEIGHT / _DPI), dpi=_DPI, facecolor=_PAPER)
        FigureCanvasAgg(figure)
        bars = _bars(stats)
        _head(figure, stats, language)
        _outcomes(_axes(figure, 0.550, 0.200), bars, stats, language)
        _shares(_axes(figure, 0.345, 0.115), bars, language)
        _top(figure, stats, language)
        _write(figure, _LEFT, 0.013, say("picture_foot", language), 8.5, color=_QUIET)
        content = BytesIO()
        figure.savefig(content, format="png", dpi=_DPI, facecolor=_PAPER)
        return content.getvalue()


def _bars(stats: Stats) -> list[_Bar]:
    """Give a bar a day; a bar a week where there are many days."""
    days = list(stats.days)
    if len(days) < _WEEKS_FROM:
        return [_Bar(one, stats.days[one]) for one in days]
    bars = []
    # whole weeks, counted back from today
    for end in range(len(days), 6, -7):
        week = days[end - 7 : end]
        tally = Tally()
        for one in week:
            tally.results.update(stats.days[one].results)
        bars.append(_Bar(week[0], tally))
    return bars[::-1]


def _head(figure: Figure, stats: Stats, language: Language) -> None:
    days = list(stats.days)
    title = say("picture_title", language, days=len(days))
    _write(figure, _LEFT, 0.963, title, 21, weight="bold")
    since, until = day(days[0], language), day(days[-1], language)
    _write(figure, _LEFT, 0.939, f"{since} – {until}", 11.5, color=_QUIET)
    tally = stats.tally
    tiles = (
        (number(tally.asked, language), "picture_asked", _INK),
        (percent(tally.share_answered, language), "picture_answered", _COLOURS["answered"]),
        (
            number(tally.results["unanswered"], language),
            "picture_unanswered",
            _COLOURS["unanswered"],
        ),
        (_liked(tally, language), "picture_liked", _INK),
    )
    for place, (value, key, colour) in enumerate(tiles):
        x = (_LEFT, 0.325, 0.545, 0.815)[place]
        _write(figure, x, 0.890, value, 24, weight="bold", color=colour)
        _write(figure, x, 0.870, say(key, language), 10.5, color=_QUIET)


def _liked(tally: Tally, language: Language) -> str:
    thumbs = tally.up + tally.down
    return percent(tally.up / thumbs, language) if thumbs else "–"


def _axes(figure: Figure, bottom: float, height: float) -> Axes:
    axes = figure.add_axes((_LEFT, bottom, _SPAN, height), facecolor=_PAPER)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_QUIET)
    axes.tick_params(length=0, labelsize=10, labelcolor=_QUIET, pad=5)
    axes.grid(axis="y", color=_LINE, linewidth=1)
    axes.set_axisbelow(True)
    return axes


def _outcomes(axes: Axes, bars: Sequence[_Bar], stats: Stats, language: Language) -> None:
    is_weekly = len(bars) < len(stats.days)
    key = "picture_weeks" if is_weekly else "picture_days"
    _title(axes, say(key, language), 0.072)
    places, base = range(len(bars)), [0] * len(bars)
    for result in RESULTS:
        heights = [bar.tally.results[result] for bar in bars]
        axes.bar(
            places, heights, 0.78, base, color=_COLOURS[result], edgecolor=_PAPER, linewidth=0.6
        )
        base = [low + high for low, high in zip(base, heights, strict=True)]
    axes.set_xlim(-0.6, len(bars) - 0.4)
    axes.set_ylim(0, max(1, *base) * 1.05)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(round(value), language)))
    _days_below(axes, bars, language)
    handles = [Patch(color=_COLOURS[one], label=say(f"result_{one}", language)) for one in RESULTS]
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.015, 1.0), ncol=2, frameon=False,
        fontsize=10.5, labelcolor=_INK, handlelength=1, handleheight=1, handletextpad=0.5,
        columnspacing=1.6, borderpad=0.2,
    )  # fmt: skip


def _shares(axes: Axes, bars: Sequence[_Bar], language: Language) -> None:
    smooth = len(bars) > _SMOOTH
    _title(axes, say("picture_share_smooth" if smooth else "picture_share", language), 0.022)
    colour = _COLOURS["answered"]
    means = [_mean(bars[max(0, place - _SMOOTH + 1) : place + 1]) for place in range(len(bars))]
    own = {place: bar.tally.share_answered for place, bar in enumerate(bars) if bar.tally.asked}
    line = {place: mean for place, mean in enumerate(means) if mean is not None} if smooth else own
    if smooth:
        axes.scatter(list(own), list(own.values()), s=16, color=_COLOURS["not_stated"])
    marker = "" if smooth else "o"
    axes.plot(list(line), list(line.values()), color=colour, linewidth=2.8, marker=marker)
    last, share = list(line.items())[-1]
    axes.annotate(
        percent(share, language), (last, share), (0, -9 if share > 0.8 else 9), color=colour,
        textcoords="offset points", ha="center", va="top" if share > 0.8 else "bottom",
        fontsize=11.5, weight="bold",
    )  # fmt: skip
    axes.set_xlim(-0.6, len(bars) - 0.4)
    axes.set_ylim(-0.03, 1.04)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    _days_below(axes, bars, language)


def _mean(bars: Sequence[_Bar]) -> float | None:
    """Give the share answered of several days together; None where nobody asked."""
    asked = sum(bar.tally.asked for bar in bars)
    return sum(bar.tally.results["answered"] for bar in bars) / asked if asked else None


def _top(figure: Figure, stats: Stats, language: Language) -> None:
    bottom, height = 0.042, 0.228
    if not stats.top:
        return
    axes = figure.add_axes((_LEFT, bottom, _SPAN, height), facecolor=_PAPER)
    axes.set_axis_off()
    _title(axes, say("picture_top", language), 0.012)
    shown = stats.top[:_TOP]
    most = shown[0][1]
    for place, (entry, times) in enumerate(shown):
        words = _drawable(_cut(question_of(entry, language)))
        axes.barh(place + 0.28, times, 0.30, color=_COLOURS["answered"])
        axes.text(0, place - 0.07, words, fontsize=11, color=_INK, va="center", parse_math=False)
        axes.text(
            times + most * 0.015, place + 0.28, number(times, language), fontsize=11,
            color=_INK, weight="bold", va="center",
        )  # fmt: skip
    axes.set_xlim(0, most * 1.12)
    axes.set_ylim(_TOP - 0.4, -0.4)


def _days_below(axes: Axes, bars: Sequence[_Bar], language: Language) -> None:
    step = max(1, (len(bars) + 5) // 6)
    # the last one always has its day
    places = list(range(len(bars) - 1, -1, -step))[::-1]
    names = [day(bars[place].first, language, short=True) for place in places]
    axes.set_xticks(places, names)


def _title(axes: Axes, words: str, above: float) -> None:
    figure, place = axes.get_figure(), axes.get_position()
    if isinstance(figure, Figure):
        _write(figure, _LEFT, place.y1 + above - 0.004, words, 13.5, weight="bold")


def _write(figure: Figure, x: float, y: float, words: str, size: float, **look: Any) -> None:  # noqa: ANN401  # matplotlib's own
    figure.text(x, y, _drawable(words), fontsize=size, parse_math=False, **{"color": _INK, **look})


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _MOST_LETTERS else line[: _MOST_LETTERS - 1].rstrip() + "…"


def _drawable(words: str) -> str:
    """Leave out what the font has no letters for, such as emoji."""
    known = _letters()
    return "".join(letter if ord(letter) in known else "□" for letter in words)


@cache
def _letters() -> frozenset[int]:
    found = font_manager.findfont(font_manager.FontProperties())
    return frozenset(font_manager.get_font(found).get_charmap())
