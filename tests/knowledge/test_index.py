"""The index: what grew is what was built afresh; typing errors; ties; many documents."""

import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import index as index_module
from knowledge.index import Index
from knowledge.language import Reader
from knowledge.model import Vocabulary
from knowledge.near import NearWords
from tests.knowledge.grown import Changes, Things, built, grown_and_fresh

READER = Reader(Vocabulary(synonyms=(("biaya", "harga"),)))
WORDS = ["berapa", "biaya", "harga", "daftar", "kapan", "mulai"]
WORDS += ["program", "kelas", "online", "metaverse", "model", "terbuka"]

texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
things = st.lists(st.lists(texts, max_size=3), min_size=1, max_size=2)
changes = st.lists(st.tuples(st.sampled_from("abcde"), st.none() | things), max_size=14)
questions = st.lists(st.sampled_from([*WORDS, "biyaa", "metavers", "cuaca"]), max_size=6)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), things, max_size=4), changes, questions)
def test_an_index_that_grew_scores_as_one_built_afresh(
    first: Things,
    later: Changes,
    question: list[str],
) -> None:
    grown, fresh, now = grown_and_fresh(READER, first, later)
    assert grown.search(question) == fresh.search(question)
    assert grown.words_each == fresh.words_each
    assert len(grown) == len(now)


def test_packing_anew_after_many_removals_changes_no_score() -> None:
    things = {str(n): [[f"{WORDS[n % 12]} {WORDS[n // 12 % 12]} kelas"]] for n in range(40)}
    grown = built(READER, things)
    before = grown.search(["biaya", "kelas"])
    for _ in range(30):
        grown.add(things)
    assert grown.search(["biaya", "kelas"]) == before


def test_features_too_common_to_read_for_all_count_for_the_candidates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = random.Random(1)  # noqa: S311
    things = {str(n): [[" ".join(rng.choices(WORDS, k=5))]] for n in range(30)}
    index = built(READER, things)
    whole = index.search(["metaverse", "biaya", "mulai"])
    monkeypatch.setattr(index_module, "POSTINGS_READ", 10)
    partly = index.search(["metaverse", "biaya", "mulai"])
    assert [hit.id for hit in partly[:3]] == [hit.id for hit in whole[:3]]
    assert [hit.score for hit in partly[:3]] == pytest.approx([hit.score for hit in whole[:3]])


def test_the_thing_with_the_words_is_found_by_its_better_document() -> None:
    index = built(
        READER, {"fee": [["berapa biaya daftar"], ["kelas online"]], "start": [["kapan mulai"]]}
    )
    assert index.search(["biaya"])[0].id == "fee"
    assert [hit.id for hit in index.search(["online"])] == ["fee"]


def test_a_mistyped_word_finds_its_thing() -> None:
    index = built(READER, {"a": [["metaverse"]], "b": [["program"]]})
    assert index.search(["mteaverse"])[0].id == "a"


def test_a_synonym_finds_its_thing_behind_the_word_itself() -> None:
    index = built(READER, {"fee": [["biaya kelas"]], "price": [["harga kelas"]]})
    assert [hit.id for hit in index.search(["harga"])] == ["price", "fee"]


def test_equal_scores_are_ordered_by_id() -> None:
    index = built(READER, {"b": [["kapan mulai"]], "a": [["kapan mulai"]]})
    assert [hit.id for hit in index.search(["mulai"])] == ["a", "b"]


def test_an_unknown_question_finds_nothing() -> None:
    index = built(READER, {"a": [["kapan mulai"]]})
    assert index.search(["zzz"]) == []
    assert built(READER, {}).search(["mulai"]) == []


def test_an_unknown_word_lowers_the_score() -> None:
    index = built(READER, {"a": [["kapan mulai"]], "b": [["berapa biaya"]]})
    plain, strange = index.search(["mulai"])[0], index.search(["mulai", "jerapah"])[0]
    assert strange.score < plain.score


def test_what_a_thing_has_of_a_question_is_weighed_by_rarity() -> None:
    index = built(READER, {"a": [["kapan kelas mulai"]], "b": [["kapan kelas selesai"]]})
    everything, rare, nothing = (
        index.shared(words, ["a"])[0]
        for words in (["kapan", "mulai"], ["kapan", "selesai"], ["jerapah", "terbang"])
    )
    assert (everything.lacking, everything.telling) == (0.0, 1)
    assert 0.5 < rare.lacking < 1.0
    assert (nothing.lacking, nothing.telling) == (1.0, 0)


def test_a_mistyped_word_is_had() -> None:
    index = built(READER, {"a": [["kapan kelas mulai"]], "b": [["biaya kelas"]]})
    assert [own.telling for own in index.shared(["mulia", "kelas"], ["a", "b"])] == [2, 1]


def test_near_words_are_those_an_edit_or_two_away() -> None:
    near = NearWords()
    near.add([["metaverse", "program", "mulai", "mula"]])
    assert [word for word, _ in near.of("metavesre")] == ["metaverse"]
    assert [word for word, _ in near.of("mulaii")] == ["mulai"]
    assert near.of("mulai") == []
    assert near.of("xyz") == []
    near.remove([["metaverse"]])
    assert near.of("metavesre") == []
    near.add([["metaverse"]])
    assert [word for word, _ in near.of("metavesre")] == ["metaverse"]


def test_building_takes_little_more_memory_than_the_index_keeps() -> None:
    dice = random.Random(5)  # noqa: S311  # no secret
    words = ["".join(dice.choices("abdegiklmnoprstu", k=7)) for _ in range(2_000)]
    many = {str(n): [[" ".join(dice.choices(words, k=8))]] for n in range(4_000)}
    tracemalloc.start()
    index = built(READER, many)
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(index) == 4_000
    assert most < 1.5 * kept


def test_a_background_tells_what_is_rare_and_is_never_found() -> None:
    index = Index(READER, [["kapan kantor buka"], ["kapan kantor tutup"], ["kapan kantor pindah"]])
    assert index.search(["kapan", "kantor"]) == []
    index.add({"a": [["kapan kantor"]], "b": [["kapan sepeda"]], "c": [["kantor sepeda"]]})
    assert [hit.id for hit in index.search(["kapan", "kantor", "sepeda"])][-1] == "a"
    index.remove("a")
    assert {hit.id for hit in index.search(["kapan", "kantor"])} == {"b", "c"}
    assert len(index) == 2


def test_a_background_stays_behind_when_the_index_is_packed_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index_module, "SPARE", 2)
    index = Index(READER, [["kapan kantor buka"], ["kapan kantor tutup"]])
    index.add({"a": [["kapan kantor"]], "b": [["sepeda biru"]]})
    before = index.search(["kapan", "sepeda"])
    for _ in range(9):
        index.add({"b": [["sepeda biru"]]})
    assert index.search(["kapan", "sepeda"]) == before
