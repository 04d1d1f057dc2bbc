"""Nothing is lost, nothing is answered twice."""

import asyncio
import logging
import sqlite3
import time
from contextlib import closing

import pytest
from telegram import Bot

from bot.context import KutipApplication
from tests.bot_api import BotApi
from tests.bot_api.trouble import How
from tests.conversations.conftest import Starter

QUESTION, ANSWER = "perpustakaan pindah ke mana?", "Perpustakaan pindah ke Jalan Melati 7."


async def test_the_same_update_again_is_not_answered_again(
    telegram: BotApi, start: Starter
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start() as bot:
        await budi.says(QUESTION)
        await telegram.reply()
        telegram.repeat(telegram.last_update_id)
        await telegram.silence(0.3)
    async with start() as bot:
        telegram.repeat(telegram.last_update_id)
        await telegram.silence(0.3)
        assert len(await bot.bot_data.database.rows("SELECT id FROM question")) == 1


async def test_what_is_done_and_sent_leaves_no_text_in_the_mailbox(
    telegram: BotApi, bot: KutipApplication
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says(QUESTION)
    await telegram.reply()
    await asyncio.sleep(1.0)
    rows = await bot.bot_data.database.rows(
        "SELECT state, payload FROM inbox UNION ALL SELECT state, payload FROM outbox"
    )
    assert [tuple(row) for row in rows] == [("done", None), ("sent", None)]


@pytest.mark.parametrize("how", ["502", "502-html", "500", "reset", "reset-after"])
async def test_a_reply_gets_through_trouble(
    telegram: BotApi, bot: KutipApplication, how: How
) -> None:
    telegram.fail("sendMessage", times=2, how=how)
    budi = telegram.person("Budi", language="id")
    await budi.says(QUESTION)
    assert (await telegram.reply(within=8)).text.startswith(ANSWER)


async def test_a_limited_chat_waits_its_time_and_no_other_does(
    telegram: BotApi, bot: KutipApplication
) -> None:
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    telegram.fail("sendMessage", times=1, how="429", retry_after=2, chat=budi.id)
    began = time.monotonic()
    await budi.says(QUESTION)
    await sari.says(QUESTION)
    first = await telegram.reply()
    assert first.chat == sari
    assert time.monotonic() - began < 1.5
    second = await telegram.reply(within=6)
    assert second.chat == budi
    assert time.monotonic() - began >= 2


async def test_who_blocked_the_bot_is_not_tried_again(
    telegram: BotApi, bot: KutipApplication
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says(QUESTION)
    await telegram.reply()
    await budi.says(QUESTION)
    budi.blocks_the_bot()
    await telegram.wait_until_quiet(0.5)
    refused = [call for call in telegram.calls("sendMessage") if not call.ok]
    assert len(refused) <= 1
    rows = await bot.bot_data.database.rows("SELECT id FROM outbox WHERE state = 'waiting'")
    assert rows == []


async def test_a_poison_update_is_parked_and_holds_up_nobody(
    telegram: BotApi,
    bot: KutipApplication,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    budi = telegram.person("Budi", language="id")
    with caplog.at_level(logging.CRITICAL):
        telegram.inject({"message": {"message_id": "no number", "chat": {"id": 5}}})
        await budi.says(QUESTION)
        assert (await telegram.reply()).text.startswith(ANSWER)
        await asyncio.sleep(2)
    rows = await bot.bot_data.database.rows("SELECT tries FROM inbox WHERE state = 'parked'")
    assert [row[0] for row in rows] == [3]


async def test_a_group_that_becomes_a_supergroup_gets_its_reply(
    telegram: BotApi, bot: KutipApplication
) -> None:
    group = telegram.group("Warga Awan", supergroup=False)
    budi = telegram.person("Budi", language="id")
    telegram.fail("sendMessage", times=1, how="502")
    await budi.says(f"/ask {QUESTION}", chat=group)
    telegram.upgrade_to_supergroup(group)
    assert (await telegram.reply(within=8)).text.startswith(ANSWER)


async def test_telegram_down_at_the_start_is_waited_out(telegram: BotApi, start: Starter) -> None:
    budi = telegram.person("Budi", language="id")
    telegram.fail("getMe", times=2, how="502")
    await budi.says(QUESTION)
    async with start():
        assert (await telegram.reply(within=8)).text.startswith(ANSWER)


async def test_one_line_tells_of_a_second_instance(
    telegram: BotApi, bot: KutipApplication, caplog: pytest.LogCaptureFixture
) -> None:
    async with Bot("42:TEST", base_url=f"{telegram.url}/bot") as rival:
        await asyncio.sleep(0.3)  # the first one polls
        with caplog.at_level(logging.WARNING):
            await rival.get_updates(timeout=1)
            await asyncio.sleep(1)
    budi = telegram.person("Budi", language="id")
    await budi.says(QUESTION)
    assert (await telegram.reply(within=10)).text.startswith(ANSWER)
    lines = [record.message for record in caplog.records if record.name.startswith("bot")]
    assert lines == ["Another Kutip polls with this token. Stop one of the two."]


async def test_what_was_sent_is_marked_though_nothing_else_happens(
    telegram: BotApi, bot: KutipApplication
) -> None:
    await telegram.person("Sari").says(QUESTION)
    await telegram.reply()
    deadline = time.monotonic() + 0.3  # idle marks are committed after half a second
    with closing(sqlite3.connect(bot.bot_data.settings.database_path)) as file:
        while file.execute("SELECT count(*) FROM outbox WHERE state = 'waiting'").fetchone()[0]:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)
