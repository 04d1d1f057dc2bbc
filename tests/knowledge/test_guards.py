"""Pairs that look alike and must not be answered with each other's entry."""

import pytest

from knowledge.guards import Guards
from knowledge.language import Reader
from knowledge.model import Vocabulary

VOCABULARY = Vocabulary(
    antonyms=(("start", "end"), ("buka", "tutup"), ("naik", "turun"), ("open", "closed")),
)
READER = Reader(VOCABULARY)
GUARDS = Guards(VOCABULARY, READER)


def held(question: str, *phrasings: str, answer: str = "") -> tuple[str, ...]:
    read = [GUARDS.read(READER.words(phrasing)) for phrasing in phrasings]
    return GUARDS.against(GUARDS.read(READER.words(question)), read, lambda: answer)


@pytest.mark.parametrize(
    ("question", "phrasing", "guard"),
    [
        ("fee in 2026", "fee in 2025", "number"),
        ("biaya gelombang 3 berapa", "biaya gelombang 2 berapa", "number"),
        ("apa yang terbit 30 agustus", "apa yang terbit 30 juli", "number"),
        ("am I not eligible for it?", "am I eligible for it?", "negation"),
        ("model yang tidak dibuka apa saja", "model yang dibuka apa saja", "negation"),
        ("When does the programme end?", "When does the programme start?", "antonym"),
        ("jam berapa kantor tutup", "jam berapa kantor buka", "antonym"),
        ("kenapa saham naik", "kenapa saham turun", "antonym"),
    ],
)
def test_a_question_of_the_other_side_is_guarded(question: str, phrasing: str, guard: str) -> None:
    assert held(question, phrasing) == (guard,)
    assert held(phrasing, question) == (guard,)
    assert held(phrasing, phrasing) == ()


@pytest.mark.parametrize(
    ("question", "phrasings"),
    [
        ("set an alarm for 9 am", ("set an alarm for 7 am", "alarm at 5", "wake me up")),
        ("putar lagu tahun 1999", ("putar lagu tahun 2004", "putar musik", "mainkan lagu")),
        ("bisa dibuka tidak", ("bisa dibuka",)),
        ("is not it open", ("is it open",)),
        ("kenapa saham naik turun", ("kenapa saham turun",)),
        ("kapan tutup", ("jam buka dan tutup", "jam buka")),
        ("why is my card not working", ("card was declined at the shop", "card problem")),
    ],
    ids=[
        "a number that varies",
        "a year of one phrasing in three",
        "a tag that asks yes or no",
        "a rhetorical negation",
        "both sides asked",
        "the entry has both sides",
        "a negation in other words",
    ],
)
def test_an_entry_that_is_not_bound_is_not_guarded(
    question: str, phrasings: tuple[str, ...]
) -> None:
    assert held(question, *phrasings) == ()


def test_an_answer_about_another_year_is_guarded() -> None:
    assert held("berapa capex 2026", "berapa capex", answer="Pada 2025 nilainya 66.") == ("number",)
    assert held("berapa capex 2025", "berapa capex", answer="Pada 2025 nilainya 66.") == ()
    assert held("berapa capex 2026", "berapa capex", answer="Nilainya 66.") == ()
