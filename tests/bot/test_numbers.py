"""Numbers and moments as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.numbers import moment, shares
from knowledge import Language


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 1, 1, 0), ["34%", "33%", "33%", "0%"]),
        ((2, 1, 4, 1), ["25%", "13%", "50%", "12%"]),
        ((999, 1, 0, 0), ["99.9%", "0.1%", "0.0%", "0.0%"]),
        ((5, 0, 0, 0), ["100%", "0%", "0%", "0%"]),
        ((0, 0, 0, 0), ["–", "–", "–", "–"]),
    ],
    ids=["thirds", "halves", "a rare one", "one alone", "none"],
)
def test_shares_are_told_in_whole_percents_where_none_reads_falsely(
    counts: tuple[int, ...], expected: list[str]
) -> None:
    assert shares(counts, "en") == expected


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=6).filter(any))
def test_shares_add_up_to_a_hundred(counts: list[int]) -> None:
    told = shares(counts, "en")
    assert round(sum(float(one.rstrip("%")) for one in told), 6) == 100
    for one, count in zip(told, counts, strict=True):
        assert abs(float(one.rstrip("%")) - 100 * count / sum(counts)) < 1


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("Asia/Jakarta", "id", "24 Mei 2031, 06.05 WIB"),
        ("Asia/Jakarta", "en", "24 May 2031, 06:05 WIB"),
        ("Asia/Jayapura", "id", "24 Mei 2031, 08.05 WIT"),
        ("UTC", "en", "23 May 2031, 23:05 UTC"),
    ],
)
def test_a_moment_is_told_by_the_clock_it_was_put_to(
    zone: str, language: Language, expected: str
) -> None:
    at = datetime(2031, 5, 23, 23, 5, tzinfo=UTC)
    assert moment(at.astimezone(ZoneInfo(zone)), language) == expected
