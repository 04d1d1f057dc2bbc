"""What a save closes in the queue: what the entry answers, and nothing else."""

import pytest
from telegram import Update

from bot.context import KutipApplication
from bot.reviewing import closing
from tests.bot_api import BotApi
from tests.bot_api.groups import Group
from tests.bot_api.messages import Message
from tests.bot_api.people import Person
from tests.conversations.conftest import Starter
from tests.conversations.crowd import ANSWER, ASKED, WIFI, room
from tests.conversations.moderators import rina
from tests.conversations.telling import ENTRY, wants

Bot = KutipApplication
SAME, LOOSE = WIFI[2][2], "wifi kenceng gak"
ELSEWHERE = "sandi jaringan tamu apa"


async def _card(telegram: BotApi, staff: Group, moderator: Person) -> Message:
    await moderator.says("/start")
    await telegram.reply(chat=moderator)
    await wants(telegram, telegram.person("Budi", language="id"), ASKED)
    return await telegram.reply(chat=staff)


async def _in_queue(bot: Bot) -> list[str]:
    return sorted(one.text for one in await bot.bot_data.store.queue.open_clusters())


async def _texts_of(telegram: BotApi, who: Person) -> list[str]:
    await telegram.wait_until_quiet(1.3)
    return [one.text for one in telegram.messages if one.chat is who]


