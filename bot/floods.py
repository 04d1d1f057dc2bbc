"""Floods: how much each one may send before being slowed down."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

_MOST = 10_000
"""People remembered before the quiet ones are forgotten."""


@dataclass(slots=True)
class _Account:
    """How many messages somebody has in hand, and whether they were told that none is left."""

    level: float
    at: float
    told: bool = False


class Floods:
    """Counts what each one sends."""

    def __init__(
        self, burst: float, per_minute: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Allow ``burst`` messages at once, then ``per_minute``."""
        self._burst, self._rate, self._clock = float(burst), per_minute / 60, clock
        self._accounts: dict[Hashable, _Account] = {}

    def wait(self, who: Hashable) -> float:
        """Count a message; give the seconds that it has to wait."""
        account = self._account(who)
        account.level -= 1
        return max(0.0, -account.level / self._rate)

    def exceeds(self, who: Hashable) -> bool:
        """Tell whether a message would have to wait; it is not counted."""
        return self._account(who).level < 1

    def must_be_told(self, who: Hashable) -> bool:
        """Tell whether somebody who has to wait was not told yet; they count as told then."""
        account = self._account(who)
        told, account.told = account.told, True
        return not told

    def forget(self, person: int) -> None:
        """Forget what a person sent, in whichever chat."""
        self._accounts = {
            who: known
            for who, known in self._accounts.items()
            if who != person and not (isinstance(who, tuple) and who[-1] == person)
        }

    def _account(self, who: Hashable) -> _Account:
        now = self._clock()
        if len(self._accounts) > _MOST:
            self._accounts = {
                one: known
                for one, known in self._accounts.items()
                if known.level + (now - known.at) * self._rate < self._burst
            }
        account = self._accounts.setdefault(who, _Account(self._burst, now))
        account.level = min(self._burst, account.level + (now - account.at) * self._rate)
        account.at = now
        account.told = account.told and account.level < self._burst
        return account
