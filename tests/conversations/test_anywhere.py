"""Answers anywhere: inline mode, their addresses, QR codes, the pinned list."""

import asyncio
import json

import pytest

from bot.chores import go_round
from bot.context import KutipApplication
from knowledge import Entry
from tests.bot_api import BotApi
from tests.bot_api.world import Press
from tests.conversations.conftest import Starter

Bot = KutipApplication
QUESTION = "perpustakaan pindah ke mana?"
ANSWER = "Perpustakaan pindah ke Jalan Melati 7."
ADDRESS = "https://t.me/kutip_bot?start=q-new-address"


async def answered(press: Press) -> Press:
    """Wait until an inline query has its answer."""
    async with asyncio.timeout(10):
        while not press.answered:  # noqa: ASYNC110  # a press of the test's Telegram has no event
            await asyncio.sleep(0.02)
    return press


async def test_typing_lists_entries_and_choosing_posts_answer_and_citation(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    press = await answered(await budi.asks_inline("perpus pindh kmana"))
    first = press.results[0]
    assert first["title"] == "Perpustakaan pindah ke mana?"
    assert first["description"] == ANSWER
    posted = first["input_message_content"]
    assert posted["parse_mode"] == "HTML"
    assert posted["message_text"].startswith(f"<b>Perpustakaan pindah ke mana?</b>\n\n{ANSWER}")
    assert "Edaran Perpustakaan Kota Awan" in posted["message_text"]
    assert first["reply_markup"]["inline_keyboard"][0][0]["url"] == ADDRESS


async def test_an_empty_query_lists_what_was_asked_most(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    for _ in range(2):
        await budi.says("gedung lama dijadikan apa?")
        await telegram.reply()
    press = await answered(await budi.asks_inline(""))
    titles = [result["title"] for result in press.results]
    assert titles[:2] == ["Gedung lama dijadikan apa?", "Perpustakaan pindah ke mana?"]
    assert len(titles) <= 10


@pytest.mark.parametrize(
    ("typed", "title", "personal"),
    [
        ("where is the library moving to", "Where is the library moving to?", "False"),
        ("jam buka yang baru berapa", "Jam buka perpustakaan baru berapa?", "False"),
        ("museum", "What becomes of the old building?", "True"),
    ],
    ids=["English", "Indonesian", "the person's own"],
)
async def test_results_are_cached_for_all_only_where_the_text_tells_the_language(
    telegram: BotApi, bot: Bot, typed: str, title: str, personal: str
) -> None:
    ann = telegram.person("Ann", language="en")
    press = await answered(await ann.asks_inline(typed))
    assert press.results[0]["title"] == title
    assert press.answer is not None
    assert str(press.answer["cache_time"]) == "60"
    assert str(press.answer["is_personal"]).lower() == personal.lower()


async def test_where_nothing_fits_there_is_a_way_to_the_private_chat(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    press = await answered(await budi.asks_inline("zzzzqqqq xylofonx"))
    assert press.results == []
    assert press.answer is not None
    button = press.answer["button"]
    button = json.loads(button) if isinstance(button, str) else button
    assert button == {
        "text": "Belum ada yang cocok. Tanya langsung",
        "start_parameter": "inline",
    }
    await budi.says("/start inline")
    assert (await telegram.reply()).text.startswith("Halo! Aku Kutip.")


async def test_with_the_shipped_knowledge_no_query_breaks_a_limit(
    telegram: BotApi, start: Starter
) -> None:
    from knowledge import SHIPPED  # noqa: PLC0415

    budi = telegram.person("Budi", language="id")
    async with start(knowledge_dir=SHIPPED):
        for typed in ("", "a", "meta", "berapa", "<b>&\u202e", "x" * 256, "siapa itu wang?"):
            press = await answered(await budi.asks_inline(typed))
            assert len(press.results) <= 50
    refused = [call.error for call in telegram.calls("answerInlineQuery") if not call.ok]
    assert refused == []


async def test_a_late_inline_answer_is_dropped_quietly(
    telegram: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    budi = telegram.person("Budi", language="id")
    telegram.fail("answerInlineQuery", times=1, how="500")
    await budi.asks_inline("museum")
    await telegram.wait_until_quiet()
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_an_address_opens_its_answer(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/start q-new-address")
    reply = await telegram.reply()
    assert reply.text.startswith(f"Perpustakaan pindah ke mana?\n\n{ANSWER}")
    share = reply.button("↗ Bagikan")
    assert share.url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fkutip_bot%3Fstart")


async def test_an_address_of_an_answer_that_is_gone_says_so(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/start q-tidak-ada")
    assert (await telegram.reply()).text.startswith("Jawaban dengan alamat ini sudah tidak ada.")


async def test_every_answer_has_a_share_button(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says(QUESTION)
    assert (await telegram.reply()).labels[:3] == ["👍", "👎", "↗ Bagikan"]


async def test_an_id_that_telegram_would_not_take_has_an_address_too(
    telegram: BotApi, bot: Bot
) -> None:
    entry = Entry("Kapan? (é) " * 9, {"id": ("kapan kolam renang dibuka",)}, {"id": "Mei."})
    bot.bot_data.knowledge.put(entry)
    budi = telegram.person("Budi", language="id")
    await budi.says("kapan kolam renang dibuka")
    share = (await telegram.reply()).button("↗ Bagikan").url
    parameter = share.partition("start%3D")[2].partition("&")[0]
    await budi.says(f"/start {parameter}")
    assert (await telegram.reply()).text.startswith("kapan kolam renang dibuka\n\nMei.")


@pytest.mark.parametrize("asked", ["new-address", QUESTION])
async def test_a_qr_code_comes_as_a_file_to_print(telegram: BotApi, bot: Bot, asked: str) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says(f"/qr {asked}")
    reply = await telegram.reply()
    assert reply.text == f"Perpustakaan pindah ke mana?\n{ADDRESS}"
    assert reply.file.startswith(b"\x89PNG")
    width = int.from_bytes(reply.file[16:20], "big")
    assert width >= 472, "4 cm at 300 dpi"


async def test_qr_of_nothing_known_is_told_how(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/qr")
    assert (await telegram.reply()).text.startswith("Tulis id entri")
    await budi.says("/qr resep rendang daging sapi")
    assert (await telegram.reply()).text.startswith("Aku tidak yakin entri mana")


async def test_the_top_questions_are_pinned_and_kept_up_in_one_message(
    telegram: BotApi, bot: Bot
) -> None:
    group, sari = telegram.group("Warga Awan"), telegram.person("Sari", language="id")
    group.promotes(sari)
    group.promotes_the_bot()
    await sari.says("/pin", chat=group)
    pinned = await telegram.reply()
    assert pinned.text.startswith("📌 Paling sering ditanyakan pekan ini\n\n1. ")
    assert f'<a href="{ADDRESS}">Perpustakaan pindah ke mana?</a>' in pinned.html
    await go_round(bot)
    assert group.pinned == [pinned.id]
    await go_round(bot)
    await sari.says("gedung lama dijadikan apa?")
    await telegram.reply(chat=sari)
    await go_round(bot)
    await telegram.silence(0.1, chat=group)
    await bot.bot_data.database.execute(
        "UPDATE pinned SET refreshed_at = '2026-01-01T00:00:00+00:00'"
    )
    await go_round(bot)
    updated = await telegram.reply(chat=group)
    assert (updated.id, updated.edited) == (pinned.id, True)
    assert "1. Gedung lama dijadikan apa?" in updated.text
    assert group.pinned == [pinned.id]


async def test_a_changed_answer_is_in_the_pinned_list_at_once(telegram: BotApi, bot: Bot) -> None:
    group, sari = telegram.group("Warga Awan"), telegram.person("Sari", language="id")
    group.promotes(sari)
    group.promotes_the_bot()
    await sari.says("/pin", chat=group)
    pinned = await telegram.reply()
    assert "Perpustakaan pindah ke mana?" in pinned.text
    await telegram.wait_until_quiet(quiet=1.3)  # a round of the chores has pinned it
    bot.bot_data.knowledge.remove("new-address")
    updated = await telegram.reply(chat=group)
    assert updated.id == pinned.id
    assert "Perpustakaan pindah ke mana?" not in updated.text


async def test_a_second_pin_takes_the_place_of_the_first(telegram: BotApi, bot: Bot) -> None:
    group, sari = telegram.group("Warga Awan"), telegram.person("Sari", language="id")
    group.promotes(sari)
    group.promotes_the_bot()
    await sari.says("/pin", chat=group)
    first = await telegram.reply()
    await go_round(bot)
    await sari.says("/pin", chat=group)
    second = await telegram.reply()
    await go_round(bot)
    assert first.is_deleted
    assert group.pinned == [second.id]
    await sari.says("/unpin", chat=group)
    await telegram.reply()
    assert second.is_deleted
    assert await bot.bot_data.chats.pinned() == []


async def test_a_bot_that_may_not_pin_says_so_and_keeps_the_list(
    telegram: BotApi, bot: Bot
) -> None:
    group, sari = telegram.group("Warga Awan"), telegram.person("Sari", language="id")
    group.promotes(sari)
    await sari.says("/pin", chat=group)
    listed = await telegram.reply()
    await go_round(bot)
    assert (await telegram.reply()).text.startswith("Daftarnya sudah kutulis")
    await go_round(bot)
    await telegram.silence(0.2)
    assert not listed.is_deleted


async def test_a_list_that_somebody_deleted_is_let_go(telegram: BotApi, bot: Bot) -> None:
    group, sari = telegram.group("Warga Awan"), telegram.person("Sari", language="id")
    group.promotes(sari)
    group.promotes_the_bot()
    await sari.says("/pin", chat=group)
    listed = await telegram.reply()
    await go_round(bot)
    sari.deletes(listed)
    bot.bot_data.knowledge.remove("new-address")
    await go_round(bot, changed=True)
    assert await bot.bot_data.chats.pinned() == []


async def test_members_may_not_pin(telegram: BotApi, bot: Bot) -> None:
    group, budi = telegram.group("Warga Awan"), telegram.person("Budi", language="id")
    await budi.says("/pin", chat=group)
    assert (await telegram.reply()).text == "Ini untuk admin grup."
