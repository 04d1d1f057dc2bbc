"""Whether the pages that answers cite can still be reached."""

import asyncio

import httpx

from bot.doctor.finding import Finding, ok, warning
from knowledge import Knowledge

_AT_ONCE = 4
_PATIENCE = 8.0
"""Seconds for one page."""

_GONE = {404, 410}


async def look_at_sources(knowledge: Knowledge) -> list[Finding]:
    """Ask for each source's page; what only refuses robots is not counted as gone."""
    addresses = {source.url: source.title for source in knowledge.sources.values() if source.url}
    if not addresses:
        return []
    turn = asyncio.Semaphore(_AT_ONCE)
    async with httpx.AsyncClient(timeout=_PATIENCE, follow_redirects=True) as client:
        asked = (_status(address, client, turn) for address in addresses)
        statuses = dict(zip(addresses, await asyncio.gather(*asked), strict=True))
    if not any(statuses.values()):
        return [warning("sources_unchecked", count=len(addresses))]
    gone = [addresses[one] for one, status in statuses.items() if status in _GONE]
    silent = [addresses[one] for one, status in statuses.items() if status is None]
    findings = []
    if gone:
        findings.append(warning("sources_gone", count=len(gone), titles="; ".join(gone)))
    if silent:
        findings.append(warning("sources_silent", count=len(silent), titles="; ".join(silent)))
    return findings or [ok("sources_fine", count=len(addresses))]


async def _status(address: str, client: httpx.AsyncClient, turn: asyncio.Semaphore) -> int | None:
    async with turn:
        try:
            # without its body; some pages refuse HEAD, so the headers of a GET are asked for
            async with client.stream("GET", address) as response:
                return response.status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
