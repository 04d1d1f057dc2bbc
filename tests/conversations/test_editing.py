"""Moderators find, edit, retire and restore; what was said is mended; two at once are safe."""

import re
from dataclasses import replace

import pytest

from bot.context import KutipApplication
from knowledge.storage.moderation import Moderator
from tests.bot_api import BotApi
from tests.bot_api.messages import Message
from tests.bot_api.people import Person
from tests.conversations.conftest import Starter
from tests.conversations.moderators import RINA, card_of, restored, rina, tono

Bot = KutipApplication
ASKED = "kapan perpustakaan pindah?"
OLD, NEW = "Perpustakaan pindah pada 12 April 2031.", "Perpustakaan pindah pada 1 Mei 2031."


async def _edited(telegram: BotApi, who: Person, answer: str = NEW) -> Message:
    """Edit the answer about the date up to its preview."""
    card = await card_of(telegram, who, "moving-date")
    await who.presses(card, "✏️ Jawaban (id)")
    await telegram.reply(chat=who)
    await who.says(answer)
    return await telegram.reply(chat=who)


async def _answer_now(telegram: BotApi) -> str:
    """Have somebody new ask when the library moves."""
    newcomer = telegram.person("Pendatang", language="id")
    await newcomer.says(ASKED)
    return (await telegram.reply(chat=newcomer)).text


async def test_an_entry_from_the_files_is_edited_like_any_other(
    telegram: BotApi, start: Starter
) -> None:
    moderator = rina(telegram)
    async with start():
        card = await _edited(telegram, moderator)
        assert NEW in card.text
        await moderator.presses(card, "💾 Simpan")
        assert (await telegram.reply()).text.startswith("✅ Tersimpan dan sudah dipakai menjawab")
        await moderator.says(ASKED)
        assert (await telegram.reply()).text.startswith(NEW)
    async with start():
        await moderator.says(ASKED)
        assert (await telegram.reply()).text.startswith(NEW)


@pytest.mark.parametrize("step", range(5))
async def test_a_restart_between_any_two_steps_of_an_edit_changes_nothing(
    telegram: BotApi, start: Starter, step: int
) -> None:
    moderator = rina(telegram)
    acts = iter(range(5))
    card: Message | None = None

    async def act() -> None:
        nonlocal card
        number = next(acts)
        if number == 0:
            await moderator.says("/find moving-date")
        elif number == 3:
            await moderator.says(NEW)
        else:
            assert card is not None
            labels = {1: "1.", 2: "✏️ Jawaban (id)", 4: "💾 Simpan"}
            await moderator.presses(card, labels[number])
        card = await telegram.reply()

    async with start():
        for _ in range(step):
            await act()
    async with start():
        for _ in range(5 - step):
            await act()
        await moderator.says(ASKED)
        assert (await telegram.reply()).text.startswith(NEW)


