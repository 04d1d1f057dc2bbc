"""What the counts of wordings tell: only where documents pool many, and the same however grown."""

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import wordings
from knowledge.language import Reader
from knowledge.model import Vocabulary
from knowledge.postings import Ints, Postings
from tests.knowledge.grown import Changes, Things, built, grown_and_fresh

READER = Reader(Vocabulary())
WORDS = ["berapa", "biaya", "kapan", "mulai", "program", "kelas", "metaverse", "model"]

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
things = st.lists(st.lists(texts, min_size=1, max_size=3), min_size=1, max_size=2)
changes = st.lists(st.tuples(st.sampled_from("abcd"), st.none() | things), max_size=10)
questions = st.lists(st.sampled_from([*WORDS, "metavers", "cuaca"]), max_size=6)


@pytest.fixture(autouse=True, scope="module")
def counts_always_tell() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wordings, "SPARSE", 0)
        patched.setattr(wordings, "DENSE", 1)
        yield


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), things, max_size=4), changes, questions)
def test_an_index_that_grew_tells_the_same_as_one_built_afresh(
    first: Things,
    later: Changes,
    question: list[str],
) -> None:
    grown, fresh, now = grown_and_fresh(READER, first, later)
    ids = sorted(now)
    assert grown.likelihoods(question, ids) == pytest.approx(fresh.likelihoods(question, ids))


def test_what_is_asked_about_in_a_word_more_often_is_likelier() -> None:
    often = ["biaya kelas", "biaya program", "biaya berapa", "kelas berapa", "program berapa"]
    seldom = ["biaya kelas", "kapan program", "mulai berapa", "kelas mulai", "program berapa"]
    index = built(READER, {"fee": [often], "start": [seldom], "else": [["model metaverse"] * 5]})
    fee, start, other = index.likelihoods(["biaya"], ["fee", "start", "else"])
    assert fee > 0 > other
    assert fee > start > other


def test_the_ratio_is_that_of_the_formula() -> None:
    family = Postings()
    family.add(0, [_features(0, 0, 1), _features(2)])
    slots = _features(0, 1)
    prior = wordings.PRIOR * 2  # an average document has two features
    anywhere = 1.5 / 4  # of three that documents have, repeats in one aside
    had = math.log((2 + prior * anywhere) / ((3 + prior) * anywhere))
    lacked = math.log(prior / (1 + prior))
    found = wordings.likelihood(family, [(0, 1)], 1, slots, 2)
    assert found.tolist() == pytest.approx([had, lacked])


def test_nothing_is_learned_from_counts_where_there_are_few() -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wordings, "SPARSE", 8)
        patched.setattr(wordings, "DENSE", 20)
        assert wordings.counts_for(8) == 0
        assert wordings.counts_for(14) == wordings.COUNTED / 2
        assert wordings.counts_for(1_000) == wordings.COUNTED
        assert built(READER, {"a": [["kapan mulai " * 500]]}).likelihoods(["mulai"], ["a"]) == [0.0]


def _features(*numbers: int) -> Ints:
    return np.array(numbers, np.int32)
