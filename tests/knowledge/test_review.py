"""What else a change would do."""

from dataclasses import replace
from pathlib import Path

from knowledge import Entry
from knowledge.loading import read
from knowledge.review import NEW, Effect, Review

KNOWLEDGE = read(Path(__file__).parent.parent / "sample")
PARKING = Entry(NEW, {"id": ("Di mana parkir sepeda?",)}, {"id": "Di timur."})


def test_a_question_that_was_asked_gains_an_answer() -> None:
    effects = Review().effects(KNOWLEDGE, NEW, PARKING, ["parkir sepeda mana", "resep rendang"])
    assert effects == [Effect("parkir sepeda mana", "question", None, NEW)]
    assert effects[0].kind == "gained"


def test_an_entry_that_is_retired_loses_what_was_asked_of_it() -> None:
    effects = Review().effects(KNOWLEDGE, "late-fees", None, ["denda telat dihapus?"])
    assert [(one.kind, one.text) for one in effects] == [("lost", "denda telat dihapus?")]


def test_a_phrasing_taken_from_another_entry_is_named_with_that_entry() -> None:
    thief = replace(PARKING, phrasings={"id": ("Kapan perpustakaan pindah?", "tanggal pindah")})
    effects = Review().effects(KNOWLEDGE, NEW, thief, [])
    stolen = next(one for one in effects if one.text == "Kapan perpustakaan pindah?")
    assert (stolen.kind, stolen.before) in (("moved", "moving-date"), ("lost", "moving-date"))
    assert all(one.source == "phrasing" for one in effects)


def test_a_change_of_the_answer_alone_changes_no_one_elses() -> None:
    entry = KNOWLEDGE.entries["late-fees"]
    after = replace(entry, answers={"id": "Tidak."})
    assert Review().effects(KNOWLEDGE, "late-fees", after, ["denda?", "kapan pindah"]) == []


def test_the_same_comparison_again_is_not_made_again_until_something_changes() -> None:
    review = Review()
    first = review.effects(KNOWLEDGE, NEW, PARKING, ["parkir sepeda mana"])
    cited = replace(PARKING, cites=("K1",))
    assert review.effects(KNOWLEDGE, NEW, cited, ["parkir sepeda mana"]) is first
    taken = replace(PARKING, id="parkir")
    other = replace(KNOWLEDGE, entries={**KNOWLEDGE.entries, "parkir": taken})
    assert review.effects(other, NEW, cited, ["parkir sepeda mana"]) != first


def test_a_kept_copy_gives_what_a_fresh_one_gives() -> None:
    review, knowledge = Review(), KNOWLEDGE
    asked = ["denda telat dihapus?", "parkir sepeda mana", "kapan pindah"]
    for id_ in ("late-fees", "moving-date"):
        assert review.effects(knowledge, id_, None, asked) == Review().effects(
            knowledge, id_, None, asked
        )
        left = {key: entry for key, entry in knowledge.entries.items() if key != id_}
        knowledge = replace(knowledge, entries=left)
    found = review.effects(knowledge, NEW, PARKING, asked)
    assert found == Review().effects(knowledge, NEW, PARKING, asked)


def test_only_what_an_entry_answers_for_certain_is_said_to_be_answered() -> None:
    review, asked = Review(), ["di mana parkir sepeda", "kapan perpustakaan pindah?", "resep soto"]
    assert review.answered(KNOWLEDGE, PARKING, asked) == {"di mana parkir sepeda"}
    assert review.answered(KNOWLEDGE, KNOWLEDGE.entries["moving-date"], asked) == {asked[1]}
    assert Review().effects(KNOWLEDGE, NEW, PARKING, asked) == review.effects(
        KNOWLEDGE, NEW, PARKING, asked
    ), "the copy is as it was"
