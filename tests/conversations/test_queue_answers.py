"""From the queue to an answer: a reply to the card, a link to an entry, "not stated"."""

import pytest

from bot.context import KutipApplication
from knowledge import Entry
from tests.bot_api import BotApi
from tests.bot_api.groups import Group
from tests.bot_api.messages import Message
from tests.bot_api.people import Person
from tests.conversations.conftest import Starter
from tests.conversations.crowd import ANSWER, ASKED, OTHER, UNKNOWN, WIFI, asks, card_in, room
from tests.conversations.moderators import restored, rina, tono

Bot = KutipApplication


async def _opened(telegram: BotApi, *moderators: Person) -> None:
    """Have moderators open the bot in private, where drafts are written."""
    for who in moderators:
        await who.says("/start")
        await telegram.reply(chat=who)


async def _five_asked(telegram: BotApi, staff: Group) -> Message:
    """Have five people ask; give the one card."""
    card = await card_in(telegram, staff)
    for name, language, text in WIFI[1:]:
        await asks(telegram, text, name, language)
    await telegram.wait_until_quiet(0.6)
    telegram.skip_replies()
    return card


async def _closed(telegram: BotApi, staff: Group) -> Message:
    """Wait until a card says that it is answered; who is at work on it may be shown before."""
    while True:
        card = await telegram.reply(chat=staff)
        if card.text.startswith("✅"):
            return card


@pytest.mark.parametrize("moves", [False, True], ids=["a group", "now a supergroup"])
async def test_five_ask_one_answers_and_the_sixth_knows_at_once(
    telegram: BotApi, start: Starter, moves: bool
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    chat = staff.id
    async with start(moderator_chat_id=chat) as bot:
        await _opened(telegram, moderator)
        card = await _five_asked(telegram, staff)
        assert len(await bot.bot_data.store.queue.open_clusters()) == 1
        said = [one for one in telegram.messages if one.chat is staff and not one.edited]
        assert len([one for one in said if one.text.startswith("❓")]) == 1
    if moves:
        telegram.upgrade_to_supergroup(staff)
    async with start(moderator_chat_id=chat):
        if moves:
            await asks(telegram, WIFI[0][2], "Fajar")
            card = await telegram.reply(chat=staff)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        preview = await telegram.reply(chat=moderator)
        assert preview.text.startswith("👁 Pratinjau: begini orang akan melihatnya\n❓ ")
        assert ANSWER in preview.text
        assert "❓ Password wifi apa?\n❓ [en] What is the wifi password?" in preview.text
        assert "Cara bertanya yang ikut tersimpan dan jadi bagian dari pengetahuan (4):" in (
            preview.text
        )
        others = [text for _, _, text in WIFI if text != WIFI[1][2]]
        assert all(f"☑️ {text}" in preview.text for text in others)
        assert "Tidak ada pertanyaan lain yang berubah jawabannya." in preview.text
    async with start(moderator_chat_id=chat) as bot:
        await moderator.presses(preview, "💾 Simpan")
        done = await telegram.reply(chat=moderator)
        assert done.text.startswith("✅ Tersimpan dan sudah dipakai menjawab")
        closed = await _closed(telegram, staff)
        assert closed == card
        assert closed.text.startswith("✅ Dijawab oleh Rina: “")
        assert await bot.bot_data.store.queue.open_clusters() == []
        sixth = telegram.person("Gita", language="id")
        await sixth.says("kata sandi wifinya apa ya kak")
        assert (await telegram.reply(chat=sixth)).text.startswith(ANSWER)
        await moderator.says("/history")
        history = await telegram.reply(chat=moderator)
        assert "Rina · menambah" in history.text
        assert "+ pertanyaan (en): What is the wifi password?" in history.text


async def test_phrasings_are_unticked_and_ticked_again(telegram: BotApi, start: Starter) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await _opened(telegram, moderator)
        card = await _five_asked(telegram, staff)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "Cara bertanya")
        ticks = await telegram.reply(chat=moderator)
        assert [label for label in ticks.labels if label.startswith("⬜")] == []
        for label in ("☑️ wifi password please", f"☑️ {ASKED}", "☑️ minta password"):
            await moderator.presses(ticks, label)
            ticks = await telegram.reply(chat=moderator)
        for label in ("⬜ minta password", "↩︎ minta password"):
            await moderator.presses(ticks, label)
            ticks = await telegram.reply(chat=moderator)
        await moderator.says("sandi wifi lantai dua")
        preview = await telegram.reply(chat=moderator)
        assert "jadi bagian dari pengetahuan (2):" in preview.text
        assert "☑️ wifi password please" not in preview.text
        await moderator.presses(preview, "💾 Simpan")
        await telegram.reply(chat=moderator)
        (entry,) = [
            one
            for one in bot.bot_data.knowledge.knowledge.entries.values()
            if ANSWER in one.answers.values()
        ]
        assert entry.phrasings == {
            "en": ("What is the wifi password?",),
            "id": ("Password wifi apa?", WIFI[4][2], WIFI[2][2], "sandi wifi lantai dua"),
        }


