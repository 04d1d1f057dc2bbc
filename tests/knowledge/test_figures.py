"""The log, counted: every number against rows that were written by hand."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.house import MIGRATIONS
from knowledge.database import Database
from knowledge.loading import read
from knowledge.storage.figures import Figures, Tally, Verdict
from tests.fictional_log import FictionalLog

SAMPLE = Path(__file__).parent.parent / "sample"
NOON = datetime(2031, 3, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(tmp_path / "a.sqlite3", MIGRATIONS) as opened:
        yield opened


@pytest.fixture
def log(database: Database) -> FictionalLog:
    return FictionalLog(database, read(SAMPLE))


@pytest.fixture
def figures(database: Database) -> Figures:
    return Figures(database)


async def test_a_choice_that_was_taken_is_an_answer_and_none_of_these_is_not(
    log: FictionalLog, figures: Figures
) -> None:
    await log.ask(NOON, "a", "answered", "new-address")
    await log.ask(NOON, "b", "not_stated", "opening-hours")
    await log.ask(NOON, "c", "unanswered")
    await log.pick(await log.ask(NOON, "d", "unsure"), "late-fees", NOON)
    await log.pick(await log.ask(NOON, "e", "unsure"), None, NOON)
    for noise in ("small_talk", "ignored"):
        await log.ask(NOON, "f", noise, "greeting")
    tally = await figures.tally(NOON - DAY, NOON + DAY)
    assert dict(tally.results) == {"answered": 2, "not_stated": 1, "unanswered": 1, "unsure": 1}
    assert (tally.asked, tally.share_answered, Tally().share_answered) == (5, 0.4, 0.0)
    assert await figures.count() == 5


async def test_a_span_takes_its_beginning_and_not_its_end(
    log: FictionalLog, figures: Figures
) -> None:
    for at in (NOON - DAY, NOON):
        question = await log.ask(at, "a", "answered", "new-address")
        await log.thumb(question, "up", at)
    tally = await figures.tally(NOON - DAY, NOON)
    assert (tally.asked, tally.up, tally.down) == (1, 1, 0)


async def test_days_go_by_the_zone_and_empty_ones_are_there(
    log: FictionalLog, figures: Figures
) -> None:
    # half past eleven in the night of the 4th in London is the morning of the 5th in Jakarta
    await log.ask(datetime(2031, 3, 4, 23, 30, tzinfo=UTC), "a", "unanswered")
    await log.ask(datetime(2031, 3, 7, 16, 59, tzinfo=UTC), "b", "answered", "new-address")
    since, until = datetime(2031, 3, 4, tzinfo=JAKARTA), datetime(2031, 3, 8, tzinfo=JAKARTA)
    days = await figures.days(since, until, JAKARTA)
    assert {day: dict(tally.results) for day, tally in days.items()} == {
        date(2031, 3, 4): {},
        date(2031, 3, 5): {"unanswered": 1},
        date(2031, 3, 6): {},
        date(2031, 3, 7): {"answered": 1},
    }


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "America/New_York"])
async def test_no_question_is_lost_between_days_in_any_zone(
    log: FictionalLog, figures: Figures, zone: str
) -> None:
    await log.write(NOON, days=40, busy=6)
    since = NOON - 50 * DAY
    days = await figures.days(since, NOON, ZoneInfo(zone))
    whole = await figures.tally(since, NOON)
    assert sum(tally.asked for tally in days.values()) == whole.asked > 100
    asked = await figures.logged(1_000_000)
    for day in (NOON.date() - timedelta(9), NOON.date() - timedelta(20)):
        mine = [one for one in asked if one.asked_at.astimezone(ZoneInfo(zone)).date() == day]
        assert days[day].asked == len(mine)


async def test_use_counts_answers_picks_and_thumbs_once_each(
    log: FictionalLog, figures: Figures
) -> None:
    liked = await log.ask(NOON, "a", "answered", "new-address")
    for thumb in ("up", "up", "down"):
        await log.thumb(liked, thumb, NOON)
    await log.pick(await log.ask(NOON + DAY, "b", "unsure"), "new-address", NOON)
    await log.ask(NOON, "c", "answered", "late-fees")
    await log.ask(NOON, "d", "small_talk", "greeting")
    found = [(use.entry, use.times, use.up, use.down, use.last_at) for use in await figures.uses()]
    assert found == [("new-address", 2, 2, 1, NOON + DAY), ("late-fees", 1, 0, 0, NOON)]
    assert [use.entry for use in await figures.uses(NOON + DAY / 2)] == ["new-address"]


async def test_what_people_said_becomes_labels(log: FictionalLog, figures: Figures) -> None:
    await log.pick(await log.ask(NOON, "picked", "unsure"), "late-fees", NOON)
    await log.pick(await log.ask(NOON, "none", "unsure"), None, NOON)
    for text, thumbs in {"up": ["up"], "down": ["down"], "both": ["up", "down"], "-": []}.items():
        question = await log.ask(NOON, text, "answered", "new-address")
        for thumb in thumbs:
            await log.thumb(question, thumb, NOON)
    await log.thumb(await log.ask(NOON, "", "answered", "new-address"), "up", NOON)
    await log.thumb(await log.ask(NOON, "nothing", "unanswered"), "down", NOON)
    assert await figures.verdicts() == [
        Verdict("picked", right="late-fees"),
        Verdict("none"),
        Verdict("up", right="new-address"),
        Verdict("down", wrong="new-address"),
    ]


async def test_a_source_that_is_away_keeps_the_day_it_was_last_there(figures: Figures) -> None:
    await figures.look_at(["a", "b"], ["a"])
    first = (await figures.sightings())["a"]
    await figures.look_at(["a", "b"], [])
    then = await figures.sightings()
    assert then["a"].seen_at == first.seen_at is not None
    assert then["a"].looked_at >= first.looked_at
    assert then["b"].seen_at is None


async def test_a_digest_is_sent_once_for_a_day(figures: Figures) -> None:
    day = date(2031, 3, 3)
    assert not await figures.is_sent(day)
    assert [await figures.send(day), await figures.send(day)] == [True, False]
    assert await figures.is_sent(day)
    assert not await figures.is_sent(day + DAY)
