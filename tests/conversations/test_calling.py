"""Which questions call the moderators with a card, and which wait in the queue without one."""

from datetime import timedelta

import pytest

from bot.context import KutipApplication
from bot.reviewing import carding
from tests.bot_api import BotApi, Group, Person
from tests.conversations.conftest import Starter
from tests.conversations.crowd import room

Bot = KutipApplication
UNKNOWN = (
    "boleh bawa kucing masuk?",
    "wifi nya kenceng ga?",
    "siapa kepala dinasnya sekarang?",
    "kantin jual rendang berapa?",
    "apakah ada musala di lantai dua?",
    "ada lowongan magang?",
    "toiletnya bersih tidak?",
)
"""Questions that have nothing to do with each other."""


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the edit of a card wait for no further questions."""
    monkeypatch.setattr(carding, "_PAUSE", timedelta(0))


async def asks_all(telegram: BotApi, who: Person, *questions: str) -> None:
    for question in questions:
        await who.says(question)
        reply = await telegram.reply(chat=who)
        assert reply.text.startswith("Aku belum tahu jawabannya."), (question, reply.text)
    await telegram.wait_until_quiet(0.5)


def cards(telegram: BotApi, staff: Group) -> list[str]:
    """Give what the cards posted so far ask, in order."""
    said = [one for one in telegram.messages if one.chat is staff and not one.edited]
    return [one.text.split("\n")[0].removeprefix("❓ ") for one in said]


async def test_one_persons_flood_has_a_few_cards_and_waits_whole_in_the_queue(
    telegram: BotApi, start: Starter
) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id, cards_per_person_hour=3):
        await asks_all(telegram, budi, *UNKNOWN[:4])
    async with start(moderator_chat_id=staff.id, cards_per_person_hour=3) as bot:
        await asks_all(telegram, budi, *UNKNOWN[4:])
        assert cards(telegram, staff) == list(UNKNOWN[:3])
        waiting = await bot.bot_data.store.queue.open_clusters()
        assert sorted(one.text for one in waiting) == sorted(UNKNOWN)


async def test_another_who_asks_the_same_brings_the_card(telegram: BotApi, start: Starter) -> None:
    staff = room(telegram)
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start(moderator_chat_id=staff.id, cards_per_person_hour=1):
        await asks_all(telegram, budi, *UNKNOWN[:2])
        await asks_all(telegram, sari, UNKNOWN[1])
        assert cards(telegram, staff) == list(UNKNOWN[:2])
        newest = next(one for one in reversed(telegram.messages) if one.chat is staff)
        assert "Ditanyakan oleh 2 orang" in newest.text


async def test_after_an_hour_there_are_cards_again(telegram: BotApi, start: Starter) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id, cards_per_person_hour=1, digest_day="off") as bot:
        await asks_all(telegram, budi, *UNKNOWN[:2])
        await bot.bot_data.database.execute(
            "UPDATE question SET asked_at = '2026-01-01T00:00:00.000+00:00'"
        )
        await asks_all(telegram, budi, UNKNOWN[2])
        assert cards(telegram, staff) == [UNKNOWN[0], UNKNOWN[2]]


async def test_asking_the_same_again_uses_up_nothing(telegram: BotApi, start: Starter) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id, cards_per_person_hour=2):
        await asks_all(telegram, budi, UNKNOWN[0], UNKNOWN[0], UNKNOWN[0], UNKNOWN[1])
        assert cards(telegram, staff) == list(UNKNOWN[:2])


CHATTER = "gue lagi makan rendang bareng keluarga besar"


async def test_what_is_merely_said_calls_nobody_but_is_kept(
    telegram: BotApi, start: Starter
) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        await asks_all(telegram, budi, CHATTER)
        assert cards(telegram, staff) == []
        waiting = await bot.bot_data.store.queue.open_clusters()
        assert [one.text for one in waiting] == [CHATTER]


async def test_who_waits_for_an_answer_did_ask(telegram: BotApi, start: Starter) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id):
        await budi.says(CHATTER)
        await budi.presses(await telegram.reply(chat=budi), "🔔")
        card = await telegram.reply(chat=staff)
        assert card.text.startswith(f"❓ {CHATTER}")


async def test_the_bell_is_no_way_around_ones_share(telegram: BotApi, start: Starter) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id, cards_per_person_hour=1):
        for question in (*UNKNOWN[:2], CHATTER):
            await budi.says(question)
            await budi.presses(await telegram.reply(chat=budi), "🔔")
            await telegram.reply(chat=budi)
        await telegram.wait_until_quiet(0.5)
        assert cards(telegram, staff) == [UNKNOWN[0]]


async def test_links_are_shown_by_their_host(telegram: BotApi, start: Starter) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    long = "https://spam.example.com/" + "a" * 300 + "?utm_source=x#y"
    async with start(moderator_chat_id=staff.id):
        await budi.says(f"{long} wifi {long} apa ya?")
        card = await telegram.reply(chat=staff)
        assert card.text.startswith("❓ spam.example.com/… wifi spam.example.com/… apa ya?")
        await budi.says(f"boleh bawa kucing? www.{'b' * 90}.example")
        card = await telegram.reply(chat=staff)
        assert card.text.startswith(f"❓ boleh bawa kucing? {'b' * 40}…\n")
