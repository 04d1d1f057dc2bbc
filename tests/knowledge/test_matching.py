"""From a question to an outcome, with the shipped thresholds."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import load
from knowledge.matching import KnowledgeBase
from knowledge.model import (
    Answered,
    Entry,
    Ignored,
    Knowledge,
    NotStated,
    Passage,
    SmallTalk,
    Unanswered,
    Unsure,
    Vocabulary,
)

FEE = Entry(
    "fee",
    {
        "id": ("Berapa biaya pendaftaran tahun 2025?", "biaya daftar 2025", "ongkos masuk 2025"),
        "en": ("What is the registration fee in 2025?", "cost of signing up in 2025"),
    },
    {"id": "Seratus ribu rupiah.", "en": "One hundred thousand rupiah."},
)
START = Entry(
    "start",
    {
        "id": ("Kapan program dimulai?", "tanggal mulai program"),
        "en": ("When does the programme start?", "first day of the programme"),
    },
    {"id": "Bulan Juli.", "en": "In July."},
)
GLASSES = Entry(
    "glasses",
    {"id": ("Apakah kacamata pintarnya dijual di sini?",), "en": ("Are the smart glasses sold?",)},
    {"id": "Tidak disebut.", "en": "Not stated."},
    kind="not_stated",
)
HELLO = Entry(
    "hello",
    {"id": ("halo", "hai apa kabar", "selamat pagi"), "en": ("hello", "good morning")},
    {"id": "Halo!", "en": "Hello!"},
    kind="small_talk",
)
PASSAGE = Passage(
    "p1", "letter", {"id": "Laboratorium riset baru dibuka di gedung utara kampus Bandung."}, {}
)
VOCABULARY = Vocabulary(slang={"brp": "berapa"}, antonyms=(("start", "end"), ("mulai", "selesai")))


def knowing(*entries: Entry, passages: tuple[Passage, ...] = ()) -> KnowledgeBase:
    return KnowledgeBase(
        Knowledge({}, {p.id: p for p in passages}, {e.id: e for e in entries}, (), VOCABULARY)
    )


@pytest.fixture(scope="module")
def small() -> KnowledgeBase:
    return knowing(FEE, START, GLASSES, HELLO, passages=(PASSAGE,))


@pytest.mark.parametrize(
    ("text", "kind", "entry"),
    [
        ("Berapa biaya pendaftaran tahun 2025?", Answered, "fee"),
        ("brp biaya daftar 2025", Answered, "fee"),
        ("berapa biaya pendaftarn tahun 2025", Answered, "fee"),
        ("when does the programme start", Answered, "start"),
        ("wen dos the program strat", Answered, "start"),
        ("are the smart glasses sold", NotStated, "glasses"),
        ("halo", SmallTalk, "hello"),
        ("Halo min, mau nanya kapan program dimulai ya?", Answered, "start"),
    ],
)
def test_a_question_is_answered(
    small: KnowledgeBase, text: str, kind: type[Answered | NotStated | SmallTalk], entry: str
) -> None:
    outcome = small.answer(text)
    assert isinstance(outcome, kind)
    assert outcome.entry.id == entry
    assert outcome.reading.best == entry


@pytest.mark.parametrize(
    "text",
    [
        "the",
        "apa yang",
        "start",
        "2025",
        "what is the",
        "program",
        "the the the",
        "di mana",
        "kapan dimulai",
    ],
)
def test_stop_words_one_word_or_a_number_never_answer(small: KnowledgeBase, text: str) -> None:
    assert isinstance(small.answer(text), Unsure | Unanswered)


@pytest.mark.parametrize(
    "text",
    [
        "What is the registration fee in 2026?",
        "berapa biaya daftar 2026",
        "When does the programme end?",
        "kapan program selesai",
        "When does the programme not start?",
    ],
)
def test_a_guarded_entry_is_at_most_offered(small: KnowledgeBase, text: str) -> None:
    assert isinstance(small.answer(text), Unsure | Unanswered)
    assert any(candidate.guards for candidate in small.explain(text).candidates)


@pytest.mark.parametrize("text", ["", "\U0001f600", "https://example.com", "zxczxc", ";;;;"])
def test_a_text_without_a_question_is_ignored(small: KnowledgeBase, text: str) -> None:
    assert isinstance(small.answer(text), Ignored)


def test_a_passage_that_fits_is_shown_where_no_entry_does(small: KnowledgeBase) -> None:
    outcome = small.answer("laboratorium riset di gedung utara kampus Bandung")
    assert isinstance(outcome, Unanswered)
    assert outcome.passage == PASSAGE


def test_small_talk_is_not_a_choice_beside_a_question(small: KnowledgeBase) -> None:
    outcome = small.answer("program")
    if isinstance(outcome, Unsure):
        assert all(entry.kind != "small_talk" for entry in outcome.choices)


def test_choices_are_distinct_and_three_at_most() -> None:
    alike = [
        Entry(str(n), {"id": (f"biaya kelas {name}",)}, {})
        for n, name in enumerate(["tari", "musik", "lukis", "masak", "renang"])
    ]
    outcome = knowing(*alike).answer("biaya kelas tari, biaya kelas musik, biaya kelas lukis")
    assert isinstance(outcome, Unsure)
    ids = [entry.id for entry in outcome.choices]
    assert len(ids) == len(set(ids)) == 3


def test_the_same_phrasing_in_two_entries_is_too_close_to_call() -> None:
    twins = [Entry(n, {"id": ("kapan kelas dimulai",)}, {}) for n in ("one", "two")]
    outcome = knowing(*twins, FEE, GLASSES).answer("kapan kelas dimulai")
    assert isinstance(outcome, Unsure)
    assert {entry.id for entry in outcome.choices} == {"one", "two"}


def test_a_change_is_in_the_next_answer(small: KnowledgeBase) -> None:
    knowledge, question = knowing(FEE, START), "Apakah kacamata pintarnya dijual di sini?"
    assert isinstance(knowledge.answer(question), Unanswered)
    knowledge.put(GLASSES)
    assert isinstance(knowledge.answer(question), NotStated)
    assert "glasses" in knowledge.knowledge.entries
    knowledge.remove("glasses")
    assert isinstance(knowledge.answer(question), Unanswered)
    assert "glasses" not in knowledge.knowledge.entries
    assert "glasses" in small.knowledge.entries


def test_a_knowledge_changed_live_answers_as_one_read_afresh() -> None:
    changed = knowing(FEE, HELLO)
    changed.put(START)
    changed.remove("hello")
    changed.put(GLASSES)
    fresh = knowing(GLASSES, START, FEE)
    for text in ("berapa biaya", "kapan mulai", "smart glasses price", "halo"):
        assert changed.answer(text) == fresh.answer(text)


def test_a_short_entry_among_long_ones_does_not_take_what_only_shares_a_name_with_it() -> None:
    base = load()
    asked = ("Alamat kantor kami di Surabaya di mana?", "kantor surabaya dmn yak")
    base.put(Entry("office", {"id": asked}, {"id": "Di Jalan Melati 7."}))
    assert isinstance(base.answer("alamat kantor surabaya dong"), Answered)
    for stranger in (
        "surabaya hujan gak hari ini",
        "macet gak surabaya",
        "hotel murah di surabaya",
    ):
        assert not isinstance(base.answer(stranger), Answered)


@pytest.mark.parametrize("name", ["behemoth", "kacamata", "metaverse"])
def test_a_name_alone_that_many_entries_have_is_asked_back(name: str) -> None:
    assert isinstance(load().answer(name), Unsure)


@pytest.mark.parametrize("text", ["1", "2025 2026", "kucing", "makan", "p", "resep rendang"])
def test_a_number_alone_or_a_strange_word_is_not(text: str) -> None:
    assert isinstance(load().answer(text), Unanswered)


def test_why_names_the_phrasing_the_parts_and_the_band(small: KnowledgeBase) -> None:
    why = small.explain("berapa biaya daftar")
    first = why.candidates[0]
    assert first.entry == FEE
    assert first.phrasing == "biaya daftar 2025"
    assert sum(first.parts.values()) == pytest.approx(first.similarity)
    assert why.words == ("berapa", "biaya", "daftar")
    assert why.outcome == small.answer("berapa biaya daftar")


def test_nearest_entries_and_passages_are_found(small: KnowledgeBase) -> None:
    assert small.similar("tanggal mulai program", 2)[0][0] == "start"
    assert small.passages_for("riset di gedung utara")[0][0] == PASSAGE


def test_passages_alone_are_ranked() -> None:
    passages = (
        PASSAGE,
        Passage("p2", "letter", {"id": "Pendapatan kuartal kedua naik dua puluh persen."}, {}),
    )
    outcome = knowing(passages=passages).answer("berapa persen pendapatan kuartal kedua naik")
    assert isinstance(outcome, Unanswered)
    assert outcome.reading.best == "p2"
    assert outcome.passage == passages[1]


def test_an_empty_knowledge_knows_nothing() -> None:
    outcome = knowing().answer("berapa biayanya")
    assert isinstance(outcome, Unanswered)
    assert outcome.reading.best is None


def words_of(count: int) -> list[str]:
    rng = random.Random(4)  # noqa: S311
    syllables = [c + v for c in "bdgjklmnprst" for v in "aiueo"]
    return ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(count)]


@pytest.mark.parametrize("count", [3, 10_000])
def test_a_stranger_is_declined_by_a_small_and_a_large_knowledge(count: int) -> None:
    rng, vocabulary = random.Random(5), words_of(3000)  # noqa: S311
    made = [
        Entry(f"made {n}", {"id": (" ".join(rng.choices(vocabulary, k=7)),)}, {})
        for n in range(count - 3)
    ]
    knowledge = knowing(FEE, START, GLASSES, *made)
    for text in ("who won the football match last night", "resep rendang padang yang empuk"):
        assert isinstance(knowledge.answer(text), Unanswered | Unsure)
    assert isinstance(knowledge.answer("cuaca di jakarta besok bagaimana"), Unanswered)
    assert isinstance(knowledge.answer("when does the programme start"), Answered)


@settings(max_examples=500, deadline=None)
@given(st.text())
def test_any_text_has_an_outcome(small: KnowledgeBase, text: str) -> None:
    outcome = small.answer(text)
    assert 0 <= outcome.reading.score <= 1
    assert small.explain(text).outcome == outcome


@pytest.mark.parametrize(
    "text",
    ["a" * 4096, "kapan " * 680, "a" + "\u0301" * 1000, "\ufdfa" * 4096, "ab" * 2048],
    ids=["letters", "words", "marks", "unfolding", "syllables"],
)
def test_costly_text_is_judged_in_time(small: KnowledgeBase, text: str) -> None:
    small.answer(text)
    began = time.perf_counter()
    small.answer(text + "?")
    assert time.perf_counter() - began < 0.25
