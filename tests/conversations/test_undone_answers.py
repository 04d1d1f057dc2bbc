"""An answer is undone: its questions wait again, and so does everybody who was told of it."""

from dataclasses import replace

import pytest

from bot.context import KutipApplication
from knowledge.storage.moderation import Moderator
from tests.bot_api import BotApi
from tests.bot_api.groups import Group
from tests.bot_api.messages import Message
from tests.bot_api.people import Person
from tests.conversations.conftest import Starter
from tests.conversations.crowd import ANSWER, ASKED, room
from tests.conversations.moderators import restored, rina
from tests.conversations.telling import KEPT, wants

Bot = KutipApplication
GUESTS = "internet buat tamu gimana"
BETTER = "Kata sandi wifi ada di balik kartu anggota."
UNDONE = "🔔 Jawaban yang kukabarkan untuk pertanyaan ini ditarik lagi oleh moderator."


async def _answers(telegram: BotApi, moderator: Person, card: Message, answer: str) -> Message:
    """Reply to a card, save, and give what is said of the save."""
    await moderator.says(answer, chat=card.chat, reply_to=card.now)
    await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
    return await telegram.reply(chat=moderator)


async def _history(telegram: BotApi, moderator: Person) -> Message:
    await telegram.wait_until_quiet(1.3)
    telegram.skip_replies()
    await moderator.says("/history")
    return await telegram.reply(chat=moderator)


async def _hears(telegram: BotApi, who: Person | Group, beginning: str) -> Message:
    """Wait for a message, past edits of earlier ones."""
    while not (said := await telegram.reply(chat=who)).text.startswith(beginning):
        pass
    return said


