"""A choice is taken by its number, or in words, as well as by its button."""

import pytest

from bot.context import KutipApplication
from bot.keeping import clear_old
from tests.bot_api import BotApi, Message, Person
from tests.conversations.conftest import Starter

Bot = KutipApplication
ASKED = "cabang dibuka kembali kapan?"
NORTH, SOUTH = "Cabang Utara dibuka kembali pada Mei.", "Cabang Selatan dibuka kembali pada Juni."


async def offered(telegram: BotApi, who: Person) -> tuple[Message, list[str]]:
    """Have somebody ask what is answered with choices; give those, and their answers in order."""
    await who.says(ASKED)
    choices = await telegram.reply(chat=who)
    assert choices.text.startswith("Aku belum yakin maksudmu.")
    answers = [NORTH if "Utara" in label else SOUTH for label in choices.labels[:2]]
    return choices, answers


async def picks(bot: Bot) -> list[str | None]:
    return [row["entry"] for row in await bot.bot_data.database.rows("SELECT entry FROM pick")]


@pytest.mark.parametrize(("typed", "place"), [("1", 0), ("yang kedua", 1), ("the last one", 1)])
async def test_a_number_typed_takes_a_choice_also_after_a_restart(
    telegram: BotApi, start: Starter, typed: str, place: int
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start():
        _, answers = await offered(telegram, budi)
    async with start() as bot:
        typed_message = await budi.says(typed)
        reply = await telegram.reply()
        assert answers[place] in reply.text
        assert reply.reply_to == typed_message or not reply.edited
        assert reply.labels[:2] == ["👍", "👎"]
        assert len(await picks(bot)) == 1
        rows = await bot.bot_data.database.rows("SELECT text FROM question")
        assert [row["text"] for row in rows] == [ASKED], "a choice is no question"


async def test_the_choice_can_be_changed_and_the_last_one_counts(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    _, answers = await offered(telegram, budi)
    for typed, answer in (("1", answers[0]), ("2", answers[1])):
        await budi.says(typed)
        assert answer in (await telegram.reply()).text
    assert len(await picks(bot)) == 1


async def test_none_of_these_can_be_typed(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await offered(telegram, budi)
    await budi.says("bukan semuanya")
    assert (await telegram.reply()).text.startswith("Baik, pertanyaanmu kusimpan")
    assert await picks(bot) == [None]


@pytest.mark.parametrize("typed", ["3", "9", "99"])
async def test_a_number_that_was_not_offered_asks_nothing(
    telegram: BotApi, bot: Bot, typed: str
) -> None:
    budi = telegram.person("Budi", language="id")
    await offered(telegram, budi)
    await budi.says(typed)
    await telegram.reply()
    assert await picks(bot) == []
    assert await bot.bot_data.store.queue.open_clusters() == []


async def test_a_number_out_of_the_blue_gets_a_hint_and_is_no_question(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("1")
    assert (await telegram.reply()).text.startswith("Aku tidak menemukan pertanyaan")
    assert await bot.bot_data.store.queue.open_clusters() == []


async def test_once_something_else_was_asked_the_choices_are_past(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    await offered(telegram, budi)
    await budi.says("kapan perpustakaan pindah?")
    await telegram.reply()
    await budi.says("1")
    assert (await telegram.reply()).text.startswith("Aku tidak menemukan pertanyaan")
    assert await picks(bot) == []


async def test_after_an_hour_a_number_takes_nothing(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await offered(telegram, budi)
    await bot.bot_data.database.execute(
        "UPDATE question SET asked_at = '2026-01-01T00:00:00.000+00:00'"
    )
    await budi.says("1")
    assert (await telegram.reply()).text.startswith("Aku tidak menemukan pertanyaan")


async def test_somebody_elses_number_takes_nothing(telegram: BotApi, bot: Bot) -> None:
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    await offered(telegram, budi)
    await sari.says("1")
    assert (await telegram.reply(chat=sari)).text.startswith("Aku tidak menemukan pertanyaan")
    assert await picks(bot) == []


async def test_in_a_group_the_asker_replies_with_a_number_and_others_cannot(
    telegram: BotApi, start: Starter
) -> None:
    group = telegram.group("Warga Awan")
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start():
        await budi.says(f"/ask {ASKED}", chat=group)
        choices = await telegram.reply(chat=group)
    async with start() as bot:
        await sari.says("1", chat=group, reply_to=choices)
        await budi.says("1", chat=group)
        await telegram.silence(0.3, chat=group)
        await budi.says("2", chat=group, reply_to=choices)
        reply = await telegram.reply(chat=group)
        assert "dibuka kembali pada" in reply.text
        assert "🗑" in reply.labels
        assert len(await picks(bot)) == 1


async def test_a_reply_to_the_choices_takes_one_however_old_they_are(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    choices, answers = await offered(telegram, budi)
    await budi.says("kapan perpustakaan pindah?")
    await telegram.reply()
    await budi.says("1", reply_to=choices)
    assert answers[0] in (await telegram.reply()).text


async def test_a_forged_reply_to_made_up_choices_breaks_nothing(
    telegram: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    group = telegram.group("Warga Awan")
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    choices, _ = await offered(telegram, budi)
    await sari.says(f"/ask {ASKED}", chat=group)
    theirs = await telegram.reply(chat=group)
    await budi.says("1", chat=group, reply_to=theirs)
    await telegram.silence(0.3, chat=group)
    await bot.bot_data.database.execute("DELETE FROM offer")
    await bot.bot_data.database.execute("DELETE FROM question")
    await budi.says("1", reply_to=choices)
    await telegram.reply(chat=budi)
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == []


async def test_a_number_edited_into_another_takes_that_in_place(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    _, answers = await offered(telegram, budi)
    message = await budi.says("1")
    first = await telegram.reply()
    await budi.edits(message, "2")
    second = await telegram.reply()
    assert (second.id, second.edited) == (first.id, True)
    assert answers[1] in second.text


async def test_a_choice_that_was_withdrawn_is_not_shown(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    choices, _ = await offered(telegram, budi)
    gone = "branch-north" if "Utara" in choices.labels[0] else "branch-south"
    bot.bot_data.knowledge.remove(gone)
    await budi.says("1")
    assert "dibuka kembali pada" not in (await telegram.reply()).text
    assert await picks(bot) == []


async def test_where_no_choice_was_meant_a_passage_that_is_near_is_shown(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("warga minta lahan parkir sepeda?")
    asked = await telegram.reply()
    await budi.forges_press(asked, "n:1")
    said = (await telegram.reply()).text
    assert said.startswith("Baik, pertanyaanmu kusimpan untuk moderator.")
    assert "Ini bukan jawaban, tetapi bagian sumber ini mungkin membantu:" in said
    assert "Warga meminta lahan parkir sepeda" in said


async def test_where_no_passage_is_near_none_is_shown(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    choices, _ = await offered(telegram, budi)
    await budi.presses(choices, "Bukan semuanya")
    assert "mungkin membantu" not in (await telegram.reply()).text


async def test_what_was_offered_goes_with_the_old_question(
    telegram: BotApi, start: Starter
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start(retention_days=30) as bot:
        await offered(telegram, budi)
        database = bot.bot_data.database
        for id_, left in ((2, 1), (1, 0)):
            await database.execute(
                "UPDATE question SET asked_at = '2026-01-01T00:00:00.000+00:00' WHERE id = ?",
                (id_,),
            )
            await clear_old(bot.bot_data)
            assert len(await database.rows("SELECT * FROM offer")) == left
