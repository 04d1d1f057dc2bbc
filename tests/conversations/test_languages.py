"""In which language the bot replies, where the text itself leaves a doubt."""

import pytest

from bot.context import KutipApplication
from knowledge import SHIPPED
from knowledge.storage.chats import ChatSettings
from tests.bot_api import BotApi, Person
from tests.conversations.conftest import Starter

Bot = KutipApplication
DOUBTFUL = "MSL capex"
"""Words of no language."""
UNKNOWN = {"en": "I don't know this yet.", "id": "Aku belum tahu jawabannya."}


async def chooses(telegram: BotApi, who: Person, label: str) -> None:
    await who.says("/language")
    await who.presses(await telegram.reply(chat=who), label)
    await telegram.reply(chat=who)


@pytest.mark.parametrize(
    "text", ["zuck salary?", "meta jakarta location?", "is meta gonna stop open sourcing llama??"]
)
async def test_an_english_speaker_is_answered_in_english_however_they_type(
    telegram: BotApi, start: Starter, text: str
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start(knowledge_dir=SHIPPED) as bot:
        await chooses(telegram, budi, "English")
        await budi.says(text)
        await telegram.reply()
        rows = await bot.bot_data.database.rows("SELECT language FROM question")
        assert [row["language"] for row in rows] == ["en"]


async def test_what_was_chosen_counts_before_what_was_written(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await chooses(telegram, budi, "English")
    await budi.says("perpustakaan pindah ke mana?")
    assert (await telegram.reply()).text.startswith("Perpustakaan pindah")
    await budi.says(DOUBTFUL)
    assert (await telegram.reply()).text.startswith(UNKNOWN["en"])


async def test_what_was_written_counts_before_what_telegram_says(
    telegram: BotApi, start: Starter
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start():
        await budi.says("where is the library moving to?")
        await telegram.reply()
        await budi.says("capex?")
        assert (await telegram.reply()).text.startswith(UNKNOWN["en"])
    async with start():
        await budi.says("/help")
        assert (await telegram.reply()).text.startswith("Just type your question")


async def test_telegram_counts_before_the_house_language(telegram: BotApi, bot: Bot) -> None:
    ann = telegram.person("Ann", language="en")
    await ann.says(DOUBTFUL)
    assert (await telegram.reply()).text.startswith(UNKNOWN["en"])
    eva = telegram.person("Eva", language="de")
    await eva.says(DOUBTFUL)
    assert (await telegram.reply()).text.startswith(UNKNOWN["id"])


async def test_a_groups_choice_counts_before_telegram_and_after_the_persons_own(
    telegram: BotApi, bot: Bot
) -> None:
    group = telegram.group("Warga Awan")
    await bot.bot_data.chats.choose(group.id, ChatSettings(language="en"))
    budi = telegram.person("Budi", language="id")
    await budi.says(f"/ask {DOUBTFUL}", chat=group)
    assert (await telegram.reply()).text.startswith(UNKNOWN["en"])
    await chooses(telegram, budi, "Bahasa Indonesia")
    await budi.says(f"/ask {DOUBTFUL} !", chat=group)
    assert (await telegram.reply()).text.startswith(UNKNOWN["id"])


async def test_who_is_forgotten_speaks_no_language(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("where is the library moving to?")
    await telegram.reply()
    await budi.says("/forgetme")
    await budi.presses(await telegram.reply(), "Yes, erase")
    await telegram.wait_until_quiet()
    telegram.skip_replies()
    await budi.says(DOUBTFUL)
    assert (await telegram.reply()).text.startswith(UNKNOWN["id"])
