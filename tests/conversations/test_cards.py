"""A cluster's card in the moderators' chat: posted once, edited as it grows, raised once."""

from datetime import timedelta

import pytest

from bot.context import KutipApplication
from bot.reviewing import carding
from tests.bot_api import BotApi
from tests.conversations.conftest import Starter
from tests.conversations.crowd import ASKED, WIFI, asks, card_in, room
from tests.conversations.moderators import rina, tono

Bot = KutipApplication
ACTS = ["✍️ Jawab", "🔗 Tautkan ke entri", "🤷 Tidak disebutkan", "🚫 Abaikan", "🙋 Saya kerjakan"]


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the edit of a card wait for no further questions."""
    monkeypatch.setattr(carding, "_PAUSE", timedelta(0))


async def test_a_new_cluster_has_a_card_that_tells_what_there_is_to_know(
    telegram: BotApi, start: Starter
) -> None:
    staff = room(telegram)
    async with start(moderator_chat_id=staff.id):
        card = await card_in(telegram, staff)
        assert card.text.startswith(f"❓ {ASKED}\n\nDitanyakan sekali, ")
        assert "Yang paling mirip" not in card.text, "nothing is like it"
        assert card.labels == ACTS


@pytest.mark.parametrize(
    ("zone", "language", "told"),
    [
        ("Asia/Jakarta", "id", "pertama 24 Mei 2031, 06.05 WIB · terakhir 24 Mei 2031, 07.10 WIB"),
        ("UTC", "en", "first 23 May 2031, 23:05 UTC · last 24 May 2031, 00:10 UTC"),
    ],
)
async def test_a_card_tells_the_time_by_the_clock_of_the_settings(
    telegram: BotApi, start: Starter, zone: str, language: str, told: str
) -> None:
    staff = room(telegram)
    async with start(moderator_chat_id=staff.id, time_zone=zone, default_language=language) as bot:
        card = await card_in(telegram, staff)
        await asks(telegram, WIFI[1][2], "Ann", "en")
        for number, at in ((1, "2031-05-23T23:05:00.000+00:00"), (2, "2031-05-24T00:10:00.000Z")):
            await bot.bot_data.database.execute(
                "UPDATE question SET asked_at = ? WHERE id = ?", (at, number)
            )
        await bot.bot_data.mailbox.cards.due(1)
        while told not in (await telegram.reply(chat=staff)).text:
            pass  # an edit from before
        assert told in card.now.text


async def test_the_card_grows_in_place_and_is_raised_once_also_across_restarts(
    telegram: BotApi, start: Starter
) -> None:
    staff = room(telegram)
    async with start(moderator_chat_id=staff.id):
        card = await card_in(telegram, staff)
        await telegram.wait_until_quiet(0.6)
    for name, language, text in WIFI[1:]:
        async with start(moderator_chat_id=staff.id):
            await asks(telegram, text, name, language)
            await telegram.wait_until_quiet(1.6)
    said = [one for one in telegram.messages if one.chat is staff and not one.edited]
    assert [one.text.split("\n")[0] for one in said[1:]] == ["📣 Sudah 3 orang menanyakan ini"]
    assert said[1].reply_to == card
    now = card.now
    assert "Ditanyakan oleh 5 orang (5 kali) · pertama" in now.text
    assert "Ditanyakan juga begini:\n• " in now.text
    assert now.labels == ACTS


async def test_many_questions_make_one_edit(
    telegram: BotApi, start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carding, "_PAUSE", timedelta(seconds=2))
    staff = room(telegram)
    async with start(moderator_chat_id=staff.id, raise_at_askers=99):
        card = await card_in(telegram, staff)
        for number in range(9):
            await asks(telegram, f"password wifi apa ya{'?' * number}", f"Budi {number}")
        await telegram.wait_until_quiet(3.2)
        assert len([call for call in telegram.calls("editMessageText") if call.ok]) == 1
        assert "oleh 10 orang (10 kali)" in card.now.text


async def test_a_card_that_could_not_be_sent_yet_comes_once_after_a_restart(
    telegram: BotApi, start: Starter
) -> None:
    staff = room(telegram)
    telegram.fail("sendMessage", chat=staff.id, times=None, how="502")
    async with start(moderator_chat_id=staff.id):
        for name, language, text in WIFI[:2]:
            await asks(telegram, text, name, language)
    telegram.heal()
    async with start(moderator_chat_id=staff.id):
        card = await telegram.reply(chat=staff)
        await telegram.wait_until_quiet(1.6)
        assert "Ditanyakan oleh 2 orang" in card.now.text
        assert [one for one in telegram.messages if one.chat is staff and not one.edited] == [card]


async def test_cards_that_cannot_be_sent_do_not_pile_up(
    telegram: BotApi, start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = room(telegram)
    async with start(moderator_chat_id=staff.id):
        monkeypatch.setattr(carding, "_MOST_WAITING", 0)
        await asks(telegram, ASKED)
        await telegram.silence(0.3, chat=staff)
        monkeypatch.setattr(carding, "_MOST_WAITING", 1)
        await asks(telegram, WIFI[1][2], "Ann", "en")
        assert "Ditanyakan oleh 2 orang" in (await telegram.reply(chat=staff)).text


async def test_without_a_moderators_chat_there_are_no_cards(
    telegram: BotApi, start: Starter
) -> None:
    async with start() as bot:
        await asks(telegram, ASKED)
        await telegram.silence(1.3)
        assert await bot.bot_data.database.rows("SELECT * FROM card") == []


async def test_a_card_that_was_deleted_is_posted_anew_when_it_grows(
    telegram: BotApi, start: Starter
) -> None:
    staff = room(telegram)
    async with start(moderator_chat_id=staff.id):
        card = await card_in(telegram, staff)
        staff.messages.pop(card.id)
        await asks(telegram, WIFI[1][2], "Ann", "en")
        await telegram.wait_until_quiet(1.6)
        await asks(telegram, WIFI[2][2], "Citra")
        again = await telegram.reply(chat=staff)
        assert "oleh 3 orang" in again.text
        assert again.labels == ACTS


async def test_what_was_ignored_makes_no_card_and_no_growth_until_it_is_brought_back(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id):
        card = await card_in(telegram, staff)
        await moderator.presses(card, "🚫 Abaikan")
        ignored = await telegram.reply(chat=staff)
        assert ignored.text.startswith("🚫 Diabaikan oleh Rina.")
        await telegram.wait_until_quiet(1.3)
        telegram.skip_replies()
    async with start(moderator_chat_id=staff.id) as bot:
        for name, language, text in (WIFI[0], WIFI[0], WIFI[2]):
            await asks(telegram, text, name, language)
        await telegram.silence(1.3, chat=staff)
        assert await bot.bot_data.store.queue.open_clusters() == []
        await moderator.says("/unanswered", chat=staff)
        assert (await telegram.reply(chat=staff)).text.startswith("Antrean kosong")
        await moderator.presses(ignored, "↩︎ Kembalikan")
        back = await telegram.reply(chat=staff)
        assert "Ditanyakan oleh 4 orang" in back.text
        assert back.labels == ACTS


async def test_a_claim_is_shown_and_another_moderator_is_warned(
    telegram: BotApi, start: Starter
) -> None:
    staff, first, second = room(telegram), rina(telegram), tono(telegram)
    async with start(moderator_chat_id=staff.id):
        card = await card_in(telegram, staff)
        for who in (first, second):
            await who.says("/start")
            await telegram.reply(chat=who)
        press = await first.presses(card, "🙋 Saya kerjakan")
        assert "🙋 Sedang dikerjakan Rina" in (await telegram.reply(chat=staff)).text
        assert await telegram.answer(press) == "Oke, kamu yang mengerjakan, sepuluh menit ke depan."
        press = await second.presses(card, "🙋 Saya kerjakan")
        assert await telegram.answer(press) == "Sedang dikerjakan Rina."
    async with start(moderator_chat_id=staff.id):
        for act, asked in (("✍️ Jawab", "Apa jawabannya"), ("🔗 Tautkan", "entri yang mana")):
            await second.presses(card, act)
            warned = await telegram.reply(chat=second)
            assert "🙋 Rina sedang mengerjakannya. Tetap lanjut?" in warned.text
            await second.presses(warned, "Tetap lanjut")
            assert asked in (await telegram.reply(chat=second)).text
        await second.presses(card, "🚫 Abaikan")
        warned = await telegram.reply(chat=second)
        assert "🙋 Rina sedang mengerjakannya. Tetap lanjut?" in warned.text
        await second.presses(warned, "Tetap lanjut")
        assert "Diabaikan oleh Tono" in (await telegram.reply(chat=staff)).text


async def test_a_claim_that_ran_out_is_taken_off_the_card(
    telegram: BotApi, start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.storage.queue.CLAIMED_FOR", timedelta(seconds=2))
    staff = room(telegram)
    async with start(moderator_chat_id=staff.id):
        card = await card_in(telegram, staff)
        await rina(telegram).presses(card, "🙋 Saya kerjakan")
        assert "Sedang dikerjakan" in (await telegram.reply(chat=staff)).text
        await telegram.wait_until_quiet(2.5)
        assert "Sedang dikerjakan" not in card.now.text


async def test_a_thumb_down_says_why_it_is_there(telegram: BotApi, start: Starter) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id):
        await budi.says("kapan perpustakaan pindah?")
        said = await telegram.reply(chat=budi)
        await budi.presses(said, "👎")
        card = await telegram.reply(chat=staff)
        assert "👎 di bawah jawaban moving-date" in card.text
        await budi.says("cabang dibuka kembali kapan?")
        await budi.presses(await telegram.reply(chat=budi), "Bukan semuanya")
        card = await telegram.reply(chat=staff)
        assert "Pilihan yang kutawarkan tidak ada yang cocok." in card.text
        assert "Yang paling mirip: “Kapan cabang " in card.text


async def test_a_question_that_left_takes_its_card_along(telegram: BotApi, start: Starter) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id):
        await budi.says("kapan perpustakaan pindah?")
        said = await telegram.reply(chat=budi)
        await budi.presses(said, "👎")
        await telegram.reply(chat=staff)
        await budi.presses(said, "👍")
        gone = await telegram.reply(chat=staff)
        assert (gone.text, gone.labels) == ("Pertanyaan ini sudah tidak ada di antrean.", [])


@pytest.mark.parametrize("announce", [("to", "from"), ("from",), ()], ids=str)
async def test_the_moderators_chat_becomes_a_supergroup(
    telegram: BotApi, start: Starter, announce: tuple[str, ...]
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    old = staff.id
    async with start(moderator_chat_id=old):
        card = await card_in(telegram, staff)
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        telegram.upgrade_to_supergroup(staff, announce)
        await telegram.wait_until_quiet()
        await asks(telegram, WIFI[1][2], "Ann", "en")
        anew = await telegram.reply(chat=staff)
        assert (anew.chat.id != old, anew.labels) == (True, ACTS)
        assert "Ditanyakan oleh 2 orang" in anew.text
        assert anew.id != card.id or anew.json["chat"]["id"] != card.json["chat"]["id"]
    async with start(moderator_chat_id=old):
        await asks(telegram, WIFI[2][2], "Citra")
        raised = await telegram.reply(chat=staff)
        assert raised.text.startswith("📣 Sudah 3 orang")
        await moderator.says("Tanya ke meja depan.", chat=staff, reply_to=raised)
        assert "Tanya ke meja depan." in (await telegram.reply(chat=moderator)).text


async def test_strangers_can_press_nothing(telegram: BotApi, start: Starter) -> None:
    staff, mallory = room(telegram), telegram.person("Mallory", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        card = await card_in(telegram, staff)
        await telegram.wait_until_quiet(0.6)
        before = await _state(bot)
        for verb in ("a", "a!", "l", "l!", "n", "n!", "i", "b", "c", "s", "e"):
            data = f"m:k:{verb}:1" + (":moving-date" if verb == "e" else "")
            press = await mallory.forges_press(card, data)
            assert await telegram.answer(press) == "Tombol ini untuk moderator."
        await mallory.says("Jawabannya: bayar aku!", chat=staff, reply_to=card)
        assert "hanya kuambil dari moderator" in (await telegram.reply(chat=staff)).text
        message = await mallory.says("halo semua", chat=staff)
        await mallory.edits(message, "/unanswered")
        await telegram.silence(0.3, chat=staff)
        assert await _state(bot) == before


@pytest.mark.parametrize(
    "data",
    [f"m:k:{verb}:{'9' * 15}" for verb in "alnibcs"] + ["m:k:p:999999", "m:k:x:1", "m:k:e:1:x"]
    + ["m:k:", "m:k:a:x", "m:k:a!:0", "m:tick:1:0", "m:std:1", "m:alone:1", "m:k:e:999:late-fees"],
)  # fmt: skip
async def test_a_forged_press_by_a_moderator_breaks_nothing(
    telegram: BotApi, start: Starter, caplog: pytest.LogCaptureFixture, data: str
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id):
        card = await card_in(telegram, staff)
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        press = await moderator.forges_press(card, data)
        await telegram.wait_until_quiet(0.4)
        assert press.answered
        assert [one.message for one in caplog.records if one.levelname == "ERROR"] == []


HOSTILE = (
    "<b>wifi</i> & <script>alert(1)</script> password apa",
    "{title} {0} %s {{}} password wifi",
    "\u202epassword wifi\u202c apa \x00",
    "password wifi " + "x" * 3900,
    "👩‍👩‍👧‍👦" * 150 + " password wifi",
    "password\nwifi\n\n" * 60,
)


async def test_hostile_questions_are_shown_as_text_and_fit_on_a_card(
    telegram: BotApi, start: Starter, caplog: pytest.LogCaptureFixture
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id):
        for number, text in enumerate(HOSTILE):
            person = telegram.person(f"<i>{number}", language="id")
            await person.says(text)
            await telegram.reply(chat=person)
        await telegram.wait_until_quiet(1.6)
        cards = {one.id: one.now for one in telegram.messages if one.chat is staff}
        assert cards
        assert any("<b>wifi</i> & <script>" in card.text for card in cards.values())
        await moderator.says("/start")
        await telegram.reply(chat=moderator)
        for card in cards.values():
            await moderator.says("Ada <di> meja & depan.", chat=staff, reply_to=card)
            preview = await telegram.reply(chat=moderator)
            assert "Ada <di> meja & depan." in preview.text or "Apa pertanyaan" in preview.text
    assert [call.error for call in telegram.sent if call.error] == []
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == []


async def _state(bot: Bot) -> list[tuple[object, ...]]:
    tables = ("cluster", "unanswered", "card", "change", "draft")
    found = [await bot.bot_data.database.rows(f"SELECT * FROM {name}") for name in tables]  # noqa: S608  # names from here
    return [tuple(row) for rows in found for row in rows]
