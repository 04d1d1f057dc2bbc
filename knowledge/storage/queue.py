"""The queue: unanswered questions in clusters, what became of each, and who waits to be told."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from knowledge.database import Database, Migration
from knowledge.model import Language
from knowledge.storage.moderation import Moderator, now, written

Cause = Literal["unanswered", "none_of_these", "thumb_down"]
"""Why a question stands in the queue."""

State = Literal["open", "answered", "ignored"]

MIGRATIONS: tuple[Migration, ...] = (
    (
        7,
        (
            """CREATE TABLE cluster (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                state TEXT NOT NULL DEFAULT 'open'
                    CHECK (state IN ('open', 'answered', 'ignored', 'merged')),
                central INTEGER REFERENCES question (id) ON DELETE SET NULL,
                entry TEXT,
                merged_into INTEGER REFERENCES cluster (id),
                raised_at TEXT,
                closed_at TEXT,
                claimed_by INTEGER,
                claimed_name TEXT,
                claimed_until TEXT
            ) STRICT""",
            """CREATE TABLE unanswered (
                question INTEGER PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
                cluster INTEGER NOT NULL REFERENCES cluster (id),
                cause TEXT NOT NULL CHECK (cause IN ('unanswered', 'none_of_these', 'thumb_down'))
            ) STRICT""",
            "CREATE INDEX unanswered_of_cluster ON unanswered (cluster)",
            # Who wants to be told when a cluster is answered or an entry changes. It stands apart
            # from the log: `person` is hashed with another key than `question.asker`, so that
            # the two cannot be joined.
            """CREATE TABLE wish (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                person TEXT NOT NULL,
                cluster INTEGER REFERENCES cluster (id),
                entry TEXT,
                chat INTEGER NOT NULL,
                message INTEGER,
                thread INTEGER,
                language TEXT NOT NULL CHECK (language IN ('id', 'en')),
                expires_at TEXT NOT NULL,
                CHECK ((cluster IS NULL) != (entry IS NULL))
            ) STRICT""",
            "CREATE INDEX wish_of_cluster ON wish (cluster) WHERE cluster IS NOT NULL",
            "CREATE INDEX wish_of_entry ON wish (entry) WHERE entry IS NOT NULL",
            "CREATE INDEX wish_of_person ON wish (person)",
        ),
    ),
)

CLAIMED_FOR = timedelta(minutes=10)
"""How long a claim on a cluster keeps others off it."""

_CLUSTER = (
    "SELECT c.id, c.state, c.entry, q.text, q.language, count(DISTINCT a.asker) AS askers,"
    " count(u.question) AS questions, min(a.asked_at) AS first_at, max(a.asked_at) AS last_at,"
    " c.claimed_by, c.claimed_name, c.claimed_until"
    " FROM cluster c LEFT JOIN question q ON q.id = c.central"
    " LEFT JOIN unanswered u ON u.cluster = c.id LEFT JOIN question a ON a.id = u.question"
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Alike unanswered questions."""

    id: int
    state: State
    text: str
    """The most central question; empty once its text was cleared."""
    language: Language
    askers: int
    """How many different people asked."""
    questions: int
    first_at: datetime
    last_at: datetime
    entry: str | None = None
    """The entry that answered it."""
    claim: Moderator | None = None
    """Who is at work on it now."""


@dataclass(frozen=True, slots=True)
class QueuedQuestion:
    """A question in the queue."""

    id: int
    text: str
    language: Language
    cluster: int
    cause: Cause


