"""Messages that belong together: how many arrived, and where that is reported once all are through.

The table is made by ``knowledge.storage.wishes``, in the migration that came with wishes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from knowledge.database import Database
from knowledge.model import Language

Purpose = Literal["mended", "told"]
"""Earlier replies were brought up to date; or people were told what they wanted to hear."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What became of messages that belong together, and where to report it."""

    kind: Purpose
    chat: int
    thread: int | None
    language: Language
    done: int
    failed: int


class BroadcastTables:
    """Broadcasts over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def begin(
        self, kind: Purpose, chat: int, thread: int | None, language: Language, failed: int = 0
    ) -> int:
        """Note where messages are to be reported; ``failed`` of them have no place to go."""
        return await self._database.execute(
            "INSERT INTO broadcast (kind, chat, thread, language, failed, at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (kind, chat, thread, language, failed, _now()),
        )

    async def finish(self, number: int) -> Broadcast | None:
        """Give a broadcast of which nothing is under way any more: once, with the commit around."""
        row = await self._database.row(
            "SELECT b.kind, b.chat, b.thread, b.language, (SELECT count(*) FROM outbox"
            " WHERE broadcast = b.id AND state = 'sent') AS done, b.failed + (SELECT count(*)"
            " FROM outbox WHERE broadcast = b.id AND state = 'dead') AS failed"
            " FROM broadcast b WHERE b.id = ? AND reported = 0 AND NOT EXISTS"
            " (SELECT 1 FROM outbox WHERE broadcast = b.id AND payload IS NOT NULL)",
            (number,),
        )
        if row is None:
            return None
        await self._database.execute("UPDATE broadcast SET reported = 1 WHERE id = ?", (number,))
        return Broadcast(*row)

    async def unreported(self) -> list[int]:
        """Give the broadcasts that are still to be reported."""
        rows = await self._database.rows("SELECT id FROM broadcast WHERE reported = 0")
        return [row["id"] for row in rows]

    async def strand(self) -> None:
        """Give up what an earlier run was sending as it ended: it may have arrived, or not.

        A broadcast must not come twice; what cannot be known counts as not arrived.
        """
        await self._database.execute(
            "UPDATE outbox SET state = 'dead', payload = NULL, told = 1, error = 'ended on the way'"
            " WHERE state = 'sent' AND payload IS NOT NULL"
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
