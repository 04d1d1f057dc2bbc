"""Groups: the introduction, settings, answers unasked, what goes by itself or by a moderator."""

import pytest

from bot.chores import go_round
from bot.context import KutipApplication
from knowledge import Unsure
from knowledge.storage.chats import ChatSettings
from tests.bot_api import BotApi, Group, Person
from tests.bot_api.messages import Message
from tests.conversations.conftest import MODERATOR, Starter

Bot = KutipApplication
QUESTION = "perpustakaan pindah ke jalan apa alamat barunya?"
ANSWER = "Perpustakaan pindah ke Jalan Melati 7."


def unsure_question(bot: Bot) -> str:
    """Find a question that the sample leaves unsure, whatever the matching's present weights."""
    candidates = ("cabang dibuka kembali kapan?", "cabang yang dibuka itu yang mana", "gedung")
    base = bot.bot_data.knowledge
    return next(one for one in candidates if isinstance(base.answer(one), Unsure))


async def set_up(telegram: BotApi, bot: Bot, **chosen: object) -> tuple[Group, Person]:
    """Found a group that has made its choices."""
    group, budi = telegram.group("Warga Awan"), telegram.person("Budi", language="id")
    await bot.bot_data.chats.choose(group.id, ChatSettings(**chosen))  # type: ignore[arg-type]  # named by the test
    return group, budi


