"""What is offered while somebody is still typing, and to whom nothing was asked yet."""

from pathlib import Path

from knowledge import load
from knowledge.suggesting import suggest, top_questions

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
