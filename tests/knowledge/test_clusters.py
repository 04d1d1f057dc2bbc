"""Alike questions find each other; different ones stay apart."""

import pytest

from knowledge import SHIPPED, Vocabulary
from knowledge.clusters import Clusters, Joined
from knowledge.loading import read


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read(SHIPPED).vocabulary


def test_alike_questions_come_together_and_others_stay_apart(vocabulary: Vocabulary) -> None:
    clusters = Clusters(vocabulary)
    assert clusters.join(1, "apakah ada parkir sepeda?", 10) == Joined(10)
    assert clusters.join(2, "parkir sepedanya ada?", 11) == Joined(10)
    assert clusters.join(3, "siapa yang menulis surat itu", 12) == Joined(12)
    assert clusters.join(4, "parkir sepeda ada ga", 13) == Joined(10)
