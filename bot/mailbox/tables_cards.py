"""Where each cluster is shown to the moderators, and which of those messages are out of date."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from knowledge.database import Database

_AT_ONCE = 5
"""Cards put right in one go: the moderators' chat takes other messages, too."""


@dataclass(frozen=True, slots=True)
class Card:
    """The message that shows a cluster to the moderators."""

    cluster: int
    chat: int
    message: int | None
    """None until it is sent."""


class CardTables:
    """Cards over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def of(self, cluster: int) -> Card | None:
        """Find the card of a cluster."""
        await self._database.settle()
        row = await self._database.row(
            "SELECT cluster, chat, message FROM card WHERE cluster = ?", (cluster,)
        )
        return Card(*row) if row else None

    async def begin(self, cluster: int, chat: int) -> None:
        """Note that a card is on its way to a chat."""
        await self._database.execute(
            "INSERT OR REPLACE INTO card (cluster, chat) VALUES (?, ?)", (cluster, chat)
        )

    async def due(self, cluster: int, after: timedelta = timedelta(0)) -> None:
        """Have a card put right some time from now, or before, if that is planned already."""
        await self._database.execute(
            "UPDATE card SET due_at = min(coalesce(due_at, ?1), ?1) WHERE cluster = ?2",
            (_written(datetime.now(UTC) + after), cluster),
        )

    async def are_due(self) -> list[Card]:
        """Give the cards to put right now: one that is being edited already waits for that."""
        rows = await self._database.rows(
            "SELECT cluster, chat, message FROM card WHERE due_at <= ? AND message IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting'"
            " AND json_extract(payload, '$.card') = card.cluster) ORDER BY due_at LIMIT ?",
            (_written(datetime.now(UTC)), _AT_ONCE),
        )
        return [Card(*row) for row in rows]

    async def put_right(self, cluster: int, again_at: datetime | None) -> None:
        """Note that a card shows what is, until a moment when it has to be put right again."""
        await self._database.execute(
            "UPDATE card SET due_at = ? WHERE cluster = ?",
            (_written(again_at) if again_at else None, cluster),
        )

    async def waiting(self) -> int:
        """Count the cards that are on their way for the first time."""
        row = await self._database.row("SELECT count(*) AS count FROM card WHERE message IS NULL")
        return int(row["count"]) if row else 0

    def note_later(self, cluster: int, chat: int, message: int) -> None:
        """Keep which message shows a cluster, with the commit that comes next."""
        self._database.later(
            "INSERT INTO card (cluster, chat, message)"
            " SELECT id, coalesce((SELECT new FROM moved WHERE old = ?1), ?1), ?2 FROM cluster"
            " WHERE id = ?3 ON CONFLICT (cluster)"
            " DO UPDATE SET chat = excluded.chat, message = excluded.message",
            (chat, message, cluster),
        )

    async def lose(self, cluster: int) -> None:
        """Forget a card that cannot be sent, or was deleted: the next growth posts another."""
        await self._database.execute("DELETE FROM card WHERE cluster = ?", (cluster,))

    async def leave(self, chat: int) -> None:
        """Forget the cards of a chat whose messages are out of reach for good."""
        await self._database.execute("DELETE FROM card WHERE chat = ?", (chat,))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
