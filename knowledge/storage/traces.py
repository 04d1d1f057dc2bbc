"""What the log holds of a person, and how it goes: at their word, or when it is old.

Counts stay: a question becomes a row without text and without a person.
"""

import json
from datetime import datetime

from knowledge.database import Database
from knowledge.storage.moderation import now, written
from knowledge.storage.secret import Secret

_CENTRAL = (
    "UPDATE cluster SET central = (SELECT min(q.id) FROM unanswered u"
    " JOIN question q ON q.id = u.question WHERE u.cluster = cluster.id AND q.text != '')"
    " WHERE central IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unanswered u"
    " JOIN question q ON q.id = u.question WHERE q.id = cluster.central AND q.text != '')"
)
"""A cluster whose central question lost its text is known by the earliest that is left."""

_ERASING = (
    # what others typed as well is not this person's alone
    "DELETE FROM lesson WHERE text IN (SELECT text FROM question WHERE asker = ?1)"
    " AND text NOT IN (SELECT text FROM question WHERE asker != ?1)",
    "DELETE FROM pick WHERE question IN (SELECT id FROM question WHERE asker = ?1)",
    "DELETE FROM passing WHERE question IN (SELECT id FROM question WHERE asker = ?1)",
    "DELETE FROM offer WHERE person = ?1",
    "DELETE FROM unanswered WHERE question IN (SELECT id FROM question WHERE asker = ?1)",
    "DELETE FROM feedback WHERE person = ?1",
    "DELETE FROM preference WHERE person = ?1",
    # of the time the day is enough for every count
    "UPDATE question SET text = '', asker = '', best = NULL, score = 0,"
    " asked_at = substr(asked_at, 1, 10) || 'T00:00:00.000+00:00' WHERE asker = ?1",
)

_AGEING = (
    "DELETE FROM offer WHERE question IN (SELECT value FROM json_each(?))",
    "UPDATE question SET text = '', asker = '' WHERE id IN (SELECT value FROM json_each(?))",
    "UPDATE feedback SET person = lower(hex(randomblob(16)))"
    " WHERE question IN (SELECT value FROM json_each(?))",
)

_EMPTY = (
    "DELETE FROM unanswered WHERE cluster NOT IN (SELECT u.cluster FROM unanswered u"
    " JOIN question q ON q.id = u.question WHERE q.text != '')"
)
"""A cluster of which nobody can read any more what was asked leaves the queue."""


class Traces:
    """The traces of people over an open Database."""

    def __init__(self, database: Database, secret: Secret) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database
        self._secret = secret

    async def questions_of(self, person: str) -> list[int]:
        """Give the ids of the questions that a person asked."""
        rows = await self._database.rows(
            "SELECT id FROM question WHERE asker = ? ORDER BY id",
            (await self._secret.hashed(person),),
        )
        return [row["id"] for row in rows]

    async def erase(self, person: str) -> None:
        """Take a person and all that they typed out of the log, with the commit around this."""
        who = await self._secret.hashed(person)
        async with self._database.transaction():
            for statement in _ERASING:
                await self._database.execute(statement, (who,))
            await self._database.execute(_CENTRAL)

    async def ignored_among(self, questions: list[int]) -> list[str]:
        """Give the texts of those questions that stand in clusters ignored for good."""
        rows = await self._database.rows(
            "SELECT DISTINCT q.text FROM unanswered u JOIN question q ON q.id = u.question"
            " JOIN cluster c ON c.id = u.cluster WHERE c.state = 'ignored' AND q.text != ''"
            " AND q.id IN (SELECT value FROM json_each(?))",
            (json.dumps(questions),),
        )
        return [row["text"] for row in rows]

    async def hush(self, seals: list[str]) -> None:
        """Keep, as hashes, what stays ignored when its text is gone."""
        for seal in seals:
            await self._database.execute(
                "INSERT OR IGNORE INTO hushed (seal, at) VALUES (?, ?)", (seal, now())
            )

    async def is_hushed(self, seal: str) -> bool:
        """Tell whether a question, given as its hash, was ignored for good by its text."""
        row = await self._database.row("SELECT 1 FROM hushed WHERE seal = ?", (seal,))
        return row is not None

    async def older_than(self, moment: datetime, limit: int = 500) -> list[int]:
        """Give the ids of questions asked before a moment that still have a text or a person."""
        rows = await self._database.rows(
            "SELECT id FROM question WHERE asked_at < ? AND (text != '' OR asker != '')"
            " ORDER BY asked_at LIMIT ?",
            (written(moment), limit),
        )
        return [row["id"] for row in rows]

    async def clear(self, questions: list[int], before: datetime) -> None:
        """Take text and person off questions that are older than ``before``."""
        async with self._database.transaction():
            for statement in _AGEING:
                await self._database.execute(statement, (json.dumps(questions),))
            await self._database.execute(_EMPTY)
            await self._database.execute(_CENTRAL)
            await self._database.execute("DELETE FROM lesson WHERE at < ?", (written(before),))
