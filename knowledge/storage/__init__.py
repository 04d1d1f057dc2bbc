"""The log: questions asked and what became of them; one method per thing asked of it.

Beside a question stands a keyed hash in place of the person, never a name or an id.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, assert_never

from knowledge.database import Database, Migration
from knowledge.model import (
    Answered,
    Ignored,
    Language,
    NotStated,
    Outcome,
    SmallTalk,
    Unanswered,
    Unsure,
)
from knowledge.storage.drafts import Drafts
from knowledge.storage.figures import Figures
from knowledge.storage.lessons import Lessons
from knowledge.storage.offers import Offers
from knowledge.storage.queue import Queue, QueuedQuestion
from knowledge.storage.secret import Secret
from knowledge.storage.traces import Traces
from knowledge.storage.wishes import Wishes

Place = Literal["private", "group", "terminal"]

Thumb = Literal["up", "down"]

MIGRATIONS: tuple[Migration, ...] = (
    (
        1,
        (
            "CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
            "INSERT INTO secret (name, value) VALUES ('person', randomblob(32))",
            """CREATE TABLE question (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                asked_at TEXT NOT NULL,
                text TEXT NOT NULL,
                language TEXT NOT NULL CHECK (language IN ('id', 'en')),
                place TEXT NOT NULL CHECK (place IN ('private', 'group', 'terminal')),
                asker TEXT NOT NULL,
                outcome TEXT NOT NULL CHECK (outcome IN
                    ('answered', 'unsure', 'not_stated', 'unanswered', 'small_talk', 'ignored')),
                entry TEXT,
                best TEXT,
                score REAL NOT NULL
            ) STRICT""",
            "CREATE INDEX question_by_outcome ON question (outcome, asked_at)",
            """CREATE TABLE pick (
                question INTEGER PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
                entry TEXT,
                picked_at TEXT NOT NULL
            ) STRICT""",
            """CREATE TABLE feedback (
                question INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
                person TEXT NOT NULL,
                thumb TEXT NOT NULL CHECK (thumb IN ('up', 'down')),
                given_at TEXT NOT NULL,
                PRIMARY KEY (question, person)
            ) STRICT""",
            """CREATE TABLE preference (
                person TEXT PRIMARY KEY,
                language TEXT NOT NULL CHECK (language IN ('id', 'en'))
            ) STRICT""",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person typed, and from where."""

    text: str
    person: str
    """Whoever asked, named in a way that only hashing ever sees."""
    place: Place


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question in the log."""

    id: int
    text: str
    language: Language
    outcome: str
    entry: str | None
    asker: str


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question in the log, and the entry that answered it."""

    text: str
    language: Language
    entry: str


