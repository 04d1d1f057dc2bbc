"""Moderators add an entry, from the first word to its answer for everybody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.context import KutipApplication
from tests.bot_api import BotApi
from tests.bot_api.messages import Message
from tests.bot_api.people import Person
from tests.conversations.conftest import Starter
from tests.conversations.moderators import ANSWER, QUESTION, preview, rina, saved

Bot = KutipApplication


async def test_a_saved_entry_is_in_the_answer_to_the_next_message(
    telegram: BotApi, bot: Bot
) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    await budi.says(QUESTION)
    assert not (await telegram.reply()).text.startswith(ANSWER)
    done = await saved(telegram, moderator)
    assert done.text.startswith(
        "✅ Tersimpan dan sudah dipakai menjawab: di-mana-tempat-parkir-sepeda"
    )
    await budi.says("tempat parkir sepeda di mana ya")
    reply = await telegram.reply()
    assert reply.text.startswith(ANSWER)
    assert "Dasar jawaban: keterangan moderator" in reply.text


async def test_a_saved_entry_is_still_there_after_a_restart(
    telegram: BotApi, start: Starter
) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    async with start():
        await saved(telegram, moderator)
    async with start():
        await budi.says(QUESTION)
        assert (await telegram.reply()).text.startswith(ANSWER)


async def test_the_walk_asks_for_question_answer_passages_and_phrasings(
    telegram: BotApi, bot: Bot
) -> None:
    moderator = rina(telegram)
    await moderator.says("/add")
    assert "Apa pertanyaannya?" in (await telegram.reply()).text
    await moderator.says(QUESTION)
    assert "Apa jawabannya, dalam bahasa Indonesia?" in (await telegram.reply()).text
    await moderator.says("Warga meminta lahan parkir sepeda yang lebih luas.")
    passages = await telegram.reply()
    assert passages.labels[0].startswith("📄 Warga meminta lahan parkir sepeda")
    await moderator.presses(passages, "📄 Warga")
    chosen = await telegram.reply()
    assert chosen.labels[0].startswith("☑️ Warga meminta")
    await moderator.presses(chosen, "Lanjut")
    assert "Ada cara lain untuk menanyakannya?" in (await telegram.reply()).text
    await moderator.says("parkir sepeda di sebelah mana\nwhere can I park my bicycle")
    card = await telegram.reply()
    assert card.text.startswith(f"👁 Pratinjau: begini orang akan melihatnya\n❓ {QUESTION}")
    assert "<blockquote>Warga meminta lahan parkir sepeda" in card.html
    assert "Dasar jawaban: pemberitaan" in card.text
    await moderator.presses(card, "💾 Simpan")
    await telegram.reply()
    await moderator.says("/ask where can I park my bicycle?")
    assert (await telegram.reply()).text.startswith("Warga meminta lahan parkir sepeda")


async def test_the_other_language_is_added_from_the_preview(telegram: BotApi, bot: Bot) -> None:
    moderator, ann = rina(telegram), telegram.person("Ann", language="en")
    card = await preview(telegram, moderator, QUESTION, ANSWER)
    await moderator.presses(card, "+ versi Inggris")
    assert "baris pertama pertanyaannya" in (await telegram.reply()).text
    await moderator.says("Where is the bicycle parking?")
    assert "Perlu dua bagian" in (await telegram.reply()).text
    await moderator.says("Where is the bicycle parking?\nEast of the new building.")
    card = await telegram.reply()
    assert "East of the new building." in card.text
    await moderator.presses(card, "💾 Simpan")
    await telegram.reply()
    await ann.says("where is the bicycle parking?")
    assert (await telegram.reply()).text.startswith("East of the new building.")


async def test_every_step_can_be_gone_back_on(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    card = await preview(telegram, moderator, QUESTION, ANSWER)
    for asked in (
        "Ada cara lain",
        "bersandar pada bagian mana",
        "Apa jawabannya",
        "Tulis judulnya",
    ):
        await moderator.presses(card, "‹ Kembali")
        card = await telegram.reply()
        assert asked in card.text
    await moderator.says("Di mana parkir mobil?")
    card = await telegram.reply()
    assert "❓ Di mana parkir mobil?" in card.text
    assert ANSWER in card.text


async def test_a_cancelled_draft_changes_nothing(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    card = await preview(telegram, moderator, QUESTION, ANSWER)
    await moderator.presses(card, "Batal")
    assert (await telegram.reply()).text == "Dibatalkan. Tidak ada yang berubah."
    press = await moderator.forges_press(card, "m:save:1")
    await telegram.wait_until_quiet()
    assert press.text == "Tombol ini sudah tidak berlaku. Coba tanyakan lagi."
    await moderator.says(QUESTION)
    assert not (await telegram.reply()).text.startswith(ANSWER)


async def test_a_draft_does_not_block_other_work(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.says("/add")
    await telegram.reply()
    await moderator.says("/ask kapan perpustakaan pindah?")
    assert (await telegram.reply()).text.startswith("Perpustakaan pindah pada 12 April 2031.")
    await moderator.says("/find denda")
    assert "late-fees" in (await telegram.reply()).text
    await moderator.says(QUESTION)
    assert "Apa jawabannya" in (await telegram.reply()).text


async def test_two_moderators_write_at_once(telegram: BotApi, bot: Bot) -> None:
    moderator, other = rina(telegram), telegram.person("Tono", language="id", id=9002)
    await moderator.says("/add Berapa harga kartu anggota?")
    await other.says("/add Siapa kepala perpustakaan?")
    await telegram.replies(2)
    await other.says("Ibu Sari.")
    await moderator.says("Gratis.")
    await telegram.reply(chat=other)
    mine = await telegram.reply(chat=moderator)
    press = await other.forges_press(mine, mine.button("Lanjut").data)
    await telegram.wait_until_quiet()
    assert press.text == "Draf ini milik moderator lain."


@pytest.mark.parametrize("step", range(6))
async def test_a_restart_between_any_two_steps_changes_nothing(
    telegram: BotApi, start: Starter, step: int
) -> None:
    moderator = rina(telegram)

    async def walk() -> AsyncIterator[None]:
        await moderator.says("/add")
        await telegram.reply()
        yield
        await moderator.says(QUESTION)
        await telegram.reply()
        yield
        await moderator.says("Warga meminta lahan parkir sepeda.")
        card = await telegram.reply()
        yield
        await moderator.presses(card, "📄 Warga")
        card = await telegram.reply()
        yield
        await moderator.presses(card, "Lanjut")
        await telegram.reply()
        yield
        await moderator.says("parkir sepeda sebelah mana")
        card = await telegram.reply()
        yield
        await moderator.presses(card, "💾 Simpan")
        assert (await telegram.reply()).text.startswith("✅ Tersimpan")

    steps = walk()
    async with start():
        for _ in range(step + 1):
            await anext(steps)
    async with start():
        async for _ in steps:
            pass
        await moderator.says("/ask parkir sepeda sebelah mana?")
        assert (await telegram.reply()).text.startswith("Warga meminta lahan parkir sepeda.")


async def test_a_near_duplicate_is_told_and_can_be_added_to_the_one_that_exists(
    telegram: BotApi, bot: Bot
) -> None:
    moderator = rina(telegram)
    card = await preview(telegram, moderator, "alamat baru perpustakaan?", "Jalan Melati.")
    assert (
        "Sudah ada pertanyaan yang sama atau hampir sama: “Perpustakaan pindah ke mana?”"
        in card.text
    )
    await moderator.presses(card, "Tambahkan ke yang sudah ada")
    card = await telegram.reply()
    assert card.text.startswith("👁 Pratinjau: begini orang akan melihatnya\n❓ Perpustakaan pindah")
    assert "Perpustakaan pindah ke Jalan Melati 7." in card.text


async def test_the_preview_tells_what_else_would_change(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    await budi.says("parkir sepeda?")
    await telegram.reply()
    card = await preview(telegram, moderator, "parkir sepeda di mana", ANSWER)
    assert "keluar dari antrean juga (1):\n✅ parkir sepeda?" in card.text


async def test_an_over_long_answer_is_split_as_it_will_be_sent(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    long = "Parkir <b>sepeda</b> & motor ada di timur. " * 100
    await moderator.says(f"/add {QUESTION}")
    await telegram.reply()
    await moderator.says(long[:4000])
    await moderator.presses(await telegram.reply(), "Tidak ada: keterangan saya sendiri")
    await moderator.presses(await telegram.reply(), "Lihat pratinjau")
    parts = await telegram.replies(3)
    assert parts[0].text.startswith("👁 Pratinjau")
    assert parts[1].text.startswith("Parkir <b>sepeda</b> & motor")
    await moderator.presses(parts[2], "💾 Simpan")
    await telegram.wait_until_quiet()
    telegram.skip_replies()
    await budi.says(QUESTION)
    assert (await telegram.reply()).text == parts[1].text


@asynccontextmanager
async def _asked_in_group(telegram: BotApi) -> AsyncIterator[tuple[Person, Message]]:
    group, budi = telegram.group("Warga Awan"), telegram.person("Budi", language="id")
    moderator = rina(telegram)
    await moderator.says("/start")
    await telegram.reply()
    yield moderator, await budi.says(QUESTION, chat=group)


async def test_from_a_question_in_a_group_to_its_answer_in_one_message_and_two_taps(
    telegram: BotApi, bot: Bot
) -> None:
    async with _asked_in_group(telegram) as (moderator, asked):
        reply = "/answer Warga meminta lahan parkir sepeda yang lebih luas di gedung baru."
        await moderator.says(reply, chat=asked.chat, reply_to=asked)
        card = await telegram.reply()
        assert card.chat == moderator, "a preview shows what others asked: in private only"
        await moderator.presses(card, "📄 Warga")
        card = await telegram.reply()
        assert "<blockquote>Warga meminta" in card.html
        await moderator.presses(card, "💾 Simpan")
        answered = await telegram.reply(chat=asked.chat)
        assert answered.reply_to == asked
        assert answered.text.startswith("Warga meminta lahan parkir sepeda")


async def test_where_no_passage_fits_none_is_offered_and_one_can_be_looked_for(
    telegram: BotApi, bot: Bot
) -> None:
    async with _asked_in_group(telegram) as (moderator, asked):
        await moderator.says("/answer Tanya satpam.", chat=asked.chat, reply_to=asked)
        card = await telegram.reply()
        assert "Aku tidak menemukan bagian sumber untuk jawaban ini." in card.text
        assert [label for label in card.labels if label.startswith("📄")] == []
        await moderator.presses(card, "Sumber")
        none = await telegram.reply()
        assert "ketik beberapa kata dari bagian itu, atau id-nya." in none.text
        await moderator.says("zxcvb qwrty")
        refused = await telegram.reply()
        assert refused.text.startswith("Tidak ada bagian sumber dengan kata-kata itu.")
        await moderator.says("museum batik di gedung lama")
        found = await telegram.reply()
        assert found.labels[0].startswith("📄 Gedung lama di alun-alun")
        await moderator.says("k1")
        found = await telegram.reply()
        assert [label for label in found.labels if "📄" in label] == [found.labels[0]]
        await moderator.presses(found, "📄 Warga")
        await moderator.presses(await telegram.reply(), "Lanjut")
        while "💾 Simpan" not in (card := await telegram.reply()).labels:
            await moderator.presses(card, "Lihat pratinjau")
        assert "Aku tidak menemukan" not in card.text
        assert "<blockquote>Warga meminta" in card.html


async def test_an_answer_from_who_never_opened_the_bot_says_so(telegram: BotApi, bot: Bot) -> None:
    group, budi = telegram.group("Warga Awan"), telegram.person("Budi", language="id")
    asked = await budi.says(QUESTION, chat=group)
    await rina(telegram).says(f"/answer {ANSWER}", chat=group, reply_to=asked)
    reply = await telegram.reply()
    assert (reply.chat, reply.text[:16]) == (group, "Aku belum bisa m")


async def test_answer_without_a_message_to_answer_tells_how(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    await rina(telegram).says("/answer di timur", chat=group)
    assert (await telegram.reply()).text.startswith("Balas pesan yang mau dijawab")
