"""What else a change would do."""

from dataclasses import replace
from pathlib import Path

from knowledge import Entry
from knowledge.loading import read
from knowledge.review import NEW, Effect, Review, effects_of

KNOWLEDGE = read(Path(__file__).parent.parent / "sample")
PARKING = Entry(NEW, {"id": ("Di mana parkir sepeda?",)}, {"id": "Di timur."})


def test_a_question_that_was_asked_gains_an_answer() -> None:
    effects = effects_of(KNOWLEDGE, NEW, PARKING, ["parkir sepeda mana", "resep rendang"])
    assert effects == [Effect("parkir sepeda mana", "question", None, NEW)]
    assert effects[0].kind == "gained"


def test_an_entry_that_is_retired_loses_what_was_asked_of_it() -> None:
    effects = effects_of(KNOWLEDGE, "late-fees", None, ["denda telat dihapus?"])
    assert [(one.kind, one.text) for one in effects] == [("lost", "denda telat dihapus?")]


def test_a_phrasing_taken_from_another_entry_is_named_with_that_entry() -> None:
    thief = replace(PARKING, phrasings={"id": ("Kapan perpustakaan pindah?", "tanggal pindah")})
    effects = effects_of(KNOWLEDGE, NEW, thief, [])
    stolen = next(one for one in effects if one.text == "Kapan perpustakaan pindah?")
    assert (stolen.kind, stolen.before) in (("moved", "moving-date"), ("lost", "moving-date"))
    assert all(one.source == "phrasing" for one in effects)


def test_a_change_of_the_answer_alone_changes_no_one_elses() -> None:
    entry = KNOWLEDGE.entries["late-fees"]
    after = replace(entry, answers={"id": "Tidak."})
    assert effects_of(KNOWLEDGE, "late-fees", after, ["denda?", "kapan pindah"]) == []


def test_the_same_comparison_again_is_not_made_again() -> None:
    review = Review()
    first = review.effects(KNOWLEDGE, NEW, PARKING, ["parkir sepeda mana"])
    cited = replace(PARKING, cites=("K1",))
    assert review.effects(KNOWLEDGE, NEW, cited, ["parkir sepeda mana"]) is first
    other = replace(KNOWLEDGE, entries={**KNOWLEDGE.entries})
    assert review.effects(other, NEW, cited, ["parkir sepeda mana"]) is not first
