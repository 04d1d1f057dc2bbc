"""The week in numbers: at once for a moderator, once a week for the moderators' chat."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.context import KutipApplication
from bot.digesting import digest_of, due_before, send_if_due
from bot.replies.digest import for_digest
from bot.replies.layout import MAX_UNITS, units_of
from bot.settings import Settings
from knowledge.storage.chats import ChatSettings
from knowledge.storage.figures import Figures
from tests.bot_api import BotApi
from tests.conversations.conftest import Starter
from tests.conversations.moderators import rina
from tests.fictional_log import FictionalLog

Bot = KutipApplication
MONDAY = datetime(2031, 3, 10, 2, tzinfo=UTC)
"""Nine o'clock in Jakarta."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def fill(bot: Bot, until: datetime, days: int = 20) -> FictionalLog:
    """Give a bot a past."""
    house = bot.bot_data
    log = FictionalLog(house.database, house.knowledge.knowledge)
    await log.write(until, days=days, busy=6)
    return log


def numbers(text: str) -> dict[str, str]:
    """Read the counted lines of a digest: the name -> what stands behind it."""
    lines = [line for line in text.splitlines() if ": " in line]
    return {line.split(": ")[0].split(" ", 1)[-1]: line.split(": ")[1] for line in lines}


async def test_the_digest_counts_this_week_beside_the_one_before(
    telegram: BotApi, bot: Bot
) -> None:
    now = datetime.now(UTC)
    house = bot.bot_data
    log = FictionalLog(house.database, house.knowledge.knowledge)
    for at, count in ((now - DAY, 3), (now - 8 * DAY, 1), (now - 20 * DAY, 9)):
        for _ in range(count):
            liked = await log.ask(at, "pindah ke mana?", "answered", "new-address")
            await log.thumb(liked, "up", at)
    await log.ask(now - DAY, "x", "not_stated", "opening-hours")
    await log.ask(now - 8 * DAY, "x", "unanswered")
    moderator = rina(telegram)
    await moderator.says("/digest")
    told = (await telegram.reply()).text
    assert told.splitlines()[2:8] == [
        "4 pertanyaan (▲ 2)",
        "✅ Terjawab: 3 · 75% (▲ 2)",
        "📖 Tidak disebut sumber: 1 · 25% (▲ 1)",
        "🤔 Belum yakin: 0 · 0% (=)",
        "📭 Belum terjawab: 0 · 0% (▼ 1)",
        "👍 3 (▲ 2) · 👎 0 (=)",
    ]
    assert "1. Perpustakaan pindah ke mana? (×3)" in told
    assert "Belum pernah terpakai: 5 dari 7 entri" in told
    assert "/doctor memeriksanya" in told


async def test_the_digest_is_of_seven_days_and_its_shares_add_up_to_a_hundred(
    telegram: BotApi, start: Starter
) -> None:
    # half past midnight of the 10th in Jakarta, while it is still the 9th in Greenwich
    now = datetime(2031, 3, 9, 17, 30, tzinfo=UTC)
    midnight = datetime(2031, 3, 3, 17, tzinfo=UTC)
    async with start(digest_day="off") as bot:
        house = bot.bot_data
        log = FictionalLog(house.database, house.knowledge.knowledge)
        for outcome in ("answered", "unsure", "unanswered"):
            await log.ask(midnight, "di dalam", outcome)
            await log.ask(midnight - timedelta(seconds=1), "di luar", outcome)
        told = for_digest(await digest_of(house, now), "id").plain
    assert told.splitlines()[0] == "📊 Ringkasan sepekan, 4 Mar sampai 10 Maret 2031"
    assert told.splitlines()[2] == "3 pertanyaan (▲ 3)"
    shares = [numbers(told)[name].split(" ")[2] for name in ("Terjawab", "Belum terjawab")]
    assert shares == ["34%", "33%"]


async def test_the_digest_tells_what_waits_and_what_is_disliked(telegram: BotApi, bot: Bot) -> None:
    log, queue = await fill(bot, datetime.now(UTC)), bot.bot_data.store.queue
    at = datetime.now(UTC) - HOUR
    cluster = await queue.begin()
    for asker in range(40):
        number = await log.ask(at, "<b>ada</b> kantin?", "unanswered", asker=str(asker % 30))
        await queue.add(number, cluster, "unanswered")
    await queue.center(cluster, number)
    disliked = await log.ask(at, "denda?", "answered", "late-fees")
    for _ in range(9):
        await log.thumb(disliked, "down", at)
    moderator = telegram.person("Rina", language="en", id=9001)
    await moderator.says("/digest")
    reply = await telegram.reply()
    assert "• “<b>ada</b> kantin?”, asked by 30" in reply.text
    assert "Are late fees waived? (👎" in reply.text
    await moderator.presses(reply, "📭 Open the queue")
    card = await telegram.reply()
    assert "<b>ada</b> kantin?" in card.text
    assert reply.now.text == reply.text, "the digest stays"
    await moderator.presses(reply, "📈 See the charts")
    assert (await telegram.reply(within=30)).text.startswith("📈 The last 7 days")