async def test_the_title_stays_when_the_line_as_typed_is_unticked(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await _opened(telegram, moderator)
        card = await card_in(telegram, staff)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "Cara bertanya")
        ticks = await telegram.reply(chat=moderator)
        await moderator.presses(ticks, f"☑️ {ASKED}")
        ticks = await telegram.reply(chat=moderator)
        assert f"⬜ {ASKED}" in ticks.labels
        await moderator.presses(ticks, "Lihat pratinjau")
        await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
        await telegram.reply(chat=moderator)
        entry = bot.bot_data.knowledge.knowledge.entries["password-wifi-apa"]
        assert entry.phrasings == {"id": ("Password wifi apa?",)}


async def test_what_another_entry_answers_by_now_is_unticked_at_first(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await _opened(telegram, moderator)
        card = await _five_asked(telegram, staff)
        bot.bot_data.knowledge.put(
            Entry("other", {"en": ("wifi password please",)}, {"en": "Yes."})
        )
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "Cara bertanya")
        ticks = await telegram.reply(chat=moderator)
        assert "⬜ wifi password please" in ticks.labels
        assert "❓ Password wifi apa?" in ticks.text or "❓ What is the wifi" in ticks.text


@pytest.mark.parametrize("step", range(5))
async def test_the_answer_button_asks_step_by_step_also_across_a_restart(
    telegram: BotApi, start: Starter, step: int
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    acts = iter(range(5))
    card: Message | None = None

    async def act() -> None:
        nonlocal card
        number = next(acts)
        if number == 0:
            await _opened(telegram, moderator)
            card = await card_in(telegram, staff)
            return
        assert card is not None
        if number == 2:
            await moderator.says(ANSWER)
        else:
            labels = {1: "✍️ Jawab", 3: "Tidak ada: keterangan", 4: "💾 Simpan"}
            if number == 4 and "💾 Simpan" not in card.labels:
                await moderator.presses(card, "Lihat pratinjau")
                card = await telegram.reply(chat=moderator)
            await moderator.presses(card, labels[number])
        card = await telegram.reply(chat=moderator)

    async with start(moderator_chat_id=staff.id):
        for _ in range(step):
            await act()
    async with start(moderator_chat_id=staff.id) as bot:
        for _ in range(5 - step):
            await act()
        assert await bot.bot_data.store.queue.open_clusters() == []
        newcomer = telegram.person("Gita", language="id")
        await newcomer.says(ASKED)
        assert (await telegram.reply(chat=newcomer)).text.startswith(ANSWER)


async def test_a_cluster_is_linked_to_an_entry_that_answers_it(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id):
        await _opened(telegram, moderator)
        budi = await asks(telegram, OTHER)
        card = await telegram.reply(chat=staff)
        await moderator.presses(card, "🔗 Tautkan ke entri")
        links = await telegram.reply(chat=moderator)
        assert "Pertanyaan ini masuk ke entri yang mana?" in links.text
        assert 1 < len(links.labels) <= 6
        chosen = links.labels[0]
        await moderator.presses(links, chosen)
        preview = await telegram.reply(chat=moderator)
        assert f"☑️ {OTHER}" in preview.text
        await moderator.presses(preview, "💾 Simpan")
        assert (await telegram.reply(chat=moderator)).text.startswith("✅ Tersimpan")
        assert (await _closed(telegram, staff)).text.startswith("✅ Dijawab oleh Rina: “")
        await budi.says(OTHER)
        assert not (await telegram.reply(chat=budi)).text.startswith(UNKNOWN)
        await moderator.says("/history")
        assert "Rina · mengajari" in (await telegram.reply(chat=moderator)).text


async def test_what_no_source_says_becomes_a_known_unknown_with_two_taps(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await _opened(telegram, moderator)
        card = await card_in(telegram, staff)
        await moderator.presses(card, "🤷 Tidak disebutkan")
        asked = await telegram.reply(chat=moderator)
        assert "apa yang tidak disebutkan sumbernya?" in asked.text
        await moderator.presses(asked, "Pakai kalimat baku")
        preview = await telegram.reply(chat=moderator)
        assert "Hal ini tidak disebutkan dalam sumber yang kubaca." in preview.text
        assert "Dasar jawaban: sumber tidak menyebutkannya" in preview.text
        await moderator.presses(preview, "💾 Simpan")
        await telegram.reply(chat=moderator)
        kinds = {one.kind for one in bot.bot_data.knowledge.knowledge.entries.values()
                 if ASKED in one.phrasings.get("id", ())}  # fmt: skip
        assert kinds == {"not_stated"}
        ann = telegram.person("Ann", language="en")
        await ann.says("what is the wifi password")
        await telegram.reply(chat=ann)
        await ann.says(ASKED)
        assert "Hal ini tidak disebutkan" in (await telegram.reply(chat=ann)).text


async def test_what_is_not_stated_can_be_said_in_ones_own_words(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id):
        await _opened(telegram, moderator)
        card = await card_in(telegram, staff)
        await moderator.presses(card, "🤷 Tidak disebutkan")
        await telegram.reply(chat=moderator)
        await moderator.says("Edaran tidak menyebut kata sandi wifi.")
        preview = await telegram.reply(chat=moderator)
        assert "Edaran tidak menyebut kata sandi wifi." in preview.text
        assert "💾 Simpan" in preview.labels


async def test_the_second_of_two_who_save_is_told_and_may_save_apart(
    telegram: BotApi, start: Starter
) -> None:
    staff, first, second = room(telegram), rina(telegram), tono(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await _opened(telegram, first, second)
        card = await card_in(telegram, staff)
        await first.says(ANSWER, chat=staff, reply_to=card)
        mine = await telegram.reply(chat=first)
        await second.says("Tanya saja ke petugasnya.", chat=staff, reply_to=card)
        theirs = await telegram.reply(chat=second)
        assert theirs.text.startswith("🙋 Rina juga sedang mengerjakan pertanyaan ini.")
        await first.presses(mine, "💾 Simpan")
        await telegram.reply(chat=first)
        await second.presses(theirs, "💾 Simpan")
        late = await telegram.reply(chat=second)
        assert late.text.startswith("⚠️ Belum disimpan: Rina baru saja menjawab pertanyaan ini")
        assert f"\n\n{ANSWER}\n\nJawabanmu masih bisa disimpan" in late.text
        assert len(await bot.bot_data.database.rows("SELECT * FROM change")) == 1
    async with start(moderator_chat_id=staff.id) as bot:
        await second.presses(late, "💾 Simpan sebagai entri tersendiri")
        assert (await telegram.reply(chat=second)).text.startswith("✅ Tersimpan")
        (row,) = await bot.bot_data.database.rows("SELECT closed_by, entry FROM cluster")
        assert row["closed_by"] == "Rina"
        assert row["entry"] == "password-wifi-apa"


async def test_who_replies_is_at_work_on_it_until_the_draft_is_dropped(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id):
        await _opened(telegram, moderator)
        card = await card_in(telegram, staff)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        preview = await telegram.reply(chat=moderator)
        assert "🙋 Sedang dikerjakan Rina" in (await telegram.reply(chat=staff)).text
        await moderator.presses(preview, "Batal")
        await telegram.reply(chat=moderator)
        assert "dikerjakan" not in (await telegram.reply(chat=staff)).text


async def test_a_reply_to_a_card_that_is_closed_says_so(telegram: BotApi, start: Starter) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await _opened(telegram, moderator)
        card = await card_in(telegram, staff)
        await moderator.presses(card, "🚫 Abaikan")
        card = await telegram.reply(chat=staff)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        assert "Kembalikan dulu" in (await telegram.reply(chat=staff)).text
        await moderator.presses(card, "↩︎ Kembalikan")
        card = await telegram.reply(chat=staff)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
        await telegram.reply(chat=moderator)
        await telegram.wait_until_quiet(1.3)
        telegram.skip_replies()
        message = await moderator.says("makasih", chat=staff, reply_to=card)
        assert (await telegram.reply(chat=staff)).text.startswith("Sudah dijawab oleh Rina.")
        await moderator.edits(message, "makasih ya")
        await telegram.wait_until_quiet()
        asked = await bot.bot_data.database.rows("SELECT text FROM question")
        assert [row["text"] for row in asked] == [ASKED]


async def test_an_undone_answer_puts_its_questions_back_into_the_queue(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id):
        await _opened(telegram, moderator)
        card = await card_in(telegram, staff)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
        done = await telegram.reply(chat=moderator)
        await telegram.wait_until_quiet(1.3)
        telegram.skip_replies()
        await moderator.presses(done, "Riwayat")
        await restored(telegram, moderator, await telegram.reply(chat=moderator), 1)
        back = await telegram.reply(chat=staff)
        assert (back, back.text.startswith(f"❓ {ASKED}")) == (card, True)
    async with start(moderator_chat_id=staff.id) as bot:
        await asks(telegram, ASKED, "Sari")
        (cluster,) = await bot.bot_data.store.queue.open_clusters()
        assert cluster.askers == 2


async def test_after_an_answer_was_retired_new_questions_begin_a_new_cluster(
    telegram: BotApi, start: Starter
) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id) as bot:
        await _opened(telegram, moderator)
        card = await card_in(telegram, staff)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
        await telegram.reply(chat=moderator)
        await moderator.says("/find password-wifi-apa-ya")
        await moderator.presses(await telegram.reply(chat=moderator), "1.")
        await moderator.presses(await telegram.reply(chat=moderator), "🗄 Tarik")
        await moderator.presses(await telegram.reply(chat=moderator), "Ya, tarik")
        await telegram.wait_until_quiet(1.3)
        telegram.skip_replies()
        anew = await card_in(telegram, staff)
        assert anew != card
        assert anew.text.startswith(f"❓ {ASKED}\n\nDitanyakan sekali")
        assert [one.id for one in await bot.bot_data.store.queue.open_clusters()] == [2]


async def test_who_never_opened_the_bot_is_asked_to(telegram: BotApi, start: Starter) -> None:
    staff, moderator = room(telegram), rina(telegram)
    async with start(moderator_chat_id=staff.id):
        card = await card_in(telegram, staff)
        await moderator.says(ANSWER, chat=staff, reply_to=card)
        assert (await telegram.reply(chat=staff)).text.startswith("Aku belum bisa mengirimimu")
        press = await moderator.presses(card, "✍️ Jawab")
        assert (await telegram.reply(chat=staff)).text.startswith("Aku belum bisa mengirimimu")
        await telegram.wait_until_quiet()
        assert press.answered


async def test_the_queue_is_paged_by_askers_and_answered_from_there(
    telegram: BotApi, start: Starter
) -> None:
    moderator = rina(telegram)
    async with start():
        await moderator.says("/unanswered")
        assert (await telegram.reply()).text.startswith("Antrean kosong: tidak ada pertanyaan")
        await asks(telegram, OTHER)
        for name, language, text in WIFI[:2]:
            await asks(telegram, text, name, language)
        await moderator.says("/unanswered")
        page = await telegram.reply()
        assert "Ditanyakan oleh 2 orang" in page.text
        assert page.labels[-3:] == ["‹", "1/2", "›"]
        await moderator.presses(page, "›")
        page = await telegram.reply()
        assert (page.text.startswith(f"❓ {OTHER}"), page.labels[-2]) == (True, "2/2")
        await moderator.presses(page, "›")
        page = await telegram.reply()
    async with start() as bot:
        await moderator.says(ANSWER, reply_to=page)
        await moderator.presses(await telegram.reply(), "💾 Simpan")
        assert (await telegram.reply()).text.startswith("✅ Tersimpan")
        assert [one.text for one in await bot.bot_data.store.queue.open_clusters()] == [OTHER]
        await moderator.presses(page, "›")
        page = await telegram.reply()
        assert page.text.startswith(f"❓ {OTHER}")
        assert "1/1" not in page.labels
        await moderator.presses(page, "🚫 Abaikan")
        await telegram.reply()
        await moderator.says("/unanswered")
        assert (await telegram.reply()).text.startswith("Antrean kosong")


async def test_in_another_group_the_queue_is_shown_in_private(
    telegram: BotApi, start: Starter
) -> None:
    moderator, group = rina(telegram), telegram.group("Warga Awan")
    async with start():
        await _opened(telegram, moderator)
        await asks(telegram, ASKED)
        await moderator.says("/unanswered", chat=group)
        page = await telegram.reply()
        assert (page.chat, page.text.startswith(f"❓ {ASKED}")) == (moderator, True)
