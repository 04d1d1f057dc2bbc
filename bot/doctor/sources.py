"""Whether the pages that answers cite can still be reached."""

import asyncio
import logging
import sqlite3

import httpx

from bot.doctor.finding import Finding, ok, warning
from knowledge import Knowledge
from knowledge.database import DatabaseError
from knowledge.storage.figures import Figures

_LOG = logging.getLogger(__name__)

_AT_ONCE = 4
_PATIENCE = 8.0
"""Seconds for one page."""

_GONE = {404, 410}


async def look_at_sources(knowledge: Knowledge, figures: Figures | None = None) -> list[Finding]:
    """Ask for each source's page; what only refuses robots is not counted as gone.

    What was seen is kept in ``figures``, where there is a log to keep it in.
    """
    addresses = {source.url: source.title for source in knowledge.sources.values() if source.url}
    if not addresses:
        return []
    turn = asyncio.Semaphore(_AT_ONCE)
    async with httpx.AsyncClient(timeout=_PATIENCE, follow_redirects=True) as client:
        asked = (_status(address, client, turn) for address in addresses)
        statuses = dict(zip(addresses, await asyncio.gather(*asked), strict=True))
    if not any(statuses.values()):
        return [warning("sources_unchecked", count=len(addresses))]
    if figures is not None:
        await _keep(knowledge, statuses, figures)
    gone = [addresses[one] for one, status in statuses.items() if status in _GONE]
    silent = [addresses[one] for one, status in statuses.items() if status is None]
    findings = []
    if gone:
        findings.append(warning("sources_gone", count=len(gone), titles="; ".join(gone)))
    if silent:
        findings.append(warning("sources_silent", count=len(silent), titles="; ".join(silent)))
    return findings or [ok("sources_fine", count=len(addresses))]


async def _keep(knowledge: Knowledge, statuses: dict[str, int | None], figures: Figures) -> None:
    by_id = {one.id: statuses[one.url] for one in knowledge.sources.values() if one.url}
    there = [id_ for id_, status in by_id.items() if status not in {None, *_GONE}]
    try:
        await figures.look_at(by_id, there)
    except (DatabaseError, sqlite3.Error) as trouble:
        _LOG.debug("What was seen of the sources is not kept: %s", trouble)


async def _status(address: str, client: httpx.AsyncClient, turn: asyncio.Semaphore) -> int | None:
    async with turn:
        try:
            # without its body; some pages refuse HEAD, so the headers of a GET are asked for
            async with client.stream("GET", address) as response:
                return response.status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
