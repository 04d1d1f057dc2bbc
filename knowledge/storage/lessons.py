"""What people's picks, "none of these" and thumbs down suggest, and what moderators said of it."""

from dataclasses import dataclass

from knowledge.database import Database
from knowledge.model import Language
from knowledge.storage.moderation import Moderator, now


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way of asking that people said means an entry."""

    question: int
    """Id of the first logged question that was typed so."""
    text: str
    language: Language
    entry: str
    times: int
    """How often it was typed and this entry picked."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A question whose reply did not help: none of the choices fitted, or a thumb went down."""

    text: str
    entry: str | None
    """The entry that was answered with; None where choices were offered and none fitted."""
    times: int


class Lessons:
    """Suggestions over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def suggestions(self, limit: int = 500) -> list[Suggestion]:
        """Give what picks suggest and no moderator has judged, grouped by entry."""
        rows = await self._database.rows(
            "SELECT min(q.id), q.text, q.language, p.entry, count(*) AS times"
            " FROM pick p JOIN question q ON q.id = p.question"
            " WHERE p.entry IS NOT NULL AND q.text != '' AND NOT EXISTS"
            " (SELECT 1 FROM lesson l WHERE l.text = q.text AND l.entry = p.entry)"
            " GROUP BY p.entry, q.text ORDER BY p.entry, times DESC, q.id LIMIT ?",
            (limit,),
        )
        return [Suggestion(*row) for row in rows]

    async def complaints(self, limit: int = 10) -> list[Complaint]:
        """Give the questions whose replies helped least."""
        rows = await self._database.rows(
            "SELECT q.text, q.entry, count(*) AS times FROM question q"
            " LEFT JOIN pick p ON p.question = q.id"
            " LEFT JOIN feedback f ON f.question = q.id AND f.thumb = 'down'"
            " WHERE q.text != ''"
            " AND ((p.question IS NOT NULL AND p.entry IS NULL) OR f.question IS NOT NULL)"
            " GROUP BY q.text, q.entry ORDER BY times DESC, max(q.id) DESC LIMIT ?",
            (limit,),
        )
        return [Complaint(*row) for row in rows]

    async def judge(self, suggestion: Suggestion, by: Moderator, *, accepted: bool) -> None:
        """Keep what a moderator said of a suggestion, so that it is not shown again."""
        verdict = "accepted" if accepted else "rejected"
        await self._database.execute(
            "INSERT OR REPLACE INTO lesson (text, entry, verdict, moderator, at)"
            " VALUES (?, ?, ?, ?, ?)",
            (suggestion.text, suggestion.entry, verdict, by.id, now()),
        )

    async def last_questions(self, limit: int = 500) -> list[str]:
        """Give the texts of the questions asked last, each once, the newest first."""
        rows = await self._database.rows(
            "SELECT text FROM question WHERE outcome NOT IN ('small_talk', 'ignored')"
            " AND text != '' GROUP BY text ORDER BY max(id) DESC LIMIT ?",
            (limit,),
        )
        return [row["text"] for row in rows]
