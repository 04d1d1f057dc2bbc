"""Wishes: who wants to be told when a cluster is answered, or when an answer changes.

They lie apart from the log: a person is hashed for wishes alone, and no text stands here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from knowledge.database import Database
from knowledge.model import Language
from knowledge.storage.moderation import now, written
from knowledge.storage.secret import Secret

TABLES = (
    # Messages that belong together, such as the notices of one answer: counted, and reported once
    # all are through. The outbox's rows say to which broadcast they belong.
    """CREATE TABLE broadcast (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('mended', 'told')),
        chat INTEGER NOT NULL,
        thread INTEGER,
        language TEXT NOT NULL CHECK (language IN ('id', 'en')),
        failed INTEGER NOT NULL,
        reported INTEGER NOT NULL DEFAULT 0 CHECK (reported IN (0, 1)),
        at TEXT NOT NULL
    ) STRICT""",
    "ALTER TABLE outbox ADD COLUMN broadcast INTEGER",
    "CREATE INDEX outbox_of_broadcast ON outbox (broadcast) WHERE broadcast IS NOT NULL",
    "DROP TABLE mending",
    # Questions of ignored clusters whose texts are gone, as hashes: they stay ignored.
    "CREATE TABLE hushed (seal TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT",
)
"""Part of migration 7, beside the table of wishes."""

MOST = 50
"""Wishes that one person may have at a time."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Where somebody wants to be told, and in which language."""

    chat: int
    message: int | None
    """The message to reply to; None where it is gone, or of a group that moved."""
    thread: int | None
    language: Language
    id: int = 0
    """0 until it is stored."""
    person: str = ""
    """The hash of whose it is, for wishes alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hear of: that a cluster is answered, or that an entry changes."""

    cluster: int | None = None
    entry: str | None = None


class Wishes:
    """Wishes over an open Database."""

    def __init__(self, database: Database, secret: Secret) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database
        self._secret = secret

    async def turn(self, person: str, wanted: Wanted, wish: Wish, kept: timedelta) -> bool | None:
        """Keep a wish, or take it back where it is kept already; tell whether it is kept now.

        In a private chat there is one a cluster or entry, in a group one a message. None: the
        person has as many as anybody may have.
        """
        who = await self._person(person)
        async with self._database.transaction():
            if await self._database.execute(
                "DELETE FROM wish WHERE person = ? AND cluster IS ? AND entry IS ? AND chat = ?"
                " AND (chat > 0 OR message IS ?) AND told_at IS NULL",
                (who, wanted.cluster, wanted.entry, wish.chat, wish.message),
            ):
                return False
            row = await self._database.row(
                "SELECT count(*) FROM wish WHERE person = ? AND expires_at > ? AND told_at IS NULL",
                (who, now()),
            )
            if row is not None and row[0] >= MOST:
                return None
            await self._database.execute(
                "INSERT INTO wish (person, cluster, entry, chat, message, thread, language,"
                " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (who, wanted.cluster, wanted.entry, wish.chat, wish.message, wish.thread,
                 wish.language, written(datetime.now(UTC) + kept)),
            )  # fmt: skip
        return True

    async def has(self, person: str, wanted: Wanted, chat: int) -> bool:
        """Tell whether somebody waits to hear of something in their private chat."""
        row = await self._database.row(
            "SELECT 1 FROM wish WHERE person = ? AND chat = ? AND cluster IS ? AND entry IS ?"
            " AND expires_at > ? AND told_at IS NULL",
            (await self._person(person), chat, wanted.cluster, wanted.entry, now()),
        )
        return row is not None

    async def count(self, cluster: int, chat: int, message: int | None) -> int:
        """Count those who wait for an answer to a message of a group."""
        row = await self._database.row(
            "SELECT count(*) FROM wish WHERE cluster = ? AND chat = ? AND message IS ?"
            " AND expires_at > ? AND told_at IS NULL",
            (cluster, chat, message, now()),
        )
        return int(row[0]) if row else 0

    async def of(self, clusters: Iterable[int]) -> list[Wish]:
        """Give the wishes of those who still wait for the answer to one of some clusters."""
        rows = await self._database.rows(
            f"{_WISH} WHERE {_AMONG} AND expires_at > ? AND told_at IS NULL ORDER BY id",
            (json.dumps(list(clusters)), now()),
        )
        return [Wish(*row) for row in rows]

    async def take(self, clusters: Iterable[int]) -> list[Wish]:
        """Give the wishes of some clusters and use them: each is told of once.

        They are kept for what is left of their time, as told; ``bring_back`` wants them.
        """
        taken = list(clusters)
        async with self._database.transaction():
            wishes = await self.of(taken)
            await self._database.execute(
                f"UPDATE wish SET told_at = ? WHERE {_AMONG} AND told_at IS NULL",  # noqa: S608  # our own words
                (now(), json.dumps(taken)),
            )
        return wishes

    async def bring_back(self, clusters: Iterable[int]) -> list[Wish]:
        """Let those wait again who were told of an answer to clusters that is undone; give them."""
        reopened = json.dumps(list(clusters))
        async with self._database.transaction():
            rows = await self._database.rows(
                f"{_WISH} WHERE {_AMONG} AND expires_at > ? AND told_at IS NOT NULL ORDER BY id",
                (reopened, now()),
            )
            await self._database.execute(
                f"UPDATE wish SET told_at = NULL WHERE {_AMONG}",  # noqa: S608  # our own words
                (reopened,),
            )
        return [Wish(*row) for row in rows]

    async def carry(self, wishes: Iterable[int], cluster: int) -> None:
        """Let wishes follow their question into another cluster."""
        await self._database.execute(
            "UPDATE wish SET cluster = ? WHERE id IN (SELECT value FROM json_each(?))",
            (cluster, json.dumps(list(wishes))),
        )

    async def on_entry(self, entry: str) -> list[Wish]:
        """Give the wishes of those who want to hear when an entry changes; they stay."""
        rows = await self._database.rows(
            f"{_WISH} WHERE entry = ? AND expires_at > ? ORDER BY id", (entry, now())
        )
        return [Wish(*row) for row in rows]

    async def drop_message(self, chat: int, message: int) -> None:
        """Forget the wishes on a question that was edited: it may ask something else now."""
        await self._database.execute(
            "DELETE FROM wish WHERE chat = ? AND message = ? AND cluster IS NOT NULL",
            (chat, message),
        )

    async def drop_chat(self, chat: int) -> None:
        """Forget the wishes of a chat that can be told nothing any more."""
        await self._database.execute("DELETE FROM wish WHERE chat = ?", (chat,))

    async def drop_person(self, person: str) -> None:
        """Forget the wishes of a person, wherever they were made."""
        await self._database.execute(
            "DELETE FROM wish WHERE person = ?", (await self._person(person),)
        )

    async def drop_expired(self) -> int:
        """Forget the wishes whose time is over; give how many there were."""
        return await self._database.execute("DELETE FROM wish WHERE expires_at <= ?", (now(),))

    async def move(self, old: int, new: int) -> None:
        """Follow a group to the supergroup that it became; its messages stay behind."""
        await self._database.execute(
            "UPDATE wish SET chat = ?, message = NULL, thread = NULL WHERE chat = ?", (new, old)
        )

    async def _person(self, person: str) -> str:
        return await self._secret.hashed(f"wish:{person}")


_WISH = "SELECT chat, message, thread, language, id, person FROM wish"
_AMONG = "cluster IN (SELECT value FROM json_each(?))"