class Store:
    """The log over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database
        secret = Secret(database)
        self._hash = secret.hashed
        self.traces = Traces(database, secret)
        """What is known of a person, and how it goes."""
        self.wishes = Wishes(database, secret)
        """Who wants to be told."""
        self.offers = Offers(database, secret)
        """Which choices were last offered to whom."""
        self.drafts = Drafts(database)
        """Entries being written, and who is at work on which."""
        self.lessons = Lessons(database)
        """What people's picks and thumbs suggest."""
        self.queue = Queue(database)
        """Unanswered questions in clusters."""
        self.figures = Figures(database)
        """The log, counted."""
        self.transaction = database.transaction
        self.after_rollback = database.after_rollback

    async def record(self, question: Question, outcome: Outcome, language: Language) -> int:
        """Log a question with its outcome, in the language it was answered in; return its id."""
        return await self._database.execute(
            "INSERT INTO question (asked_at, text, language, place, asker, outcome, entry, best,"
            " score) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _now(),
                question.text.encode("utf-8", "replace").decode(),
                language,
                question.place,
                await self._hash(question.person),
                outcome_name(outcome),
                _entry(outcome),
                outcome.reading.best,
                outcome.reading.score,
            ),
        )

    async def question(self, number: int) -> LoggedQuestion | None:
        """Find a logged question by its id."""
        row = await self._database.row(
            "SELECT id, text, language, outcome, entry, asker FROM question WHERE id = ?",
            (number,),
        )
        return LoggedQuestion(*row) if row else None

    async def last_answer(
        self, person: str, place: Place, since: datetime
    ) -> AnsweredQuestion | None:
        """Find the question of ``person`` that was last answered there, by a pick too."""
        row = await self._database.row(
            "SELECT question.text, question.language, coalesce(question.entry, pick.entry)"
            " FROM question LEFT JOIN pick ON pick.question = question.id"
            " WHERE asker = ? AND place = ? AND asked_at >= ?"
            " AND coalesce(question.entry, pick.entry) IS NOT NULL AND outcome != 'small_talk'"
            " ORDER BY question.id DESC LIMIT 1",
            (await self._hash(person), place, since.isoformat(timespec="milliseconds")),
        )
        return AnsweredQuestion(*row) if row else None

    async def last_texts(self, person: str, limit: int) -> list[str]:
        """Give what ``person`` asked last, the newest first."""
        # as one row, for which no thread is needed: each press of a button asks this
        row = await self._database.row(
            "SELECT json_group_array(text) FROM (SELECT text FROM question"
            " WHERE asker = ? AND text != '' ORDER BY id DESC LIMIT ?)",
            (await self._hash(person), limit),
        )
        return list(json.loads(row[0])) if row else []

    async def is_asker(self, question: LoggedQuestion | QueuedQuestion, person: str) -> bool:
        """Tell whether ``person`` asked ``question``."""
        return hmac.compare_digest(question.asker, await self._hash(person))

    async def seal(self, text: str) -> str:
        """Sign a text, so that what comes back can be told from what somebody made up."""
        return await self._hash(f"seal:{text}")

    async def record_pick(self, question: int, entry: str | None) -> None:
        """Keep which choice a person took; None for "none of these". The last one counts."""
        await self._database.execute(
            "INSERT OR REPLACE INTO pick (question, entry, picked_at) VALUES (?, ?, ?)",
            (question, entry, _now()),
        )

    async def record_feedback(self, question: int, person: str, thumb: Thumb) -> None:
        """Keep a thumb; one a person and question, the last one counts."""
        await self._database.execute(
            "INSERT OR REPLACE INTO feedback (question, person, thumb, given_at)"
            " VALUES (?, ?, ?, ?)",
            (question, await self._hash(person), thumb, _now()),
        )

    async def has_thumb_down(self, question: int) -> bool:
        """Tell whether anybody's thumb under the answer to a question is down."""
        row = await self._database.row(
            "SELECT 1 FROM feedback WHERE question = ? AND thumb = 'down' LIMIT 1", (question,)
        )
        return row is not None

    async def language_of(self, person: str) -> Language | None:
        """Tell which language a person chose, if any."""
        row = await self._database.row(
            "SELECT language FROM preference WHERE person = ?", (await self._hash(person),)
        )
        return row["language"] if row else None

    async def choose_language(self, person: str, language: Language | None) -> None:
        """Keep a person's choice of language; None forgets it."""
        digest = await self._hash(person)
        if language is None:
            await self._database.execute("DELETE FROM preference WHERE person = ?", (digest,))
        else:
            await self._database.execute(
                "INSERT OR REPLACE INTO preference (person, language) VALUES (?, ?)",
                (digest, language),
            )


def outcome_name(outcome: Outcome) -> str:
    """Give the name of an outcome as the log, the batch and the docs write it."""
    match outcome:
        case Answered():
            return "answered"
        case NotStated():
            return "not_stated"
        case SmallTalk():
            return "small_talk"
        case Unsure():
            return "unsure"
        case Unanswered():
            return "unanswered"
        case Ignored():
            return "ignored"
        case _:
            assert_never(outcome)


def _entry(outcome: Outcome) -> str | None:
    match outcome:
        case Answered(entry=entry) | NotStated(entry=entry) | SmallTalk(entry=entry):
            return entry.id
        case _:
            return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
