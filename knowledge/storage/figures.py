"""The log, counted: what became of questions, which entries are used, what was seen of sources."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal, get_args

from knowledge.database import Database
from knowledge.model import Language
from knowledge.storage.moderation import now, written

Result = Literal["answered", "not_stated", "unsure", "unanswered"]
"""What became of a question in the end: where a choice was taken, it was answered."""

RESULTS: tuple[Result, ...] = get_args(Result)

TABLES = (
    # the weekly digests that were sent, by the day that they were due
    """CREATE TABLE digest (
        due TEXT PRIMARY KEY,
        sent_at TEXT NOT NULL
    ) STRICT""",
    # when the doctor last asked for a source's page, and when it was last there
    """CREATE TABLE sighting (
        source TEXT PRIMARY KEY,
        looked_at TEXT NOT NULL,
        seen_at TEXT
    ) STRICT""",
)
"""Part of migration 7."""

_RESULT = (
    "CASE WHEN q.outcome = 'unsure' AND p.entry IS NOT NULL THEN 'answered' ELSE q.outcome END"
)
_ENTRY = "coalesce(q.entry, p.entry)"
_RATED = (
    "question q LEFT JOIN pick p ON p.question = q.id LEFT JOIN"
    " (SELECT question, sum(thumb = 'up') AS up, sum(thumb = 'down') AS down"
    " FROM feedback GROUP BY question) f ON f.question = q.id"
)
_ASKED = "q.outcome IN ('answered', 'not_stated', 'unsure', 'unanswered')"
_BEGINNING, _END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the questions of some time."""

    results: Counter[str] = field(default_factory=Counter)
    """By Result; greetings and noise are not counted."""
    up: int = 0
    down: int = 0

    @property
    def asked(self) -> int:
        """Count the questions."""
        return self.results.total()

    @property
    def share_answered(self) -> float:
        """Give the share, 0..1, of the questions that were answered."""
        return self.results["answered"] / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class Use:
    """How often an entry answered, and how people liked it."""

    entry: str
    times: int
    up: int
    down: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is known of a source's page."""

    looked_at: datetime
    seen_at: datetime | None
    """None where it was never there when it was looked for."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """A question in the log, with all that people said of its answer."""

    id: int
    asked_at: datetime
    text: str
    """Empty once it was cleared."""
    language: Language
    result: Result
    entry: str | None
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people said of one question's reply: the entry that is right, or one that is not."""

    text: str
    right: str | None = None
    wrong: str | None = None
    """Neither: nothing that was offered fitted."""


