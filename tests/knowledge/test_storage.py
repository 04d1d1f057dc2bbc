"""What the log keeps of a question, and what it must never keep of a person."""

import re
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.database import Database
from knowledge.model import (
    Answered,
    Entry,
    Ignored,
    Language,
    NotStated,
    Outcome,
    Reading,
    SmallTalk,
    Unanswered,
    Unsure,
)
from knowledge.storage import MIGRATIONS, LoggedQuestion, Question, Store, outcome_name

PERSON = "telegram:987654321"
ENTRY = Entry("new-address", {"id": ("Ke mana?",)}, {"id": "Ke Jalan Melati."})
READING = Reading("id", "new-address", 0.75)
OUTCOMES: dict[str, Outcome] = {
    "answered": Answered(READING, ENTRY),
    "not_stated": NotStated(READING, ENTRY),
    "small_talk": SmallTalk(READING, ENTRY),
    "unsure": Unsure(READING, (ENTRY,)),
    "unanswered": Unanswered(READING),
    "ignored": Ignored(Reading(None)),
}
ASKED = Question("ke mana pindahnya?", PERSON, "private")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(tmp_path / "a.sqlite3", MIGRATIONS) as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


async def table(database: Database, name: str) -> list[dict[str, object]]:
    rows = await database.rows(f"SELECT * FROM {name}")  # noqa: S608  # a name from this file
    return [dict(row) for row in rows]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_every_outcome_is_tried_here() -> None:
    assert {type(outcome) for outcome in OUTCOMES.values()} == set(get_args(Outcome))


@pytest.mark.parametrize("name", OUTCOMES)
async def test_a_question_is_kept_with_what_became_of_it(
    database: Database, store: Store, name: str
) -> None:
    number = await store.record(ASKED, OUTCOMES[name], "en")
    (row,) = await table(database, "question")
    asked_at = datetime.fromisoformat(str(row.pop("asked_at")))
    assert abs(datetime.now(UTC) - asked_at) < timedelta(minutes=1)
    assert asked_at.utcoffset() == timedelta(0)
    assert re.fullmatch("[0-9a-f]{32}", str(row.pop("asker")))
    assert row == {
        "id": number,
        "text": "ke mana pindahnya?",
        "language": "en",
        "place": "private",
        "outcome": name,
        "entry": "new-address" if name in ("answered", "not_stated", "small_talk") else None,
        "best": None if name == "ignored" else "new-address",
        "score": 0.0 if name == "ignored" else 0.75,
    }


@pytest.mark.parametrize(("name", "outcome"), OUTCOMES.items())
def test_an_outcome_has_the_name_that_the_documents_use(name: str, outcome: Outcome) -> None:
    assert outcome_name(outcome) == name


async def test_a_logged_question_is_found_by_its_number(store: Store) -> None:
    await store.record(Question("lain", "x", "group"), OUTCOMES["unanswered"], "id")
    number = await store.record(ASKED, OUTCOMES["answered"], "id")
    found = await store.question(number)
    assert found is not None
    assert found == LoggedQuestion(
        number, "ke mana pindahnya?", "id", "answered", "new-address", found.asker
    )
    assert await store.question(number + 1) is None


async def test_no_file_of_the_database_has_the_person(tmp_path: Path) -> None:
    async with Database(tmp_path / "a.sqlite3", MIGRATIONS) as database:
        store = Store(database)
        number = await store.record(ASKED, OUTCOMES["answered"], "id")
        await store.record_feedback(number, PERSON, "up")
        await store.choose_language(PERSON, "en")
        files = contents(tmp_path)
    assert any(b"ke mana pindahnya?" in content for content in files.values())
    assert [name for name, content in files.items() if b"987654321" in content] == []


async def test_the_hash_is_keyed_for_each_database(tmp_path: Path) -> None:
    askers = []
    for name in ("a", "b"):
        async with Database(tmp_path / name, MIGRATIONS) as database:
            store = Store(database)
            for _ in range(2):
                await store.record(ASKED, OUTCOMES["answered"], "id")
            rows = await table(database, "question")
            assert rows[0]["asker"] == rows[1]["asker"], "one person is one asker"
            askers.append(rows[0]["asker"])
    assert askers[0] != askers[1], "two databases cannot be laid side by side"


