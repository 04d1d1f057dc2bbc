"""A flood slows down whoever makes it, is told once, and nothing of it is left unanswered."""

import time

from tests.bot_api import BotApi
from tests.conversations.conftest import Starter

QUESTION, ANSWER = "perpustakaan pindah ke mana?", "Perpustakaan pindah ke Jalan Melati 7."
TOLD = "Wah, banyak sekali pesanmu sekaligus."
SLOW = {"flood_burst": 5, "flood_per_minute": 240}


async def test_one_persons_flood_is_slowed_told_once_and_answered(
    telegram: BotApi, start: Starter
) -> None:
    banjir, sari = telegram.person("Banjir", language="id"), telegram.person("Sari", language="id")
    for _ in range(12):
        await banjir.says(QUESTION)
    async with start(**SLOW):
        began = time.monotonic()
        await telegram.reply(chat=banjir)
        await sari.says(QUESTION)
        await telegram.reply(chat=sari)
        assert time.monotonic() - began < 1
        heard = [await telegram.reply(chat=banjir) for _ in range(12)]
        assert time.monotonic() - began > 1
    told = [message for message in heard if message.text.startswith(TOLD)]
    assert len(told) == 1
    assert sum(message.text.startswith(ANSWER) for message in heard) == 11


async def test_who_waits_for_each_answer_does_not_flood(telegram: BotApi, start: Starter) -> None:
    sari = telegram.person("Sari", language="id")
    async with start(**SLOW):
        for _ in range(12):
            await sari.says(QUESTION)
            assert (await telegram.reply(within=1)).text.startswith(ANSWER)


async def test_in_a_group_the_others_do_not_wait_for_a_flooder(
    telegram: BotApi, start: Starter
) -> None:
    group = telegram.group("Warga Awan")
    banjir, sari = telegram.person("Banjir", language="id"), telegram.person("Sari", language="id")
    asked = [await banjir.says(f"/ask {QUESTION}", chat=group) for _ in range(9)]
    last = await sari.says(f"/ask {QUESTION}", chat=group)
    async with start(**SLOW, sends_per_second=0):
        heard = [await telegram.reply(within=8) for _ in range(11)]
    told = [message for message in heard if message.text.startswith(TOLD)]
    answered = [message.reply_to for message in heard if message.text.startswith(ANSWER)]
    assert len(told) == 1
    assert answered == [*asked[:5], last, *asked[5:]]


async def test_talk_among_others_in_a_group_is_no_flood(telegram: BotApi, start: Starter) -> None:
    group = telegram.group("Warga Awan")
    ani = telegram.person("Ani", language="id")
    for _ in range(40):
        await ani.says("besok jadi kumpul?", chat=group)
    await ani.says(f"/ask {QUESTION}", chat=group)
    async with start(**SLOW):
        assert (await telegram.reply()).text.startswith(ANSWER)
        await telegram.silence(0.3)


async def test_presses_of_a_flooder_in_a_group_do_not_hold_up_the_others(
    telegram: BotApi, start: Starter
) -> None:
    group = telegram.group("Warga Awan")
    banjir, sari = telegram.person("Banjir", language="id"), telegram.person("Sari", language="id")
    async with start(**SLOW, sends_per_second=0):
        await sari.says(f"/ask {QUESTION}", chat=group)
        reply = await telegram.reply()
        for _ in range(30):
            await banjir.forges_press(reply, "x")
        await sari.says(f"/ask {QUESTION}", chat=group)
        began = time.monotonic()
        while not (await telegram.reply()).text.startswith(ANSWER):
            pass
        assert time.monotonic() - began < 1.5


async def test_a_press_is_acknowledged_though_many_answers_wait_to_be_sent(
    telegram: BotApi, start: Starter
) -> None:
    sari = telegram.person("Sari", language="id")
    async with start(sends_per_second=2):
        await sari.says("/topics")
        menu = await telegram.reply()
        for number in range(60):  # thirty go out at once, the others two a second
            await telegram.person(f"Orang {number}", language="id").says(QUESTION)
        await telegram.replies(29, within=10)
        began = time.monotonic()
        press = await sari.forges_press(menu, "x")
        while not press.answered:
            await telegram.wait_until_quiet(0.05, within=20)
            assert time.monotonic() - began < 2
