"""People's picks teach, moderators decide; and any answer can be explained and mended."""

import pytest

from bot.context import KutipApplication
from knowledge import Reading, Unsure
from knowledge.storage import Question
from tests.bot_api import BotApi
from tests.bot_api.messages import Message
from tests.bot_api.people import Person
from tests.conversations.conftest import Starter
from tests.conversations.moderators import rina

Bot = KutipApplication
ASKED = "gedung baru perpus itu sebelah mananya alun-alun"


async def _picked(bot: Bot, text: str, entry: str | None, times: int = 1) -> None:
    """Log that people asked something, were offered choices and picked one."""
    store = bot.bot_data.store
    for number in range(times):
        question = Question(text, f"someone {number}", "private")
        asked = await store.record(question, Unsure(Reading("id"), ()), "id")
        await store.record_pick(asked, entry)


async def test_what_people_pick_is_suggested_and_applied_only_when_accepted(
    telegram: BotApi, start: Starter
) -> None:
    moderator = rina(telegram)
    async with start() as bot:
        await _picked(bot, "pindahnya tgl brp min", "moving-date", times=3)
        await _picked(bot, "boyongan kapan", "moving-date")
        await moderator.says("/suggestions")
        page = await telegram.reply()
        assert "berarti “Kapan perpustakaan pindah?” (moving-date):" in page.text
        assert "1. “pindahnya tgl brp min” (×3)\n2. “boyongan kapan” (×1)" in page.text
        ways = bot.bot_data.knowledge.knowledge.entries["moving-date"].phrasings["id"]
        assert "pindahnya tgl brp min" not in ways
    async with start() as bot:
        await moderator.presses(page, "✓ 1")
        page = await telegram.reply()
        assert "pindahnya tgl brp min" not in page.text
        ways = bot.bot_data.knowledge.knowledge.entries["moving-date"].phrasings["id"]
        assert ways[-1] == "pindahnya tgl brp min"
        await moderator.presses(page, "✗ 1")
        assert (await telegram.reply()).text.startswith("Belum ada usulan.")
        ways = bot.bot_data.knowledge.knowledge.entries["moving-date"].phrasings["id"]
        assert "boyongan kapan" not in ways


async def test_all_suggestions_for_an_entry_are_accepted_with_one_tap(
    telegram: BotApi, bot: Bot
) -> None:
    moderator = rina(telegram)
    for text in ("pindahnya tgl brp min", "boyongan kapan ya"):
        await _picked(bot, text, "moving-date")
    await _picked(bot, "denda masih ada gak sih", "late-fees")
    await moderator.says("/suggestions")
    page = await telegram.reply()
    assert "late-fees" in page.text
    assert "Entri 1 dari 2" in page.text
    await moderator.presses(page, "Berikutnya")
    await moderator.presses(await telegram.reply(), "✓ Terima semua")
    await telegram.reply()
    await moderator.says("/history")
    history = await telegram.reply()
    assert "Rina · mengajari · moving-date" in history.text
    assert "+ pertanyaan (id): boyongan kapan ya" in history.text
    assert "+ pertanyaan (id): pindahnya tgl brp min" in history.text


async def test_what_did_not_help_is_shown_too(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    await _picked(bot, "cabang mana dulu", None, times=2)
    await budi.says("kapan perpustakaan pindah?")
    await budi.presses(await telegram.reply(), "👎")
    await telegram.wait_until_quiet()
    await moderator.says("/suggestions")
    page = await telegram.reply()
    assert "• “cabang mana dulu” (×2)" in page.text
    assert "• “kapan perpustakaan pindah?” (×1) → moving-date" in page.text


async def test_why_explains_an_answer_with_scores(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    group = telegram.group("Warga Awan")
    await budi.says("/ask perpustakaan pindah kapan", chat=group)
    said = await telegram.reply()
    await moderator.says("/why", chat=group, reply_to=said)
    why = await telegram.reply()
    assert why.text.startswith("“perpustakaan pindah kapan”")
    assert "Putusan: answered (sure)" in why.text
    assert "1. moving-date:" in why.text
    assert "terdekat: “Kapan perpustakaan pindah?”" in why.text


@pytest.mark.parametrize("restarts", [False, True], ids=["at once", "after a restart"])
async def test_why_mends_a_wrong_answer_there(
    telegram: BotApi, start: Starter, restarts: bool
) -> None:
    moderator = rina(telegram)
    async with start():
        await moderator.says("/start")
        await telegram.reply()
        await moderator.says(ASKED)
        said = await telegram.reply()
        await telegram.wait_until_quiet(1.0)
        if not restarts:
            await _mends(telegram, moderator, said)
    if restarts:
        async with start():
            await _mends(telegram, moderator, said)


async def _mends(telegram: BotApi, moderator: Person, said: Message) -> None:
    await moderator.says("/why", reply_to=said)
    why = await telegram.reply()
    await moderator.presses(why, "Harusnya: Perpustakaan pindah ke mana?")
    card = await telegram.reply()
    assert "❓ Perpustakaan pindah ke mana?" in card.text
    await moderator.presses(card, "💾 Simpan")
    await telegram.reply()
    await moderator.says(ASKED)
    assert (await telegram.reply()).text.startswith("Perpustakaan pindah ke Jalan Melati 7.")


async def test_a_question_that_should_not_be_answered_is_not(
    telegram: BotApi, start: Starter
) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    async with start():
        await moderator.says("kapan perpustakaan pindah")
        said = await telegram.reply()
        await moderator.says("/why", reply_to=said)
        await moderator.presses(await telegram.reply(), "🚫 Jangan dijawab")
        assert (await telegram.reply()).text == "🚫 Pertanyaan ini tidak akan dijawab lagi."
        await budi.says("Kapan  perpustakaan PINDAH")
        unanswered = await telegram.reply()
        assert unanswered.text.startswith("Moderator sudah melihat pertanyaan seperti ini")
    async with start():
        await budi.says("kapan perpustakaan pindah")
        assert (await telegram.reply()).text.startswith("Moderator sudah melihat")
        await budi.says("mulai kapan gedung baru dibuka")
        assert (await telegram.reply()).text.startswith("Perpustakaan pindah pada")
        await moderator.says("/why", reply_to=said)
        why = await telegram.reply()
        assert "Moderator meminta pertanyaan ini tidak dijawab." in why.text
        await moderator.presses(why, "Boleh dijawab lagi")
        await telegram.reply()
        await budi.says("kapan perpustakaan pindah")
        assert (await telegram.reply()).text.startswith("Perpustakaan pindah pada")


async def test_why_takes_a_question_as_words_too(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.says("/why perpustakaan pindah kapan?")
    assert "1. moving-date:" in (await telegram.reply()).text
    await moderator.says("/why")
    assert (await telegram.reply()).text.startswith("Balas salah satu jawabanku dengan /why")


async def test_a_card_explains_itself(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.says("/find moving-date")
    await moderator.presses(await telegram.reply(), "1.")
    await moderator.presses(await telegram.reply(), "Kenapa")
    assert "Putusan: answered (sure)" in (await telegram.reply()).text
