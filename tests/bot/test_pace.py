"""Telegram's limits, kept on a clock of the test's own."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.mailbox.pace import Limits, Pace


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def sent_within(pace: Pace, clock: Clock, chats: list[int], seconds: float) -> list[float]:
    """Send to chats in turn as fast as allowed; give the moments."""
    moments, end, number = [], clock.now + seconds, 0
    while clock.now < end and number < 10_000:
        chat = chats[number % len(chats)]
        wait = pace.wait_for_chat(chat)
        while wait > 0:
            clock.now += wait
            wait = pace.wait_for_chat(chat)
        wait = pace.wait_for_all()
        while wait > 0:
            clock.now += wait
            wait = pace.wait_for_all()
        moments.append(clock.now)
        number += 1
    return [moment for moment in moments if moment < end]


def test_thirty_a_second_in_all_after_a_burst() -> None:
    clock = Clock()
    pace = Pace(Limits(), clock)
    moments = sent_within(pace, clock, list(range(1, 2001)), 10)
    assert 30 * 10 <= len(moments) <= 30 * 11 + 1


def test_a_group_gets_twenty_a_minute_at_most() -> None:
    clock = Clock()
    moments = sent_within(Pace(Limits(), clock), clock, [-5], 180)
    for moment in moments:
        assert len([one for one in moments if moment <= one < moment + 60]) <= 20
    assert len(moments) >= 55


def test_after_a_429_a_chat_is_held_to_one_a_second() -> None:
    clock = Clock()
    pace = Pace(Limits(), clock)
    pace.wait_for_chat(-5)
    pace.refused(-5)
    clock.now += 30
    moments = sent_within(pace, clock, [-5], 10)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert min(gaps) >= 1


def test_one_chat_that_waits_costs_the_others_nothing() -> None:
    clock = Clock()
    pace = Pace(Limits(), clock)
    while pace.wait_for_chat(-5) == 0:
        pass
    assert pace.wait_for_chat(-6) == 0
    assert pace.wait_for_chat(7) == 0


def test_a_limit_of_nothing_is_no_limit() -> None:
    pace = Pace(Limits(per_second=0), Clock())
    assert {pace.wait_for_chat(-5) for _ in range(1000)} == {0.0}
    assert {pace.wait_for_all() for _ in range(1000)} == {0.0}


def test_quiet_chats_are_forgotten_and_busy_ones_are_not() -> None:
    clock = Clock()
    pace = Pace(Limits(), clock)
    for chat in range(1, 5_001):
        pace.wait_for_chat(chat)
    clock.now += 500
    while pace.wait_for_chat(-5) == 0:
        pass
    for chat in range(6_000, 6_100):
        pace.wait_for_chat(chat)
    assert len(pace._chats) < 200
    assert pace.wait_for_chat(-5) > 0


@given(st.lists(st.tuples(st.integers(-3, 3), st.floats(0, 5)), max_size=80))
def test_a_wait_is_never_negative_and_always_ends(steps: list[tuple[int, float]]) -> None:
    clock = Clock()
    pace = Pace(Limits(), clock)
    for chat, passed in steps:
        clock.now += passed
        wait = pace.wait_for_chat(chat)
        assert 0 <= wait <= 61
        clock.now += wait
        assert pace.wait_for_chat(chat) <= 61