async def test_a_restart_knows_the_asker_again(tmp_path: Path) -> None:
    async with Database(tmp_path / "a", MIGRATIONS) as database:
        await Store(database).record(ASKED, OUTCOMES["answered"], "id")
    async with Database(tmp_path / "a", MIGRATIONS) as database:
        store = Store(database)
        question = await store.question(1)
        assert question is not None
        assert await store.is_asker(question, PERSON)
        assert not await store.is_asker(question, "telegram:987654322")


async def test_only_the_last_thumb_of_a_person_counts(database: Database, store: Store) -> None:
    number = await store.record(ASKED, OUTCOMES["answered"], "id")
    await store.record_feedback(number, PERSON, "down")
    await store.record_feedback(number, PERSON, "up")
    await store.record_feedback(number, "telegram:1", "down")
    thumbs = [row["thumb"] for row in await table(database, "feedback")]
    assert sorted(map(str, thumbs)) == ["down", "up"]


async def test_the_last_pick_counts(database: Database, store: Store) -> None:
    number = await store.record(ASKED, OUTCOMES["unsure"], "id")
    await store.record_pick(number, "new-address")
    await store.record_pick(number, None)
    assert [(row["question"], row["entry"]) for row in await table(database, "pick")] == [
        (number, None)
    ]


async def test_a_thumb_for_no_question_is_refused(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await store.record_feedback(99, PERSON, "up")


async def test_a_language_is_kept_until_it_is_forgotten(store: Store) -> None:
    assert await store.language_of(PERSON) is None
    for language in ("en", "id"):
        chosen: Language = "en" if language == "en" else "id"
        await store.choose_language(PERSON, chosen)
        assert await store.language_of(PERSON) == language
    assert await store.language_of("telegram:1") is None
    await store.choose_language(PERSON, None)
    assert await store.language_of(PERSON) is None


async def test_a_question_in_a_transaction_that_fails_is_not_kept(
    database: Database, store: Store
) -> None:
    with pytest.raises(ValueError, match="no"):
        async with store.transaction():
            await store.record(ASKED, OUTCOMES["answered"], "id")
            raise ValueError("no")
    assert await table(database, "question") == []


@pytest.mark.parametrize(
    "text",
    ["", "'; DROP TABLE question; --", "a\0b", "\N{PILE OF POO}" * 4096],
    ids=["empty", "sql", "nul", "emoji"],
)
async def test_any_text_is_kept(database: Database, store: Store, text: str) -> None:
    await store.record(Question(text, PERSON, "terminal"), OUTCOMES["unanswered"], "id")
    assert [row["text"] for row in await table(database, "question")] == [text]


async def test_half_an_emoji_does_not_keep_a_question_out(database: Database, store: Store) -> None:
    asked = Question("half \ud83d an emoji", PERSON, "terminal")
    await store.record(asked, OUTCOMES["unanswered"], "id")
    (row,) = await table(database, "question")
    assert (str(row["text"])[:5], str(row["text"])[-9:]) == ("half ", " an emoji")


PEOPLE = st.integers(1, 3).map(lambda number: f"telegram:{number}")
ACTS = st.one_of(
    st.tuples(st.just("ask"), st.text(max_size=20), PEOPLE),
    st.tuples(st.just("thumb"), st.sampled_from(["up", "down"]), PEOPLE),
    st.tuples(st.just("language"), st.sampled_from(["id", "en", ""]), PEOPLE),
)


@settings(max_examples=25, deadline=None)
@given(acts=st.lists(ACTS, max_size=12))
async def test_the_log_holds_what_a_plain_list_would(acts: list[tuple[str, str, str]]) -> None:
    texts: list[str] = []
    thumbs: dict[str, str] = {}
    languages: dict[str, str] = {}
    async with Database(Path(":memory:"), MIGRATIONS) as database:
        store = Store(database)
        for act, value, person in acts:
            if act == "ask":
                texts.append(value)
                number = await store.record(
                    Question(value, person, "group"), OUTCOMES["answered"], "id"
                )
                assert number == len(texts)
            elif act == "thumb" and texts:
                thumbs[person] = value
                await store.record_feedback(1, person, "up" if value == "up" else "down")
            elif act == "language":
                languages[person] = value
                chosen: Language = "en" if value == "en" else "id"
                await store.choose_language(person, chosen if value else None)
        assert [row["text"] for row in await table(database, "question")] == texts
        kept = [str(row["thumb"]) for row in await table(database, "feedback")]
        assert sorted(kept) == sorted(thumbs.values())
        for person, language in languages.items():
            assert await store.language_of(person) == (language or None)
