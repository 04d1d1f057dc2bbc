"""Five ask one thing, a moderator replies to its card, and all five are told."""

import pytest

from tests.bot_api import BotApi
from tests.conversations.conftest import Starter
from tests.conversations.crowd import ANSWER, WIFI, room
from tests.conversations.moderators import rina

TOLD = {
    "id": "🔔 Pertanyaanmu “{question}” sekarang sudah ada jawabannya:",
    "en": "🔔 There is an answer to your question “{question}” now:",
}
BELLS = tuple(said.partition("“")[0] for said in TOLD.values())


@pytest.mark.parametrize("moves", [False, True], ids=["a group", "now a supergroup"])
async def test_one_reply_to_the_card_tells_all_five_and_the_sixth_knows_at_once(
    telegram: BotApi, start: Starter, moves: bool
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    chat = staff.id
    people = [(telegram.person(name, language=spoken), spoken) for name, spoken, _ in WIFI]
    questions = []
    async with start(moderator_chat_id=chat) as bot:
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        for (person, _), (_, _, text) in zip(people, WIFI, strict=True):
            questions.append(await person.says(text))
            await person.presses(await telegram.reply(chat=person), "🔔")
            assert (await telegram.reply(chat=person)).labels[0].startswith("✅")
        card = await telegram.reply(chat=staff)
        await telegram.wait_until_quiet(0.6)
        assert len(await bot.bot_data.store.queue.open_clusters()) == 1
    if moves:
        telegram.upgrade_to_supergroup(staff)
    async with start(moderator_chat_id=chat):
        if moves:
            late = telegram.person("Fajar", language="id")
            await late.says(WIFI[0][2])
            await telegram.reply(chat=late)
            telegram.skip_replies()
            await telegram.wait_until_quiet(0.6)
            card = next(one for one in reversed(telegram.messages) if one.chat is staff)
        telegram.skip_replies()
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        preview = await telegram.reply(chat=moderator)
        assert ANSWER in preview.text
        assert "🔔 Menunggu kabar: 3 Indonesia, 2 Inggris" in preview.text
    async with start(moderator_chat_id=chat) as bot:
        await moderator.presses(preview, "💾 Simpan")
        for (person, spoken), question in zip(people, questions, strict=True):
            notice = await telegram.reply(chat=person)
            assert notice.text.startswith(TOLD[spoken].format(question=question.text))
            assert ANSWER in notice.text
            assert notice.reply_to == question
        said = [(await telegram.reply(chat=moderator)).text for _ in range(2)]
        assert said[0].startswith("✅ Tersimpan dan sudah dipakai menjawab")
        assert "Sedang mengabari 5 orang yang menunggu." in said[0]
        assert said[1] == "🔔 Kabar terkirim: 5. Tidak sampai: 0."
        sixth = telegram.person("Gita", language="id")
        await sixth.says("kata sandi wifinya apa ya kak")
        assert (await telegram.reply(chat=sixth)).text.startswith(ANSWER)
        await telegram.wait_until_quiet()
        assert sum(one.text.startswith(BELLS) for one in telegram.messages) == 5
        left = await bot.bot_data.database.rows("SELECT * FROM wish WHERE told_at IS NULL")
        assert left == []
