"""What moderators ignored for good is promised to nobody."""

from bot.context import KutipApplication
from tests.bot_api import BotApi
from tests.conversations.conftest import Starter
from tests.conversations.crowd import ASKED, SETTLED, room
from tests.conversations.moderators import rina
from tests.conversations.telling import asks

Bot = KutipApplication


async def test_who_asks_what_is_ignored_is_told_so_without_a_bell(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start(moderator_chat_id=staff.id):
        reply = await asks(telegram, budi, ASKED)
        card = await telegram.reply(chat=staff)
        await moderator.presses(card, "🚫 Abaikan")
        ignored = await telegram.reply(chat=staff)
    async with start(moderator_chat_id=staff.id) as bot:
        said = await asks(telegram, sari, ASKED)
        assert (said.text, said.labels) == (SETTLED, [])
        press = await budi.presses(reply, "🔔")
        assert await telegram.answer(press) == SETTLED
        assert (await telegram.reply(chat=budi)).labels == []
        assert await bot.bot_data.database.rows("SELECT * FROM wish") == []
        await moderator.presses(ignored, "↩︎ Kembalikan")
        await telegram.reply(chat=staff)
        said = await asks(telegram, telegram.person("Citra", language="id"), ASKED)
        assert said.text.startswith("Aku belum tahu jawabannya.")
        assert said.labels == ["🔔 Kabari saya kalau sudah ada jawabannya"]


async def test_none_of_these_promises_nothing_where_it_is_ignored(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start(moderator_chat_id=staff.id):
        await budi.presses(await asks(telegram, budi, "cabang dibuka kembali kapan?"), "Bukan")
        await telegram.reply(chat=budi)
        await moderator.presses(await telegram.reply(chat=staff), "🚫 Abaikan")
        await telegram.reply(chat=staff)
        await sari.presses(await asks(telegram, sari, "cabang dibuka kembali kapan?"), "Bukan")
        noted = await telegram.reply(chat=sari)
        assert (noted.text, noted.labels) == (SETTLED, [])


async def test_what_is_not_to_be_answered_is_not_promised_either(
    telegram: BotApi, bot: Bot
) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    said = await asks(telegram, moderator, "kapan perpustakaan pindah?")
    await telegram.wait_until_quiet(1.0)
    await moderator.says("/why", reply_to=said)
    await moderator.presses(await telegram.reply(chat=moderator), "🚫 Jangan dijawab")
    await telegram.reply(chat=moderator)
    assert (await asks(telegram, budi, "kapan perpustakaan pindah?")).text.startswith(SETTLED)


async def test_who_waited_before_it_was_ignored_may_still_stop_waiting(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    budi = telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        reply = await asks(telegram, budi, ASKED)
        await budi.presses(reply, "🔔")
        await telegram.reply(chat=budi)
        await moderator.presses(await telegram.reply(chat=staff), "🚫 Abaikan")
        await telegram.reply(chat=staff)
        press = await budi.presses(reply, "✅")
        assert await telegram.answer(press) == "Baik, tidak jadi kukabari."
        assert await bot.bot_data.database.rows("SELECT * FROM wish") == []
