"""What this machine says: settings, database, disk, knowledge, Telegram's limits."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from bot import replies
from bot.doctor.finding import Finding, error, ok, warning
from bot.settings import Settings
from bot.texts import LANGUAGES
from knowledge import KnowledgeBase
from knowledge.check import check
from knowledge.storage.health import Health, health_of

_MEGABYTE = 1024 * 1024
_LITTLE, _VERY_LITTLE = 1024 * _MEGABYTE, 100 * _MEGABYTE
"""Free room on the database's disk that is worth a warning, and an error."""

_OLD_BACKUP = timedelta(days=7)

_NAMED = 3
"""Findings of the knowledge that are shown; ``kutip check`` shows them all."""

_MOST_TOPICS = 100
"""Buttons under one message, by Telegram's limit."""


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    """Look for settings that are missing or do not go together."""
    if settings.bot_token is None:
        yield error("token_missing")
    if settings.moderator_ids:
        yield ok("moderators_fine", count=len(settings.moderator_ids))
    else:
        yield warning("moderators_none")
    if settings.moderator_chat_id is None:
        yield warning("moderator_chat_none")
    if settings.webhook_url is not None and settings.webhook_secret is None:
        yield error("webhook_no_secret")


def look_at_database(settings: Settings, newest: int) -> Iterator[Finding]:
    """Look the file over, and the disk it lies on; ``newest`` is the version that we know."""
    path = settings.database_path
    health = health_of(path)
    yield from _file(health, path, newest)
    if health.free_bytes < _VERY_LITTLE:
        yield error("disk_full", megabytes=health.free_bytes // _MEGABYTE)
    elif health.free_bytes < _LITTLE:
        yield warning("disk_low", megabytes=health.free_bytes // _MEGABYTE)
    else:
        yield ok("disk_fine", gigabytes=f"{health.free_bytes / _LITTLE:.0f}")
    if health.exists:
        yield _backup(health.last_backup, settings.zone)


def _file(health: Health, path: Path, newest: int) -> Iterator[Finding]:
    if not health.writable:
        yield error("database_read_only", path=path)
    elif not health.exists:
        yield ok("database_new", path=path)
    elif health.problem:
        yield error("database_broken", path=path, error=health.problem)
    elif health.version > newest:
        yield error("database_newer", version=health.version, newest=newest)
    else:
        yield ok("database_fine", path=path, version=health.version)
    if not health.private:
        yield warning("database_open", path=path)


def _backup(last: datetime | None, zone: tzinfo) -> Finding:
    if last is None:
        return warning("backup_none")
    day = last.astimezone(zone).date()
    old = datetime.now(UTC) - last > _OLD_BACKUP
    return warning("backup_old", day=day) if old else ok("backup_fine", day=day)


def look_at_knowledge(base: KnowledgeBase) -> Iterator[Finding]:
    """Check the knowledge, and its answers against Telegram's limits."""
    knowledge = base.knowledge
    found = [one for one in check(base) if one.kind == "error"]
    if found:
        first = "; ".join(f"{one.entry}: {one.text}" for one in found[:_NAMED])
        yield warning("knowledge_findings", count=len(found), first=first)
    else:
        count, passages = len(knowledge.entries), len(knowledge.passages)
        yield ok("knowledge_fine", entries=count, passages=passages)
    yield from look_at_limits(base)


def look_at_limits(base: KnowledgeBase) -> Iterator[Finding]:
    """Measure the answers as Telegram would be given them."""
    split = sorted(set(_split(base)))
    if split:
        names = ", ".join(split[:_NAMED])
        yield warning("limits_split", count=len(split), entries=names)
    else:
        yield ok("limits_fine", longest=max(_lengths(base), default=0))
    if len(base.knowledge.topics) > _MOST_TOPICS:
        yield error("limits_topics", count=len(base.knowledge.topics))


def _split(base: KnowledgeBase) -> Iterator[str]:
    for entry in base.knowledge.entries.values():
        for language in LANGUAGES:
            if len(replies.for_entry(entry, base.knowledge, language, titled=True).parts) > 1:
                yield entry.id


def _lengths(base: KnowledgeBase) -> Iterable[int]:
    for entry in base.knowledge.entries.values():
        for language in LANGUAGES:
            yield len(replies.for_entry(entry, base.knowledge, language, titled=True).plain)