class Figures:
    """The log's numbers over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def tally(self, since: datetime, until: datetime) -> Tally:
        """Count what became of the questions asked from ``since`` to before ``until``."""
        rows = await self._database.rows(
            f"SELECT {_RESULT}, count(*) FROM {_RATED} WHERE {_ASKED}"  # noqa: S608  # our own words
            " AND q.asked_at >= ? AND q.asked_at < ? GROUP BY 1",
            _span(since, until),
        )
        thumbs = await self._database.rows(
            "SELECT thumb, count(*) FROM feedback WHERE given_at >= ? AND given_at < ? GROUP BY 1",
            _span(since, until),
        )
        given = {row[0]: row[1] for row in thumbs}
        results = Counter({row[0]: row[1] for row in rows})
        return Tally(results, given.get("up", 0), given.get("down", 0))

    async def days(self, since: datetime, until: datetime, zone: tzinfo) -> dict[date, Tally]:
        """Count day by day, as the days go in ``zone``; days without a question are there too."""
        # ten minutes are a part of every zone's hour
        rows = await self._database.rows(
            f"SELECT substr(q.asked_at, 1, 15), {_RESULT}, count(*) FROM {_RATED}"  # noqa: S608  # our own words
            f" WHERE {_ASKED} AND q.asked_at >= ? AND q.asked_at < ? GROUP BY 1, 2",
            _span(since, until),
        )
        last = until - timedelta(microseconds=1)
        days = {day: Tally() for day in _days(since.astimezone(zone), last.astimezone(zone))}
        for minutes, result, count in rows:
            at = datetime.fromisoformat(f"{minutes}0").replace(tzinfo=UTC)
            days.setdefault(at.astimezone(zone).date(), Tally()).results[result] += count
        return days

    async def uses(self, since: datetime = _BEGINNING, until: datetime = _END) -> list[Use]:
        """Give the entries that answered, the most used first."""
        rows = await self._database.rows(
            f"SELECT {_ENTRY} AS used, count(*) AS times, coalesce(sum(f.up), 0),"  # noqa: S608  # our own words
            f" coalesce(sum(f.down), 0), max(q.asked_at) FROM {_RATED}"
            f" WHERE {_ASKED} AND used IS NOT NULL AND q.asked_at >= ? AND q.asked_at < ?"
            " GROUP BY used ORDER BY times DESC, used",
            _span(since, until),
        )
        return [Use(row[0], row[1], row[2], row[3], datetime.fromisoformat(row[4])) for row in rows]

    async def logged(self, limit: int) -> list[LogRow]:
        """Give the questions asked last, the newest first, at most ``limit``."""
        rows = await self._database.rows(
            f"SELECT q.id, q.asked_at, q.text, q.language, {_RESULT}, {_ENTRY},"  # noqa: S608  # our own words
            f" coalesce(f.up, 0), coalesce(f.down, 0) FROM {_RATED} WHERE {_ASKED}"
            " ORDER BY q.asked_at DESC, q.id DESC LIMIT ?",
            (limit,),
        )
        return [LogRow(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in rows]

    async def count(self) -> int:
        """Count all questions of the log."""
        row = await self._database.row(f"SELECT count(*) FROM question q WHERE {_ASKED}")  # noqa: S608  # our own words
        return int(row[0]) if row else 0

    async def asked_in(self, cluster: int) -> list[tuple[str, Language, datetime]]:
        """Give the questions of a cluster with their times, those without their texts too."""
        rows = await self._database.rows(
            "SELECT q.text, q.language, q.asked_at FROM unanswered u"
            " JOIN question q ON q.id = u.question WHERE u.cluster = ? ORDER BY q.id",
            (cluster,),
        )
        return [(row[0], row[1], datetime.fromisoformat(row[2])) for row in rows]

    async def verdicts(self) -> list[Verdict]:
        """Give what people said of the replies to questions that still have their texts.

        A pick tells most; of thumbs the majority counts.
        """
        rows = await self._database.rows(
            f"SELECT q.text, q.entry, p.question IS NOT NULL, p.entry,"  # noqa: S608  # our own words
            f" coalesce(f.up, 0) - coalesce(f.down, 0) FROM {_RATED}"
            f" WHERE {_ASKED} AND q.text != '' ORDER BY q.id"
        )
        return [verdict for row in rows if (verdict := _verdict(*row)) is not None]

    # ---------------------------------------------------------------- sources, digests

    async def look_at(self, looked: Collection[str], seen: Collection[str]) -> None:
        """Keep that the pages of sources were looked for now, and which of them were there."""
        at = now()
        async with self._database.transaction():
            for source in looked:
                await self._database.execute(
                    "INSERT INTO sighting (source, looked_at, seen_at) VALUES (?1, ?2, ?3)"
                    " ON CONFLICT (source) DO UPDATE SET looked_at = ?2,"
                    " seen_at = coalesce(?3, seen_at)",
                    (source, at, at if source in seen else None),
                )

    async def sightings(self) -> dict[str, Sighting]:
        """Give what is known of the sources' pages, by the source's id."""
        rows = await self._database.rows("SELECT source, looked_at, seen_at FROM sighting")
        return {
            row[0]: Sighting(
                datetime.fromisoformat(row[1]), datetime.fromisoformat(row[2]) if row[2] else None
            )
            for row in rows
        }

    async def is_sent(self, due: date) -> bool:
        """Tell whether the digest that was due on a day was sent."""
        row = await self._database.row("SELECT 1 FROM digest WHERE due = ?", (due.isoformat(),))
        return row is not None

    async def send(self, due: date) -> bool:
        """Note that the digest due on a day is sent, with the commit around this; once only."""
        sent = await self._database.execute(
            "INSERT OR IGNORE INTO digest (due, sent_at) VALUES (?, ?)", (due.isoformat(), now())
        )
        return bool(sent)


def _verdict(
    text: str, entry: str | None, picks: int, pick: str | None, ups: int
) -> Verdict | None:
    if picks:
        return Verdict(text, right=pick)
    if entry is None or ups == 0:
        return None
    return Verdict(text, right=entry) if ups > 0 else Verdict(text, wrong=entry)


def _span(since: datetime, until: datetime) -> tuple[str, str]:
    return written(since.astimezone(UTC)), written(until.astimezone(UTC))


def _days(first: datetime, last: datetime) -> Iterator[date]:
    for number in range((last.date() - first.date()).days + 1):
        yield first.date() + timedelta(number)
