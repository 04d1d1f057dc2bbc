"""getUpdates, the one method that waits."""

from tests.bot_api.calls import Call
from tests.bot_api.refusals import Json, bad_request
from tests.bot_api.updates import OnGone, Updates


async def get_updates(updates: Updates, call: Call, on_gone: OnGone) -> list[Json]:
    """Give the bot what waits for it, or wait with it."""
    note_allowed(updates, call)
    limit = min(max(call.number("limit") or 100, 1), 100)
    seconds = float(min(call.number("timeout") or 0, 50))
    return await updates.poll(call.number("offset") or 0, limit, seconds, on_gone)


def note_allowed(updates: Updates, call: Call) -> None:
    """Remember which kinds of updates the bot wants; this holds for later ones only."""
    allowed = call.parameters.get("allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list) or not all(isinstance(one, str) for one in allowed):
        raise bad_request("can't parse allowed updates JSON array")
    updates.allowed = allowed