async def test_who_was_told_waits_again_and_is_told_of_the_next_answer(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    budi, group = telegram.person("Budi", language="id"), telegram.group("Warga")
    async with start(moderator_chat_id=staff.id):
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        asked = await budi.says(ASKED)
        await budi.presses(await telegram.reply(chat=budi), "🔔")
        card = await telegram.reply(chat=staff)
        await wants(telegram, budi, ASKED, group)
        await telegram.wait_until_quiet(1.3)
        saved = await _answers(telegram, moderator, card, ANSWER)
        assert "Sedang mengabari 1 orang yang menunggu." in saved.text
        await _hears(telegram, budi, f"🔔 Pertanyaanmu “{ASKED}” sekarang")
    async with start(moderator_chat_id=staff.id):
        history = await _history(telegram, moderator)
        done = await restored(telegram, moderator, history, 1)
        assert done.text.startswith("🗄 Ditarik: password-wifi-apa.")
        assert "Sedang mengabari 1 orang yang menunggu." in done.text
        again = await _hears(telegram, budi, UNDONE)
        assert (again.reply_to, again.labels) == (asked, [KEPT])
        assert (await _hears(telegram, group, UNDONE)).labels == []
    async with start(moderator_chat_id=staff.id) as bot:
        await telegram.wait_until_quiet(1.3)
        telegram.skip_replies()
        await _answers(telegram, moderator, card, BETTER)
        assert BETTER in (await _hears(telegram, budi, "🔔 Pertanyaanmu")).text
        assert BETTER in (await _hears(telegram, group, "🔔 Pertanyaan ini sekarang")).text
        left = await bot.bot_data.database.rows("SELECT * FROM wish WHERE told_at IS NULL")
        assert left == []


async def test_who_does_not_want_to_wait_again_says_so(telegram: BotApi, start: Starter) -> None:
    staff, moderator = room(telegram), rina(telegram)
    budi = telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        await wants(telegram, budi, ASKED)
        card = await telegram.reply(chat=staff)
        await _answers(telegram, moderator, card, ANSWER)
        await restored(telegram, moderator, await _history(telegram, moderator), 1)
        press = await budi.presses(await _hears(telegram, budi, UNDONE), KEPT)
        assert await telegram.answer(press) == "Baik, tidak jadi kukabari."
        assert await bot.bot_data.database.rows("SELECT * FROM wish") == []


@pytest.mark.parametrize("way", ["forgets", "expires", "blocks"])
async def test_who_is_gone_does_not_come_back(telegram: BotApi, start: Starter, way: str) -> None:
    staff, moderator = room(telegram), rina(telegram)
    budi = telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        await wants(telegram, budi, ASKED)
        card = await telegram.reply(chat=staff)
        await telegram.person("Sari", language="id").says(ASKED)
        await _answers(telegram, moderator, card, ANSWER)
        await telegram.wait_until_quiet(1.3)
        telegram.skip_replies()
        if way == "forgets":
            await budi.says("/forgetme")
            await budi.presses(await telegram.reply(chat=budi), "Ya, hapus")
            await telegram.reply(chat=budi)
            assert await bot.bot_data.database.rows("SELECT * FROM wish") == []
        elif way == "expires":
            await bot.bot_data.database.execute("UPDATE wish SET expires_at = '2026-01-01'")
        else:
            await bot.bot_data.store.wishes.drop_chat(budi.id)
        await restored(telegram, moderator, await _history(telegram, moderator), 1)
        await telegram.wait_until_quiet(0.5)
        assert not any(one.text.startswith(UNDONE) for one in telegram.messages)


async def test_an_undone_link_puts_its_questions_back_and_leaves_the_others(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        await wants(telegram, budi, ASKED)
        card = await telegram.reply(chat=staff)
        await _answers(telegram, moderator, card, ANSWER)
        await telegram.wait_until_quiet(1.3)
        telegram.skip_replies()
        await wants(telegram, sari, GUESTS)
        card = await telegram.reply(chat=staff)
        await moderator.presses(card, "🔗 Tautkan ke entri")
        links = await telegram.reply(chat=moderator)
        await moderator.presses(links, next(one for one in links.labels if "wifi" in one))
        await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
        await _hears(telegram, sari, "🔔 Pertanyaanmu")
        await restored(telegram, moderator, await _history(telegram, moderator), 2)
        await _hears(telegram, sari, UNDONE)
        await telegram.wait_until_quiet(0.5)
        assert [one.text for one in await bot.bot_data.store.queue.open_clusters()] == [GUESTS]
        assert not any(one.text.startswith(UNDONE) for one in telegram.messages if one.chat is budi)


async def test_an_answer_that_comes_back_closes_its_questions_again(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    budi = telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        await wants(telegram, budi, ASKED)
        card = await telegram.reply(chat=staff)
        await _answers(telegram, moderator, card, ANSWER)
        await restored(telegram, moderator, await _history(telegram, moderator), 1)
        assert len(await bot.bot_data.store.queue.open_clusters()) == 1
        await restored(telegram, moderator, await _history(telegram, moderator), 2)
        assert ANSWER in (await _hears(telegram, budi, "🔔 Pertanyaanmu")).text
        assert await bot.bot_data.store.queue.open_clusters() == []


async def test_an_undoing_asked_for_before_another_change_is_looked_at_again(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        await wants(telegram, telegram.person("Budi", language="id"), ASKED)
        card = await telegram.reply(chat=staff)
        await _answers(telegram, moderator, card, ANSWER)
        history = await _history(telegram, moderator)
        await moderator.presses(history, "↩︎ Sebelum #1")
        sure = await telegram.reply(chat=moderator)
        assert sure.text.startswith("Tarik password-wifi-apa, karena sebelum #1 belum ada?")
        assert f"- jawaban (id): {ANSWER}" in sure.text
        entry = bot.bot_data.knowledge.knowledge.entries["password-wifi-apa"]
        after = replace(entry, answers={"id": BETTER})
        await bot.bot_data.live.change("edit", entry.id, after, entry, Moderator(1, "Tono"))
        await moderator.presses(sure, "Ya, kembalikan")
        assert (await telegram.reply(chat=moderator)).text.startswith("Riwayat password-wifi-apa")
        assert "password-wifi-apa" in bot.bot_data.knowledge.knowledge.entries