class Queue:
    """The queue over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def begin(self) -> int:
        """Open a cluster without questions; give its number."""
        return await self._database.execute("INSERT INTO cluster DEFAULT VALUES")

    async def add(self, question: int, cluster: int, cause: Cause) -> None:
        """Put a question into a cluster, out of any other; the last cause counts."""
        await self._database.execute(
            "INSERT OR REPLACE INTO unanswered (question, cluster, cause) VALUES (?, ?, ?)",
            (question, cluster, cause),
        )

    async def merge(self, old: int, into: int) -> None:
        """Make one cluster part of another, with all who wait to be told."""
        for statement in (
            "UPDATE unanswered SET cluster = ? WHERE cluster = ?",
            "UPDATE wish SET cluster = ? WHERE cluster = ?",
            "UPDATE cluster SET state = 'merged', merged_into = ? WHERE id = ?",
        ):
            await self._database.execute(statement, (into, old))

    async def center(self, cluster: int, question: int) -> None:
        """Note the most central question of a cluster."""
        await self._database.execute(
            "UPDATE cluster SET central = ? WHERE id = ?", (question, cluster)
        )

    async def cluster(self, number: int) -> Cluster | None:
        """Find a cluster, or the one that it was merged into."""
        number = await self._survivor(number)
        row = await self._database.row(f"{_CLUSTER} WHERE c.id = ? GROUP BY c.id", (number,))
        return _cluster(row) if row and row["questions"] else None

    async def cluster_of(self, question: int) -> int | None:
        """Tell which cluster a question stands in, whatever its state."""
        row = await self._database.row(
            "SELECT cluster FROM unanswered WHERE question = ?", (question,)
        )
        return row["cluster"] if row else None

    async def open_clusters(self, offset: int = 0, limit: int = 1_000_000) -> list[Cluster]:
        """Give what waits for an answer: the most asked first, then the longest waiting."""
        rows = await self._database.rows(
            f"{_CLUSTER} WHERE c.state = 'open' GROUP BY c.id HAVING questions > 0"
            " ORDER BY askers DESC, first_at, c.id LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return [_cluster(row) for row in rows]

    async def questions(self, cluster: int) -> list[QueuedQuestion]:
        """Give the questions of a cluster that still have their texts, in the order asked."""
        rows = await self._database.rows(
            "SELECT q.id, q.text, q.language, u.cluster, u.cause FROM unanswered u"
            " JOIN question q ON q.id = u.question WHERE u.cluster = ? AND q.text != ''"
            " ORDER BY q.id",
            (cluster,),
        )
        return [QueuedQuestion(*row) for row in rows]

    async def grouped(self) -> list[QueuedQuestion]:
        """Give every question of the clusters that newcomers may join: open and ignored."""
        rows = await self._database.rows(
            "SELECT q.id, q.text, q.language, u.cluster, u.cause FROM unanswered u"
            " JOIN question q ON q.id = u.question JOIN cluster c ON c.id = u.cluster"
            " WHERE c.state IN ('open', 'ignored') AND q.text != '' ORDER BY q.id"
        )
        return [QueuedQuestion(*row) for row in rows]

    async def close(self, cluster: int, state: State, entry: str | None = None) -> bool:
        """Take an open cluster out of the queue; False where it is not open (any more)."""
        changed = await self._database.execute(
            "UPDATE cluster SET state = ?, entry = ?, closed_at = ?"
            " WHERE id = ? AND state = 'open'",
            (state, entry, now(), cluster),
        )
        return bool(changed)

    async def raise_once(self, cluster: int) -> bool:
        """Note that a cluster is raised; False where it was before."""
        changed = await self._database.execute(
            "UPDATE cluster SET raised_at = ? WHERE id = ? AND raised_at IS NULL", (now(), cluster)
        )
        return bool(changed)

    async def claim(self, cluster: int, by: Moderator) -> Moderator | None:
        """Claim a cluster for some minutes; give whoever is already at work on it."""
        found = await self.cluster(cluster)
        if found is not None and found.claim is not None and found.claim.id != by.id:
            return found.claim
        until = written(datetime.now(UTC) + CLAIMED_FOR)
        await self._database.execute(
            "UPDATE cluster SET claimed_by = ?, claimed_name = ?, claimed_until = ? WHERE id = ?",
            (by.id, by.name, until, cluster),
        )
        return None

    async def _survivor(self, number: int) -> int:
        row = await self._database.row(
            "WITH RECURSIVE chain (id, next) AS ("
            " SELECT id, merged_into FROM cluster WHERE id = ?"
            " UNION ALL SELECT c.id, c.merged_into FROM cluster c JOIN chain ON c.id = chain.next)"
            " SELECT id FROM chain WHERE next IS NULL",
            (number,),
        )
        return row["id"] if row else number


def _cluster(row: sqlite3.Row) -> Cluster:
    claimed = row["claimed_until"] is not None and row["claimed_until"] > now()
    return Cluster(
        id=row["id"],
        state=row["state"],
        text=row["text"] or "",
        language=row["language"] or "id",
        askers=row["askers"],
        questions=row["questions"],
        first_at=datetime.fromisoformat(row["first_at"]),
        last_at=datetime.fromisoformat(row["last_at"]),
        entry=row["entry"],
        claim=Moderator(row["claimed_by"], row["claimed_name"]) if claimed else None,
    )