async def test_the_bot_introduces_itself_once_in_two_lines(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    group.adds_the_bot()
    said = await telegram.reply()
    assert said.text.startswith("Halo, aku Kutip.")
    assert said.text.count("\n") == 1
    group.promotes_the_bot()
    group.kicks_the_bot()
    group.adds_the_bot()
    await telegram.silence(0.5)


async def test_where_mentions_do_not_arrive_none_is_promised(
    telegram: BotApi, start: Starter
) -> None:
    telegram.world.abilities["can_read_all_group_messages"] = False
    async with start():
        group = telegram.group("Warga Awan")
        group.adds_the_bot()
        said = (await telegram.reply()).text
        assert "/ask@kutip_bot" in said
        assert "sebut @" not in said
        budi = telegram.person("Budi", language="id")
        await budi.says("/help")
        assert "sebut @" not in (await telegram.reply()).text
        await budi.says(f"@kutip_bot {QUESTION}", chat=group)
        await telegram.silence(0.3)
        await budi.says(f"/ask {QUESTION}", chat=group)
        assert (await telegram.reply()).text.startswith(ANSWER)


async def test_where_mentions_arrive_they_are_offered(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    group.adds_the_bot()
    assert "sebut @kutip_bot" in (await telegram.reply()).text


async def open_settings(telegram: BotApi, group: Group, sari: Person) -> Message:
    """Have an administrator open the settings."""
    group.promotes(sari)
    await sari.says("/settings", chat=group)
    return await telegram.reply()


async def test_administrators_choose_and_the_choice_outlives_a_restart(
    telegram: BotApi, start: Starter
) -> None:
    group, sari = telegram.group("Warga Awan"), telegram.person("Sari", language="id")
    async with start():
        card = await open_settings(telegram, group, sari)
        assert "✅ Diam saja" in card.labels
        for label, marked in (
            ("Jawab bila pasti", "✅ Jawab bila pasti"),
            ("5 menit", "✅ 5 menit"),
            ("English", "✅ English"),
        ):
            await sari.presses(card, label)
            card = await telegram.reply()
            assert any(one in card.labels for one in (marked, "✅ Answer if certain")), card.labels
    async with start() as bot:
        assert await bot.bot_data.chats.settings(group.id) == ChatSettings("en", True, 5)
        await sari.says("/help", chat=group)
        assert (await telegram.reply()).text.startswith("Just type your question")


async def test_members_may_neither_open_nor_press_settings(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    sari, budi = telegram.person("Sari", language="id"), telegram.person("Budi", language="id")
    card = await open_settings(telegram, group, sari)
    group.admits(budi)
    await budi.says("/settings", chat=group)
    assert (await telegram.reply()).text == "Ini untuk admin grup."
    press = await budi.presses(card, "Jawab bila pasti")
    await telegram.wait_until_quiet()
    assert press.text == "Ini untuk admin grup."
    assert await bot.bot_data.chats.settings(group.id) == ChatSettings()


async def test_an_administrator_of_another_group_is_nobody_here(telegram: BotApi, bot: Bot) -> None:
    here, there = telegram.group("Warga Awan"), telegram.group("Warga Bulan")
    sari = telegram.person("Sari", language="id")
    there.promotes(sari)
    here.admits(sari)
    await sari.says("/settings", chat=there)
    assert (await telegram.reply()).text.startswith("Pengaturan grup ini")
    await sari.says("/settings", chat=here)
    assert (await telegram.reply()).text == "Ini untuk admin grup."


async def test_an_anonymous_administrator_may_in_that_very_group(
    telegram: BotApi, bot: Bot
) -> None:
    group = telegram.group("Warga Awan", supergroup=True)
    await group.anonymous_admin.says("/settings", chat=group)
    assert (await telegram.reply()).text.startswith("Pengaturan grup ini")


@pytest.mark.parametrize("data", ["set:auto:99", "set:tidy:auto", "set:x:on", "set:language:fr"])
async def test_forged_settings_change_nothing(telegram: BotApi, bot: Bot, data: str) -> None:
    group, sari = telegram.group("Warga Awan"), telegram.person("Sari", language="id")
    card = await open_settings(telegram, group, sari)
    press = await sari.forges_press(card, data)
    await telegram.wait_until_quiet()
    assert press.text == "Tombol ini sudah tidak berlaku. Coba tanyakan lagi."
    assert await bot.bot_data.chats.settings(group.id) == ChatSettings()


async def test_settings_follow_a_group_that_becomes_a_supergroup(
    telegram: BotApi, bot: Bot
) -> None:
    group, _ = await set_up(telegram, bot, auto_answer=True)
    telegram.upgrade_to_supergroup(group)
    await telegram.wait_until_quiet()
    assert await bot.bot_data.chats.settings(group.id) == ChatSettings(auto_answer=True)


async def test_settings_follow_even_where_only_a_refusal_tells_of_the_move(
    telegram: BotApi, bot: Bot
) -> None:
    group, budi = await set_up(telegram, bot, auto_answer=True)
    telegram.fail("sendMessage", times=1, how="502")
    await budi.says(f"/ask {QUESTION}", chat=group)
    telegram.upgrade_to_supergroup(group, announce=())
    await telegram.reply(within=8)
    assert await bot.bot_data.chats.settings(group.id) == ChatSettings(auto_answer=True)


async def test_a_bot_that_runs_the_group_is_not_called_deaf(
    telegram: BotApi, start: Starter
) -> None:
    telegram.world.abilities["can_read_all_group_messages"] = False
    async with start():
        group, sari = telegram.group("Warga Awan"), telegram.person("Sari", language="id")
        assert "belum bisa jalan" in (await open_settings(telegram, group, sari)).text
        group.promotes_the_bot()
        assert "belum bisa jalan" not in (await open_settings(telegram, group, sari)).text


async def test_in_private_settings_are_sent_to_the_group(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/settings")
    assert (await telegram.reply()).text.startswith("Pengaturan ini milik grup.")


async def test_the_groups_language_counts_before_the_persons(telegram: BotApi, bot: Bot) -> None:
    group, budi = await set_up(telegram, bot, language="en")
    await budi.says("/ask", chat=group)
    assert (await telegram.reply()).text.startswith("Write your question after /ask")


async def test_asked_by_the_group_it_answers_unasked_shortly_and_more_on_demand(
    telegram: BotApi, bot: Bot
) -> None:
    group, budi = await set_up(telegram, bot, auto_answer=True)
    message = await budi.says(QUESTION, chat=group)
    said = await telegram.reply()
    assert said.text == f"{ANSWER}\n📄 Edaran Perpustakaan Kota Awan · Kepindahan, paragraf 1"
    assert said.reply_to == message
    assert said.labels == ["Selengkapnya", "🗑"]
    await budi.presses(said, "Selengkapnya")
    whole = await telegram.reply()
    assert whole.id == said.id
    assert "Dasar jawaban:" in whole.text
    assert whole.labels[:4] == ["👍", "👎", "↗ Bagikan", "🗑"]


async def test_a_forged_more_opens_nothing(telegram: BotApi, bot: Bot) -> None:
    group, budi = await set_up(telegram, bot, auto_answer=True)
    await budi.says("gedung lama dijadikan apa?")
    await telegram.reply()
    await budi.says(QUESTION, chat=group)
    said = await telegram.reply()
    elsewhere = telegram.group("Warga Bulan")
    await budi.says("/help", chat=elsewhere)
    other = await telegram.reply()
    real = said.button("Selengkapnya").data
    for message, data in ((said, "more:1:" + "0" * 32), (other, real)):
        press = await budi.forges_press(message, data)
        await telegram.wait_until_quiet()
        assert press.text == "Tombol ini sudah tidak berlaku. Coba tanyakan lagi."
        assert message.now.text == message.text


async def test_unasked_it_does_not_speak_twice_in_a_row(telegram: BotApi, bot: Bot) -> None:
    group, budi = await set_up(telegram, bot, auto_answer=True)
    other = telegram.group("Warga Bulan")
    await bot.bot_data.chats.choose(other.id, ChatSettings(auto_answer=True))
    await budi.says(QUESTION, chat=group)
    await telegram.reply()
    await budi.says(QUESTION, chat=group)
    await budi.says("apakah denda keterlambatan buku dihapus?", chat=group)
    await telegram.silence(0.4, chat=group)
    await budi.says(QUESTION, chat=other)
    assert (await telegram.reply()).chat == other


async def test_a_reply_to_somebody_a_forward_and_a_statement_are_left_alone(
    telegram: BotApi, bot: Bot
) -> None:
    group, budi = await set_up(telegram, bot, auto_answer=True)
    sari = telegram.person("Sari", language="id")
    message = await sari.says("eh kalian sudah dengar?", chat=group)
    await budi.says(QUESTION, chat=group, reply_to=message)
    private = await sari.says(QUESTION)
    await telegram.reply(chat=sari)
    await budi.forwards(private, chat=group)
    await budi.says("perpustakaan pindah ke jalan melati alamat barunya", chat=group)
    await telegram.silence(0.4)
    rows = await bot.bot_data.database.rows("SELECT id FROM question WHERE place = 'group'")
    assert rows == [], "what is not answered is not kept"


async def test_an_unsure_reply_goes_after_its_minutes_unless_a_choice_was_taken(
    telegram: BotApi, bot: Bot
) -> None:
    group, budi = await set_up(telegram, bot, tidy_minutes=5)
    await budi.says(f"/ask {unsure_question(bot)}", chat=group)
    left = await telegram.reply()
    await budi.says(f"/ask {unsure_question(bot)}", chat=group)
    taken = await telegram.reply()
    await budi.presses(taken, "1.")
    await telegram.reply()
    await go_round(bot)
    assert not left.is_deleted, "its time has not come"
    await bot.bot_data.database.execute(
        "UPDATE passing SET due_at = '2026-01-01T00:00:00.000+00:00'"
    )
    await go_round(bot)
    assert left.is_deleted
    assert not taken.is_deleted
    assert await bot.bot_data.database.rows("SELECT * FROM passing") == []


async def test_a_moderator_deletes_a_reply_with_one_tap_and_that_is_a_thumb_down(
    telegram: BotApi, bot: Bot
) -> None:
    group, budi = await set_up(telegram, bot)
    moderator = telegram.person("Mira", language="id", id=MODERATOR)
    await budi.says(f"/ask {QUESTION}", chat=group)
    said = await telegram.reply()
    press = await budi.presses(said, "🗑")
    await telegram.wait_until_quiet()
    assert press.text == "Tombol ini untuk moderator."
    assert not said.is_deleted
    await moderator.presses(said, "🗑")
    await telegram.wait_until_quiet()
    assert said.is_deleted
    rows = await bot.bot_data.database.rows("SELECT thumb FROM feedback")
    assert [row[0] for row in rows] == ["down"]


async def test_a_reply_too_old_to_delete_is_withdrawn_instead(telegram: BotApi, bot: Bot) -> None:
    group, budi = await set_up(telegram, bot)
    moderator = telegram.person("Mira", language="id", id=MODERATOR)
    await budi.says(f"/ask {QUESTION}", chat=group)
    said = await telegram.reply()
    telegram.fail("deleteMessage", times=1, how="500")
    await moderator.presses(said, "🗑")
    withdrawn = await telegram.reply()
    assert withdrawn.id == said.id
    assert withdrawn.text.startswith("Jawaban ini sudah ditarik oleh moderator.")