async def test_find_lists_entries_with_their_ids(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.says("/find denda")
    found = await telegram.reply()
    assert "1. Apakah denda keterlambatan dihapus?\n   late-fees" in found.text
    await moderator.says("/find")
    assert (await telegram.reply()).text.startswith("Tulis kata yang dicari")


async def test_a_card_shows_the_whole_entry(telegram: BotApi, bot: Bot) -> None:
    card = await card_of(telegram, rina(telegram), "moving-date")
    assert "[id] Perpustakaan pindah pada 12 April 2031." in card.text
    assert "[en] The library moves on 12 April 2031." in card.text
    assert "📄 E1: Perpustakaan Kota Awan pindah" in card.text
    assert "Cara bertanya (6):" in card.text
    assert "Id: moving-date · versi 0" in card.text
    assert card.labels[-3:] == ["Kenapa", "Riwayat", "🗄 Tarik"]


async def test_phrasings_are_added_and_removed(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.presses(await card_of(telegram, moderator, "moving-date"), "Cara bertanya")
    listed = await telegram.reply()
    await moderator.presses(listed, "✗ 2. tanggal kepindahan perpustakaan")
    listed = await telegram.reply()
    assert "✗ 2. mulai kapan gedung baru dibuka" in listed.labels
    await moderator.says("bulan apa boyongan ke gedung melati")
    await moderator.presses(await telegram.reply(), "💾 Simpan")
    await telegram.reply()
    phrasings = bot.bot_data.knowledge.knowledge.entries["moving-date"].phrasings["id"]
    assert phrasings == (
        "Kapan perpustakaan pindah?",
        "mulai kapan gedung baru dibuka",
        "bulan apa boyongan ke gedung melati",
    )
    await moderator.says("bulan apa boyongan ke gedung melati?")
    assert (await telegram.reply()).text.startswith(OLD)


async def test_citations_are_changed_and_the_evidence_follows(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.presses(await card_of(telegram, moderator, "moving-date"), "Sumber")
    passages = await telegram.reply()
    assert passages.labels[0].startswith("☑️ Perpustakaan Kota Awan pindah")
    await moderator.presses(passages, "☑️")
    await telegram.reply()
    await moderator.says("lahan parkir")
    await moderator.presses(await telegram.reply(), "📄 Warga")
    await moderator.presses(await telegram.reply(), "Lanjut")
    await moderator.presses(await telegram.reply(), "💾 Simpan")
    await telegram.reply()
    entry = bot.bot_data.knowledge.knowledge.entries["moving-date"]
    assert (entry.cites, entry.evidence) == (("K1",), "press")


async def test_a_retired_entry_answers_no_more_until_it_is_restored(
    telegram: BotApi, start: Starter
) -> None:
    moderator = rina(telegram)
    async with start():
        await moderator.presses(await card_of(telegram, moderator, "moving-date"), "🗄 Tarik")
        sure = await telegram.reply()
        assert sure.text.startswith("Kapan perpustakaan pindah?\n\nTarik entri ini?")
        await moderator.presses(sure, "Ya, tarik")
        assert (await telegram.reply()).text.startswith("🗄 Ditarik: moving-date.")
    async with start():
        await moderator.says(ASKED)
        assert OLD not in (await telegram.reply()).text
        await moderator.says("/history moving-date")
        history = await telegram.reply()
        assert "Rina · menarik · moving-date" in history.text
        assert re.search(r"#1 · \d{1,2} \w{3} 20\d\d, \d\d\.\d\d WIB · Rina", history.text)
        assert "- jawaban (id): Perpustakaan pindah pada 12 April 2031." in history.text
        done = await restored(telegram, moderator, history, 1)
        assert done.text == "✅ Dikembalikan: moving-date"
        await moderator.says(ASKED)
        assert (await telegram.reply()).text.startswith(OLD)


async def test_any_version_is_two_taps_away(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    answers = [f"Perpustakaan pindah pada {day} Mei 2031." for day in (1, 2, 3)]
    for answer in answers:
        await moderator.presses(await _edited(telegram, moderator, answer), "💾 Simpan")
        await telegram.reply()
    for number, answer in ((2, answers[0]), (3, answers[1]), (1, OLD)):
        await moderator.says("/history")
        history = await telegram.reply()
        assert "+ jawaban (id): Perpustakaan pindah pada 3 Mei 2031." in history.text
        await restored(telegram, moderator, history, number)
        await telegram.wait_until_quiet()
        telegram.skip_replies()
        assert (await _answer_now(telegram)).startswith(answer)
    await moderator.says("/history")
    await moderator.presses(await telegram.reply(), "›")
    press = await moderator.presses(await telegram.reply(), "↩︎ Sebelum #1")
    await telegram.wait_until_quiet()
    telegram.skip_replies()
    assert press.text == "Sudah seperti itu."
    await moderator.says("/history moving-date")
    await moderator.presses(await telegram.reply(chat=moderator), "›")
    oldest = await telegram.reply(chat=moderator)
    assert "(dikembalikan oleh #6)" in oldest.text
    assert oldest.labels == ["↩︎ Sebelum #1", "‹"]


async def test_earlier_replies_are_mended_and_the_moderator_is_told_how_many(
    telegram: BotApi, start: Starter
) -> None:
    moderator = rina(telegram)
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start():
        await budi.says(ASKED)
        first = await telegram.reply()
        await sari.says(ASKED)
        second = await telegram.reply()
    async with start():
        second.chat.messages.pop(second.id)  # sari deleted the bot's reply
        await moderator.presses(await _edited(telegram, moderator), "💾 Simpan")
        done = await telegram.reply(chat=moderator)
        assert "2 pesanku yang memakai entri ini sedang diperbarui." in done.text
        report = await telegram.reply(chat=moderator)
        assert report.text == "✏️ Balasan lama diperbarui: 1. Tidak bisa: 1."
        mended = first.now
        assert mended.text.startswith(NEW)
        assert "✏️ Jawaban ini sudah diperbarui." in mended.text
        assert mended.labels == first.labels


async def test_a_retired_answer_is_taken_back_where_it_was_said(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    await budi.says(ASKED)
    said = await telegram.reply()
    await moderator.presses(await card_of(telegram, moderator, "moving-date"), "🗄 Tarik")
    await moderator.presses(await telegram.reply(chat=moderator), "Ya, tarik")
    await telegram.reply(chat=moderator)
    await telegram.reply(chat=moderator)
    assert said.now.text == "Jawaban ini sudah ditarik oleh moderator. Coba tanyakan lagi."
    assert said.now.labels == []


async def test_new_phrasings_alone_mend_nothing(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.says(ASKED)
    said = await telegram.reply()
    await moderator.presses(await card_of(telegram, moderator, "moving-date"), "Cara bertanya")
    await telegram.reply()
    await moderator.says("boyongan perpustakaan bulan apa")
    await moderator.presses(await telegram.reply(), "💾 Simpan")
    await telegram.reply()
    await telegram.silence(0.3)
    assert said.now.text == said.text


async def test_an_edited_question_is_no_longer_mended_as_what_it_was(
    telegram: BotApi, bot: Bot
) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    asked = await budi.says(ASKED)
    await telegram.reply()
    await budi.edits(asked, "gedung lama dijadikan apa?")
    now = await telegram.reply()
    await moderator.presses(await _edited(telegram, moderator), "💾 Simpan")
    assert "sedang diperbarui" not in (await telegram.reply(chat=moderator)).text
    assert now.now.text == now.text


async def test_opening_an_entry_claims_it_and_others_see_by_whom(
    telegram: BotApi, bot: Bot
) -> None:
    first, second = rina(telegram), tono(telegram)
    await _edited(telegram, first)
    card = await card_of(telegram, second, "moving-date")
    assert "✍️ Sedang disunting oleh Rina, sampai 10 menit lagi." in card.text
    await second.presses(card, "✏️ Jawaban (id)")
    told = await telegram.reply(chat=second)
    assert "✍️ Sedang disunting oleh Rina, sampai 10 menit lagi." in told.text
    assert told.labels == ["Tetap sunting", "‹ Kembali"]


async def test_a_save_over_a_newer_version_is_refused_with_the_difference(
    telegram: BotApi, start: Starter
) -> None:
    first, second = rina(telegram), tono(telegram)
    async with start():
        mine = await _edited(telegram, first)
        await second.presses(await card_of(telegram, second, "moving-date"), "✏️ Jawaban (id)")
        await second.presses(await telegram.reply(chat=second), "Tetap sunting")
        await telegram.reply(chat=second)
        await second.says("Perpustakaan pindah pada 9 Juni 2031.")
        theirs = await telegram.reply(chat=second)
        await second.presses(theirs, "💾 Simpan")
        await telegram.reply(chat=second)
        await first.presses(mine, "💾 Simpan")
        refused = await telegram.reply(chat=first)
        assert refused.text.startswith("⚠️ Belum disimpan")
        assert "- jawaban (id): Perpustakaan pindah pada 9 Juni 2031." in refused.text
        assert f"+ jawaban (id): {NEW}" in refused.text
        assert (await _answer_now(telegram)).startswith("Perpustakaan pindah pada 9 Juni 2031.")
    async with start():
        await first.presses(refused, "Simpan punyaku")
        assert (await telegram.reply(chat=first)).text.startswith("✅ Tersimpan")
        assert (await _answer_now(telegram)).startswith(NEW)


async def test_saving_over_is_refused_again_where_something_newer_came(
    telegram: BotApi, bot: Bot
) -> None:
    first, second = rina(telegram), tono(telegram)
    mine = await _edited(telegram, first)
    for answer in (
        "Perpustakaan pindah pada 9 Juni 2031.",
        "Perpustakaan pindah pada 8 Juli 2031.",
    ):
        await second.presses(await card_of(telegram, second, "moving-date"), "✏️ Jawaban (id)")
        await second.presses(await telegram.reply(chat=second), "Tetap sunting")
        await telegram.reply(chat=second)
        await second.says(answer)
        await second.presses(await telegram.reply(chat=second), "💾 Simpan")
        await telegram.reply(chat=second)
        await first.presses(mine, "💾 Simpan" if "Juni" in answer else "Simpan punyaku")
        mine = await telegram.reply(chat=first)
        assert f"- jawaban (id): {answer}" in mine.text
    await first.presses(mine, "Simpan punyaku")
    assert (await telegram.reply(chat=first)).text.startswith("✅ Tersimpan")


async def test_a_long_reply_is_mended_in_all_its_parts(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    entry = bot.bot_data.knowledge.knowledge.entries["moving-date"]
    old, new = (
        replace(entry, answers={"id": f"Perpustakaan pindah pada {day} April 2031. " * 150})
        for day in (13, 14)
    )
    by = Moderator(RINA, "Rina")
    await bot.bot_data.live.change("edit", entry.id, new, entry, by)
    await bot.bot_data.live.change("edit", entry.id, old, new, by)
    await budi.says(ASKED)
    first, second = await telegram.replies(2)
    assert "13 April" in first.text
    await moderator.says("/history")
    await moderator.presses(await telegram.reply(), "↩︎ Sebelum #2")
    await moderator.presses(await telegram.reply(), "Ya, kembalikan")
    await telegram.wait_until_quiet(0.5)
    assert all("14 April" in part.now.text for part in (first, second))
    assert "13 April" not in first.now.text + second.now.text
    assert second.now.labels == ["👍", "👎", "↗ Bagikan", "🔔"]


async def test_saving_twice_saves_once(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    card = await _edited(telegram, moderator)
    data = card.button("💾 Simpan").data
    for _ in range(3):
        await moderator.forges_press(card, data)
    await telegram.wait_until_quiet()
    assert len(await bot.bot_data.database.rows("SELECT id FROM change")) == 1


async def test_html_that_a_moderator_types_is_shown_as_text(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    card = await _edited(telegram, moderator, "<b>1 Mei</i> & <script>")
    assert "<b>1 Mei</i> & <script>" in card.text
    await moderator.presses(card, "💾 Simpan")
    await telegram.reply()
    await moderator.says("/history")
    assert "<b>1 Mei</i> & <script>" in (await telegram.reply()).text
