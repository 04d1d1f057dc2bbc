"""The measures of the clusters' benchmark, against values computed by hand."""

import pytest

from tests.benchmarks.clusters import agreement, purity


@pytest.mark.parametrize(
    ("found", "meant", "expected"),
    [
        ("aabb", "xxyy", 1.0),
        ("aabb", "yyxx", 1.0),
        # pairs together: both 0, ours 2, theirs 2, of 6: (0 - 4/6) / (2 - 4/6)
        ("aabb", "xyxy", -0.5),
        # both 1, ours 3 + 1, theirs 3, of 15: (1 - 12/15) / (7/2 - 12/15)
        ("aaabbc", "xxyyzz", 2 / 27),
        ("abcd", "wxyz", 1.0),
        ("aaaa", "wxyz", 0.0),
    ],
)
def test_agreement_is_the_adjusted_rand_index(found: str, meant: str, expected: float) -> None:
    assert agreement(found, meant) == pytest.approx(expected)


def test_purity_counts_those_who_are_what_most_of_their_cluster_are() -> None:
    assert purity("aaabbc", "xxyyzz") == pytest.approx(4 / 6)
