"""The queue: unanswered questions in clusters, what became of each, and who waits to be told."""

from datetime import UTC, datetime, timedelta

from knowledge.database import Database, Migration
from knowledge.storage.figures import TABLES as FIGURES_TABLES
from knowledge.storage.moderation import Moderator, now, written
from knowledge.storage.queued import (
    CLUSTER,
    QUESTION,
    Cause,
    Cluster,
    QueuedQuestion,
    State,
    cluster_of,
)
from knowledge.storage.wishes import TABLES as WISHES_TABLES

__all__ = ["CLAIMED_FOR", "MIGRATIONS", "Cause", "Cluster", "Queue", "QueuedQuestion", "State"]

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
                closed_by TEXT,
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
            # Where a cluster is shown to the moderators. No message: it is not sent yet. `due_at`:
            # what it shows is out of date, and is put right then.
            """CREATE TABLE card (
                cluster INTEGER PRIMARY KEY REFERENCES cluster (id) ON DELETE CASCADE,
                chat INTEGER NOT NULL,
                message INTEGER,
                due_at TEXT
            ) STRICT""",
            "CREATE INDEX card_due ON card (due_at) WHERE due_at IS NOT NULL",
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
            *WISHES_TABLES,
            "CREATE INDEX wish_of_cluster ON wish (cluster) WHERE cluster IS NOT NULL",
            "CREATE INDEX wish_of_entry ON wish (entry) WHERE entry IS NOT NULL",
            "CREATE INDEX wish_of_person ON wish (person)",
            *FIGURES_TABLES,
        ),
    ),
    (
        8,
        # When somebody was told; should the answer be undone, they wait again.
        ("ALTER TABLE wish ADD COLUMN told_at TEXT",),
    ),
)

CLAIMED_FOR = timedelta(minutes=10)
"""How long a claim on a cluster keeps others off it."""


