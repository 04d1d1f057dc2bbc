"""People who want to hear of an answer hear of it: once, in place, in their language."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.context import KutipApplication
from bot.keeping import clear_old
from bot.mailbox import Notice
from bot.replies import Reply
from knowledge.storage.wishes import MOST, Wanted, Wish
from tests.bot_api import BotApi, Message
from tests.bot_api.trouble import How
from tests.bot_api.world import Room
from tests.conversations.conftest import Starter
from tests.conversations.moderators import rina
from tests.conversations.telling import (
    ASKED,
    ASKED_EN,
    ENTRY,
    HERE,
    KEPT,
    NOW,
    NOW_HERE,
    WISH,
    answered,
    asks,
    wants,
)

Bot = KutipApplication


async def wishes(bot: Bot) -> int:
    """Count the wishes on disk of those who are still to be told."""
    return len(await bot.bot_data.database.rows("SELECT id FROM wish WHERE told_at IS NULL"))


async def test_who_pressed_is_told_once_in_reply_to_the_question(
    telegram: BotApi, bot: Bot
) -> None:
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    asked = await budi.says(ASKED)
    reply = await telegram.reply(chat=budi)
    assert reply.labels == [WISH]
    press = await budi.presses(reply, WISH)
    assert "Kuingat selama 30 hari" in await telegram.answer(press)
    pressed = await telegram.reply(chat=budi)
    assert (pressed.labels, pressed.text) == ([KEPT], reply.text)
    await asks(telegram, sari)
    assert await answered(bot) == 1
    notice = await telegram.reply(chat=budi)
    assert notice.text.startswith(f"{NOW}\n\nMasak perlahan"), "in no other person's words"
    assert notice.reply_to == asked
    await telegram.silence(0.3)
    assert await wishes(bot) == 0


async def test_each_is_told_in_the_language_of_the_question(telegram: BotApi, bot: Bot) -> None:
    budi, ann = telegram.person("Budi", language="id"), telegram.person("Ann", language="id")
    await wants(telegram, budi)
    reply = await wants(telegram, ann, ASKED_EN)
    assert reply.labels == ["🔔 Tell me when there is an answer"]
    assert await answered(bot) == 2
    assert (await telegram.reply(chat=budi)).text.startswith(NOW)
    said = (await telegram.reply(chat=ann)).text
    assert said.startswith(f"🔔 There is an answer to your question “{ASKED_EN}” now:\n\nCook it")


async def test_an_entry_without_that_language_is_told_in_the_other(
    telegram: BotApi, bot: Bot
) -> None:
    ann = telegram.person("Ann", language="en")
    await wants(telegram, ann, ASKED_EN)
    await answered(bot, replace(ENTRY, answers={"id": "Masak perlahan empat jam."}))
    said = (await telegram.reply(chat=ann)).text
    assert "Masak perlahan empat jam.\n\nThis answer exists only in Indonesian so far." in said


async def test_a_second_press_takes_the_wish_back(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    reply = await wants(telegram, budi)
    press = await budi.presses(reply, KEPT)
    assert await telegram.answer(press) == "Baik, tidak jadi kukabari."
    assert (await telegram.reply(chat=budi)).labels == [WISH]
    assert await answered(bot) == 0
    await telegram.silence(0.3)


async def test_in_a_group_whoever_presses_waits_and_one_notice_names_nobody(
    telegram: BotApi, bot: Bot
) -> None:
    group = telegram.group("Warga", forum=True)
    people = [telegram.person(name, language="id") for name in ("Budi", "Sari", "Ucok")]
    asked = await people[0].says(f"/ask {ASKED}", chat=group, topic=7)
    reply = await telegram.reply(chat=group)
    assert reply.labels == [HERE, "🗑"]
    for count, person in enumerate(people, 1):
        await person.presses(reply, HERE)
        assert (await telegram.reply()).labels == [f"🔔 Kabari saya ({count} menunggu)", "🗑"]
    await people[2].presses(reply, HERE)
    assert (await telegram.reply()).labels[0] == "🔔 Kabari saya (2 menunggu)"
    assert await answered(bot) == 2, "people, in one message"
    notice = await telegram.reply(chat=group)
    assert (notice.reply_to, notice.thread) == (asked, 7)
    assert notice.text.startswith(f"{NOW_HERE}\n\nMasak perlahan")
    assert [person.name for person in people if person.name in notice.text] == []
    await telegram.silence(0.3)


async def test_one_who_asks_twice_in_private_is_told_once(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await wants(telegram, budi)
    assert (await asks(telegram, budi)).labels == [KEPT], "it shows that the wish stands already"
    await wants(telegram, budi, "di mana tempat parkir sepeda?")
    assert await answered(bot) == 1, "two clusters that prove to be one"
    await telegram.reply(chat=budi)
    await telegram.silence(0.3)


async def test_under_none_of_these_stands_the_bell_too(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    asked = await budi.says("cabang dibuka kembali kapan?")
    await budi.presses(await telegram.reply(), "Bukan semuanya")
    noted = await telegram.reply()
    assert noted.labels == [WISH]
    await budi.presses(noted, WISH)
    assert (await telegram.reply()).labels == [KEPT]
    await answered(bot)
    assert (await telegram.reply()).reply_to == asked


async def test_who_presses_when_it_is_answered_already_sees_the_answer_at_once(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    asked = await budi.says(ASKED)
    reply = await telegram.reply()
    await answered(bot)
    press = await budi.presses(reply, WISH)
    first, second = await telegram.replies(2)
    assert await telegram.answer(press) == "Ternyata sudah ada jawabannya."
    assert (first.text.startswith(NOW), first.reply_to) == (True, asked)
    assert (second.id, second.labels) == (reply.id, [])
    assert await wishes(bot) == 0


async def test_made_up_presses_keep_nothing(telegram: BotApi, bot: Bot) -> None:
    budi, eve = telegram.person("Budi", language="id"), telegram.person("Eve", language="id")
    group = telegram.group("Warga")
    await asks(telegram, budi)
    other = await asks(telegram, eve, "resep soto ayam kampung lamongan")
    in_group = await asks(telegram, eve, "resep gado gado siram surabaya", group)
    answer = await asks(telegram, eve, "perpustakaan pindah ke mana?")
    for message in (other, in_group, answer):
        for data in ("w:1", "w:999", "w:e:id:late-fees", "w:e:en:nothing"):
            press = await eve.forges_press(message, data)
            assert "tidak berlaku" in await telegram.answer(press)
    await telegram.silence(0.2)
    assert await wishes(bot) == 0


async def test_a_stranger_cannot_wish_under_a_private_reply(telegram: BotApi, bot: Bot) -> None:
    budi, eve = telegram.person("Budi", language="id"), telegram.person("Eve", language="id")
    reply = await asks(telegram, budi)
    press = await eve.forges_press(reply, reply.button(WISH).data)
    assert "tidak berlaku" in await telegram.answer(press)
    assert await wishes(bot) == 0


async def test_wishes_have_an_end_to_their_number(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    reply = await asks(telegram, budi)
    for number in range(MOST):
        wish = Wish(budi.id, number, None, "id")
        await bot.bot_data.store.wishes.turn(
            f"telegram:{budi.id}", Wanted(entry=f"entry-{number}"), wish, timedelta(days=1)
        )
    press = await budi.presses(reply, WISH)
    assert "paling banyak segitu" in await telegram.answer(press)
    assert await wishes(bot) == MOST


async def test_an_edited_question_takes_its_wish_along(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    asked = await budi.says(ASKED)
    await budi.presses(await telegram.reply(), WISH)
    await telegram.reply()
    await budi.edits(asked, "perpustakaan pindah ke mana?")
    assert (await telegram.reply()).text.startswith("Perpustakaan pindah ke Jalan Melati 7.")
    assert await wishes(bot) == 0


async def test_the_wish_survives_a_restart_and_holds_no_text_and_no_shared_hash(
    telegram: BotApi, start: Starter
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start() as bot:
        await wants(telegram, budi)
        (wish,) = await bot.bot_data.database.rows("SELECT * FROM wish")
        (question,) = await bot.bot_data.database.rows("SELECT * FROM question")
        assert wish["person"] != question["asker"]
        assert ASKED not in str(tuple(wish))
    async with start() as bot:
        await answered(bot)
        assert (await telegram.reply(chat=budi)).text.startswith(NOW)


async def _report(telegram: BotApi, who: Room) -> str:
    """Wait until the moderator hears how many were told."""
    while "Kabar terkirim" not in (said := (await telegram.reply(chat=who)).text):
        pass
    return said


async def _command(telegram: BotApi) -> Message:
    """Have a moderator write something that a report can go to."""
    moderator = rina(telegram)
    command = await moderator.says("/help")
    await telegram.reply(chat=moderator)
    return command


async def test_who_cannot_be_reached_is_counted_and_not_tried_again(
    telegram: BotApi, bot: Bot
) -> None:
    command, group = await _command(telegram), telegram.group("Warga")
    budi, sari, ucok = (telegram.person(name, language="id") for name in ("Budi", "Sari", "Ucok"))
    for person in (budi, sari):
        await wants(telegram, person)
    asked = await ucok.says(ASKED)
    await ucok.presses(await telegram.reply(), WISH)
    await telegram.reply()
    await wants(telegram, budi, "resep soto lamongan asli", group)
    sari.blocks_the_bot()
    group.kicks_the_bot()
    ucok.deletes(asked)
    await telegram.wait_until_quiet()
    assert await answered(bot, report_to=command) == 3, "Budi waits in two places"
    assert await _report(telegram, command.chat) == "🔔 Kabar terkirim: 2. Tidak sampai: 2."
    told = {message.chat.id: message for message in telegram.messages if NOW in message.text}
    assert set(told) == {budi.id, ucok.id}
    assert told[ucok.id].reply_to is None
    calls = [
        int(str(call.chat_id))
        for call in telegram.calls("sendMessage")
        if "sekarang sudah ada jawabannya" in str(call.parameters)
    ]
    assert sorted(calls) == sorted((budi.id, sari.id, ucok.id, group.id))
    parked, dead, _ = await bot.bot_data.mailbox.faults(except_chat=0)
    assert (parked, dead) == (0, 0), "the report has told of them"


async def test_who_blocked_the_bot_is_forgotten(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    answer = await asks(telegram, budi, "perpustakaan pindah ke mana?")
    await budi.presses(answer, "🔔")
    await telegram.reply()
    await wants(telegram, budi)
    budi.blocks_the_bot()
    await answered(bot)
    await telegram.wait_until_quiet()
    assert await wishes(bot) == 0


@pytest.mark.parametrize("lost", ["refused so far", "on the way"])
async def test_a_restart_in_the_middle_tells_each_once_at_most_and_reports(
    telegram: BotApi, start: Starter, lost: str
) -> None:
    people = [telegram.person(f"Orang {number}", language="id") for number in range(4)]
    async with start() as bot:
        command = await _command(telegram)
        for person in people:
            await wants(telegram, person)
        how: How = "hang" if lost == "on the way" else "429"
        telegram.fail("sendMessage", times=None, how=how, retry_after=60, chat=people[2])
        telegram.fail("sendMessage", times=None, how="429", retry_after=60, chat=people[3])
        await answered(bot, report_to=command)
        for person in people[:2]:
            assert (await telegram.reply(chat=person)).text.startswith(NOW)
        await asyncio.sleep(0.4)
    telegram.heal()
    async with start():
        said = await _report(telegram, command.chat)
        await telegram.wait_until_quiet()
    told = sorted(message.chat.id for message in telegram.messages if NOW in message.text)
    arrived = [person.id for person in people if lost != "on the way" or person is not people[2]]
    assert told == sorted(arrived), "nobody twice"
    assert said == f"🔔 Kabar terkirim: {len(arrived)}. Tidak sampai: {4 - len(arrived)}."


async def test_wishes_follow_a_group_to_the_supergroup_that_it_becomes(
    telegram: BotApi, bot: Bot
) -> None:
    group, budi = telegram.group("Warga"), telegram.person("Budi", language="id")
    await wants(telegram, budi, ASKED, group)
    telegram.upgrade_to_supergroup(group)
    await telegram.wait_until_quiet()
    await answered(bot)
    notice = await telegram.reply(chat=group)
    said = f"{NOW_HERE}\n\nBagaimana resep rendang?\n\nMasak perlahan"
    assert notice.reply_to is None
    assert notice.text.startswith(said), "nothing else says what it is about"


async def test_a_notice_finds_the_supergroup_where_only_the_refusal_tells_of_it(
    telegram: BotApi, bot: Bot
) -> None:
    command, group = await _command(telegram), telegram.group("Warga")
    await wants(telegram, telegram.person("Budi", language="id"), ASKED, group)
    telegram.upgrade_to_supergroup(group, announce=())
    await answered(bot, report_to=command)
    assert (await telegram.reply(chat=group)).text.startswith(NOW_HERE)
    assert await _report(telegram, command.chat) == "🔔 Kabar terkirim: 1. Tidak sampai: 0."


async def test_wishes_expire(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await wants(telegram, budi)
    await bot.bot_data.database.execute("UPDATE wish SET expires_at = '2026-01-01T00:00:00.000Z'")
    assert await answered(bot) == 0
    await wants(telegram, budi, "resep soto lamongan asli")
    await bot.bot_data.database.execute("UPDATE wish SET expires_at = '2026-01-01T00:00:00.000Z'")
    await clear_old(bot.bot_data)
    assert await wishes(bot) == 0


async def test_many_notices_do_not_hold_up_an_answer(telegram: BotApi, start: Starter) -> None:
    budi = telegram.person("Budi", language="id")
    people = [telegram.person(f"Orang {number}", language="id") for number in range(120)]
    async with start() as bot:
        for person in (budi, *people):
            person.bot_status = "member"
        notices = [Notice(person.id, Reply(("kabar",))) for person in people]
        async with bot.bot_data.store.transaction():
            await bot.bot_data.mailbox.broadcast(notices, None, "id")
        await asyncio.sleep(1.0)
        await budi.says("perpustakaan pindah ke mana?")
        began = time.monotonic()
        await telegram.reply(chat=budi)
        assert time.monotonic() - began < 1.0
        waiting = len(people) - sum(message.text == "kabar" for message in telegram.messages)
        assert waiting > 30, "the answer went before many of the notices"
        await telegram.wait_until_quiet(within=20)


async def test_in_a_group_an_answer_does_not_stand_behind_notices(
    telegram: BotApi, bot: Bot
) -> None:
    group, budi = telegram.group("Warga"), telegram.person("Budi", language="id")
    await budi.says("/help", chat=group)
    await telegram.reply()
    notices = [Notice(group.id, Reply((f"kabar {number}",))) for number in range(12)]
    async with bot.bot_data.store.transaction():
        await bot.bot_data.mailbox.broadcast(notices, None, "id")
    await budi.says("/ask perpustakaan pindah ke mana?", chat=group)
    said = [(await telegram.reply(within=10, chat=group)).text for _ in range(8)]
    assert any("Jalan Melati 7" in text for text in said)
