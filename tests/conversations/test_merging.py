"""Clusters that a newcomer shows to be one become one: in memory, on disk, on their cards."""

from datetime import timedelta

import pytest

from bot.context import KutipApplication
from bot.keeping import clear_old
from bot.reviewing import carding, queueing
from knowledge import Reading, Unanswered
from knowledge.storage import Question
from tests.bot_api import BotApi
from tests.conversations.conftest import Starter
from tests.conversations.crowd import asks, room
from tests.conversations.moderators import rina

Bot = KutipApplication
ASKED, TOLD = "minta password wifinya dong min", "tolong kasih tau kata sandi wifi"
BOTH = "sandi wifi dong"


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the edit of a card wait for no further questions."""
    monkeypatch.setattr(carding, "_PAUSE", timedelta(0))


async def _groups(bot: Bot) -> dict[int, list[str]]:
    """Give the texts of each cluster on disk; memory must have the same clusters."""
    found: dict[int, list[str]] = {}
    for one in await bot.bot_data.store.queue.grouped():
        found.setdefault(one.cluster, []).append(one.text)
    held = {cluster for cluster, _ in bot.bot_data.clusters.like(f"{ASKED} {BOTH}", 9)}
    assert held <= set(found)
    return found


async def test_two_cards_become_one_and_the_other_leads_there(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        await asks(telegram, ASKED)
        first = await telegram.reply(chat=staff)
        await asks(telegram, TOLD, "Sari")
        second = await telegram.reply(chat=staff)
        assert await _groups(bot) == {1: [ASKED], 2: [TOLD]}
        await telegram.wait_until_quiet(0.6)
    async with start(moderator_chat_id=staff.id) as bot:
        await asks(telegram, BOTH, "Eka")
        await telegram.wait_until_quiet(1.6)
        assert await _groups(bot) == {1: [ASKED, TOLD, BOTH]}
        assert "Ditanyakan oleh 3 orang" in first.now.text
        assert second.now.text.startswith("🔗 Digabung, karena ternyata menanyakan hal yang sama")
        assert second.now.labels == ["Lihat"]
        telegram.skip_replies()
    async with start(moderator_chat_id=staff.id) as bot:
        assert await _groups(bot) == {1: [ASKED, TOLD, BOTH]}
        await moderator.says("Boleh, asal di kandang.", chat=staff, reply_to=second.now)
        preview = await telegram.reply(chat=moderator)
        assert all(f"☑️ {text}" in preview.text for text in (TOLD, BOTH))
        assert f"↩︎ {ASKED}" in preview.text, "alike to both, and not the very same as either"
        await moderator.presses(preview, "💾 Simpan")
        await telegram.wait_until_quiet(1.6)
        assert first.now.text.startswith("✅ Dijawab oleh Rina")
        await moderator.presses(second.now, "Lihat")
        await telegram.wait_until_quiet()
        assert second.now.text.startswith("✅ Dijawab oleh Rina")


async def test_the_card_of_a_merged_cluster_keeps_no_text_that_is_too_old(
    telegram: BotApi, start: Starter
) -> None:
    staff = room(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        for text in (ASKED, TOLD):
            await asks(telegram, text)
            await telegram.reply(chat=staff)
        await telegram.wait_until_quiet(0.6)
        await asks(telegram, BOTH, "Eka")
        await telegram.wait_until_quiet(1.6)
        shown = [one for one in telegram.messages if one.chat is staff and "📣" not in one.text]
        assert {"wifi" in card.now.text for card in shown} == {True}
        old = "UPDATE question SET asked_at = '2020-01-01T00:00:00.000+00:00'"
        await bot.bot_data.database.execute(old)
        telegram.skip_replies()
        await clear_old(bot.bot_data)
        edited = {(await telegram.reply(chat=staff)).text for _ in range(2)}
        assert edited == {"Pertanyaan ini sudah tidak ada di antrean."}
        assert {"wifi" in card.now.text for card in shown} == {False}


async def test_a_merge_that_is_rolled_back_leaves_no_trace(bot: Bot) -> None:
    house, context = bot.bot_data, bot.context_types.context(bot)

    async def kept(text: str) -> int | None:
        asked = Question(text, "somebody", "private")
        number = await house.store.record(asked, Unanswered(Reading("id")), "id")
        return await queueing.keep(number, text, "unanswered", context)

    async with house.store.transaction():
        assert [await kept(ASKED), await kept(TOLD)] == [1, 2]
    with pytest.raises(RuntimeError, match="broken"):
        async with house.store.transaction():
            assert await kept(BOTH) == 1
            assert len(house.clusters.like(BOTH, 9)) == 1
            raise RuntimeError("broken")
    assert await _groups(bot) == {1: [ASKED], 2: [TOLD]}
    assert sorted(cluster for cluster, _ in house.clusters.like(BOTH, 9)) == [1, 2]
    async with house.store.transaction():
        assert await kept(BOTH) == 1
    assert await _groups(bot) == {1: [ASKED, TOLD, BOTH]}
    assert [cluster for cluster, _ in house.clusters.like(BOTH, 9)] == [1]


@pytest.mark.parametrize("ignored", [ASKED, TOLD])
async def test_what_is_ignored_is_merged_with_nothing(
    telegram: BotApi, start: Starter, ignored: str
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        for text in (ASKED, TOLD):
            await asks(telegram, text)
            card = await telegram.reply(chat=staff)
            if text == ignored:
                await moderator.presses(card, "🚫 Abaikan")
                await telegram.reply(chat=staff)
                await telegram.wait_until_quiet(1.3)
                telegram.skip_replies()
        await asks(telegram, BOTH, "Eka")
        (waiting,) = await bot.bot_data.store.queue.open_clusters()
        assert len(await _groups(bot)) == 2
        texts = [one.text for one in await bot.bot_data.store.queue.questions(waiting.id)]
        assert ignored not in texts