async def sighted(bot: Bot, *, looked: timedelta, seen: timedelta | None) -> None:
    """Write down when the one source with an address was looked for, and was there."""
    now = datetime.now(UTC)
    await bot.bot_data.database.execute(
        "INSERT OR REPLACE INTO sighting (source, looked_at, seen_at) VALUES ('edaran', ?, ?)",
        ((now - looked).isoformat(), (now - seen).isoformat() if seen else None),
    )


@pytest.mark.parametrize(
    ("looked", "seen", "told"),
    [
        (DAY, None, "Edaran Perpustakaan Kota Awan, belum pernah"),
        (DAY, 20 * DAY, "Edaran Perpustakaan Kota Awan, terakhir "),
        (DAY, 10 * DAY, None),
        (20 * DAY, 20 * DAY, None),
        (40 * DAY, 40 * DAY, "Halaman sumber belum diperiksa sejak "),
    ],
    ids=["never", "long ago", "lately", "when looked for", "nobody looks"],
)
async def test_sources_not_seen_for_long_are_told(
    telegram: BotApi, bot: Bot, looked: timedelta, seen: timedelta | None, told: str | None
) -> None:
    await fill(bot, datetime.now(UTC), days=3)
    await sighted(bot, looked=looked, seen=seen)
    await rina(telegram).says("/digest")
    text = (await telegram.reply()).text
    about = [line for line in text.splitlines() if "Edaran" in line or "Halaman" in line]
    assert any(told in line for line in about) if told else about == []


async def test_a_digest_of_nothing_says_so(telegram: BotApi, bot: Bot) -> None:
    await rina(telegram).says("/digest")
    assert (await telegram.reply()).text.startswith("Sepekan ini belum ada yang bertanya.")


async def test_a_digest_of_the_longest_words_fits_into_one_message(
    telegram: BotApi, bot: Bot
) -> None:
    log, queue = await fill(bot, datetime.now(UTC)), bot.bot_data.store.queue
    for _ in range(9):
        cluster = await queue.begin()
        number = await log.ask(datetime.now(UTC) - HOUR, "漢 & <i> 🙂" * 300, "unanswered")
        await queue.add(number, cluster, "unanswered")
        await queue.center(cluster, number)
    await rina(telegram).says("/digest")
    told = (await telegram.reply()).text
    await telegram.silence(0.5)
    assert 1000 < units_of(told) < MAX_UNITS


async def test_in_a_group_of_strangers_the_digest_goes_to_the_private_chat(
    telegram: BotApi, bot: Bot
) -> None:
    await fill(bot, datetime.now(UTC))
    moderator, group = rina(telegram), telegram.group("Warga Awan")
    await moderator.says("/start")
    await telegram.reply()
    await moderator.says("/digest@kutip_bot", chat=group)
    assert (await telegram.reply()).chat == moderator


async def test_who_is_no_moderator_learns_nothing(telegram: BotApi, bot: Bot) -> None:
    await fill(bot, datetime.now(UTC))
    budi, group = telegram.person("Budi", language="id"), telegram.group("Warga Awan")
    for command in ("/digest", "/stats", "/stats 7"):
        await budi.says(command)
        assert "untuk moderator" in (await telegram.reply()).text
        await budi.says(f"{command}@kutip_bot", chat=group)
    await telegram.silence(0.7)
    assert telegram.calls("sendPhoto") == []


# ---------------------------------------------------------------- once a week by itself


async def told_since(telegram: BotApi, chat: int) -> list[str]:
    """List the digests that a chat was sent."""
    await telegram.wait_until_quiet(quiet=0.4)
    texts = [
        str(call.parameters["text"])
        for call in telegram.calls("sendMessage")
        if call.chat_id == chat
    ]
    return [text for text in texts if "Ringkasan sepekan" in text]


async def test_the_weekly_digest_comes_once_whatever_happens_to_the_bot(
    telegram: BotApi, start: Starter
) -> None:
    group = telegram.group("Moderator")
    async with start(moderator_chat_id=group.id, digest_day="off", sends_per_second=0) as bot:
        await fill(bot, MONDAY)
    for at in (MONDAY - HOUR, MONDAY, MONDAY + HOUR, MONDAY + 6 * DAY):
        async with start(moderator_chat_id=group.id, digest_day="off", sends_per_second=0) as bot:
            settings = bot.bot_data.settings.model_copy(update={"digest_day": "monday"})
            object.__setattr__(bot.bot_data, "settings", settings)
            for _ in range(3):
                await send_if_due(bot, at)
            digests = await told_since(telegram, group.id)
    # an hour before nine the week before was due, and was not sent yet
    assert [text.splitlines()[0] for text in digests] == [
        "<b>📊 Ringkasan sepekan, 24 Feb sampai 2 Maret 2031</b>",
        "<b>📊 Ringkasan sepekan, 3 Mar sampai 9 Maret 2031</b>",
    ]


