"""Not all that is said under a card is an answer to it."""

import pytest

from bot.context import KutipApplication
from tests.bot_api import BotApi
from tests.conversations.conftest import Starter
from tests.conversations.crowd import ANSWER, asks, card_in, room
from tests.conversations.moderators import rina, tono

Bot = KutipApplication


async def _drafts(bot: Bot) -> int:
    return len(await bot.bot_data.database.rows("SELECT id FROM draft"))


@pytest.mark.parametrize(
    "said", ["makasih", "I'll do it", "oke siap!", "halo, selamat pagi semuanya kak"]
)
async def test_a_remark_begins_nothing_until_it_is_said_to_be_the_answer(
    telegram: BotApi, start: Starter, said: str
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        card = await card_in(telegram, staff)
        remark = await moderator.says(said, chat=staff, reply_to=card)
        question = await telegram.reply(chat=staff)
        assert question.text.startswith(f"Apakah “{said}” jawaban untuk kartu itu?")
        assert (question.reply_to, question.labels) == (remark, ["✅ Ya, itu jawabannya"])
        assert await _drafts(bot) == 0
        assert "dikerjakan" not in card.now.text
    async with start(moderator_chat_id=staff.id) as bot:
        press = await moderator.presses(question, "✅ Ya")
        preview = await telegram.reply(chat=moderator)
        assert f"\n\n{said}\n\n" in preview.text
        assert await telegram.answer(press) == "Kulanjutkan di obrolan pribadi kita."


@pytest.mark.parametrize("said", ["Lantai 3", "Rp50.000", "https://awan.example/wifi", ANSWER])
async def test_a_short_answer_with_a_number_or_a_link_is_one(
    telegram: BotApi, start: Starter, said: str
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id):
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        card = await card_in(telegram, staff)
        await moderator.says(said, chat=staff, reply_to=card)
        assert said in (await telegram.reply(chat=moderator)).text


async def test_a_remark_in_private_and_one_under_a_card_that_is_gone(
    telegram: BotApi, start: Starter
) -> None:
    moderator = rina(telegram)
    async with start() as bot:
        await asks(telegram, "password wifi apa ya?")
        await moderator.says("/unanswered")
        page = await telegram.reply(chat=moderator)
        remark = await moderator.says("di meja", reply_to=page)
        question = await telegram.reply(chat=moderator)
        assert question.reply_to == remark
        remark.chat.messages.pop(remark.id)
        await moderator.presses(page, "🚫 Abaikan")
        await telegram.reply(chat=moderator)
        await moderator.presses(question, "✅ Ya")
        assert (await telegram.reply(chat=moderator)).text.startswith("🚫 Diabaikan")
        assert await _drafts(bot) == 0


async def test_what_follows_a_press_in_the_group_is_said_to_stand_in_private(
    telegram: BotApi, start: Starter
) -> None:
    staff, first, second = room(telegram), rina(telegram), tono(telegram)
    async with start(moderator_chat_id=staff.id):
        for who in (first, second):
            await who.says("/start")
            await telegram.reply(chat=who)
        card = await card_in(telegram, staff)
        for who, label in (
            (first, "🔗 Tautkan"), (first, "✍️ Jawab"), (first, "🤷 Tidak"), (second, "✍️ Jawab"),
        ):  # fmt: skip
            press = await who.presses(card, label)
            assert await telegram.answer(press) == "Kulanjutkan di obrolan pribadi kita."
