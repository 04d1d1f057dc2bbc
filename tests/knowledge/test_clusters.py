"""Alike questions find each other; different ones stay apart."""

import random
from pathlib import Path

import pytest

from knowledge import SHIPPED, Knowledge
from knowledge.clusters import Clusters, Joined
from knowledge.loading import read

SAMPLE = Path(__file__).parent.parent / "sample"

ANNOUNCEMENT = {
    "glasses": [
        "kapan kacamata pintar Meta dijual di Indonesia?",
        "kacamata pintar meta kpn masuk indo",
        "when will the smart glasses be sold in Indonesia",
        "smart glasses release date in Indonesia?",
        "kpn kacamata meta dijual di indonesia",
    ],
    "married": [
        "apakah Zuckerberg sudah menikah?",
        "zuck udh nikah blm",
        "is Zuckerberg married?",
        "zuckerberg udah married belum",
        "apa zuckerberg menikah",
    ],
    "electricity": [
        "berapa banyak listrik yang dipakai pusat data Meta?",
        "pusat data meta makan listrik brp",
        "how much electricity do Meta data centers use",
        "electricity used by the data centers",
        "listrik data center meta berapa banyak",
    ],
    "whatsapp": [
        "apakah superintelligence bisa dipakai di WhatsApp",
        "superintelligence ada di wa ga",
        "can I use superintelligence in WhatsApp",
        "bisa pakai superintelligence di whatsapp?",
        "whatsapp superintelligence kapan bisa dipakai",
    ],
}
LIBRARY = {
    "bicycle": [
        "apakah ada parkir sepeda di gedung baru?",
        "parkir sepeda ada ga",
        "parkiran sepeda gimana kak",
    ],
    "dogs": [
        "boleh bawa anjing ke perpustakaan?",
        "bisa bawa hewan peliharaan ga, anjing",
        "bawa anjing boleh ga kak",
    ],
    "sunday": ["jam buka hari minggu", "hari minggu buka jam berapa?", "minggu buka ga"],
    "member": ["cara jadi anggota perpustakaan", "gimana daftar anggota", "daftar anggota gmn"],
}


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return read(SHIPPED)


@pytest.fixture
def clusters(shipped: Knowledge) -> Clusters:
    return Clusters(shipped.vocabulary, shipped.entries.values())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("place", "groups"),
    [(SHIPPED, ANNOUNCEMENT), (SAMPLE, LIBRARY)],
    ids=["announcement", "library"],
)
def test_people_who_ask_one_thing_in_their_own_words_stand_together(
    place: Path, groups: dict[str, list[str]], seed: int
) -> None:
    known = read(place)
    clusters = Clusters(known.vocabulary, known.entries.values())
    asked = [(text, about) for about, texts in groups.items() for text in texts]
    random.Random(seed).shuffle(asked)  # noqa: S311
    for number, (text, _) in enumerate(asked):
        clusters.join(number, text, number)
    standing = {
        frozenset(about for text, about in asked if clusters.like(text, 1)[0][0] == cluster)
        for cluster in {clusters.like(text, 1)[0][0] for text, _ in asked}
    }
    assert standing == {frozenset({about}) for about in groups}
    found = {about: {clusters.like(t, 1)[0][0] for t in texts} for about, texts in groups.items()}
    assert all(len(numbers) == 1 for numbers in found.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("berapa biaya langganan tahun 2025?", "berapa biaya langganan tahun 2026?"),
        ("apakah harga saham akan naik?", "apakah harga saham akan turun?"),
        ("saya boleh ikut program ini", "saya tidak boleh ikut program ini"),
        ("kapan kantor pusat data dibangun?", "siapa kantor pusat data dibangun?"),
        ("apa warna favorit Zuckerberg?", "di mana Zuckerberg sekolah?"),
    ],
    ids=["another year", "the opposite", "denied", "a time and a person", "one name in common"],
)
def test_what_one_answer_would_not_serve_stays_apart(
    clusters: Clusters, one: str, other: str
) -> None:
    assert clusters.join(1, one, 1) == Joined(1)
    assert clusters.join(2, other, 2) == Joined(2)


@pytest.mark.parametrize(
    "again",
    [
        "apakah ada parkir sepeda di kantor?",
        "  APAKAH ada parkir sepeda di kantor!!",
        "apakah ada parkir sepda di kantor?",
        "min, apakah ada parkir sepeda di kantor ya?",
    ],
    ids=["exactly", "another case", "a letter off", "politely"],
)
def test_the_same_question_again_joins(clusters: Clusters, again: str) -> None:
    clusters.join(1, "siapa presiden pertama kita", 1)
    assert clusters.join(2, "apakah ada parkir sepeda di kantor?", 2) == Joined(2)
    assert clusters.join(3, again, 3) == Joined(2)


def test_a_question_without_any_word_joins_only_its_own_like(clusters: Clusters) -> None:
    clusters.join(1, "apakah ada parkir sepeda?", 1)
    assert clusters.join(2, "???", 2) == Joined(2)
    assert clusters.join(3, "???", 3) == Joined(2)
    assert clusters.like("", 3) == []


def test_a_newcomer_shows_that_two_clusters_are_one_and_the_oldest_number_stays(
    clusters: Clusters,
) -> None:
    _lay_two_halves(clusters)
    assert clusters.join(3, "denda telat bayar listrik pusat data", 9) == Joined(4, (7,))
    assert {number for number, _ in clusters.like("denda bayar pusat data", 5)} == {4}


