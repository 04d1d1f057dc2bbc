"""Entries being written, and who is at work on which: both survive a restart."""

import json
import sqlite3
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from knowledge.database import Database
from knowledge.model import Entry, Language
from knowledge.notation import entry_from_json, entry_to_json
from knowledge.storage.layer import Act
from knowledge.storage.moderation import Moderator, now, written

Step = Literal["question", "answer", "passages", "phrasings", "other", "preview"]

CLAIMED_FOR = timedelta(minutes=10)
"""How long opening an entry for editing keeps others off it."""

LISTENS_FOR = timedelta(minutes=30)
"""How long after its last step a draft takes what its moderator types; buttons work on."""

KEPT = timedelta(days=30)
"""How long a draft that nobody goes on with is kept."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The message that asked for an answer: it gets the answer once it is saved."""

    chat: int
    message: int
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry in the making: what it is to be, what it was, and the step it waits at."""

    entry: Entry
    """As it is to be; its id is empty until a new one is saved."""
    before: Entry | None
    """As it was when the draft was begun; a save over anything newer is refused."""
    act: Act
    step: Step
    language: Language
    """The language that the step writes in."""
    offered: tuple[str, ...] = ()
    """Ids of the passages offered as buttons."""
    origin: Origin | None = None
    cluster: int | None = None
    """The cluster of unanswered questions that a save closes."""
    asked: tuple[tuple[Language, str], ...] = ()
    """The questions of the cluster, to be ticked as phrasings."""
    apart: tuple[str, ...] = ()
    """Those of them that ask for something else: a save leaves them in the queue."""
    id: int = 0
    """0 until it is stored."""
    chat: int = 0
    moderator: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is at work on an entry, and until when."""

    moderator: Moderator
    until: datetime


class Drafts:
    """Drafts and claims over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def begin(self, draft: Draft) -> Draft:
        """Store a new draft and give it with its number; it does not listen yet."""
        number = await self._database.execute(
            "INSERT INTO draft (chat, moderator, step, listens, content, at)"
            " VALUES (?, ?, ?, 0, ?, ?)",
            (draft.chat, draft.moderator, draft.step, _content(draft), now()),
        )
        before = written(datetime.now(UTC) - KEPT)
        await self._database.execute("DELETE FROM draft WHERE at < ?", (before,))
        return replace(draft, id=number)

    async def put(self, draft: Draft) -> None:
        """Store a draft as it stands now."""
        await self._database.execute(
            "UPDATE draft SET step = ?, content = ?, at = ? WHERE id = ?",
            (draft.step, _content(draft), now(), draft.id),
        )

    async def listen(self, draft: Draft, *, listens: bool) -> None:
        """Let a draft, and no other of its moderator in its chat, take what is typed; or none."""
        await self._database.execute(
            "UPDATE draft SET listens = 0 WHERE chat = ? AND moderator = ?",
            (draft.chat, draft.moderator),
        )
        if listens:
            await self._database.execute("UPDATE draft SET listens = 1 WHERE id = ?", (draft.id,))

    async def listening(self) -> dict[tuple[int, int], tuple[int, datetime]]:
        """Give, by chat and moderator, the draft that takes what is typed, and until when."""
        rows = await self._database.rows("SELECT * FROM draft WHERE listens = 1")
        return {
            (row["chat"], row["moderator"]): (
                row["id"],
                datetime.fromisoformat(row["at"]) + LISTENS_FOR,
            )
            for row in rows
        }

    async def move(self, old: int, new: int) -> None:
        """Carry the drafts of a chat along to the id that it has now."""
        await self._database.execute(
            "UPDATE OR REPLACE draft SET chat = ? WHERE chat = ?", (new, old)
        )

    async def find(self, number: int) -> Draft | None:
        """Find a draft by its number."""
        row = await self._database.row("SELECT * FROM draft WHERE id = ?", (number,))
        return _draft(row) if row else None

    async def end(self, number: int) -> None:
        """Forget a draft that was saved or cancelled."""
        await self._database.execute("DELETE FROM draft WHERE id = ?", (number,))

    async def claim(self, entry: str, by: Moderator) -> Claim | None:
        """Claim an entry for some minutes; give the claim of another that stands in the way."""
        other = await self.claim_on(entry)
        if other is not None and other.moderator.id != by.id:
            return other
        until = written(datetime.now(UTC) + CLAIMED_FOR)
        await self._database.execute(
            "INSERT OR REPLACE INTO claim (entry, moderator, name, until) VALUES (?, ?, ?, ?)",
            (entry, by.id, by.name, until),
        )
        return None

    async def claim_on(self, entry: str) -> Claim | None:
        """Tell who is at work on an entry, if anybody is."""
        row = await self._database.row(
            "SELECT moderator, name, until FROM claim WHERE entry = ? AND until > ?", (entry, now())
        )
        if row is None:
            return None
        until = datetime.fromisoformat(row["until"])
        return Claim(Moderator(row["moderator"], row["name"]), until)

    async def release(self, entry: str, by: int) -> None:
        """Give up a claim, if it is one's own."""
        await self._database.execute(
            "DELETE FROM claim WHERE entry = ? AND moderator = ?", (entry, by)
        )


def _content(draft: Draft) -> str:
    return json.dumps(
        {
            "entry": entry_to_json(draft.entry),
            "before": entry_to_json(draft.before),
            "act": draft.act,
            "language": draft.language,
            "offered": draft.offered,
            "origin": asdict(draft.origin) if draft.origin else None,
            "cluster": draft.cluster,
            "asked": draft.asked,
            "apart": draft.apart,
        },
        ensure_ascii=False,
    )


def _draft(row: sqlite3.Row) -> Draft:
    content = json.loads(row["content"])
    entry = entry_from_json(content["entry"])
    if entry is None:
        raise ValueError(f"draft {row['id']} holds no entry")
    return Draft(
        entry=entry,
        before=entry_from_json(content["before"]),
        act=content["act"],
        step=row["step"],
        language=content["language"],
        offered=tuple(content["offered"]),
        origin=Origin(**content["origin"]) if content["origin"] else None,
        cluster=content.get("cluster"),
        asked=tuple((language, way) for language, way in content.get("asked", ())),
        apart=tuple(content.get("apart", ())),
        id=row["id"],
        chat=row["chat"],
        moderator=row["moderator"],
    )