async def test_a_clock_that_jumps_neither_doubles_nor_loses_a_digest(
    telegram: BotApi, start: Starter
) -> None:
    group = telegram.group("Moderator")
    async with start(moderator_chat_id=group.id, digest_day="off", sends_per_second=0) as bot:
        await fill(bot, MONDAY, days=30)
        settings = bot.bot_data.settings.model_copy(update={"digest_day": "monday"})
        object.__setattr__(bot.bot_data, "settings", settings)
        jumps = (
            MONDAY + timedelta(minutes=1),
            MONDAY - timedelta(minutes=1),  # set back a little
            datetime(1970, 1, 1, tzinfo=UTC),  # a machine without a clock of its own
            MONDAY + timedelta(minutes=2),
            MONDAY + 3 * 7 * DAY,  # asleep for three weeks, or the clock ran ahead
            MONDAY + 7 * DAY,  # and is set right
            MONDAY + 2 * 7 * DAY,
        )
        for at in jumps:
            await send_if_due(bot, at)
        digests = await told_since(telegram, group.id)
    assert [text.splitlines()[0].partition(", ")[2] for text in digests] == [
        "3 Mar sampai 9 Maret 2031</b>",
        "24 Feb sampai 2 Maret 2031</b>",  # late, as nobody had sent it
        "24 Mar sampai 30 Maret 2031</b>",
        "10 Mar sampai 16 Maret 2031</b>",
        "17 Mar sampai 23 Maret 2031</b>",
    ]
    assert len(set(digests)) == len(digests)


async def test_the_chores_send_what_is_due_and_nothing_goes_where_no_chat_is_set(
    telegram: BotApi, start: Starter
) -> None:
    group = telegram.group("Moderator")
    async with start(digest_day="monday") as bot:
        await fill(bot, datetime.now(UTC))
        await telegram.wait_until_quiet(quiet=1.5)
        assert telegram.calls("sendMessage") == []
    async with start(moderator_chat_id=group.id):
        assert (await telegram.reply(within=5)).text.startswith("📊 Ringkasan sepekan")
    async with start(moderator_chat_id=group.id):
        await telegram.silence(1.5)


async def test_the_weekly_digest_speaks_the_language_of_its_chat(
    telegram: BotApi, start: Starter
) -> None:
    group = telegram.group("Moderators")
    async with start(moderator_chat_id=group.id, digest_day="off") as bot:
        await fill(bot, datetime.now(UTC))
        await bot.bot_data.chats.choose(group.id, ChatSettings(language="en"))
    async with start(moderator_chat_id=group.id):
        assert (await telegram.reply(within=5)).text.startswith("📊 The week from ")


async def test_a_week_without_anything_sends_nothing(telegram: BotApi, start: Starter) -> None:
    group = telegram.group("Moderator")
    async with start(moderator_chat_id=group.id) as bot:
        await send_if_due(bot, MONDAY)
        assert await told_since(telegram, group.id) == []
        assert await Figures(bot.bot_data.database).is_sent(MONDAY.date())


@pytest.mark.parametrize(
    ("now", "day", "zone", "due"),
    [
        (MONDAY, "monday", "Asia/Jakarta", "2031-03-10 09:00+07:00"),
        (MONDAY - HOUR, "monday", "Asia/Jakarta", "2031-03-03 09:00+07:00"),
        (MONDAY, "tuesday", "Asia/Jakarta", "2031-03-04 09:00+07:00"),
        (MONDAY, "sunday", "Asia/Jayapura", "2031-03-09 09:00+09:00"),
        # the clocks of New York went forward in the night before
        (datetime(2031, 3, 9, 14, tzinfo=UTC), "sunday", "America/New_York",
         "2031-03-09 09:00-04:00"),
        (MONDAY, "off", "UTC", None),
    ],
)  # fmt: skip
def test_a_digest_is_due_at_nine_of_the_day_in_the_zone(
    now: datetime, day: str, zone: str, due: str | None, tmp_path: Path
) -> None:
    settings = Settings(digest_day=day, time_zone=zone, _env_file=None)  # type: ignore[arg-type, call-arg]  # checked by pydantic
    found = due_before(now, settings)
    assert found == (datetime.fromisoformat(due) if due else None)
    assert found is None or found.tzinfo == ZoneInfo(zone)
