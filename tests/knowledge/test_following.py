"""Follow-ups are read with the answer before them, or not at all."""

import pytest

from knowledge import KnowledgeBase, Language, load
from knowledge.following import follow, is_follow_up


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load()


@pytest.mark.parametrize(
    ("last", "asked", "text", "language", "entry", "question"),
    [
        (
            "capex-2025",
            "capex meta 2025 berapa",
            "dan di 2026?",
            "id",
            "capex-2026",
            "Berapa belanja modal (capex) Meta tahun 2026?",
        ),
        (
            "closing-the-models",
            "Meta bakal closed source?",
            "kenapa?",
            "id",
            "reasons-to-close",
            "Mengapa Meta mungkin menutup modelnya?",
        ),
        (
            "who-leads-msl",
            "yang mimpin lab Meta siapa",
            "siapa itu?",
            "id",
            "alexandr-wang",
            "Siapa Alexandr Wang?",
        ),
        (
            "who-leads-msl",
            "who leads the lab?",
            "who is he?",
            "en",
            "alexandr-wang",
            "Who is Alexandr Wang?",
        ),
    ],
    ids=["another year", "why", "who", "who, in English"],
)
def test_a_follow_up_is_read_with_the_last_answer(
    base: KnowledgeBase,
    last: str,
    asked: str,
    text: str,
    language: Language,
    entry: str,
    question: str,
) -> None:
    assert is_follow_up(text)
    followed = follow(base, text, base.knowledge.entries[last], language, asked)
    assert followed is not None
    assert (followed.outcome.reading.best, followed.question) == (entry, question)


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("behemoth-delay", "dan di 2024?"),
        ("metaverse-spending", "siapa itu?"),
        ("capex-2025", "dan di 2031?"),
        ("letter-length", "kenapa?"),
    ],
)
def test_what_is_not_certain_is_not_read_into_a_follow_up(
    base: KnowledgeBase, last: str, text: str
) -> None:
    assert follow(base, text, base.knowledge.entries[last], "id") is None


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("kenapa?", True),
        ("dan di 2026?", True),
        ("siapa itu?", True),
        ("and in 2026?", True),
        ("halo", False),
        ("berapa belanja modal Meta tahun 2026 menurut Susan Li?", False),
        ("resep rendang", False),
        ("", False),
    ],
)
def test_a_follow_up_is_short_and_leans_on_what_came_before(text: str, leans: bool) -> None:
    assert is_follow_up(text) is leans
