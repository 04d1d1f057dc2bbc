"""Disks, chats and limits that give trouble: clear words, nothing lost, and on it goes."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot.alarms import tell_of_faults
from bot.context import KutipApplication
from bot.mailbox import Notice
from bot.replies import Reply
from knowledge.database import DatabaseError
from tests.bot_api import BotApi, Limits
from tests.bot_api.trouble import Order
from tests.conversations.conftest import MODERATOR, Starter

Bot = KutipApplication
QUESTION, ANSWER = "perpustakaan pindah ke mana?", "Perpustakaan pindah ke Jalan Melati 7."


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    rooms = ("bot", "knowledge")
    return [one.getMessage() for one in caplog.records if one.name.split(".")[0] in rooms]


@pytest.mark.parametrize(
    ("on", "off", "words"),
    [
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF", "it is read-only"),
        ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000", "the disk is full"),
    ],
    ids=["read-only", "full"],
)
async def test_a_disk_that_takes_nothing_is_told_and_recovered_from(
    telegram: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture, on: str, off: str, words: str
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/start")
    await telegram.reply()
    await asyncio.sleep(0.6)  # idle marks are on disk
    with caplog.at_level(logging.ERROR):
        await bot.bot_data.database.rows(on)
        await budi.says(QUESTION + " " + "x" * 3900)
        await telegram.silence(0.5)
        assert not telegram.updates.is_empty, "Telegram keeps what we cannot"
        await bot.bot_data.database.rows(off)
        assert await telegram.reply(within=5)
    assert any(words in line for line in lines(caplog))
    assert len(lines(caplog)) <= 2


async def test_a_database_deleted_while_running_loses_nothing(
    telegram: BotApi, start: Starter, tmp_path: Path
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start():
        await budi.says(QUESTION)
        await telegram.reply()
        for suffix in ("", "-wal", "-shm"):
            (tmp_path / f"kutip.sqlite3{suffix}").unlink()
        await budi.says(QUESTION)
        await telegram.reply()
    async with start() as bot:
        await telegram.silence(0.5)
        assert len(await bot.bot_data.database.rows("SELECT id FROM question")) == 2


async def test_a_second_bot_on_the_same_database_is_refused(start: Starter) -> None:
    async with start():
        with pytest.raises(DatabaseError, match=r"another Kutip is running on it\. Stop that one"):
            await start().__aenter__()


@pytest.mark.parametrize(
    "announce", [("to", "from"), ("from", "to"), ("to",), ("from",), ()], ids="-".join
)
async def test_a_group_that_moves_takes_everything_along(
    telegram: BotApi, start: Starter, announce: tuple[str, ...]
) -> None:
    group, budi = telegram.group("Warga Awan"), telegram.person("Budi", language="id")
    old = group.id
    async with start() as bot:
        telegram.fail("sendMessage", times=1, how="502", chat=old)
        await budi.says(f"/ask {QUESTION}", chat=group)
        new = telegram.upgrade_to_supergroup(group, announce)
        assert (await telegram.reply(within=8)).chat.id == new
        await telegram.wait_until_quiet()
        async with bot.bot_data.store.transaction():
            await bot.bot_data.mailbox.tell(old, Reply(("kabar",)))
        assert (await telegram.reply()).chat.id == new
    refusals = len([call for call in telegram.sent if "upgraded" in call.error])
    async with start() as bot:
        async with bot.bot_data.store.transaction():
            await bot.bot_data.mailbox.tell(old, Reply(("kabar lagi",)))
        assert (await telegram.reply()).chat.id == new
    assert len([call for call in telegram.sent if "upgraded" in call.error]) == refusals


async def test_bursts_into_groups_stay_within_telegrams_limits(telegram: BotApi, bot: Bot) -> None:
    telegram.troubles.limits = Limits()
    groups = [telegram.group(f"Grup {n}", supergroup=True) for n in range(4)]
    people = [telegram.person(f"Orang {n}", language="id") for n in range(4)]
    for _ in range(5):
        for person, group in zip(people, groups, strict=True):
            await person.says(f"/ask {QUESTION}", chat=group)
    await telegram.replies(20, within=20)
    limited = [call for call in telegram.calls("sendMessage") if not call.ok]
    assert len(limited) <= 4, "one 429 a chat tells enough"


async def test_a_notice_that_may_not_come_twice_is_made_once(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/start")
    await telegram.reply()
    telegram.fail("sendMessage", times=1, how="reset-after")
    async with bot.bot_data.store.transaction():
        notice = Notice(budi.id, Reply(("pengumuman",)))
        await bot.bot_data.mailbox.broadcast([notice], None, "id")
    await telegram.wait_until_quiet(1.5)
    heard = [message.text for message in telegram.skip_replies()]
    assert heard == ["pengumuman"]


async def test_broken_html_goes_as_plain_text(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/start")
    await telegram.reply()
    async with bot.bot_data.store.transaction():
        await bot.bot_data.mailbox.tell(budi.id, Reply(("<b>tebal &amp; miring",)))
    assert (await telegram.reply()).text == "tebal & miring"


async def test_all_that_waits_for_who_blocked_the_bot_is_given_up_at_once(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/start")
    await telegram.reply()
    telegram.fail("sendMessage", times=1, how="502")
    async with bot.bot_data.store.transaction():
        for number in range(10):
            await bot.bot_data.mailbox.tell(budi.id, Reply((f"kabar {number}",)))
    budi.blocks_the_bot()
    await telegram.wait_until_quiet(1.0)
    assert len([call for call in telegram.sent if "blocked" in call.error]) == 1
    rows = await bot.bot_data.database.rows("SELECT count(*) FROM outbox WHERE state = 'dead'")
    assert rows[0][0] == 10
    budi.unblocks_the_bot()
    await telegram.wait_until_quiet(0.3)
    telegram.skip_replies()
    await budi.says(QUESTION)
    assert (await telegram.reply()).text.startswith(ANSWER)


async def test_a_reply_that_was_deleted_is_sent_anew_when_the_question_is_edited(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    asked = await budi.says("gedung lama dijadikan apa?")
    budi.deletes(await telegram.reply())
    await budi.edits(asked, QUESTION)
    again = await telegram.reply()
    assert again.text.startswith(ANSWER)
    assert not again.edited


async def test_moderators_hear_once_of_what_was_parked_and_given_up(
    telegram: BotApi, start: Starter, caplog: pytest.LogCaptureFixture
) -> None:
    staff, budi = telegram.group("Moderator"), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        with caplog.at_level(logging.CRITICAL):
            telegram.inject({"message": {"message_id": "no number", "chat": {"id": 5}}})
            await asyncio.sleep(2)
        async with bot.bot_data.store.transaction():
            await bot.bot_data.mailbox.tell(99_999, Reply(("ke chat yang tidak ada",)))
        await asyncio.sleep(0.5)
        await tell_of_faults(bot)
        told = await telegram.reply(chat=staff)
        assert "tidak bisa diproses: 1" in told.text
        assert "tidak bisa dikirim: 1" in told.text
        await tell_of_faults(bot)
        await telegram.silence(0.3)
    assert budi.bot_status == "unstarted"


async def test_a_press_is_acknowledged_in_spite_of_trouble_and_dropped_when_too_late(
    telegram: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/topics")
    menu = await telegram.reply()
    telegram.fail("answerCallbackQuery", times=2, how="502")
    with caplog.at_level(logging.INFO):
        press = await budi.presses(menu, "Kepindahan")
        late = await budi.forges_press(menu, "x")
        late.expires()
        await telegram.wait_until_quiet(1.5)
    assert press.answered
    assert not late.answered
    assert lines(caplog) == []


async def test_a_press_that_telegram_limits_is_acknowledged_in_its_time(
    telegram: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/topics")
    menu = await telegram.reply()
    telegram.fail("answerCallbackQuery", times=1, how="429", retry_after=2)
    with caplog.at_level(logging.INFO):
        press = await budi.presses(menu, "Kepindahan")
        assert (await telegram.reply()).edited, "the chat does not wait for it"
        await telegram.answer(press)
    first, second = telegram.calls("answerCallbackQuery")
    assert second.at - first.at >= 2
    assert lines(caplog) == []


@pytest.mark.parametrize(
    "order",
    [{"how": "429", "retry_after": 2, "times": 1}, {"how": "502", "times": 2}],
    ids=["limited", "out of reach"],
)
async def test_what_a_handler_asks_of_telegram_is_asked_again_in_its_time(
    telegram: BotApi, bot: Bot, order: Order, caplog: pytest.LogCaptureFixture
) -> None:
    mira = telegram.person("Mira", language="id", id=MODERATOR)
    telegram.fail("sendChatAction", **order)
    with caplog.at_level(logging.INFO):
        await mira.says("/doctor")
        await telegram.reply(within=10)
    calls = telegram.calls("sendChatAction")
    assert len(calls) == (order["times"] or 0) + 1
    assert calls[1].at - calls[0].at >= order.get("retry_after", 0.5)
    assert all("waits (" in line for line in lines(caplog))
    rows = await bot.bot_data.database.rows("SELECT state, tries FROM inbox")
    assert [tuple(row) for row in rows] == [("done", 0)]


async def test_an_update_that_is_done_has_no_second_effect_though_its_handler_fails_after(
    telegram: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("cabang dibuka kembali kapan?")
    reply = await telegram.reply()
    with caplog.at_level(logging.CRITICAL), pytest.MonkeyPatch.context() as patch:

        async def fail(*_: object) -> None:
            raise ZeroDivisionError

        patch.setattr(type(bot.bot_data.mailbox), "acknowledge", fail)
        await budi.forges_press(reply, "f:1:up")
        await telegram.wait_until_quiet(1.0)
    rows = await bot.bot_data.database.rows("SELECT state, tries FROM inbox ORDER BY update_id")
    assert [tuple(row) for row in rows][-1] == ("done", 0)
