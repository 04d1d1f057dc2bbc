"""Who watches an answer hears what has changed in it."""

import pytest

from bot.context import KutipApplication
from tests.bot_api import BotApi, Message, Person
from tests.conversations.conftest import Starter
from tests.conversations.moderators import card_of, restored, rina

Bot = KutipApplication
ASKED, OLD = "kapan perpustakaan pindah?", "Perpustakaan pindah pada 12 April 2031."
NEW = "Perpustakaan pindah pada 1 Mei 2031."


async def watches(telegram: BotApi, who: Person, text: str = ASKED) -> Message:
    """Have somebody ask, and press the bell under the answer."""
    await who.says(text)
    reply = await telegram.reply(chat=who)
    press = await who.presses(reply, "🔔")
    await telegram.answer(press)
    return await telegram.reply(chat=who)


async def edited(
    telegram: BotApi, moderator: Person, answer: str = NEW, language: str = "id"
) -> None:
    """Have a moderator change the date."""
    await telegram.wait_until_quiet()
    telegram.skip_replies()
    await moderator.presses(
        await card_of(telegram, moderator, "moving-date"), f"✏️ Jawaban ({language})"
    )
    await telegram.reply(chat=moderator)
    await moderator.says(answer)
    await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
    await telegram.reply(chat=moderator)


async def told(telegram: BotApi, who: Person) -> Message:
    """Wait for the next notice, past earlier replies that are brought up to date."""
    while not (said := await telegram.reply(chat=who)).text.startswith("🔔"):
        pass
    return said


async def test_who_watches_an_answer_is_told_what_changed(telegram: BotApi, start: Starter) -> None:
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    moderator = rina(telegram)
    async with start():
        asked = await budi.says(ASKED)
        reply = await telegram.reply()
        assert reply.labels == ["👍", "👎", "↗ Bagikan", "🔔"]
        press = await budi.presses(reply, "🔔")
        assert "kalau jawaban ini berubah" in await telegram.answer(press)
        assert (await telegram.reply()).labels[3] == "✅ 🔔"
        await sari.says(ASKED)
        await telegram.reply()
    async with start():
        await edited(telegram, moderator)
        notice = await told(telegram, budi)
        assert notice.text.startswith(
            f"🔔 Jawaban ini berubah:\n\n- {OLD}\n+ {NEW}\n\nSekarang begini:\n\n"
            f"Kapan perpustakaan pindah?\n\n{NEW}"
        )
        assert notice.reply_to == asked
        assert notice.labels[-1] == "✅ 🔔"
        assert reply.now.labels[3] == "✅ 🔔", "the mended reply keeps its bell"
        await telegram.wait_until_quiet()
        said = [one.text for one in telegram.messages if one.chat is sari]
        assert not any(text.startswith("🔔") for text in said)


async def test_the_wish_stays_and_the_moderator_hears_how_many_were_told(
    telegram: BotApi, bot: Bot
) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    await watches(telegram, budi)
    for answer in (NEW, OLD):
        await edited(telegram, moderator, answer)
        assert f"+ {answer}" in (await told(telegram, budi)).text
        assert (await told(telegram, moderator)).text == "🔔 Kabar terkirim: 1. Tidak sampai: 0."


async def test_new_phrasings_and_another_language_tell_nobody(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    ann = telegram.person("Ann", language="en")
    await watches(telegram, budi)
    await watches(telegram, ann, "when does the library move?")
    await moderator.presses(await card_of(telegram, moderator, "moving-date"), "Cara bertanya")
    await telegram.reply(chat=moderator)
    await moderator.says("boyongan perpustakaan bulan apa")
    await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
    await telegram.wait_until_quiet()
    assert not any(one.text.startswith("🔔") for one in telegram.messages)
    await edited(telegram, moderator, "The library moves on 1 May 2031.", "en")
    notice = await told(telegram, ann)
    assert notice.text.startswith("🔔 This answer has changed:\n\n- The library moves on 12 April")
    await telegram.wait_until_quiet()
    assert not any(one.text.startswith("🔔") and one.chat is budi for one in telegram.messages)


async def test_a_withdrawal_is_told_and_so_is_its_end(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    await watches(telegram, budi)
    await moderator.presses(await card_of(telegram, moderator, "moving-date"), "🗄 Tarik")
    await moderator.presses(await telegram.reply(chat=moderator), "Ya, tarik")
    assert (await told(telegram, budi)).text == (
        "🔔 Jawaban ini sudah ditarik oleh moderator:\n\nKapan perpustakaan pindah?"
    )
    await telegram.wait_until_quiet()
    telegram.skip_replies()
    await moderator.says("/history moving-date")
    await restored(telegram, moderator, await telegram.reply(chat=moderator), 1)
    assert (await told(telegram, budi)).text.startswith(
        f"🔔 Jawaban ini berlaku lagi:\n\nKapan perpustakaan pindah?\n\n{OLD}"
    )


async def test_a_known_unknown_offers_it_in_words_and_a_second_press_undoes_it(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("jam buka perpustakaan baru berapa")
    reply = await telegram.reply()
    assert reply.labels == ["👍", "👎", "↗ Bagikan", "🔔 Kabari saya kalau ini berubah"]
    await budi.presses(reply, "🔔")
    watching = await telegram.reply()
    assert watching.labels[3] == "✅ Akan kukabari · ketuk untuk batal"
    await budi.says("jam buka perpustakaan baru berapa")
    again = await telegram.reply()
    assert again.labels[3] == watching.labels[3], "it shows how it is"
    press = await budi.presses(again, "✅")
    assert await telegram.answer(press) == "Baik, tidak jadi kukabari."
    assert await bot.bot_data.database.rows("SELECT * FROM wish") == []


async def test_a_choice_and_an_opened_entry_can_be_watched_and_a_group_has_no_bell(
    telegram: BotApi, bot: Bot
) -> None:
    group, budi = telegram.group("Warga"), telegram.person("Budi", language="id")
    await budi.says("cabang dibuka kembali kapan?")
    await budi.presses(await telegram.reply(), "1.")
    assert "🔔" in (await telegram.reply()).labels
    await budi.says("/start q-late-fees")
    assert "🔔" in (await telegram.reply()).labels
    await budi.says(f"/ask {ASKED}", chat=group)
    in_group = await telegram.reply()
    assert "🔔" not in in_group.labels
    press = await budi.forges_press(in_group, "w:e:id:moving-date")
    assert "tidak berlaku" in await telegram.answer(press)


@pytest.mark.parametrize("way", ["blocked", "taken back"])
async def test_who_cannot_or_will_not_hear_is_not_told_again(
    telegram: BotApi, bot: Bot, way: str
) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    watching = await watches(telegram, budi)
    if way == "blocked":
        budi.blocks_the_bot()
        await edited(telegram, moderator, "Perpustakaan pindah pada 9 Juni 2031.")
        assert (await told(telegram, moderator)).text == "🔔 Kabar terkirim: 0. Tidak sampai: 1."
        budi.unblocks_the_bot()
    else:
        await budi.presses(watching, "✅ 🔔")
        await telegram.reply(chat=budi)
    await edited(telegram, moderator)
    await telegram.wait_until_quiet()
    assert not any(one.text.startswith("🔔") and one.chat is budi for one in telegram.messages)
