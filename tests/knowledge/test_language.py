"""One spelling, words, stems, the vocabulary's slang and synonyms, noise."""

import json
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.language import Reader, letters, normalise, stem, unpadded, words
from knowledge.languages import detect, detect_surely
from knowledge.model import Language, Vocabulary
from knowledge.noise import is_question

READER = Reader(
    Vocabulary(
        slang={"brp": "berapa", "gak": "tidak", "gabisa": "tidak bisa"},
        synonyms=(("biaya", "harga", "cost"), ("belanja modal", "capex")),
        names=(("Mark Zuckerberg", "Zuck"),),
    )
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Apa   KABAR?\n", "apa kabar?"),
        ("bangeeeet", "banget"),
        ("\uff2d\uff25\uff34\uff21", "meta"),
        ("M\u0435t\u0430", "meta"),
        ("me\u200bta\u202e", "meta"),
        ("cafe\u0301", "cafe"),
        ("caf\u00e9", "cafe"),
        ("m\u0336e\u0336t\u0336a\u0336", "meta"),
        ("don\u2019t", "dont"),
        ("100000", "100000"),
        ("", ""),
    ],
    ids=[
        "spaces and capitals",
        "stretched",
        "full width",
        "Cyrillic letters inside",
        "invisible signs",
        "accent apart",
        "accent joined",
        "struck through",
        "apostrophe",
        "digits are not stretched",
        "nothing",
    ],
)
def test_a_text_is_brought_to_one_spelling(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


@settings(max_examples=10_000, deadline=None)
@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(codec="utf-8")))
@example("\u1f80")
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@pytest.mark.parametrize(
    "text",
    ["a" + "\u0301\u0323" * 20_000, "a" * 100_000, "\u200b" * 100_000, "\ufdfa" * 4096],
    ids=["marks", "one letter", "invisible", "one letter that unfolds to eighteen"],
)
def test_costly_text_is_normalised_in_time(text: str) -> None:
    began = time.perf_counter()
    normalise(text)
    assert time.perf_counter() - began < 1.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rp 100.000, atau 47,5%?", ["rp", "100000", "atau", "47.5"]),
        ("set for 7pm", ["set", "for", "7", "pm"]),
        ("jangan2 bener", ["jangan", "bener"]),
        ("brp sih", ["berapa", "sih"]),
        ("gabisa", ["tidak", "bisa"]),
        ("?!", []),
    ],
    ids=["numbers", "joined number", "doubled word", "slang", "slang of two words", "no word"],
)
def test_a_text_is_cut_into_plain_words(text: str, expected: list[str]) -> None:
    assert READER.words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("membuka", "buka"), ("dibukanya", "buka"), ("spending", "spend"), ("models", "model")],
)
def test_words_of_one_stem_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_letters_of_a_word_mark_its_ends() -> None:
    assert letters("ai") == (" a", "ai", "i ", " ai", "ai ", " ai ")


def test_a_synonym_is_related_across_languages_and_phrases() -> None:
    related = READER.related(READER.stems(["berapa", "biaya"]))
    assert set(related) == set(READER.stems(["harga", "cost"]))
    assert set(READER.related(["capex"])) == set(READER.stems(["belanja", "modal"]))
    assert set(READER.related(READER.stems(["zuck"]))) == set(READER.stems(["mark", "zuckerberg"]))


def test_a_word_without_a_group_is_related_to_nothing() -> None:
    assert READER.related(["metaverse"]) == {}


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("halo min mau nanya berapa biaya daftar ya kak", "berapa biaya daftar"),
        ("halo min", "halo min"),
        ("terima kasih", "terima kasih"),
        ("hi what is the fee please", "what is the fee"),
    ],
    ids=["around a question", "greeting alone", "thanks alone", "english"],
)
def test_politeness_is_taken_off_a_question_and_off_nothing_else(asked: str, left: str) -> None:
    assert unpadded(words(asked)) == left.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("berapa biaya metaverse meta", "id"),
        ("how much has meta spent", "en"),
        ("reaksi saham", "id"),
        ("stock reaction", "en"),
        ("knp modelnya ga dibuka?", "id"),
        ("metaverse spending", "en"),
        ("pengeluaran metaverse", "id"),
        ("MSL", None),
        ("capex", None),
        ("hello", "en"),
        ("???", None),
    ],
)
def test_the_language_of_a_text_is_told(text: str, expected: Language | None) -> None:
    assert detect(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is meta gonna stop open sourcing llama??", "en"),
        ("what\u2019s the capex", "en"),
        ("gmn nasib llama", "id"),
        ("jam buka perpustakaan", "id"),
        *(("meta jakarta location?", None), ("zuck salary?", None), ("lol ok", None)),
        *(("MSL", None), ("yann lecun alexandr wang", None), ("", None)),
    ],
)
def test_a_language_is_told_for_certain_or_not_at_all(text: str, expected: Language | None) -> None:
    assert detect_surely(text) == expected


def labelled() -> list[tuple[str, str]]:
    """Give messages with their languages: labelled ones, and the talk of an Indonesian group."""
    here = Path(__file__).parent
    rows = [
        json.loads(line)
        for name in ("questions", "unseen")
        for line in (here / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    talk = [
        line
        for file in sorted((here / "group_day").glob("*.txt"))
        for line in file.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    asked = [(row["text"], row["lang"]) for row in rows if row["lang"] != "xx"]
    return asked + [(line, "id") for line in talk]


def test_what_is_told_for_certain_is_right_and_is_most() -> None:
    told = [(detect_surely(text), language) for text, language in labelled()]
    assert [one for one in told if one[0] not in (one[1], None)] == []
    for language, least in (("id", 0.8), ("en", 0.8)):
        own = [certain for certain, of in told if of == language]
        assert sum(certain is not None for certain in own) / len(own) > least


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\U0001f600\U0001f44d", "https://example.com/x?y=z", ";;;;", "...", "hhhhhhhh"),
        *("zxczxc", "asdfghjkl", "@kutip_bot", "wkwkwk", "\u200b\u200d", "sdfghj dfghjk"),
    ],
)
def test_a_text_without_a_question_is_noise(text: str) -> None:
    assert not is_question(text, lambda _: False)


@pytest.mark.parametrize("text", ["MSL", "capex", "apa itu AI?", "2025", "https://x.com apa ini?"])
def test_a_short_question_is_a_question(text: str) -> None:
    assert is_question(text, lambda _: False)


def test_a_word_that_the_knowledge_has_is_never_noise() -> None:
    assert is_question("qwerty", lambda word: word == "qwerty")
    assert is_question("p", lambda word: word == "p")
    assert not is_question("ppppp", lambda word: word == "p")
