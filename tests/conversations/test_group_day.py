"""A thousand messages in a group, none of them meant for the bot."""

import time

from knowledge import SHIPPED
from knowledge.storage.chats import ChatSettings
from tests.bot_api import BotApi
from tests.conversations.conftest import Starter
from tests.knowledge.group_day import the_day

_MINUTE = 60


async def test_auto_answer_answers_none_wrongly_and_at_least_twenty_rightly(
    telegram: BotApi, start: Starter
) -> None:
    group, people = telegram.group("Warga Awan"), [telegram.person(f"Orang {n}") for n in range(20)]
    day, dawn = the_day(), int(time.time()) - 1000 * _MINUTE
    asked = {}
    async with start(knowledge_dir=SHIPPED, sends_per_second=0) as bot:
        await bot.bot_data.chats.choose(group.id, ChatSettings(auto_answer=True))
        for number, said in enumerate(day):
            speaker, date = people[number % 20], dawn + number * _MINUTE
            message = await speaker.says(said.text, chat=group, date=date)
            asked[message.id] = said
        await telegram.wait_until_quiet(quiet=1.0, within=120)
        replied = [message.reply_to for message in telegram.messages]
        rows = await bot.bot_data.database.rows("SELECT text, entry FROM question")
    answers = {row["text"]: row["entry"] for row in rows}
    wrong = {text: entry for text, entry in answers.items() if entry not in _right(text)}
    assert wrong == {}
    assert len(answers) == len(replied) >= 20
    assert all(message is not None and asked[message.id].answers for message in replied)


async def test_off_it_says_nothing_and_keeps_nothing(telegram: BotApi, start: Starter) -> None:
    group, people = telegram.group("Warga Awan"), [telegram.person(f"Orang {n}") for n in range(20)]
    async with start(knowledge_dir=SHIPPED, sends_per_second=0) as bot:
        for number, said in enumerate(the_day()):
            await people[number % 20].says(said.text, chat=group)
        # in order within a chat: with this answered, all before it has been seen
        await people[0].says("/ask kapan surat Zuckerberg terbit?", chat=group)
        await telegram.reply(within=60)
        await telegram.silence(0.3)
        assert len(telegram.messages) == 1
        rows = await bot.bot_data.database.rows("SELECT text FROM question")
        assert [row[0] for row in rows] == ["kapan surat Zuckerberg terbit?"]


def _right(text: str) -> frozenset[str]:
    return next(said.answers for said in the_day() if said.text == text)
