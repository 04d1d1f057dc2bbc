"""The key that stands between a person, or a text that is to go, and what is kept of them."""

import hashlib
import hmac

from knowledge.database import Database, DatabaseError


class Secret:
    """The database's own key; who has the file without it cannot tell whom a hash stands for."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database
        self._key: bytes | None = None

    async def key(self) -> bytes:
        """Give the key. Raises DatabaseError where the database has lost it."""
        if self._key is None:
            row = await self._database.row("SELECT value FROM secret WHERE name = 'person'")
            if row is None:
                raise DatabaseError("the database has lost its secret. Restore a backup")
            self._key = bytes(row["value"])
        return self._key

    async def hashed(self, text: str) -> str:
        """Hash a text; begin it with what it is for, so that no two purposes can be joined."""
        return hashed(await self.key(), text)


def hashed(key: bytes, text: str) -> str:
    """Hash a text with a key."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