class Queue:
    """The queue over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def begin(self) -> int:
        """Open a cluster without questions; give its number."""
        return await self._database.execute("INSERT INTO cluster DEFAULT VALUES")

    async def next_number(self) -> int:
        """Tell which number ``begin`` gives next, in the transaction around both."""
        row = await self._database.row("SELECT seq FROM sqlite_sequence WHERE name = 'cluster'")
        return int(row["seq"]) + 1 if row else 1

    async def add(self, question: int, cluster: int, cause: Cause) -> None:
        """Put a question into a cluster, out of any other; the last cause counts."""
        await self._database.execute(
            "INSERT OR REPLACE INTO unanswered (question, cluster, cause) VALUES (?, ?, ?)",
            (question, cluster, cause),
        )

    async def remove(self, question: int) -> None:
        """Take a question out of the queue, if it is there."""
        await self._database.execute("DELETE FROM unanswered WHERE question = ?", (question,))

    async def merge(self, old: int, into: int) -> None:
        """Make one cluster part of another, with all who wait to be told."""
        for statement in (
            "UPDATE unanswered SET cluster = ? WHERE cluster = ?",
            "UPDATE wish SET cluster = ? WHERE cluster = ?",
            "UPDATE cluster SET state = 'merged', merged_into = ? WHERE id = ?",
        ):
            await self._database.execute(statement, (into, old))

    async def family(self, number: int) -> list[int]:
        """Give the numbers of a cluster and of all that were merged into it."""
        rows = await self._database.rows(
            "WITH RECURSIVE family (id) AS (SELECT ? UNION"
            " SELECT c.id FROM cluster c JOIN family ON c.merged_into = family.id)"
            " SELECT id FROM family",
            (number,),
        )
        return [row["id"] for row in rows]

    async def center(self, cluster: int, question: int) -> None:
        """Note the most central question of a cluster."""
        await self._database.execute(
            "UPDATE cluster SET central = ? WHERE id = ?", (question, cluster)
        )

    async def central(self, cluster: int) -> int | None:
        """Tell which question of a cluster was noted as the most central."""
        row = await self._database.row("SELECT central FROM cluster WHERE id = ?", (cluster,))
        return row["central"] if row else None

    async def cluster(self, number: int) -> Cluster | None:
        """Find a cluster, or the one that it was merged into."""
        number = await self._survivor(number)
        row = await self._database.row(f"{CLUSTER} WHERE c.id = ? GROUP BY c.id", (number,))
        return cluster_of(row) if row and row["questions"] else None

    async def carded_of_asker(self, question: int, but: int, since: datetime) -> int:
        """Count the clusters with a card, ``but`` one, that the asker of a question asked in."""
        row = await self._database.row(
            "SELECT count(DISTINCT u.cluster) AS count FROM question mine"
            " JOIN question q ON q.asker = mine.asker AND q.asked_at >= ?"
            " JOIN unanswered u ON u.question = q.id JOIN card ON card.cluster = u.cluster"
            " WHERE mine.id = ? AND u.cluster != ?",
            (written(since), question, but),
        )
        return int(row["count"]) if row else 0

    async def state_of(self, number: int) -> State | None:
        """Tell whether newcomers to a cluster make its card grow."""
        row = await self._database.row("SELECT state FROM cluster WHERE id = ?", (number,))
        return row["state"] if row else None

    async def cluster_of(self, question: int) -> int | None:
        """Tell which cluster a question stands in, whatever its state."""
        row = await self._database.row(
            "SELECT cluster FROM unanswered WHERE question = ?", (question,)
        )
        return row["cluster"] if row else None

    async def open_clusters(self, offset: int = 0, limit: int = 1_000_000) -> list[Cluster]:
        """Give what waits for an answer: the most asked first, then the longest waiting."""
        rows = await self._database.rows(
            f"{CLUSTER} WHERE c.state = 'open' GROUP BY c.id HAVING questions > 0"
            " ORDER BY askers DESC, first_at, c.id LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return [cluster_of(row) for row in rows]

    async def questions(self, cluster: int) -> list[QueuedQuestion]:
        """Give the questions of a cluster that still have their texts, in the order asked."""
        rows = await self._database.rows(
            f"{QUESTION} WHERE u.cluster = ? AND q.text != '' ORDER BY q.id",
            (cluster,),
        )
        return [QueuedQuestion(*row) for row in rows]

    async def grouped(self) -> list[QueuedQuestion]:
        """Give every question of the clusters that newcomers may join: open and ignored."""
        rows = await self._database.rows(
            f"{QUESTION} JOIN cluster c ON c.id = u.cluster"
            " WHERE c.state IN ('open', 'ignored') AND q.text != '' ORDER BY q.id"
        )
        return [QueuedQuestion(*row) for row in rows]

    async def close(
        self, cluster: int, state: State, entry: str | None = None, by: Moderator | None = None
    ) -> bool:
        """Take an open cluster out of the queue; False where it is not open (any more)."""
        changed = await self._database.execute(
            "UPDATE cluster SET state = ?, entry = ?, closed_at = ?, closed_by = ?,"
            " claimed_until = NULL WHERE id = ? AND state = 'open'",
            (state, entry, now(), by.name if by else None, cluster),
        )
        return bool(changed)

    async def bring_back(self, cluster: int) -> bool:
        """Put an ignored cluster into the queue again; False where it is not ignored."""
        changed = await self._database.execute(
            "UPDATE cluster SET state = 'open', closed_at = NULL"
            " WHERE id = ? AND state = 'ignored'",
            (cluster,),
        )
        return bool(changed)

    async def reopen(self, entry: str, since: str) -> list[int]:
        """Put the clusters that an entry has answered since a moment into the queue again.

        Gives their numbers.
        """
        rows = await self._database.rows(
            "SELECT id FROM cluster WHERE entry = ? AND state = 'answered' AND closed_at >= ?",
            (entry, since),
        )
        await self._database.execute(
            "UPDATE cluster SET state = 'open', entry = NULL, closed_at = NULL"
            " WHERE entry = ? AND state = 'answered' AND closed_at >= ?",
            (entry, since),
        )
        return [row["id"] for row in rows]

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

    async def size(self, cluster: int) -> int:
        """Count the questions of a cluster."""
        row = await self._database.row(
            "SELECT count(*) AS count FROM unanswered WHERE cluster = ?", (cluster,)
        )
        return int(row["count"]) if row else 0

    async def ignored(self) -> set[int]:
        """Give the clusters that moderators ignore for good."""
        rows = await self._database.rows("SELECT id FROM cluster WHERE state = 'ignored'")
        return {row["id"] for row in rows}

    async def release(self, cluster: int, by: int) -> None:
        """Give up a claim, if it is one's own."""
        await self._database.execute(
            "UPDATE cluster SET claimed_until = NULL WHERE id = ? AND claimed_by = ?", (cluster, by)
        )

    async def open_count(self) -> int:
        """Count what waits for an answer."""
        row = await self._database.row(
            "SELECT count(*) AS count FROM cluster c WHERE c.state = 'open'"
            " AND EXISTS (SELECT 1 FROM unanswered u WHERE u.cluster = c.id)"
        )
        return int(row["count"]) if row else 0

    async def _survivor(self, number: int) -> int:
        row = await self._database.row(
            "WITH RECURSIVE chain (id, next) AS ("
            " SELECT id, merged_into FROM cluster WHERE id = ?"
            " UNION ALL SELECT c.id, c.merged_into FROM cluster c JOIN chain ON c.id = chain.next)"
            " SELECT id FROM chain WHERE next IS NULL",
            (number,),
        )
        return row["id"] if row else number
