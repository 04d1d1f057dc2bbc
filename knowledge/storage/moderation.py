"""The tables of the moderators' side, and who a moderator is."""

from dataclasses import dataclass
from datetime import UTC, datetime

from knowledge.database import Migration

MIGRATIONS: tuple[Migration, ...] = (
    (
        3,
        (
            # the moderators' layer over the files; no content: retired
            """CREATE TABLE entry_layer (
                entry TEXT PRIMARY KEY,
                version INTEGER NOT NULL,
                content TEXT,
                at TEXT NOT NULL
            ) STRICT""",
            """CREATE TABLE change (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                at TEXT NOT NULL,
                moderator INTEGER NOT NULL,
                name TEXT NOT NULL,
                act TEXT NOT NULL CHECK (act IN
                    ('add', 'edit', 'teach', 'retire', 'restore', 'import')),
                entry TEXT NOT NULL,
                version INTEGER NOT NULL,
                before TEXT,
                after TEXT,
                undone_by INTEGER REFERENCES change (id)
            ) STRICT""",
            "CREATE INDEX change_of_entry ON change (entry, id)",
            """CREATE TABLE draft (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                chat INTEGER NOT NULL,
                moderator INTEGER NOT NULL,
                step TEXT NOT NULL,
                listens INTEGER NOT NULL CHECK (listens IN (0, 1)),
                content TEXT NOT NULL,
                at TEXT NOT NULL
            ) STRICT""",
            "CREATE UNIQUE INDEX draft_that_listens ON draft (chat, moderator) WHERE listens = 1",
            """CREATE TABLE claim (
                entry TEXT PRIMARY KEY,
                moderator INTEGER NOT NULL,
                name TEXT NOT NULL,
                until TEXT NOT NULL
            ) STRICT""",
            """CREATE TABLE moderator (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                let_in_by INTEGER NOT NULL,
                at TEXT NOT NULL
            ) STRICT""",
            # what moderators said of a phrasing that people's picks suggest
            """CREATE TABLE lesson (
                text TEXT NOT NULL,
                entry TEXT NOT NULL,
                verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
                moderator INTEGER NOT NULL,
                at TEXT NOT NULL,
                PRIMARY KEY (text, entry)
            ) STRICT""",
            """CREATE TABLE unwanted (
                text TEXT PRIMARY KEY,
                moderator INTEGER NOT NULL,
                at TEXT NOT NULL
            ) STRICT""",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Moderator:
    """Who does a moderator's act: the numeric Telegram id, and a name to show to the others."""

    id: int
    name: str


def now() -> str:
    """Give the time as every table of the moderators writes it."""
    return written(datetime.now(UTC))


def written(moment: datetime) -> str:
    """Write a moment so that texts compare as times do."""
    return moment.isoformat(timespec="milliseconds")
