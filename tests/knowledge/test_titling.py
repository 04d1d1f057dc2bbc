"""A line typed in a hurry becomes a title that one would print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import SHIPPED
from knowledge.language import normalise
from knowledge.loading import read
from knowledge.model import Language
from knowledge.titling import tidied

SLANG = read(SHIPPED).vocabulary.slang


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("kantor meta jkt dmn yak", "Kantor meta jakarta di mana?"),
        ("min, password wifi apa ya kak??", "Password wifi apa?"),
        ("kacamata Meta bisa dipakai sambil nyetir gak ya?",
         "Kacamata Meta bisa dipakai sambil nyetir tidak?"),
        ("knp Meta gk rilis model terbuka lg?!", "Kenapa Meta tidak rilis model terbuka lagi?"),
        ("BERAPA BIAYANYA", "Berapa biayanya?"),
        ("apa itu LLM (model bahasa besar)?", "Apa itu LLM (model bahasa besar)?"),
        ("resep soto dong kak, terima kasih", "Resep soto?"),
        ("Apakah gratis?", "Apakah gratis?"),
        ("halo", "Halo?"),
        ("😅", "😅?"),
    ],
)  # fmt: skip
def test_an_indonesian_line_is_worded_as_one_would_print_it(typed: str, title: str) -> None:
    assert tidied(typed, "id", SLANG) == title


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("hi guys what is the wifi password please", "What is the wifi password?"),
        ("can i use it in jkt", "Can I use it in jkt?"),
        ("the dr said no soal, doi or acc?", "The dr said no soal, doi or acc?"),
    ],
)
def test_an_english_line_keeps_its_words(typed: str, title: str) -> None:
    assert tidied(typed, "en", SLANG) == title


@given(st.text(min_size=1), st.sampled_from(["id", "en"]))
def test_whatever_is_typed_a_title_comes_of_it_on_one_line(typed: str, language: Language) -> None:
    title = tidied(typed, language, SLANG)
    assert title == typed or len(title.splitlines()) == 1
    assert normalise(title) or not normalise(typed)
