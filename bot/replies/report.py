"""The log as one page that needs no network: a template, a sheet, a script, and the data.

The page's script draws everything from the data, so that a filter can draw it anew; what people
typed lies there as JSON and enters the page as text. The policy allows the page's own script and
sheet, by their hashes, and nothing from anywhere.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from bot.replies.citing import title_of
from bot.texts import LANGUAGES, say
from knowledge import Knowledge, Language
from knowledge.storage.figures import RESULTS, LogRow
from knowledge.storage.queue import Cluster

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)

_WORDS = (
    "title", "subtitle", "made", "skip", "switch", "theme", "filters", "search",
    "search_hint", "results", "languages", "any", "indonesian", "english", "period", "days",
    "whole", "reset", "shown", "truncated", "asked", "share_answered", "unanswered", "liked",
    "thumbs", "waiting", "waiting_people", "per_day", "per_week", "share", "share_note",
    "share_weekly", "top", "hours", "hours_note", "weekdays", "as_table", "day", "week",
    "nothing", "queue", "queue_note", "queue_none", "people", "when", "alike", "entries",
    "entries_note", "entry", "uses", "up", "down", "last", "never", "entries_all",
    "entries_unused", "entries_disliked", "not_stated", "log", "more", "cleared", "foot",
)  # fmt: skip
"""What the page says, each in both languages."""


class _Page(Template):
    """A template whose marks occur in no script and no sheet."""

    delimiter = "@@"


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question of a cluster."""

    text: str
    language: Language
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What the page tells."""

    made_at: datetime
    zone: tzinfo
    knowledge: Knowledge
    rows: Sequence[LogRow]
    """The newest first."""
    total: int
    """How many there are in all; more than ``rows`` where the log is very long."""
    clusters: Sequence[tuple[Cluster, Sequence[LoggedQuestion]]]


def page_of(report: Report, language: Language) -> str:
    """Write the page; it opens in ``language`` and speaks both."""
    style, script = _part("report.css"), _part("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}';"
        " base-uri 'none'; form-action 'none'"
    )
    return _Page(_part("report.html")).substitute(
        language=language,
        policy=policy,
        title=escape(say("report_title", language)),
        no_script=escape(say("report_no_script", language)),
        style=style,
        script=script,
        data=_harmless(json.dumps(_data(report, language), ensure_ascii=False)),
    )


def _data(report: Report, language: Language) -> dict[str, Any]:
    entries = [one for one in report.knowledge.entries.values() if one.kind != "small_talk"]
    places = {entry.id: place for place, entry in enumerate(entries)}

    def minutes(at: datetime) -> int:
        """Read the local clock, so that the page needs to know no zones."""
        here = at.astimezone(report.zone).replace(tzinfo=None)
        return int((here - _EPOCH).total_seconds() // 60)

    return {
        "language": language,
        "texts": {one: _words(one) for one in LANGUAGES},
        "results": RESULTS,
        "about": title_of(report.knowledge),
        "made": minutes(report.made_at),
        "zone": str(report.zone),
        "total": report.total,
        "entries": [
            {
                "id": one.id,
                "kind": one.kind,
                "question": {spoken: ways[0] for spoken, ways in one.phrasings.items() if ways},
            }
            for one in entries
        ],
        "rows": [_row(row, minutes(row.asked_at), places) for row in report.rows],
        "clusters": [
            {
                "id": cluster.id,
                "text": cluster.text,
                "askers": cluster.askers,
                "questions": [
                    {"text": one.text, "language": one.language, "at": minutes(one.at)}
                    for one in questions
                ],
            }
            for cluster, questions in report.clusters
        ],
    }


def _row(row: LogRow, at: int, places: dict[str, int]) -> list[int | str]:
    entry = places.get(row.entry or "", -1)
    result, spoken = RESULTS.index(row.result), LANGUAGES.index(row.language)
    return [at, result, spoken, entry, row.up, row.down, row.text]


def _words(language: Language) -> dict[str, str]:
    words = {key: say(f"report_{key}", language) for key in _WORDS}
    words |= {f"result_{one}": say(f"result_{one}", language) for one in RESULTS}
    return {**words, "months_short": say("months_short", language)}


def _harmless(content: str) -> str:
    """Write JSON so that it ends no script and opens no tag, whatever it holds."""
    for mark in "<>&\u2028\u2029":
        content = content.replace(mark, f"\\u{ord(mark):04x}")
    return content


def _hash(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


def _part(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")
