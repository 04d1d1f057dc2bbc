"""How fast Telegram lets a bot write, kept before it has to say so.

About 30 messages a second overall; to a chat a burst, then one a second; to a group 20 a minute.
Telegram's own count is not ours: where it answers 429 all the same, that chat is held to the
letter from then on.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

_MINUTE = 61.0
"""Seconds of a minute as we count it: the way to Telegram takes a varying time."""

_STEADY = 1 / 1.05
"""Messages a second to one chat once its burst is spent."""

_BURST = 100
"""Messages to a person before that: only who waits for each answer ever gets so far."""

_GROUP_BURST = 3
"""Messages to a group before that: people in a group ask at the same time."""

_OVERALL_BURST = 30
"""Messages beyond the overall rate that a quiet second allows."""

_BLINK = 1e-6
"""Seconds too short to wait for: what is left over by rounding."""

_MOST_CHATS = 5_000
"""Chats remembered before the quiet ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram allows; 0 lifts a limit, for a Bot API server of one's own."""

    per_second: float = 30
    per_group_minute: int = 20


@dataclass(slots=True)
class _Bucket:
    """So many at once, then so many a second."""

    size: float
    rate: float
    at: float
    level: float = field(init=False)

    def __post_init__(self) -> None:
        self.level = self.size

    def wait(self, now: float) -> float:
        self.level = min(self.size, self.level + max(0.0, now - self.at) * self.rate)
        self.at = max(self.at, now)
        wait = (1 - self.level) / self.rate
        return wait if wait > _BLINK else 0.0

    def is_full(self, now: float) -> bool:
        return self.wait(now) == 0 and self.level >= self.size


class Pace:
    """Tells how long a message has to wait for its chat, and for all chats together."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep ``limits``, by the seconds that ``clock`` gives."""
        self._limits = limits
        self._clock = clock
        self._overall = _Bucket(_OVERALL_BURST, limits.per_second or 1.0, clock())
        self._chats: dict[int, _Bucket] = {}
        self._groups: dict[int, deque[float]] = {}

    async def turn_of(self, chat: int) -> None:
        """Wait until a chat may be written to, and count the message."""
        wait = self.wait_for_chat(chat)
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self.wait_for_chat(chat)

    async def turn_of_all(self) -> None:
        """Wait until anything may be sent, and count the message."""
        wait = self.wait_for_all()
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self.wait_for_all()

    def wait_for_chat(self, chat: int) -> float:
        """Give the seconds until a chat may be written to; 0 counts the message."""
        if not self._limits.per_second:
            return 0.0
        now = self._clock()
        bucket = self._bucket(chat, now)
        sent = self._groups.setdefault(chat, deque()) if chat < 0 else deque()
        while sent and sent[0] <= now - _MINUTE:
            sent.popleft()
        wait = bucket.wait(now)
        most = self._limits.per_group_minute
        if most and len(sent) >= most:
            wait = max(wait, sent[0] + _MINUTE - now + _BLINK)
        if wait <= 0:
            bucket.level -= 1
            sent.append(now)
        return wait

    def wait_for_all(self) -> float:
        """Give the seconds until anything may be sent; 0 counts the message."""
        if not self._limits.per_second:
            return 0.0
        wait = self._overall.wait(self._clock())
        if wait <= 0:
            self._overall.level -= 1
        return wait

    def refused(self, chat: int) -> None:
        """Hear of a 429: nothing in hand for that chat any more, and for a moment for none."""
        bucket = self._bucket(chat, self._clock())
        bucket.size, bucket.level = 1.0, 0.0
        self._overall.level = min(self._overall.level, 0.0)

    def _bucket(self, chat: int, now: float) -> _Bucket:
        if len(self._chats) > _MOST_CHATS:
            self._forget_quiet(now)
        found = self._chats.get(chat)
        if found is None:
            size = _GROUP_BURST if chat < 0 else _BURST
            found = self._chats[chat] = _Bucket(size, _STEADY, now)
        return found

    def _forget_quiet(self, now: float) -> None:
        self._chats = {chat: one for chat, one in self._chats.items() if not one.is_full(now)}
        self._groups = {
            chat: sent for chat, sent in self._groups.items() if sent and sent[-1] > now - _MINUTE
        }
