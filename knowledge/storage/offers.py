"""The choices that were last offered to somebody in a chat, so that a number typed takes one."""

import json
from dataclasses import dataclass
from datetime import datetime

from knowledge.database import Database, Migration
from knowledge.storage.moderation import written
from knowledge.storage.secret import Secret

MIGRATIONS: tuple[Migration, ...] = (
    (
        9,
        (
            # The chat is hashed: that of a private chat is its person's id.
            """CREATE TABLE offer (
                person TEXT NOT NULL,
                chat TEXT NOT NULL,
                question INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
                entries TEXT NOT NULL,
                PRIMARY KEY (person, chat)
            ) STRICT""",
            "CREATE INDEX offer_of_question ON offer (question)",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Choices that were offered."""

    question: int
    """Id of the logged question that they may answer."""
    entries: tuple[str, ...]
    """Ids, in the order of the list."""


class Offers:
    """Choices offered, over an open Database."""

    def __init__(self, database: Database, secret: Secret) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database
        self._secret = secret

    async def put(self, person: str, chat: int, offer: Offer) -> None:
        """Keep what is offered, in the place of what was offered there before."""
        await self._database.execute(
            "INSERT OR REPLACE INTO offer (person, chat, question, entries) VALUES (?, ?, ?, ?)",
            (*await self._where(person, chat), offer.question, json.dumps(offer.entries)),
        )

    async def last(self, person: str, chat: int, since: datetime) -> Offer | None:
        """Find what ``person`` was offered there, unless they have asked something else since."""
        row = await self._database.row(
            "SELECT o.question, o.entries FROM offer o JOIN question q ON q.id = o.question"
            " WHERE o.person = ? AND o.chat = ? AND q.asked_at >= ? AND NOT EXISTS (SELECT 1"
            " FROM question later WHERE later.asker = q.asker AND later.id > q.id"
            " AND later.place = q.place)",
            (*await self._where(person, chat), written(since)),
        )
        return Offer(row["question"], tuple(json.loads(row["entries"]))) if row else None

    async def _where(self, person: str, chat: int) -> tuple[str, str]:
        return await self._secret.hashed(person), await self._secret.hashed(f"offer:{chat}")
