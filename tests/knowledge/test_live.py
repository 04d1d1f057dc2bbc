"""Moderators' changes over the files: kept, laid, undone, and never half."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Answered, Entry
from knowledge.database import Database
from knowledge.live import Fault, Live, LiveBase, Stale, free_id
from knowledge.loading import read
from knowledge.notation import entry_from_json, entry_to_json
from knowledge.storage import MIGRATIONS
from knowledge.storage.drafts import Draft, Drafts
from knowledge.storage.layer import Change
from knowledge.storage.moderation import MIGRATIONS as MODERATION
from knowledge.storage.moderation import Moderator

SAMPLE = Path(__file__).parent.parent / "sample"
RINA, TONO = Moderator(1, "Rina"), Moderator(2, "Tono")
PARKING = Entry("parkir", {"id": ("Di mana parkir sepeda?",)}, {"id": "Di timur."}, ("K1",))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    mailbox = [(number, ()) for number in (2, 4)]
    async with Database(tmp_path / "a.sqlite3", (*MIGRATIONS, *mailbox, *MODERATION)) as opened:
        yield opened


def _live(database: Database) -> tuple[Live, LiveBase]:
    base = LiveBase(read(SAMPLE))
    return Live(base, database), base


def _entry_for(base: LiveBase, text: str) -> str | None:
    outcome = base.answer(text)
    return outcome.entry.id if isinstance(outcome, Answered) else None


async def test_a_change_is_in_the_answers_once_it_is_committed(database: Database) -> None:
    live, base = _live(database)
    async with database.transaction():
        change = await live.change("add", "parkir", PARKING, None, RINA)
        assert _entry_for(base, "di mana parkir sepeda") is None
    assert isinstance(change, Change)
    assert _entry_for(base, "di mana parkir sepeda") == "parkir"


async def test_a_change_that_is_rolled_back_never_was(database: Database) -> None:
    live, base = _live(database)
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await live.change("add", "parkir", PARKING, None, RINA)
            raise ZeroDivisionError
    assert _entry_for(base, "di mana parkir sepeda") is None
    assert await live.layer.history(None, 0, 9) == []


async def test_the_layer_is_laid_over_the_files_again(database: Database) -> None:
    live, base = _live(database)
    await live.change("add", "parkir", PARKING, None, RINA)
    await live.change("retire", "late-fees", None, base.knowledge.entries["late-fees"], RINA)
    await live.refuse("Di mana  PARKIR sepeda", RINA)
    again, fresh = _live(database)
    await again.lay()
    assert fresh.knowledge.entries == base.knowledge.entries
    assert "late-fees" not in fresh.knowledge.entries
    assert _entry_for(fresh, "di mana parkir sepeda") is None
    assert _entry_for(fresh, "parkir sepeda di mana") == "parkir"


async def test_a_change_over_another_version_is_refused(database: Database) -> None:
    live, base = _live(database)
    await live.change("add", "parkir", PARKING, None, RINA)
    newer = replace(PARKING, answers={"id": "Di barat."})
    await live.change("edit", "parkir", newer, PARKING, TONO)
    assert await live.change("edit", "parkir", PARKING, PARKING, RINA) == Stale(newer)
    assert base.knowledge.entries["parkir"] == newer


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (replace(PARKING, cites=("Z9",)), Fault("passage", "Z9")),
        (replace(PARKING, answers={"id": " "}), Fault("no_answer")),
        (replace(PARKING, phrasings={"id": ("?!",)}), None),
        (replace(PARKING, phrasings={"id": ("",)}), Fault("no_phrasing")),
        (replace(PARKING, topic="z"), Fault("topic", "z")),
        (replace(PARKING, id="a b"), Fault("id", "a b")),
    ],
    ids=["passage", "answer", "signs", "phrasing", "topic", "id"],
)
async def test_an_unsound_entry_is_refused(
    database: Database, entry: Entry, fault: Fault | None
) -> None:
    live, _ = _live(database)
    result = await live.change("add", entry.id, entry, None, RINA)
    assert (result if isinstance(result, Fault) else None) == fault


async def test_a_passage_that_the_files_lost_is_no_longer_cited(database: Database) -> None:
    live, _ = _live(database)
    await live.change("add", "parkir", PARKING, None, RINA)
    shorter = read(SAMPLE)
    shorter = replace(
        shorter, passages={id_: one for id_, one in shorter.passages.items() if id_ != "K1"}
    )
    base = LiveBase(shorter)
    await Live(base, database).lay()
    assert base.knowledge.entries["parkir"].cites == ()


async def test_history_keeps_every_state(database: Database) -> None:
    live, _ = _live(database)
    await live.change("add", "parkir", PARKING, None, RINA)
    await live.change("retire", "parkir", None, PARKING, TONO)
    changes = await live.layer.history("parkir", 0, 9)
    assert [(one.act, one.before, one.after) for one in changes] == [
        ("retire", PARKING, None),
        ("add", None, PARKING),
    ]
    assert [one.version for one in changes] == [2, 1]


async def test_a_claim_keeps_others_off_until_it_ends(database: Database) -> None:
    drafts = Drafts(database)
    assert await drafts.claim("parkir", RINA) is None
    assert await drafts.claim("parkir", RINA) is None
    claim = await drafts.claim("parkir", TONO)
    assert claim is not None
    assert claim.moderator == RINA
    await database.execute("UPDATE claim SET until = '2020-01-01T00:00:00.000+00:00'")
    assert await drafts.claim_on("parkir") is None
    assert await drafts.claim("parkir", TONO) is None


async def test_a_draft_is_read_as_it_was_written_and_one_listens_at_a_time(
    database: Database,
) -> None:
    drafts = Drafts(database)
    new = Draft(PARKING, None, "add", "answer", "id", ("K1",), chat=5, moderator=6)
    first, second = await drafts.begin(new), await drafts.begin(new)
    assert await drafts.find(first.id) == replace(new, id=first.id)
    await drafts.listen(first, listens=True)
    await drafts.listen(second, listens=True)
    assert [number for number, _ in (await drafts.listening()).values()] == [second.id]


def test_an_id_is_made_from_the_question_and_unlike_all_others() -> None:
    assert free_id(PARKING, set()) == "di-mana-parkir-sepeda"
    taken = {"di-mana-parkir-sepeda", "di-mana-parkir-sepeda-2"}
    assert free_id(PARKING, taken) == "di-mana-parkir-sepeda-3"
    assert free_id(replace(PARKING, phrasings={"id": ("где?",)}), set()) != ""


_TEXT = st.text(min_size=1)
_WAYS = st.dictionaries(st.sampled_from(("id", "en")), st.lists(_TEXT, min_size=1).map(tuple))


@given(phrasings=_WAYS, answers=st.dictionaries(st.sampled_from(("id", "en")), _TEXT), id_=_TEXT)
def test_an_entry_is_read_as_it_was_written(
    phrasings: dict[str, tuple[str, ...]], answers: dict[str, str], id_: str
) -> None:
    entry = Entry(id_, phrasings, answers, ("a",), "not_stated", None, "t", ("b",))  # type: ignore[arg-type]  # the strategies know two languages
    assert entry_from_json(entry_to_json(entry)) == entry
