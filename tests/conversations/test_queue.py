"""Unanswered questions come together in the queue; what is no longer open leaves it."""

import sqlite3

import pytest

from bot.context import KutipApplication
from bot.reviewing import queueing
from knowledge import Reading, Unanswered
from knowledge.storage import Question
from knowledge.storage.queue import Cause
from tests.bot_api import BotApi
from tests.conversations.conftest import Starter
from tests.conversations.crowd import ASKED, OTHER, WIFI, asks
from tests.conversations.moderators import rina

Bot = KutipApplication


async def in_queue(bot: Bot) -> list[tuple[int, str]]:
    """Give the questions of the queue on disk; those in memory must be the same."""
    held = await bot.bot_data.store.queue.grouped()
    memory = bot.bot_data.clusters
    for cluster in {one.cluster for one in held}:
        assert memory.central(cluster) in [one.id for one in held if one.cluster == cluster]
    texts = " ".join(one.text for one in held)
    assert {cluster for cluster, _ in memory.like(texts, 99)} == {one.cluster for one in held}
    return [(one.cluster, one.text) for one in held]


async def test_alike_questions_in_two_languages_are_one_cluster(
    telegram: BotApi, start: Starter
) -> None:
    async with start():
        for name, language, text in WIFI[:3]:
            await asks(telegram, text, name, language)
    async with start() as bot:
        for name, language, text in WIFI[3:]:
            await asks(telegram, text, name, language)
        await asks(telegram, OTHER)
        first, second = await bot.bot_data.store.queue.open_clusters()
        assert (first.askers, first.questions) == (5, 5)
        assert first.text in [text for _, _, text in WIFI]
        assert (second.askers, second.text) == (1, OTHER)


async def test_one_person_who_asks_again_is_one_asker(telegram: BotApi, bot: Bot) -> None:
    budi = await asks(telegram, ASKED)
    await budi.says("password wifi nya apa")
    await telegram.reply()
    (cluster,) = await bot.bot_data.store.queue.open_clusters()
    assert (cluster.askers, cluster.questions) == (1, 2)


@pytest.mark.parametrize(
    "text", ["halo", "😅😅", "kapan perpustakaan pindah?", "/kocak", "cabang dibuka kembali kapan?"]
)
async def test_what_is_answered_or_no_question_is_not_in_the_queue(
    telegram: BotApi, bot: Bot, text: str
) -> None:
    budi = telegram.person("Budi", language="id")
    message = await budi.says(text)
    await telegram.reply()
    await budi.edits(message, text)
    await telegram.wait_until_quiet()
    assert await in_queue(bot) == []


async def test_what_moderators_do_not_want_answered_is_not_in_the_queue(
    telegram: BotApi, bot: Bot
) -> None:
    moderator = rina(telegram)
    await moderator.says(ASKED)
    said = await telegram.reply()
    await telegram.wait_until_quiet(1.0)
    assert len(await in_queue(bot)) == 1
    await moderator.says("/why", reply_to=said)
    await moderator.presses(await telegram.reply(), "🚫 Jangan dijawab")
    await telegram.reply()
    assert await in_queue(bot) == []
    await asks(telegram, ASKED.upper())
    assert await in_queue(bot) == []


async def test_none_of_these_puts_a_question_into_the_queue(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("cabang dibuka kembali kapan?")
    choices = await telegram.reply()
    assert await in_queue(bot) == []
    for _ in range(2):
        await budi.forges_press(choices, choices.button("Bukan semuanya").data)
        await telegram.wait_until_quiet()
    assert [text for _, text in await in_queue(bot)] == ["cabang dibuka kembali kapan?"]


async def test_a_choice_after_all_takes_the_question_out(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("cabang dibuka kembali kapan?")
    choices = await telegram.reply()
    await budi.presses(choices, "Bukan semuanya")
    await telegram.reply()
    await budi.forges_press(choices, choices.buttons[0].data)
    await telegram.reply()
    assert await in_queue(bot) == []


async def test_a_thumb_down_puts_it_in_and_a_thumb_up_takes_it_out(
    telegram: BotApi, bot: Bot
) -> None:
    group = telegram.group("Warga Awan")
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    await budi.says("/ask kapan perpustakaan pindah?", chat=group)
    said = await telegram.reply()
    await budi.presses(said, "👎")
    await sari.presses(said, "👎")
    await telegram.wait_until_quiet()
    (one,) = await bot.bot_data.store.queue.grouped()
    assert (one.cause, one.entry) == ("thumb_down", "moving-date")
    await budi.presses(said, "👍")
    await telegram.wait_until_quiet()
    assert len(await in_queue(bot)) == 1, "Sari's thumb is still down"
    await sari.presses(said, "👍")
    await telegram.wait_until_quiet()
    assert await in_queue(bot) == []


async def test_what_an_edited_message_asked_before_leaves_the_queue(
    telegram: BotApi, start: Starter
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start():
        message = await budi.says(ASKED)
        await telegram.reply()
    async with start() as bot:
        assert [text for _, text in await in_queue(bot)] == [ASKED]
        await budi.edits(message, OTHER)
        await telegram.reply()
        assert [text for _, text in await in_queue(bot)] == [OTHER]
        await budi.edits(message, "kapan perpustakaan pindah?")
        await telegram.reply()
        assert await in_queue(bot) == []


async def _recorded(bot: Bot, text: str) -> int:
    question = Question(text, "somebody", "private")
    return await bot.bot_data.store.record(question, Unanswered(Reading("id")), "id")


async def test_a_join_that_is_rolled_back_leaves_no_trace(bot: Bot) -> None:
    house, context = bot.bot_data, bot.context_types.context(bot)
    first = await _recorded(bot, ASKED)
    async with house.store.transaction():
        kept = await queueing.keep(first, ASKED, "unanswered", context)
    for text in (OTHER, "password wifinya apa"):
        with pytest.raises(sqlite3.OperationalError, match="disk"):
            async with house.store.transaction():
                number = await _recorded(bot, text)
                await queueing.keep(number, text, "unanswered", context)
                raise sqlite3.OperationalError("the disk is full")
        assert await in_queue(bot) == [(kept, ASKED)]
        assert [cluster for cluster, _ in house.clusters.like(f"{ASKED} {text}", 9)] == [kept]
    with pytest.raises(RuntimeError, match="broken"):
        async with house.store.transaction():
            await queueing.leave(first, context)
            raise RuntimeError("broken")
    assert await in_queue(bot) == [(kept, ASKED)]
    assert house.clusters.like(ASKED, 1)[0][0] == kept


async def test_a_question_that_is_there_is_kept_once(bot: Bot) -> None:
    house, context = bot.bot_data, bot.context_types.context(bot)
    number = await _recorded(bot, ASKED)
    causes: tuple[Cause, ...] = ("unanswered", "none_of_these")
    for cause in causes:
        async with house.store.transaction():
            await queueing.keep(number, ASKED, cause, context)
    (one,) = await house.store.queue.grouped()
    assert one.cause == "none_of_these"
