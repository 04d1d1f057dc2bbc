"""What the bot said in the last two days, and where."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from knowledge.database import Database, Migration
from knowledge.model import Language

SAID_MIGRATIONS: tuple[Migration, ...] = (
    (
        4,
        (
            """CREATE TABLE said (
                chat INTEGER NOT NULL,
                message INTEGER NOT NULL,
                question INTEGER,
                entry TEXT,
                language TEXT NOT NULL CHECK (language IN ('id', 'en')),
                titled INTEGER NOT NULL,
                part INTEGER NOT NULL,
                parts INTEGER NOT NULL,
                at TEXT NOT NULL,
                PRIMARY KEY (chat, message)
            ) STRICT""",
            "CREATE INDEX said_of_entry ON said (entry) WHERE entry IS NOT NULL",
            """CREATE TABLE mending (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                chat INTEGER NOT NULL,
                thread INTEGER,
                language TEXT NOT NULL CHECK (language IN ('id', 'en')),
                waiting INTEGER NOT NULL,
                mended INTEGER NOT NULL DEFAULT 0,
                failed INTEGER NOT NULL,
                at TEXT NOT NULL
            ) STRICT""",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class SaidReply:
    """A message that shows an entry; a long answer takes several."""

    chat: int
    message: int
    question: int | None
    entry: str
    language: Language
    titled: bool
    part: int
    parts: int


class SaidTables:
    """What was said, over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    def note_later(self, chat: int, message: int, said: list[Any] | None) -> None:
        """Keep what a message says now, with the commit that comes next."""
        if said is not None:
            self._database.later(
                "INSERT OR REPLACE INTO said"
                " (chat, message, language, question, entry, titled, part, parts, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (chat, message, *said, _now()),
            )
        else:
            self._database.later("DELETE FROM said WHERE chat = ? AND message = ?", (chat, message))

    async def of(self, entry: str) -> list[SaidReply]:
        """Give the messages that show an entry, the newest first."""
        await self._database.settle()
        rows = await self._database.rows(
            "SELECT chat, message, question, entry, language, titled, part, parts FROM said"
            " WHERE entry = ? ORDER BY at DESC",
            (entry,),
        )
        return [SaidReply(**{**dict(row), "titled": bool(row["titled"])}) for row in rows]

    async def question_of(self, chat: int, message: int) -> int | None:
        """Tell which logged question a message replies to."""
        await self._database.settle()
        row = await self._database.row(
            "SELECT question FROM said WHERE chat = ? AND message = ?", (chat, message)
        )
        return row["question"] if row else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
