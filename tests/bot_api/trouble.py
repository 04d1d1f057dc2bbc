"""Misbehaviour on demand: failing answers, lost answers, slow ones, and rate limits."""

import math
import random
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal, TypedDict, Unpack, get_args

from tests.bot_api.world import Room

How = Literal["429", "500", "502", "502-html", "reset", "reset-after", "hang", "hang-after", "slow"]
HOWS: tuple[str, ...] = get_args(How)
ANY = "*"


class Order(TypedDict, total=False):
    """How calls are to go wrong; each part may be left out."""

    how: How
    times: int | None
    retry_after: float
    seconds: float
    chat: Room | int | None
    chance: float
    seed: int


@dataclass(eq=False)
class Fault:
    """One order to misbehave."""

    method: str
    how: How
    times: int | None
    retry_after: float
    seconds: float
    chat: int | None
    chance: float
    dice: random.Random
    met: int = 0

    def strikes(self, method: str, chat: object) -> bool:
        """Whether this call is one of those to go wrong; counts it if so."""
        if self.times is not None and self.met >= self.times:
            return False
        if self.method not in {ANY, method.lower()}:
            return False
        if self.chat is not None and str(self.chat) != str(chat):
            return False
        if self.chance < 1 and self.dice.random() >= self.chance:
            return False
        self.met += 1
        return True


@dataclass(eq=False)
class Limits:
    """Telegram's limits on sending: a second overall, a second a chat, a minute a group."""

    overall: int = 30
    per_chat: int = 1
    per_group: int = 20
    minute: float = 60.0
    _sent: dict[str, deque[float]] = field(default_factory=dict)

    def wait_for(self, chat: object) -> float:
        """Count one sending, or say how many seconds it comes too early."""
        now = time.monotonic()
        windows = [("all", self.overall, 1.0), (f"chat {chat}", self.per_chat, 1.0)]
        if str(chat).startswith(("-", "@")):
            windows.append((f"group {chat}", self.per_group, self.minute))
        waits = [self._wait(now, *window) for window in windows]
        if max(waits) > 0:
            return float(math.ceil(max(waits)))
        for name, _, _ in windows:
            self._sent[name].append(now)
        return 0.0

    def _wait(self, now: float, name: str, most: int, seconds: float) -> float:
        sent = self._sent.setdefault(name, deque())
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        return sent[0] + seconds - now if len(sent) >= most else 0.0


class Troubles:
    """All orders to misbehave that are in force."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.limits: Limits | None = None

    def add(self, method: str, **order: Unpack[Order]) -> Fault:
        """Order calls of a method ("*" is any) to go wrong."""
        how = order.get("how", "500")
        if how not in HOWS:
            raise ValueError(f"how={how!r} is unknown; choose one of {', '.join(HOWS)}")
        chat = order.get("chat")
        fault = Fault(
            method.lower(),
            how,
            order.get("times", 1),
            order.get("retry_after", 1),
            order.get("seconds", 1.0),
            chat.id if isinstance(chat, Room) else chat,
            order.get("chance", 1.0),
            random.Random(order.get("seed", 0)),  # noqa: S311 (a seed makes a soak repeatable)
        )
        self.faults.append(fault)
        return fault

    def heal(self) -> None:
        """End all misbehaviour, but not the limits."""
        self.faults.clear()

    def next(self, method: str, chat: object) -> Fault | None:
        """Find what must go wrong with this call."""
        return next((fault for fault in self.faults if fault.strikes(method, chat)), None)
