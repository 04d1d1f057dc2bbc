"""What stands in the queue, as its rows tell it."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from knowledge.model import Language
from knowledge.storage.moderation import Moderator, now

Cause = Literal["unanswered", "none_of_these", "thumb_down"]
"""Why a question stands in the queue."""

State = Literal["open", "answered", "ignored"]

CLUSTER = (
    "SELECT c.id, c.state, c.entry, q.text, q.language, count(DISTINCT a.asker) AS askers,"
    " count(u.question) AS questions, min(a.asked_at) AS first_at, max(a.asked_at) AS last_at,"
    " c.closed_by, c.claimed_by, c.claimed_name, c.claimed_until"
    " FROM cluster c LEFT JOIN question q ON q.id = c.central"
    " LEFT JOIN unanswered u ON u.cluster = c.id LEFT JOIN question a ON a.id = u.question"
)
"""Clusters, each with its central question; to be grouped by ``c.id``."""

QUESTION = (
    "SELECT q.id, q.text, q.language, u.cluster, u.cause, coalesce(q.entry, p.entry),"
    " q.asker"
    " FROM unanswered u JOIN question q ON q.id = u.question"
    " LEFT JOIN pick p ON p.question = q.id"
)
"""Questions of the queue; a picked entry is the one that answered."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Alike unanswered questions."""

    id: int
    state: State
    text: str
    """The most central question; empty once its text was cleared."""
    language: Language
    askers: int
    """How many different people asked."""
    questions: int
    first_at: datetime
    last_at: datetime
    entry: str | None = None
    """The entry that answered it."""
    claim: Moderator | None = None
    """Who is at work on it now."""
    claimed_until: datetime | None = None
    closed_by: str = ""
    """Name of whoever answered or ignored it."""


@dataclass(frozen=True, slots=True)
class QueuedQuestion:
    """A question in the queue."""

    id: int
    text: str
    language: Language
    cluster: int
    cause: Cause
    entry: str | None = None
    """The entry that it was answered with, for a thumb down."""
    asker: str = ""
    """The hash of who asked; empty once that was cleared."""


def cluster_of(row: sqlite3.Row) -> Cluster:
    """Read a row of ``CLUSTER``."""
    claimed = row["claimed_until"] is not None and row["claimed_until"] > now()
    return Cluster(
        id=row["id"],
        state=row["state"],
        text=row["text"] or "",
        language=row["language"] or "id",
        askers=row["askers"],
        questions=row["questions"],
        first_at=datetime.fromisoformat(row["first_at"]),
        last_at=datetime.fromisoformat(row["last_at"]),
        entry=row["entry"],
        claim=Moderator(row["claimed_by"], row["claimed_name"]) if claimed else None,
        claimed_until=datetime.fromisoformat(row["claimed_until"]) if claimed else None,
        closed_by=row["closed_by"] or "",
    )
