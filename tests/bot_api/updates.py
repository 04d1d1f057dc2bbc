"""The queue of updates: kept until confirmed, read by one poller at a time."""

import asyncio
from collections.abc import Callable
from itertools import islice

from tests.bot_api.refusals import Json, conflict

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
OnGone = Callable[[Callable[[], object]], None]


class Updates:
    """Updates waiting for the bot; an update leaves only when an offset confirms it."""

    def __init__(self) -> None:
        self.pending: dict[int, Json] = {}
        self.every: dict[int, Json] = {}
        self.withheld: list[Json] = []
        self.webhook: Json = {"url": ""}
        self.allowed: list[str] = []
        self._again: list[Json] = []
        self._last = 1000
        self._poller: asyncio.Future[None] | None = None
        self.on_push: Callable[[], object] = lambda: None

    def push(self, update: Json) -> int:
        """Queue an update, numbering it if it has no number of its own."""
        update_id = update.get("update_id")
        update_id = update_id if isinstance(update_id, int) else self._last + 1
        update = {**update, "update_id": update_id}
        self._last = max(self._last, update_id)
        self.every[update_id] = update
        if self._is_wanted(update):
            self.pending[update_id] = update
            self._wake()
        else:
            self.withheld.append(update)
        return update_id

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more, whatever was confirmed."""
        if update_id not in self.every:
            raise LookupError(f"no update {update_id} to repeat; known: {list(self.every)[-10:]}")
        self._again.append(self.every[update_id])
        self._wake()

    def confirm(self, offset: int) -> None:
        """Forget what is below the offset; a negative one keeps that many of the newest."""
        if offset < 0:
            offset = list(self.pending)[offset] if len(self.pending) >= -offset else 0
        for update_id in [one for one in self.pending if one < offset]:
            del self.pending[update_id]

    def next_batch(self, limit: int = 100) -> list[Json]:
        """Show the oldest updates, repeated ones first, without forgetting them."""
        again, self._again = self._again[:limit], self._again[limit:]
        return again + list(islice(self.pending.values(), limit - len(again)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for the bot."""
        return not self.pending and not self._again

    async def poll(self, offset: int, limit: int, seconds: float, on_gone: OnGone) -> list[Json]:
        """Answer getUpdates: at once if something waits, else when it comes or time is up."""
        if self.webhook["url"]:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._end_older_poll()
        self.confirm(offset)
        if seconds > 0 and self.is_empty:
            await self._wait(seconds, on_gone)
        return self.next_batch(limit)

    def _end_older_poll(self) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_exception(
                conflict(
                    "terminated by other getUpdates request; "
                    "make sure that only one bot instance is running"
                )
            )

    async def _wait(self, seconds: float, on_gone: OnGone) -> None:
        poller = asyncio.get_running_loop().create_future()
        self._poller = poller
        on_gone(poller.cancel)
        try:
            await asyncio.wait_for(poller, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poller is poller:
                self._poller = None

    def _wake(self) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        self.on_push()

    def _is_wanted(self, update: Json) -> bool:
        kinds = set(update) - {"update_id"}
        if self.allowed:
            return bool(kinds & set(self.allowed)) or not kinds
        return not kinds & NOT_BY_DEFAULT