def test_clusters_that_must_not_merge_only_take_questions_in(clusters: Clusters) -> None:
    _lay_two_halves(clusters)
    joined = clusters.join(3, "denda telat bayar listrik pusat data", 9, unmerged={4})
    assert joined.merged == ()
    assert joined.cluster in {4, 7}


def _lay_two_halves(clusters: Clusters) -> None:
    clusters.put(1, "denda telat bayar listrik", 4)
    clusters.put(2, "bayar listrik pusat data denda", 7)


def test_a_removed_question_attracts_nobody(clusters: Clusters) -> None:
    clusters.join(1, "apakah ada parkir sepeda?", 1)
    clusters.remove(1)
    clusters.remove(1)
    assert clusters.join(2, "apakah ada parkir sepeda?", 2) == Joined(2)


def test_a_removed_question_leaves_the_others_of_its_cluster(clusters: Clusters) -> None:
    for number, text in enumerate(ANNOUNCEMENT["glasses"], start=1):
        clusters.put(number, text, 1)
    clusters.remove(1)
    assert clusters.join(9, ANNOUNCEMENT["glasses"][0], 9) == Joined(1)


def test_a_closed_cluster_attracts_nobody(clusters: Clusters) -> None:
    clusters.join(1, "apakah ada parkir sepeda?", 1)
    clusters.join(2, "parkir sepeda ada ga", 2)
    clusters.close(1)
    clusters.close(1)
    assert clusters.join(3, "parkir sepeda ada ga", 3) == Joined(3)
    assert [number for number, _ in clusters.like("parkir sepeda", 5)] == [3]


def test_a_question_laid_anew_moves(clusters: Clusters) -> None:
    clusters.put(1, "apakah ada parkir sepeda?", 1)
    clusters.put(1, "apakah ada parkir sepeda?", 5)
    assert clusters.join(2, "apakah ada parkir sepeda?", 2) == Joined(5)


def test_what_was_laid_back_is_joined_as_what_grew(shipped: Knowledge) -> None:
    asked = [text for texts in ANNOUNCEMENT.values() for text in texts]
    grown = Clusters(shipped.vocabulary, shipped.entries.values())
    laid = Clusters(shipped.vocabulary, shipped.entries.values())
    stood: dict[int, int] = {}
    for number, text in enumerate(asked):
        joined = grown.join(number, text, number)
        stood[number] = joined.cluster
        stood = {n: joined.cluster if c in joined.merged else c for n, c in stood.items()}
    for number, text in enumerate(asked):
        laid.put(number, text, stood[number])
    for text in ("zuck nikah", "listrik pusat data", "kacamata di indonesia"):
        assert laid.like(text, 9) == grown.like(text, 9)


def test_the_most_central_question_is_about_what_all_ask(clusters: Clusters) -> None:
    clusters.put(1, "halo min numpang tanya dong soal parkir kantor yang kemarin rame itu", 1)
    clusters.put(2, "parkir sepeda di kantor ada?", 1)
    clusters.put(3, "ada parkir sepeda?", 1)
    clusters.put(4, "parkir sepeda kantor", 1)
    assert clusters.central(1) in {2, 4}


def test_the_nearest_clusters_come_first(clusters: Clusters) -> None:
    for number, texts in enumerate(ANNOUNCEMENT.values()):
        for at, text in enumerate(texts):
            clusters.put(number * 10 + at, text, number)
    found = clusters.like("is zuckerberg really married", 2)
    assert found[0][0] == 1
    assert len(found) == 2
    assert 1 >= found[0][1] > found[1][1] > 0


def test_a_thousand_who_ask_the_same_leave_their_words_as_telling_as_they_were(
    clusters: Clusters,
) -> None:
    clusters.join(0, "parkir sepeda ada ga", 0)
    before = clusters.like("apakah ada parkir sepeda", 1)
    for number in range(1, 1000):
        assert clusters.join(number, "parkir sepeda ada ga", number) == Joined(0)
    assert clusters.like("apakah ada parkir sepeda", 1) == before


def test_what_is_only_alike_does_not_ask_the_very_same(clusters: Clusters) -> None:
    asked = "kapan kacamata pintar Meta dijual di Indonesia?"
    same = ["kacamata pintar meta kpn masuk indo", "kpn kacamata meta dijual di indonesia"]
    other = ["berapa harga kacamata pintar Meta?", "apakah Zuckerberg sudah menikah?"]
    assert clusters.asking_the_same(asked, [*other, *same, asked.upper()]) == [*same, asked.upper()]
    assert clusters.like(asked, 5) == [], "nothing of it is kept"


def test_what_is_ignored_is_joined_by_the_very_same_only(clusters: Clusters) -> None:
    ignored, same, *_ = ANNOUNCEMENT["glasses"]
    alike = "kacamata pintar Meta bisa buat apa?"
    clusters.put(1, ignored, 1)
    assert clusters.join(2, alike, 2) == Joined(1)
    clusters.remove(2)
    assert clusters.join(2, alike, 2, unmerged={1}) == Joined(2)
    assert clusters.join(3, same, 3, unmerged={1}) == Joined(1)
