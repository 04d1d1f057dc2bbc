"""What is offered while somebody is still typing, and to whom nothing was asked yet."""

from pathlib import Path

from knowledge import load
from knowledge.suggesting import passages_behind, passages_with, suggest, top_questions

SAMPLE = Path(__file__).parent.parent / "sample"


def test_a_word_half_typed_and_mistyped_finds_its_entries() -> None:
    base = load(SAMPLE)
    assert suggest(base, "denda ketrlamb", 5)[0].id == "late-fees"
    assert [entry.id for entry in suggest(base, "resep rendang", 5)] == []


def test_the_beginning_of_a_word_is_enough() -> None:
    found = {entry.id for entry in suggest(load(), "metav", 20)}
    assert {"metaverse-success", "metaverse-spending", "metaverse-pivot"} <= found
    assert "q2-profit" not in found


def test_small_talk_is_never_offered() -> None:
    base = load(SAMPLE)
    assert "greeting" not in [entry.id for entry in suggest(base, "halo selamat pagi", 9)]
    assert "greeting" not in [entry.id for entry in top_questions(base.knowledge, ["greeting"], 9)]


def test_the_most_asked_come_first_and_the_shelves_fill_up() -> None:
    knowledge = load(SAMPLE).knowledge
    found = [entry.id for entry in top_questions(knowledge, ["old-building", "gone"], 4)]
    assert found == ["old-building", "new-address", "late-fees", "moving-date"]


def test_an_answer_is_offered_the_passages_it_may_rest_on_and_no_others() -> None:
    base = load()
    said = (
        "Suratnya tidak menyebut menyetir. Kacamata disebut sebagai perangkat yang melihat dan"
        " mendengar apa yang kita alami sepanjang hari."
    )
    assert [passage.id for passage in passages_behind(base, said, 5)] == ["L14"]
    for strange in ("Tanya satpam di gerbang.", "Kantin buka dari jam 8 pagi.", ""):
        assert passages_behind(base, strange, 5) == []


def test_every_shipped_answer_is_offered_a_passage_that_it_cites() -> None:
    base = load()
    astray = [
        entry.id
        for entry in base.knowledge.entries.values()
        if entry.kind == "answer" and entry.cites
        for said in entry.answers.values()
        if not {one.id for one in passages_behind(base, said, 5)} & {*entry.cites}
    ]
    assert astray == []


def test_a_passage_is_looked_for_by_any_of_its_words() -> None:
    base = load(SAMPLE)
    assert [one.id for one in passages_with(base, "batik yang di mana", 5)] == ["E2"]
    assert passages_with(base, "zxcvb di mana", 5) == []
