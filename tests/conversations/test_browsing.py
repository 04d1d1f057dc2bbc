"""People look around: commands and their buttons."""

import pytest

from bot.context import KutipApplication
from tests.bot_api import BotApi
from tests.conversations.conftest import Starter

Bot = KutipApplication


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        ("/start", "Halo! Aku Kutip."),
        ("/help", "Ketik saja pertanyaanmu"),
        ("/topics", "Pilih topik:"),
        ("/sources", "Sumber yang dipakai:"),
        ("/language", "Pilih bahasa balasanku."),
        ("/privacy", "Yang kusimpan:"),
        ("/apaini", "Aku tidak kenal perintah itu."),
    ],
    ids=lambda value: value.split()[0],
)
async def test_each_command_has_its_page(
    telegram: BotApi, bot: Bot, command: str, begins: str
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says(command)
    assert (await telegram.reply()).text.startswith(begins)


async def test_telegrams_language_code_counts_where_nothing_else_tells(
    telegram: BotApi, bot: Bot
) -> None:
    ann = telegram.person("Ann", language="en-GB")
    await ann.says("/start")
    assert (await telegram.reply()).text.startswith("Hello! I am Kutip.")


async def test_topics_lead_to_questions_and_back(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/topics")
    menu = await telegram.reply()
    assert menu.labels == ["Kepindahan", "Layanan"]
    await budi.presses(menu, "Kepindahan")
    shelf = await telegram.reply()
    assert shelf.id == menu.id
    assert shelf.labels[0] == "Perpustakaan pindah ke mana?"
    await budi.presses(shelf, "‹ Topik")
    assert (await telegram.reply()).labels == ["Kepindahan", "Layanan"]


async def test_a_chosen_language_is_kept_over_a_restart(telegram: BotApi, start: Starter) -> None:
    budi = telegram.person("Budi", language="id")
    async with start():
        await budi.says("/language")
        await budi.presses(await telegram.reply(), "English")
        assert (await telegram.reply()).text == "All right, I will use English."
    async with start():
        await budi.says("/help")
        assert (await telegram.reply()).text.startswith("Just type your question")


async def test_a_question_is_answered_in_its_own_language_all_the_same(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/language")
    await budi.presses(await telegram.reply(), "English")
    await telegram.reply()
    await budi.says("perpustakaan pindah ke mana?")
    assert (await telegram.reply()).text.startswith("Perpustakaan pindah ke Jalan Melati 7.")


@pytest.mark.parametrize(
    "data",
    ["", "x", "t:99:0", "c:1:nothing", "n:777", "f:777:up", "e:nothing", "l:fr", "c::", "t:0:0:0"],
)
async def test_forged_and_stale_buttons_change_nothing(
    telegram: BotApi, bot: Bot, data: str
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/topics")
    menu = await telegram.reply()
    press = await budi.forges_press(menu, data)
    await telegram.wait_until_quiet()
    assert press.text == "Tombol ini sudah tidak berlaku. Coba tanyakan lagi."
    assert menu.now.text == menu.text


async def test_commands_and_description_are_published_in_both_languages(
    telegram: BotApi, bot: Bot
) -> None:
    await telegram.wait_until_quiet(1.0)
    published = {
        call.parameters.get("language_code", ""): call for call in telegram.calls("setMyCommands")
    }
    assert set(published) == {"", "id", "en"}
    assert "Browse by topic" in str(published["en"].parameters["commands"])
    described = [call.parameters["description"] for call in telegram.calls("setMyDescription")]
    assert all("Edaran Perpustakaan Kota Awan" in text for text in described)


async def test_a_code_left_over_from_the_first_run_is_no_question(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("mod-a66acdf8")
    assert (await telegram.reply()).text.startswith("Halo! Aku Kutip.")
    assert await bot.bot_data.database.rows("SELECT id FROM question") == []
