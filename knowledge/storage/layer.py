"""What moderators changed: the layer over the files, its history, and questions not to answer."""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from knowledge.database import Database
from knowledge.model import Entry
from knowledge.notation import entry_from_json, entry_to_json
from knowledge.storage.moderation import Moderator, now
from knowledge.storage.secret import Secret, hashed

_SEALED = "HASH:"
"""Stands before the hash of a refused question; normalised texts have no capitals."""

Act = Literal["add", "edit", "teach", "retire", "restore", "import"]

_CHANGE = (
    "SELECT id, at, moderator, name, act, entry, version, before, after, undone_by FROM change"
)


@dataclass(frozen=True, slots=True)
class Change:
    """A moderator's act on one entry; every state before and after it can be restored."""

    id: int
    at: str
    moderator: Moderator
    act: Act
    entry: str
    version: int
    """Counted from 1 for each entry; what the files say is version 0."""
    before: Entry | None
    """None where the entry was not there."""
    after: Entry | None
    """None where the entry was retired."""
    undone_by: int | None = None
    """The change that brought the state before this one back."""


class Layer:
    """The layer over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database
        self._secret = Secret(database)

    async def entries(self) -> dict[str, Entry | None]:
        """Give every entry that moderators touched, as it stands now; None: retired."""
        rows = await self._database.rows("SELECT entry, content FROM entry_layer ORDER BY at")
        return {row["entry"]: entry_from_json(row["content"]) for row in rows}

    async def retired(self) -> set[str]:
        """Give the ids of the entries that moderators retired."""
        rows = await self._database.rows("SELECT entry FROM entry_layer WHERE content IS NULL")
        return {row["entry"] for row in rows}

    async def record(
        self, act: Act, entry: str, before: Entry | None, after: Entry | None, by: Moderator
    ) -> Change:
        """Lay ``after`` over what is there and keep the change, with the commit around this."""
        at, content = now(), entry_to_json(after)
        await self._database.execute(
            "INSERT INTO entry_layer (entry, version, content, at) VALUES (?, 1, ?, ?)"
            " ON CONFLICT (entry) DO UPDATE SET version = version + 1, content = ?, at = ?",
            (entry, content, at, content, at),
        )
        version = await self.version(entry)
        number = await self._database.execute(
            "INSERT INTO change (at, moderator, name, act, entry, version, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (at, by.id, by.name, act, entry, version, entry_to_json(before), content),
        )
        return Change(number, at, by, act, entry, version, before, after)

    async def version(self, entry: str) -> int:
        """Tell how often an entry was changed; 0 where only the files speak of it."""
        row = await self._database.row("SELECT version FROM entry_layer WHERE entry = ?", (entry,))
        return int(row["version"]) if row else 0

    async def undo(self, change: int, by_change: int) -> None:
        """Note which change brought back what was before another."""
        await self._database.execute(
            "UPDATE change SET undone_by = ? WHERE id = ?", (by_change, change)
        )

    async def change(self, number: int) -> Change | None:
        """Find a change by its number."""
        row = await self._database.row(f"{_CHANGE} WHERE id = ?", (number,))
        return _change(row) if row else None

    async def history(self, entry: str | None, offset: int, limit: int) -> list[Change]:
        """Give changes, of one entry or of all, the newest first."""
        rows = await self._database.rows(
            f"{_CHANGE} WHERE ?1 IS NULL OR entry = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3",
            (entry, limit, offset),
        )
        return [_change(row) for row in rows]

    async def sealing(self) -> bytes:
        """Give the key with which a refused question is hashed."""
        return await self._secret.key()

    async def unwanted(self) -> set[str]:
        """Give the hashes of the questions that moderators do not want answered."""
        rows = await self._database.rows("SELECT text FROM unwanted")
        texts = {row["text"] for row in rows}
        plain = [text for text in texts if not text.startswith(_SEALED)]
        if plain:  # written by an older Kutip
            key = await self.sealing()
            async with self._database.transaction():
                for text in plain:
                    await self._database.execute(
                        "UPDATE OR REPLACE unwanted SET text = ? WHERE text = ?",
                        (sealed(key, text), text),
                    )
            texts = {text if text.startswith(_SEALED) else sealed(key, text) for text in texts}
        return texts

    async def refuse(self, seal: str, by: Moderator) -> None:
        """Keep that a question, given as its hash, is not to be answered."""
        await self._database.execute(
            "INSERT OR REPLACE INTO unwanted (text, moderator, at) VALUES (?, ?, ?)",
            (seal, by.id, now()),
        )

    async def allow(self, seal: str) -> None:
        """Let a question, given as its hash, be answered again."""
        await self._database.execute("DELETE FROM unwanted WHERE text = ?", (seal,))


def sealed(key: bytes, text: str) -> str:
    """Hash a refused question, given normalised: it can be told again, and not be read."""
    return _SEALED + hashed(key, f"unwanted:{text}")


def _change(row: sqlite3.Row) -> Change:
    return Change(
        id=row["id"],
        at=row["at"],
        moderator=Moderator(row["moderator"], row["name"]),
        act=row["act"],
        entry=row["entry"],
        version=row["version"],
        before=entry_from_json(row["before"]),
        after=entry_from_json(row["after"]),
        undone_by=row["undone_by"],
    )
