"""How much each one may send, on a clock of the test's own."""

from bot.floods import Floods


def test_a_burst_is_free_and_then_it_takes_its_time() -> None:
    floods = Floods(3, 60, clock=lambda: 0.0)
    assert [floods.wait("budi") for _ in range(5)] == [0, 0, 0, 1, 2]
    assert floods.wait("sari") == 0


def test_a_flood_is_told_once_until_it_is_over() -> None:
    now = [0.0]
    floods = Floods(2, 60, clock=lambda: now[0])
    for _ in range(3):
        floods.wait("budi")
    assert [floods.must_be_told("budi") for _ in range(3)] == [True, False, False]
    now[0] = 60.0
    for _ in range(3):
        floods.wait("budi")
    assert floods.must_be_told("budi")


def test_looking_does_not_count() -> None:
    floods = Floods(1, 60, clock=lambda: 0.0)
    assert not any(floods.exceeds("budi") for _ in range(5))
    floods.wait("budi")
    assert floods.exceeds("budi")


def test_the_quiet_are_forgotten_and_the_flooders_are_not() -> None:
    now = [0.0]
    floods = Floods(2, 60, clock=lambda: now[0])
    for number in range(10_001):
        floods.wait(number)
    now[0] = 100.0
    for _ in range(4):
        floods.wait("banjir")
    floods.wait("another")
    assert len(floods._accounts) < 10
    assert floods.exceeds("banjir")
