"""What is said in a group without meaning the bot: nearly all of it is left alone."""

import pytest

from knowledge import KnowledgeBase, load
from knowledge.overhearing import overhear
from knowledge.shape import content_words, is_question_shaped, sentence_that_asks
from tests.knowledge.group_day import the_day


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load()


def test_in_a_groups_day_nothing_is_answered_wrongly_and_twenty_questions_rightly(
    base: KnowledgeBase,
) -> None:
    day = the_day()
    assert (len(day), sum(bool(said.answers) for said in day)) == (1000, 50)
    answered = [(said, overhear(base, said.text)) for said in day]
    wrong = [
        (said.text, outcome.entry.id)
        for said, outcome in answered
        if outcome is not None and outcome.entry.id not in said.answers
    ]
    right = [said.text for said, outcome in answered if outcome is not None and said.answers]
    assert wrong == []
    assert len(right) >= 20


@pytest.mark.parametrize(
    "text",
    [
        "harga kacamata minus berapa ya sekarang?",
        "siapa yang mimpin rapat besok?",
        "siapa CEO gojek sekarang?",
        "hyperion itu judul novel ya?",
    ],
)
def test_what_only_sounds_like_the_announcement_is_left_alone(
    base: KnowledgeBase, text: str
) -> None:
    assert overhear(base, text) is None


def test_statements_and_short_questions_are_left_alone(base: KnowledgeBase) -> None:
    asked = "surat Zuckerberg soal superintelligence terbitnya kapan?"
    assert overhear(base, asked) is not None
    assert overhear(base, "surat Zuckerberg soal superintelligence sudah terbit kemarin") is None
    assert overhear(base, "surat Zuckerberg kapan?") is None


def test_a_typo_is_no_stranger(base: KnowledgeBase) -> None:
    assert overhear(base, "total kerugan Reality Labs sejak 2020 berapa?") is not None


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("kapan suratnya terbit", True),
        ("suratnya terbit kapan ya", True),
        ("jadi gitu ya?", True),
        ("who leads the lab", True),
        ("kemarin suratnya terbit", False),
        ("https://contoh.example/?q=apa", False),
        ("😂😂", False),
        ("", False),
    ],
)
def test_a_question_is_known_by_its_mark_or_by_the_word_at_either_end(
    text: str, is_question: bool
) -> None:
    assert is_question_shaped(text) is is_question


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Hai semua, baru gabung. Kapan suratnya terbit?", "Kapan suratnya terbit?"),
        ("Kapan suratnya terbit? Kabarnya sudah lama.", "Kapan suratnya terbit?"),
        ("kapan suratnya terbit?", None),
        ("Suratnya panjang? Kapan suratnya terbit?", None),
        ("Baru baca. Kapan?", None),
    ],
)
def test_of_several_sentences_the_one_that_asks_is_found(text: str, asks: str | None) -> None:
    assert sentence_that_asks(text) == asks


def test_content_words_are_those_that_carry_a_text() -> None:
    words = ["meta", "udah", "ngabisin", "berapa", "duit", "sih", "buat", "metaverse"]
    assert content_words(words) == ["meta", "ngabisin", "duit", "metaverse"]
