"""What is kept of a chat: its settings, what was said unasked, what is to go, what is pinned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from knowledge.database import Database, Migration
from knowledge.model import Language

MIGRATIONS: tuple[Migration, ...] = (
    (
        5,
        (
            """CREATE TABLE chat (
                chat INTEGER PRIMARY KEY,
                language TEXT CHECK (language IN ('id', 'en')),
                auto_answer INTEGER NOT NULL DEFAULT 0 CHECK (auto_answer IN (0, 1)),
                tidy_minutes INTEGER NOT NULL DEFAULT 0,
                introduced_at TEXT
            ) STRICT""",
            """CREATE TABLE spoken_unasked (
                chat INTEGER NOT NULL,
                topic TEXT NOT NULL,
                said_at TEXT NOT NULL,
                PRIMARY KEY (chat, topic)
            ) STRICT""",
            """CREATE TABLE passing (
                question INTEGER PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
                chat INTEGER NOT NULL,
                message INTEGER NOT NULL,
                due_at TEXT NOT NULL
            ) STRICT""",
            """CREATE TABLE pinned (
                chat INTEGER PRIMARY KEY,
                command INTEGER NOT NULL,
                message INTEGER,
                shown TEXT NOT NULL,
                refreshed_at TEXT NOT NULL
            ) STRICT""",
            "CREATE INDEX question_by_asker ON question (asker, id)",
            "CREATE INDEX question_by_time ON question (asked_at, entry)",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What the administrators of a group chose."""

    language: Language | None = None
    """None follows the question and the person."""
    auto_answer: bool = False
    """True answers nearly certain questions that were not put to the bot."""
    tidy_minutes: int = 0
    """Minutes after which an unsure reply is deleted; 0 keeps it."""


