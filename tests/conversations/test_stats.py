"""The last days as a picture, durably sent."""

import asyncio
import gc
import io
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from matplotlib import image, pyplot
from matplotlib.figure import Figure
from telegram import Chat, Message

from bot.context import KutipApplication
from bot.picturing import stats_of
from bot.replies.layout import Reply, text
from bot.replies.layout import compose as laid_out
from bot.replies.picture import _COLOURS, picture_of
from bot.replies.stats import Stats, for_stats
from knowledge.model import Entry, Language
from knowledge.storage.figures import RESULTS, Tally
from tests.bot_api import BotApi
from tests.bot_api.people import Person
from tests.conversations.conftest import Starter
from tests.conversations.moderators import rina
from tests.conversations.test_digest import fill

Bot = KutipApplication
TODAY = date(2031, 3, 10)


def made_up(days: int, asked: int = 4, question: str = "Di mana?") -> Stats:
    """Count some days by hand."""
    tallies = {TODAY - timedelta(days - 1 - one): Tally() for one in range(days)}
    whole = Tally()
    for number, tally in enumerate(tallies.values()):
        tally.results.update(answered=number % (asked + 1), unanswered=asked - number % (asked + 1))
        whole.results.update(tally.results)
    entry = Entry("e", {"id": (question,)}, {"id": "Di sini."})
    return Stats(tallies, whole, [(entry, 7), (replace(entry, id="f"), 1)])


def size_of(content: bytes) -> tuple[int, int]:
    pixels = image.imread(io.BytesIO(content), format="png")
    return pixels.shape[1], pixels.shape[0]


@pytest.mark.parametrize("days", [7, 30, 90])
async def test_a_moderator_gets_the_days_as_a_photo_with_words(
    telegram: BotApi, bot: Bot, days: int
) -> None:
    await fill(bot, datetime.now(UTC), days=95)
    await rina(telegram).says(f"/stats {days}")
    reply = await telegram.reply(within=60)
    assert "photo" in reply.json
    assert size_of(reply.file)[0] == 1080
    assert size_of(reply.file)[1] > 1080
    assert reply.text.startswith(f"📈 {days} hari terakhir, ")
    expected = await stats_of(bot.bot_data, days, datetime.now(UTC))
    assert f"✅ Terjawab: {expected.tally.results['answered']}" in reply.text
    assert len(expected.days) == days
    counted = sum(tally.asked for tally in expected.days.values())
    assert counted == expected.tally.asked > 5
    assert reply.labels == [f"{other} hari" for other in (7, 30, 90) if other != days]


async def test_a_button_draws_other_days_in_the_moderators_language(
    telegram: BotApi, bot: Bot
) -> None:
    await fill(bot, datetime.now(UTC))
    moderator = telegram.person("Rina", language="en", id=9001)
    await moderator.says("/stats")
    first = await telegram.reply(within=60)
    assert first.text.startswith("📈 The last 30 days, ")
    await moderator.presses(first, "7 days")
    second = await telegram.reply(within=60)
    assert second.text.startswith("📈 The last 7 days, ")
    assert first.file != second.file
    budi = telegram.person("Budi", language="id")
    await budi.forges_press(first, "m:stats:90")
    await telegram.silence(0.7)