async def test_what_is_only_alike_is_not_ticked_and_stays_in_the_queue_with_its_bell(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    citra, dewi = telegram.person("Citra", language="id"), telegram.person("Dewi", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        card = await _card(telegram, staff, moderator)
        await wants(telegram, citra, SAME)
        await wants(telegram, dewi, LOOSE)
        assert len(await bot.bot_data.store.queue.open_clusters()) == 1
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        preview = await telegram.reply(chat=moderator)
        assert f"☑️ {SAME}" in preview.text
        assert f"menanyakan hal lain (1); bisa diubah di Cara bertanya:\n↩︎ {LOOSE}" in preview.text
        assert "🔔 Menunggu kabar: 2 Indonesia" in preview.text
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.presses(preview, "💾 Simpan")
        assert "Sedang mengabari 2 orang" in (await telegram.reply(chat=moderator)).text
        assert ANSWER in (await _texts_of(telegram, citra))[-1]
        assert not any("🔔 Pertanyaanmu" in text for text in await _texts_of(telegram, dewi))
        assert await _in_queue(bot) == [LOOSE]
        telegram.skip_replies()
        (left,) = await bot.bot_data.store.queue.open_clusters()
        cards = [one.now for one in telegram.messages if one.chat is staff]
        mine = next(one for one in cards if one.text.startswith(f"❓ {LOOSE}"))
        assert card.now.text.startswith("✅ Dijawab oleh Rina")
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.says("Cukup kencang untuk rapat video.", chat=staff, reply_to=mine)
        await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
        assert f"🔔 Pertanyaanmu “{LOOSE}”" in (await _texts_of(telegram, dewi))[-1]
        assert await _in_queue(bot) == []
        assert left.askers == 1


async def test_a_moderator_takes_a_question_out_of_a_cluster_and_puts_it_back(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    citra = telegram.person("Citra", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        card = await _card(telegram, staff, moderator)
        await wants(telegram, citra, SAME)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "Cara bertanya")
        step = await telegram.reply(chat=moderator)
        marks = []
        for mark in ("☑️", "⬜", "↩︎", "☑️", "⬜"):
            await moderator.presses(step, f"{mark} {SAME}")
            step = await telegram.reply(chat=moderator)
            marks.append(next(one[0] for one in step.labels if SAME in one))
        assert marks == ["⬜", "↩", "☑", "⬜", "↩"]
        await moderator.presses(step, "Lihat pratinjau")
        preview = await telegram.reply(chat=moderator)
        assert "🔔 Menunggu kabar: 1 Indonesia" in preview.text
        await moderator.presses(preview, "💾 Simpan")
        assert "Sedang mengabari 1 orang" in (await telegram.reply(chat=moderator)).text
        assert await _in_queue(bot) == [SAME]


async def test_what_is_no_phrasing_is_answered_with_the_others(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    citra = telegram.person("Citra", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        card = await _card(telegram, staff, moderator)
        await wants(telegram, citra, SAME)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "Cara bertanya")
        await moderator.presses(await telegram.reply(chat=moderator), f"☑️ {SAME}")
        await moderator.presses(await telegram.reply(chat=moderator), "Lihat pratinjau")
        preview = await telegram.reply(chat=moderator)
        assert SAME not in preview.text
        await moderator.presses(preview, "💾 Simpan")
        assert ANSWER in (await _texts_of(telegram, citra))[-1]
        assert await _in_queue(bot) == []


async def test_a_cluster_of_which_all_is_set_apart_stays_open(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        card = await _card(telegram, staff, moderator)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "Cara bertanya")
        step = await telegram.reply(chat=moderator)
        for mark in ("☑️", "⬜"):
            await moderator.presses(step, f"{mark} {ASKED}")
            step = await telegram.reply(chat=moderator)
        await moderator.presses(step, "Lihat pratinjau")
        preview = await telegram.reply(chat=moderator)
        assert "Tidak ada yang menunggu kabar." in preview.text
        await moderator.presses(preview, "💾 Simpan")
        await telegram.reply(chat=moderator)
        assert await _in_queue(bot) == [ASKED]


async def test_another_cluster_that_the_entry_answers_for_certain_closes_with_it(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    eka = telegram.person("Eka", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        card = await _card(telegram, staff, moderator)
        await wants(telegram, eka, ELSEWHERE)
        assert len(await bot.bot_data.store.queue.open_clusters()) == 2
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "Cara bertanya")
        await telegram.reply(chat=moderator)
        await moderator.says(f"{ELSEWHERE}?")
        preview = await telegram.reply(chat=moderator)
        assert f"keluar dari antrean juga (1):\n✅ {ELSEWHERE}" in preview.text
        assert "🔔 Menunggu kabar: 2 Indonesia" in preview.text
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.presses(preview, "💾 Simpan")
        assert "Sedang mengabari 2 orang" in (await telegram.reply(chat=moderator)).text
        assert f"🔔 Pertanyaanmu “{ELSEWHERE}”" in (await _texts_of(telegram, eka))[-1]
        assert await _in_queue(bot) == []


async def test_a_title_is_worded_and_can_be_worded_anew(telegram: BotApi, start: Starter) -> None:
    staff, moderator = room(telegram), rina(telegram)
    budi = telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        await wants(telegram, budi, "parkiran sepeda dmn kak")
        card = await telegram.reply(chat=staff)
        await moderator.says("Di sisi timur gedung baru.", chat=staff, reply_to=card)
        preview = await telegram.reply(chat=moderator)
        assert "\n❓ Parkiran sepeda di mana?\n" in preview.text
        await moderator.presses(preview, "✏️ Judul")
        asked = await telegram.reply(chat=moderator)
        assert "❓ Parkiran sepeda di mana?" in asked.text
        assert "Tulis judulnya" in asked.text
        await moderator.presses(asked, "‹ Kembali")
        assert (await telegram.reply(chat=moderator)).text == preview.text
        await moderator.presses(preview, "✏️ Judul")
        await telegram.reply(chat=moderator)
        await moderator.says("Di mana tempat parkir sepeda?")
        preview = await telegram.reply(chat=moderator)
        assert "\n❓ Di mana tempat parkir sepeda?\n" in preview.text
        await moderator.presses(preview, "💾 Simpan")
        await telegram.reply(chat=moderator)
        entry = bot.bot_data.knowledge.knowledge.entries["di-mana-tempat-parkir-sepeda"]
        assert entry.phrasings == {
            "id": ("Di mana tempat parkir sepeda?", "parkiran sepeda dmn kak")
        }


async def test_a_save_that_is_rolled_back_leaves_the_queue_as_it_was(
    telegram: BotApi, bot: Bot
) -> None:
    house, context = bot.bot_data, bot.context_types.context(bot)
    command = await rina(telegram).says("/help")
    await telegram.reply()
    update = Update.de_json({"update_id": 1, "message": command.json}, bot.bot)
    for name, text in (("Budi", ASKED), ("Citra", SAME), ("Dewi", LOOSE)):
        await wants(telegram, telegram.person(name, language="id"), text)
    before = await house.store.queue.grouped()
    near = house.clusters.like(f"{ASKED} {LOOSE}", 9)
    with pytest.raises(RuntimeError, match="broken"):
        async with house.store.transaction():
            assert await closing.close_with(ENTRY, before[:2], update, context) == 2
            assert len(await house.store.queue.open_clusters()) == 1
            raise RuntimeError("broken")
    assert await house.store.queue.grouped() == before
    assert house.clusters.like(f"{ASKED} {LOOSE}", 9) == near
    assert len(await house.store.wishes.of([1])) == 3
