"""The mailbox's tables: what came in and is not done, what goes out and is not sent."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bot.mailbox.tables_broadcast import BroadcastTables
from bot.mailbox.tables_cards import CardTables
from bot.mailbox.tables_faults import FaultTables
from bot.mailbox.tables_forgetting import ForgettingTables
from bot.mailbox.tables_said import SAID_MIGRATIONS, SaidTables
from knowledge.database import Database, Migration

MIGRATIONS: tuple[Migration, ...] = (
    (
        2,
        (
            """CREATE TABLE inbox (
                update_id INTEGER PRIMARY KEY,
                received_at TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'parked')),
                tries INTEGER NOT NULL DEFAULT 0,
                payload TEXT,
                error TEXT
            ) STRICT""",
            "CREATE INDEX inbox_waiting ON inbox (update_id) WHERE state = 'waiting'",
            """CREATE TABLE outbox (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                chat INTEGER NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('send', 'edit', 'renew')),
                payload TEXT,
                answers INTEGER,
                written_at TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
                error TEXT
            ) STRICT""",
            "CREATE INDEX outbox_waiting ON outbox (id) WHERE state = 'waiting'",
            """CREATE TABLE reply (
                chat INTEGER NOT NULL,
                question_message INTEGER NOT NULL,
                reply_message INTEGER NOT NULL,
                sent_at TEXT NOT NULL,
                PRIMARY KEY (chat, question_message)
            ) STRICT""",
        ),
    ),
    *SAID_MIGRATIONS,
    (
        6,
        (
            # groups that became supergroups: whatever was kept under the old id goes to the new
            """CREATE TABLE moved (
                old INTEGER PRIMARY KEY,
                new INTEGER NOT NULL,
                moved_at TEXT NOT NULL
            ) STRICT""",
            "ALTER TABLE inbox ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE outbox ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
            "CREATE INDEX inbox_parked ON inbox (update_id) WHERE state = 'parked'",
            "CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead'",
        ),
    ),
)

KEPT = timedelta(days=2)
"""How long a done update's number (Telegram repeats within a day) and the place of a reply
(Telegram lets it be edited for two days) are remembered."""


KEPT_FAULTS = timedelta(days=7)
"""How long people can look at what was parked or given up."""

Kind = Literal["send", "edit", "renew"]
"""Send a message; edit a known one; edit the reply to ``answers``, or send where there is none."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update that is on disk and not done."""

    update_id: int
    payload: dict[str, Any]
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call of the Bot API that is on disk and not made."""

    id: int
    chat: int
    kind: Kind
    payload: dict[str, Any]
    answers: int | None
    """The message that this replies to, so that an edit of that one can find this one."""
    written_at: str
    broadcast: int | None = None
    """The messages that this belongs to, counted together."""


class Tables:
    """The mailbox's rows over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database
        self.said = SaidTables(database)
        self.broadcasts = BroadcastTables(database)
        self.faults = FaultTables(database)
        self.forgetting = ForgettingTables(database)
        self.cards = CardTables(database)
        self.transaction = database.transaction
        self.after_commit = database.after_commit
        self.settle = database.settle
        self.reach_disk = database.reach_disk

    # ---------------------------------------------------------------- in

    async def take_in(self, updates: list[dict[str, Any]]) -> list[Incoming]:
        """Put updates on disk with one commit; give those that were not known already."""
        new = []
        async with self._database.transaction():
            for update in updates:
                number = int(update["update_id"])
                changed = await self._database.execute(
                    "INSERT OR IGNORE INTO inbox (update_id, received_at, state, payload)"
                    " VALUES (?, ?, 'waiting', ?)",
                    (number, _now(), json.dumps(update)),
                )
                if changed:
                    new.append(Incoming(number, update))
        return new

    async def waiting_in(self) -> list[Incoming]:
        """Give what an earlier run left undone, oldest first."""
        rows = await self._database.rows(
            "SELECT update_id, payload, tries FROM inbox WHERE state = 'waiting' ORDER BY update_id"
        )
        return [Incoming(row[0], json.loads(row[1]), row[2]) for row in rows]

    async def done(self, update_id: int) -> None:
        """Mark an update as handled and forget its content, with the commit around this."""
        await self._database.execute(*self._done(update_id))

    def done_later(self, update_id: int) -> None:
        """Mark an update that had no effect, with whatever commit comes next."""
        self._database.later(*self._done(update_id))

    @staticmethod
    def _done(update_id: int) -> tuple[str, tuple[int]]:
        statement = (
            "UPDATE inbox SET state = 'done', payload = NULL, error = NULL WHERE update_id = ?"
        )
        return statement, (update_id,)

    async def failed(self, update_id: int, error: str, *, parked: bool) -> None:
        """Count a failure; a parked update is kept for people to look at and not tried again."""
        await self._database.execute(
            "UPDATE inbox SET tries = tries + 1, error = ?,"
            " state = CASE WHEN ? THEN 'parked' ELSE state END WHERE update_id = ?",
            (error, parked, update_id),
        )

    # ---------------------------------------------------------------- out

    async def put_out(
        self,
        chat: int,
        kind: Kind,
        payload: dict[str, Any],
        answers: int | None,
        broadcast: int | None = None,
    ) -> Outgoing:
        """Put a call on disk, with the commit around this."""
        written_at = _now()
        number = await self._database.execute(
            "INSERT INTO outbox (chat, kind, payload, answers, written_at, broadcast, state)"
            " VALUES (?, ?, ?, ?, ?, ?, 'waiting')",
            (chat, kind, json.dumps(payload), answers, written_at, broadcast),
        )
        return Outgoing(number, chat, kind, payload, answers, written_at, broadcast)

    async def waiting_out(self) -> list[Outgoing]:
        """Give what an earlier run left unsent, oldest first."""
        rows = await self._database.rows(
            "SELECT id, chat, kind, payload, answers, written_at, broadcast FROM outbox"
            " WHERE state = 'waiting' ORDER BY id"
        )
        return [Outgoing(**{**dict(row), "payload": json.loads(row["payload"])}) for row in rows]

    def sent_later(self, call: Outgoing, message_id: int | None) -> None:
        """Mark a call as made and forget its content, with the commit that comes next."""
        self._database.later(
            "UPDATE outbox SET state = 'sent', payload = NULL WHERE id = ?", (call.id,)
        )
        shown = message_id or call.payload.get("edit")
        if shown is not None and "only_buttons" not in call.payload:
            self.said.note_later(call.chat, shown, call.payload.get("said"))
        if "card" in call.payload and message_id is not None:
            self.cards.note_later(call.payload["card"], call.chat, message_id)
        if call.answers is not None and message_id is not None:
            self._database.later(
                "INSERT OR REPLACE INTO reply (chat, question_message, reply_message, sent_at)"
                " VALUES (?, ?, ?, ?)",
                (call.chat, call.answers, message_id, _now()),
            )

    async def sent_now(self, call: Outgoing) -> None:
        """Mark a call as made before it is: for what may be lost but must not come twice.

        One that is counted is under way until its payload is gone.
        """
        await self._database.execute(
            "UPDATE outbox SET state = 'sent', payload = iif(broadcast IS NULL, NULL, '{}')"
            " WHERE id = ?",
            (call.id,),
        )

    async def not_sent(self, call: Outgoing) -> None:
        """Take such a mark back: Telegram says that it has not made the call."""
        if call.payload.get("once"):
            await self._database.execute(
                "UPDATE outbox SET state = 'waiting', payload = ? WHERE id = ?",
                (json.dumps(call.payload), call.id),
            )

    async def dead(self, call: Outgoing, error: str) -> None:
        """Give a call up; its content goes, the reason stays; a broadcast tells of its own."""
        async with self._database.transaction():
            await self._database.execute(
                "UPDATE outbox SET state = 'dead', payload = NULL, error = ?,"
                " told = (broadcast IS NOT NULL) WHERE id = ?",
                (error, call.id),
            )
            if "card" in call.payload:
                await self.cards.lose(call.payload["card"])

    async def reply_to(self, chat: int, question_message: int) -> int | None:
        """Find the message with which the bot replied to a message, if it did."""
        await self._database.settle()
        row = await self._database.row(
            "SELECT reply_message FROM reply WHERE chat = ? AND question_message = ?",
            (chat, question_message),
        )
        return row[0] if row else None

    # ---------------------------------------------------------------- groups that move

    async def move(self, old: int, new: int) -> None:
        """Carry all that belongs to a group along to the supergroup that it became.

        The messages of the group stay behind: none can be replied to or edited any more.
        """
        if old == new:
            return
        async with self._database.transaction():
            await self._database.execute(
                "INSERT OR REPLACE INTO moved (old, new, moved_at) VALUES (?, ?, ?)",
                (old, new, _now()),
            )
            await self._database.execute("DELETE FROM moved WHERE old = ?", (new,))
            await self._database.execute("UPDATE moved SET new = ? WHERE new = ?", (new, old))
            await self._database.execute(
                "UPDATE outbox SET chat = ?, kind = 'send', answers = NULL, payload = json_remove("
                "payload, '$.reply_to', '$.edit', '$.thread') WHERE chat = ? AND state = 'waiting'",
                (new, old),
            )
            await self._database.execute("DELETE FROM reply WHERE chat = ?", (old,))
            await self._database.execute("DELETE FROM said WHERE chat = ?", (old,))
            await self.cards.leave(old)

    async def moved(self) -> dict[int, int]:
        """Give the groups that moved: old id -> new id."""
        return dict(map(tuple, await self._database.rows("SELECT old, new FROM moved")))

    async def look(self) -> None:
        """Read one row; raises where the database cannot be read."""
        await self._database.row("SELECT 1 FROM moved")

    async def forget_old(self) -> None:
        """Drop what is no longer needed to tell repetitions, to mend replies, to find faults."""
        now = datetime.now(UTC)
        before = (now - KEPT).isoformat(timespec="milliseconds")
        faults_before = (now - KEPT_FAULTS).isoformat(timespec="milliseconds")
        async with self._database.transaction():
            for statement, limit in (
                ("DELETE FROM inbox WHERE state = 'done' AND received_at < ?", before),
                ("DELETE FROM inbox WHERE state = 'parked' AND received_at < ?", faults_before),
                ("DELETE FROM outbox WHERE state = 'sent' AND written_at < ?", before),
                ("DELETE FROM outbox WHERE state = 'dead' AND written_at < ?", faults_before),
                ("DELETE FROM reply WHERE sent_at < ?", before),
                ("DELETE FROM said WHERE at < ?", before),
                ("DELETE FROM broadcast WHERE at < ?", faults_before),
            ):
                await self._database.execute(statement, (limit,))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