async def test_an_empty_log_gets_a_kind_sentence_and_no_picture(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.says("/stats")
    assert (await telegram.reply()).text.startswith("Belum ada pertanyaan dalam 30 hari terakhir")
    await moderator.says("/stats 12")
    assert (await telegram.reply()).text.startswith("Tulis 7, 30, atau 90")
    assert telegram.calls("sendPhoto") == []


async def test_a_picture_survives_trouble_on_the_way_and_a_restart(
    telegram: BotApi, start: Starter
) -> None:
    async with start() as bot:
        await fill(bot, datetime.now(UTC))
        telegram.fail("sendPhoto", times=None, how="502")
        await rina(telegram).says("/stats 7")
        async with asyncio.timeout(60):
            while not telegram.calls("sendPhoto"):  # noqa: ASYNC110  # the server has no such event
                await asyncio.sleep(0.02)
    telegram.heal()
    async with start():
        reply = await telegram.reply(within=20)
    assert reply.text.startswith("📈 7 hari terakhir")
    assert size_of(reply.file)[0] == 1080


async def send(
    bot: Bot, to: Person, content: bytes, words: Reply, message: int = 1, name: str = "a.png"
) -> None:
    """Have the mailbox send a picture in reply to a message."""
    chat = Chat(to.id, Chat.PRIVATE, first_name="Rina")
    asked = Message(message, datetime.now(UTC), chat)
    async with bot.bot_data.store.transaction():
        await bot.bot_data.mailbox.send_photo(name, content, words, to=asked)


async def test_words_too_many_for_a_caption_come_after_the_picture(
    telegram: BotApi, bot: Bot
) -> None:
    drawn, moderator = picture_of(made_up(7), "id"), rina(telegram)
    await moderator.says("/start")
    await telegram.reply()
    await send(bot, moderator, drawn, laid_out([text("🙂" * 512)]))
    whole = await telegram.reply()
    assert (whole.text, "photo" in whole.json) == ("🙂" * 512, True)
    await send(bot, moderator, drawn, laid_out([text("🙂" * 512 + "!")]))
    first, second = await telegram.replies(2)
    assert (first.text, "photo" in first.json) == ("", True)
    assert (second.text, "photo" in second.json) == ("🙂" * 512 + "!", False)


async def test_a_picture_too_big_for_a_photo_goes_as_a_file(telegram: BotApi, bot: Bot) -> None:
    content = picture_of(made_up(7), "id") + b"\0" * (10 * 1024 * 1024)
    moderator = rina(telegram)
    await moderator.says("/start")
    await telegram.reply()
    await send(bot, moderator, content, laid_out([text("besar")]))
    reply = await telegram.reply(within=20)
    assert reply.json["document"]["file_name"] == "a.png"
    assert reply.text == "besar"


# ---------------------------------------------------------------- the picture itself

HOSTILE = (
    r"$\frac{1}{", "$x^$ dan $y_", "🙂 kacamata 漢字 عربى", "\x00\x07\u202e", "_^{}%&#\\",
    "a" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE)
@pytest.mark.parametrize("language", ["id", "en"])
def test_whatever_stands_in_a_question_a_picture_comes_of_it(
    question: str, language: Language
) -> None:
    assert size_of(picture_of(made_up(30, question=question), language)) == (1080, 1720)


@pytest.mark.parametrize("days", [1, 2, 7, 8, 59, 60, 90, 366])
@pytest.mark.parametrize("asked", [1, 4, 12_000])
def test_any_number_of_days_and_questions_can_be_drawn(days: int, asked: int) -> None:
    stats = made_up(days, asked)
    assert size_of(picture_of(stats, "id")) == (1080, 1720)
    assert len(for_stats(stats, "id").parts) == 1


def test_a_day_of_today_alone_and_no_answers_can_be_drawn() -> None:
    stats = Stats({TODAY: Tally(Counter(unsure=1))}, Tally(Counter(unsure=1)), [])
    assert size_of(picture_of(stats, "en")) == (1080, 1720)


def test_fifty_pictures_leave_nothing_behind() -> None:
    stats = made_up(7)
    picture_of(stats, "id")
    gc.collect()
    before = sum(isinstance(one, Figure) for one in gc.get_objects())
    for _ in range(50):
        picture_of(stats, "id")
    gc.collect()
    assert sum(isinstance(one, Figure) for one in gc.get_objects()) == before
    assert pyplot.get_fignums() == []


async def test_pictures_drawn_side_by_side_are_those_drawn_one_by_one() -> None:
    several = [made_up(days) for days in (7, 30, 90)]
    alone = [picture_of(one, "id") for one in several]
    together = await asyncio.gather(*(asyncio.to_thread(picture_of, one, "id") for one in several))
    assert together == alone


def test_the_drawing_library_is_loaded_only_where_something_is_drawn() -> None:
    script = (
        "import sys, bot.application, bot.cli, bot.picturing; print('matplotlib' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)  # noqa: S603  # our own command
    assert told.stdout.strip() == b"False"


@pytest.mark.parametrize("vision", ["all", "no red", "no green", "no blue", "none"])
def test_the_colours_can_be_told_apart(vision: str) -> None:
    """Neighbours in a bar differ enough, seen through each kind of colour blindness."""
    seen = [_seen(_rgb(_COLOURS[one]), vision) for one in RESULTS]
    apart = [
        sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        for one, other in pairwise(seen)
    ]
    assert min(apart) > (0.1 if vision == "none" else 0.15)


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _seen(colour: tuple[float, ...], vision: str) -> tuple[float, ...]:
    """Show a colour as it is seen without one kind of cones (Machado and others, 2009)."""
    matrix = {
        "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
        "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
        "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
        "none": ((0.299, 0.587, 0.114),) * 3,
    }[vision]
    return tuple(sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
