"""Members whom moderators let in, by numeric id."""

from knowledge.database import Database
from knowledge.storage.moderation import Moderator, now


class Roster:
    """The members let in, over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def members(self) -> list[Moderator]:
        """Give who was let in, the first one first."""
        rows = await self._database.rows("SELECT id, name FROM moderator ORDER BY at, id")
        return [Moderator(row["id"], row["name"]) for row in rows]

    async def let_in(self, member: Moderator, by: Moderator) -> None:
        """Let somebody in; their name is brought up to date if they are in already."""
        await self._database.execute(
            "INSERT INTO moderator (id, name, let_in_by, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            (member.id, member.name, by.id, now()),
        )

    async def put_out(self, member: int) -> None:
        """Take somebody off the list."""
        await self._database.execute("DELETE FROM moderator WHERE id = ?", (member,))