@dataclass(frozen=True, slots=True)
class Passing:
    """An unsure reply that is to be deleted."""

    question: int
    chat: int
    message: int
    """The message that it replied to."""
    due_at: datetime
    picked: bool
    """True where a choice was taken meanwhile: the reply is an answer now and stays."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """The one list of top questions that a chat has."""

    chat: int
    command: int
    """The message that asked for it, and that it replies to."""
    message: int | None
    """The list itself; None until it has been sent and pinned."""
    shown: str
    """What it says now."""
    refreshed_at: datetime


class Chats:
    """What is kept of chats over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def settings(self, chat: int) -> ChatSettings:
        """Read a chat's settings, the defaults where nothing was chosen."""
        row = await self._database.row(
            "SELECT language, auto_answer, tidy_minutes FROM chat WHERE chat = ?", (chat,)
        )
        return ChatSettings(row[0], bool(row[1]), row[2]) if row else ChatSettings()

    async def choose(self, chat: int, settings: ChatSettings) -> None:
        """Keep a chat's settings."""
        await self._database.execute(
            "INSERT INTO chat (chat, language, auto_answer, tidy_minutes) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (chat) DO UPDATE SET language = excluded.language,"
            " auto_answer = excluded.auto_answer, tidy_minutes = excluded.tidy_minutes",
            (chat, settings.language, int(settings.auto_answer), settings.tidy_minutes),
        )

    async def introduce(self, chat: int) -> bool:
        """Note that the bot introduces itself now; False where it has done so before."""
        changed = await self._database.execute(
            "UPDATE chat SET introduced_at = ? WHERE chat = ? AND introduced_at IS NULL",
            (_now(), chat),
        )
        if changed:
            return True
        return bool(
            await self._database.execute(
                "INSERT OR IGNORE INTO chat (chat, introduced_at) VALUES (?, ?)", (chat, _now())
            )
        )

    async def answering_unasked(self) -> list[int]:
        """List the chats in which auto-answer is on."""
        rows = await self._database.rows("SELECT chat FROM chat WHERE auto_answer = 1")
        return [row[0] for row in rows]

    async def said_unasked(self, chat: int, topic: str) -> tuple[datetime | None, datetime | None]:
        """Tell when the bot last spoke unasked in a chat, and there on a topic."""
        row = await self._database.row(
            "SELECT max(said_at), max(CASE WHEN topic = ? THEN said_at END)"
            " FROM spoken_unasked WHERE chat = ?",
            (topic, chat),
        )
        assert row is not None  # noqa: S101  # an aggregate always gives a row
        return _time(row[0]), _time(row[1])

    async def say_unasked(self, chat: int, topic: str, at: datetime) -> None:
        """Note that the bot speaks unasked in a chat, on a topic."""
        await self._database.execute(
            "INSERT OR REPLACE INTO spoken_unasked (chat, topic, said_at) VALUES (?, ?, ?)",
            (chat, topic, _text(at)),
        )

    async def let_pass(self, question: int, chat: int, message: int, after: timedelta) -> None:
        """Have the reply to a message deleted after a while, unless a choice is taken."""
        await self._database.execute(
            "INSERT OR REPLACE INTO passing (question, chat, message, due_at) VALUES (?, ?, ?, ?)",
            (question, chat, message, _text(datetime.now(UTC) + after)),
        )

    async def passing(self, until: datetime) -> list[Passing]:
        """List the replies that are due to be deleted."""
        rows = await self._database.rows(
            "SELECT p.question, p.chat, p.message, p.due_at,"
            " EXISTS (SELECT 1 FROM pick WHERE pick.question = p.question"
            " AND pick.entry IS NOT NULL) FROM passing AS p WHERE p.due_at <= ? ORDER BY p.due_at",
            (_text(until),),
        )
        return [
            Passing(row[0], row[1], row[2], datetime.fromisoformat(row[3]), bool(row[4]))
            for row in rows
        ]

    async def passed(self, question: int) -> None:
        """Note that a reply needs deleting no more."""
        await self._database.execute("DELETE FROM passing WHERE question = ?", (question,))

    async def pin(self, chat: int, command: int, shown: str) -> None:
        """Begin a chat's list of top questions, in the place of an older one."""
        await self._database.execute(
            "INSERT OR REPLACE INTO pinned (chat, command, message, shown, refreshed_at)"
            " VALUES (?, ?, NULL, ?, ?)",
            (chat, command, shown, _now()),
        )

    async def pinned(self) -> list[Pinned]:
        """List the lists of all chats."""
        rows = await self._database.rows(
            "SELECT chat, command, message, shown, refreshed_at FROM pinned"
        )
        return [_pinned(row) for row in rows]

    async def pinned_in(self, chat: int) -> Pinned | None:
        """Find the list of a chat."""
        row = await self._database.row(
            "SELECT chat, command, message, shown, refreshed_at FROM pinned WHERE chat = ?",
            (chat,),
        )
        return _pinned(row) if row else None

    async def refreshed(self, chat: int, message: int, shown: str) -> None:
        """Note what a chat's list says now, and where it stands."""
        await self._database.execute(
            "UPDATE pinned SET message = ?, shown = ?, refreshed_at = ? WHERE chat = ?",
            (message, shown, _now(), chat),
        )

    async def unpin(self, chat: int) -> None:
        """Forget a chat's list."""
        await self._database.execute("DELETE FROM pinned WHERE chat = ?", (chat,))

    async def move(self, old: int, new: int) -> None:
        """Carry all that belongs to a group along to the supergroup that it became."""
        async with self._database.transaction():
            for statement in (
                "UPDATE OR REPLACE chat SET chat = ? WHERE chat = ?",
                "UPDATE OR REPLACE spoken_unasked SET chat = ? WHERE chat = ?",
            ):
                await self._database.execute(statement, (new, old))
            # the messages of the old group have no numbers in the new one
            for statement in (
                "DELETE FROM passing WHERE chat = ?",
                "DELETE FROM pinned WHERE chat = ?",
            ):
                await self._database.execute(statement, (old,))

    async def top_entries(self, since: datetime, limit: int) -> list[str]:
        """List the ids of the entries that answered most questions, the most asked first."""
        rows = await self._database.rows(
            "SELECT coalesce(question.entry, pick.entry) AS found, count(*) FROM question"
            " LEFT JOIN pick ON pick.question = question.id"
            " WHERE asked_at >= ? AND outcome IN ('answered', 'not_stated', 'unsure')"
            " GROUP BY found HAVING found IS NOT NULL ORDER BY 2 DESC, 1 LIMIT ?",
            (_text(since), limit),
        )
        return [row[0] for row in rows]


def _pinned(row: Sequence[object]) -> Pinned:
    chat, command, message, shown, at = row
    return Pinned(chat, command, message, shown, datetime.fromisoformat(str(at)))  # type: ignore[arg-type]  # STRICT columns


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _now() -> str:
    return _text(datetime.now(UTC))
