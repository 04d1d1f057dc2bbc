"""Who is a moderator and who is not."""

from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from bot.context import KutipApplication
from tests.bot_api import BotApi
from tests.bot_api.refusals import Json
from tests.conversations.conftest import Starter
from tests.conversations.moderators import RINA, card_of, preview, rina, tono

Bot = KutipApplication
COMMANDS = ("/add x", "/answer x", "/find denda", "/history", "/suggestions", "/why denda",
            "/moderators", "/unanswered", "/export", "/import")  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_stranger_is_told_kindly_that_a_command_is_for_moderators(
    telegram: BotApi, bot: Bot, command: str
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says(command)
    assert (await telegram.reply()).text == "Perintah itu untuk moderator."


async def test_start_tells_a_moderator_of_moderating_and_others_nothing(
    telegram: BotApi, bot: Bot
) -> None:
    for who, told in ((rina(telegram), True), (telegram.person("Budi", language="id"), False)):
        await who.says("/start")
        said = (await telegram.reply()).text
        assert said.startswith("Halo! Aku Kutip.")
        assert ("Kamu moderator: " in said) == told
        assert ("/unanswered" in said) == told


async def test_an_address_opens_its_answer_for_a_moderator_too(telegram: BotApi, bot: Bot) -> None:
    await rina(telegram).says("/start q-new-address")
    assert "Jalan Melati 7" in (await telegram.reply()).text


@pytest.mark.parametrize("command", COMMANDS)
async def test_in_a_group_a_stranger_is_told_nothing(
    telegram: BotApi, bot: Bot, command: str
) -> None:
    group, budi = telegram.group("Warga Awan"), telegram.person("Budi", language="id")
    message = await budi.says("Di mana parkir?", chat=group)
    await budi.says(command, chat=group, reply_to=message)
    await telegram.silence(0.3)


async def test_an_empty_list_of_moderators_admits_nobody(
    telegram: BotApi, start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(moderator_ids=()):
        await rina(telegram).says("/history")
        assert (await telegram.reply()).text.startswith("Perintah itu untuk moderator.")


async def test_a_member_is_let_in_by_reply_and_removed_again(
    telegram: BotApi, start: Starter
) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    group = telegram.group("Warga Awan")
    async with start():
        message = await budi.says("aku mau bantu", chat=group)
        await moderator.says("/moderators", chat=group, reply_to=message)
        assert (await telegram.reply()).text == f"✅ Budi ({budi.id}) sekarang moderator."
    async with start():
        await budi.says("/history")
        assert (await telegram.reply()).text == "Belum ada perubahan."
        await moderator.says("/moderators")
        roster = await telegram.reply()
        assert f"• Budi ({budi.id})" in roster.text
        await moderator.presses(roster, "Keluarkan Budi")
        assert (await telegram.reply()).text == "Budi bukan moderator lagi."
        await budi.says("/history")
        assert (await telegram.reply()).text.startswith("Perintah itu untuk moderator.")


async def test_a_member_is_let_in_by_contact(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    contact = {"phone_number": "+62811", "first_name": "Budi", "user_id": budi.id}
    await moderator._writes({"contact": contact}, None, None, None)
    asked = await telegram.reply()
    assert asked.text == f"Jadikan Budi ({budi.id}) moderator?"
    await moderator.presses(asked, "Ya, jadikan moderator")
    assert (await telegram.reply()).text == f"✅ Budi ({budi.id}) sekarang moderator."
    await budi.says("/history")
    assert (await telegram.reply()).text == "Belum ada perubahan."


async def test_those_from_the_settings_cannot_be_removed_in_chat(
    telegram: BotApi, bot: Bot
) -> None:
    moderator = rina(telegram)
    await moderator.says("/moderators")
    roster = await telegram.reply()
    assert roster.labels == []
    press = await moderator.forges_press(roster, "m:out:9002")
    await telegram.wait_until_quiet()
    assert press.text == "Moderator dari pengaturan tidak bisa dikeluarkan di sini."
    await tono(telegram).says("/history")
    assert (await telegram.reply()).text == "Belum ada perubahan."


async def test_admins_of_the_moderators_chat_count_if_set_so(
    telegram: BotApi, start: Starter
) -> None:
    room, elsewhere = telegram.group("Moderator"), telegram.group("Lain")
    sari, budi = telegram.person("Sari", language="id"), telegram.person("Budi", language="id")
    room.promotes(sari)
    room.admits(budi)
    elsewhere.promotes(budi)
    async with start(moderator_chat_id=room.id, moderator_chat_admins=True) as bot:
        await sari.says("/history")
        assert (await telegram.reply()).text == "Belum ada perubahan."
        await sari.says("/history", chat=room)
        assert (await telegram.reply()).text == "Belum ada perubahan."
        await budi.says("/history")
        assert (await telegram.reply()).text.startswith("Perintah itu untuk moderator.")
        await room.anonymous_admin.says("/history", chat=room)
        assert (await telegram.reply()).text == "Belum ada perubahan."
        await elsewhere.anonymous_admin.says("/history", chat=elsewhere)
        await telegram.silence(0.3)
        assert len(telegram.calls("getChatAdministrators")) == 1
        room.demotes(sari)
        bot.bot_data.moderators.remembered_for = 0.0
        await sari.says("/history")
        assert (await telegram.reply()).text.startswith("Perintah itu untuk moderator.")


async def test_admins_do_not_count_while_telegram_does_not_tell_who_they_are(
    telegram: BotApi, start: Starter
) -> None:
    room, sari = telegram.group("Moderator"), telegram.person("Sari", language="id")
    room.promotes(sari)
    telegram.fail("getChatAdministrators", times=9, how="500")
    async with start(moderator_chat_id=room.id, moderator_chat_admins=True):
        await sari.says("/history")
        assert (await telegram.reply()).text.startswith("Perintah itu untuk moderator.")


async def test_moderators_find_their_commands_under_help(telegram: BotApi, bot: Bot) -> None:
    await rina(telegram).says("/help")
    assert "/suggestions: cara bertanya" in (await telegram.reply()).text
    await telegram.person("Budi", language="id").says("/help")
    assert "/suggestions" not in (await telegram.reply()).text


Spoof = Callable[[BotApi], Awaitable[object]]
_NUMBERS = count(7_000)


def _message(sender: Json | None, text: str, chat: Json | None = None, **more: object) -> Json:
    entity = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
    number = next(_NUMBERS)
    body: Json = {
        "message_id": number, "date": 1_900_000_000, "text": text, "entities": [entity],
        "chat": chat or {"id": 5001, "type": "private", "first_name": "Palsu"}, **more,
    }  # fmt: skip
    return {**body, "from": sender} if sender else body


STRANGER: Json = {"id": 5001, "is_bot": False, "first_name": "Palsu", "language_code": "id"}
MODERATOR: Json = {"id": RINA, "is_bot": False, "first_name": "Rina", "language_code": "id"}
GROUP: Json = {"id": -4_200_001, "type": "supergroup", "title": "Warga"}
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group",
                   "username": "GroupAnonymousBot"}  # fmt: skip
CHANNEL: Json = {"id": -1_009_001, "type": "channel", "title": "Rina"}
CHANNEL_BOT: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
ORIGIN: Json = {"type": "user", "date": 1_800_000_000, "sender_user": MODERATOR}
HIDDEN: Json = {"type": "hidden_user", "date": 1_800_000_000, "sender_user_name": "Rina"}
ADD = "/add Apakah ini palsu?"
LET_IN = "/moderators"


def _spoofs() -> dict[str, Json]:
    """Forty ways to pretend to be a moderator, as Telegram would deliver them."""
    theirs = _message(STRANGER, "halo", GROUP)
    senders = {
        "same username": {**STRANGER, "username": "rina_9001"},
        "same name": {**STRANGER, "first_name": "Rina"},
        "look-alike name": {**STRANGER, "first_name": "Rіna"},  # noqa: RUF001  # a Cyrillic letter is the point
        "the id as a name": {**STRANGER, "first_name": str(RINA)},
        "the id as a username": {**STRANGER, "username": f"id{RINA}"},
        "a bot with the name": {**STRANGER, "is_bot": True, "first_name": "Rina"},
        "the id negated": {**STRANGER, "id": -RINA},
        "an id that begins alike": {**STRANGER, "id": RINA * 10},
        "a bot with the id": {**MODERATOR, "is_bot": True},
        "Telegram itself": {**STRANGER, "id": 777000},
        "nobody": None,
    }
    spoofs: dict[str, Json] = {
        f"{name}, in private": {"message": _message(sender, ADD)}
        for name, sender in senders.items()
    }
    spoofs |= {
        f"{name}, in a group": {"message": _message(sender, LET_IN, GROUP, reply_to_message=theirs)}
        for name, sender in senders.items()
    }
    private = {"id": RINA, "type": "private", "first_name": "Rina"}
    spoofs |= {
        "a stranger forwards the moderator's command": {
            "message": _message(STRANGER, ADD, forward_origin=ORIGIN)},
        "a stranger forwards it with the name hidden": {
            "message": _message(STRANGER, ADD, forward_origin=HIDDEN)},
        "the moderator forwards a stranger's command": {
            "message": _message(MODERATOR, ADD, private, forward_origin={
                **ORIGIN, "sender_user": STRANGER})},
        "the moderator forwards it in a group": {
            "message": _message(MODERATOR, LET_IN, GROUP, forward_origin=ORIGIN,
                                reply_to_message=theirs)},
        "the moderator's words through another bot": {
            "message": _message(MODERATOR, ADD, private, via_bot={
                **STRANGER, "is_bot": True, "username": "lain_bot"})},
        "an old message of the moderator edited into a command": {
            "edited_message": _message(MODERATOR, ADD, private, edit_date=1_900_000_001)},
        "the same in a group": {
            "edited_message": _message(MODERATOR, LET_IN, GROUP, edit_date=1_900_000_001,
                                       reply_to_message=theirs)},
        "an anonymous admin of another group": {
            "message": _message(ANONYMOUS, LET_IN, GROUP, sender_chat=GROUP,
                                reply_to_message=theirs)},
        "an anonymous admin in private": {"message": _message(ANONYMOUS, ADD)},
        "an anonymous admin of the moderators' chat, elsewhere": {
            "message": _message(ANONYMOUS, LET_IN, GROUP, reply_to_message=theirs, sender_chat={
                "id": -4_100_001, "type": "group", "title": "Moderator"})},
        "a channel with the moderator's name": {
            "message": _message(CHANNEL_BOT, LET_IN, GROUP, sender_chat=CHANNEL,
                                reply_to_message=theirs)},
        "a channel, with the moderator as sender": {
            "message": _message(MODERATOR, LET_IN, GROUP, sender_chat=CHANNEL,
                                reply_to_message=theirs)},
        "a channel post": {"channel_post": _message(None, ADD, CHANNEL, sender_chat=CHANNEL)},
        "an edited channel post": {
            "edited_channel_post": _message(None, ADD, CHANNEL, sender_chat=CHANNEL)},
        "a post carried over from a linked channel": {
            "message": _message({**STRANGER, "id": 777000}, LET_IN, GROUP, sender_chat=CHANNEL,
                                is_automatic_forward=True, reply_to_message=theirs)},
        "a message to somebody's business account": {
            "business_message": _message(MODERATOR, ADD, private,
                                         business_connection_id="x")},
        "a contact that says it is the moderator's": {
            "message": {**_message(STRANGER, "x"), "text": "", "entities": [], "contact": {
                "phone_number": "+62", "first_name": "Rina", "user_id": RINA}}},
        "a stranger's zip to import": {
            "message": {**_message(STRANGER, "x"), "text": "", "entities": [], "document": {
                "file_id": "FILE-1", "file_unique_id": "U", "file_name": "a.zip"}}},
    }  # fmt: skip
    return spoofs


SPOOFS = _spoofs()


def test_there_are_forty_ways_to_pretend() -> None:
    assert len(SPOOFS) == 40


@pytest.mark.parametrize("spoof", SPOOFS.values(), ids=SPOOFS.keys())
async def test_pretending_to_be_a_moderator_gives_nothing(
    telegram: BotApi, start: Starter, spoof: Json
) -> None:
    room = telegram.group("Moderator")
    assert room.id == -4_100_001
    async with start(moderator_chat_id=room.id, moderator_chat_admins=True) as bot:
        telegram.inject(spoof)
        await telegram.wait_until_quiet()
        database = bot.bot_data.database
        for table in ("draft", "change", "moderator", "claim"):
            assert await database.rows(f"SELECT * FROM {table}") == []  # noqa: S608  # our own names
        said = [message.text for message in telegram.messages]
        assert not any("Apa jawabannya" in text or "sekarang moderator" in text for text in said)


async def test_the_real_ones_pass(telegram: BotApi, bot: Bot) -> None:
    private = {"id": RINA, "type": "private", "first_name": "Rina"}
    telegram.inject({"message": _message(MODERATOR, ADD, private)})
    assert "Apa jawabannya" in (await telegram.reply()).text


async def test_a_strangers_presses_on_a_moderators_buttons_change_nothing(
    telegram: BotApi, bot: Bot
) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    await budi.says("/start")
    await telegram.reply()
    card = await preview(telegram, moderator, "Di mana parkir?", "Di timur.")
    entry = await card_of(telegram, moderator, "moving-date")
    datas = [button.data for button in (*card.buttons, *entry.buttons)]
    forged = [*datas, "m:in:1", "m:out:9001", "m:import:0123456789abcdef", "m:undo:1",
              "m:r!:0:moving-date", "m:q:1:no", "m:all:moving-date"]  # fmt: skip
    presses = [await budi.forges_press(card, data) for data in forged]
    await telegram.wait_until_quiet()
    assert {press.text for press in presses} == {"Tombol ini untuk moderator."}
    assert await bot.bot_data.database.rows("SELECT * FROM change") == []
    assert card.now.text == card.text


async def test_what_others_asked_is_shown_to_moderators_in_private_only(
    telegram: BotApi, bot: Bot
) -> None:
    group, moderator = telegram.group("Warga Awan"), rina(telegram)
    await moderator.says("/history", chat=group)
    assert (await telegram.reply(chat=group)).text.startswith("Aku belum bisa mengirimimu")
    await moderator.says("/start")
    await telegram.reply(chat=moderator)
    for command in ("/history", "/suggestions", "/find denda", "/add Di mana parkir?"):
        await moderator.says(command, chat=group)
        await telegram.reply(chat=moderator)
    await telegram.silence(0.2, chat=group)


async def test_an_anonymous_admin_writes_in_the_moderators_chat(
    telegram: BotApi, start: Starter
) -> None:
    room = telegram.group("Moderator")
    sari = telegram.person("Sari", language="id")
    room.promotes(sari)
    async with start(moderator_chat_id=room.id, moderator_chat_admins=True):
        await room.anonymous_admin.says("/add Di mana tempat parkir sepeda?", chat=room)
        prompt = await telegram.reply()
        await room.anonymous_admin.says("ini bukan jawaban", chat=room)
        await telegram.silence(0.2)
        await room.anonymous_admin.says("Di timur.", chat=room, reply_to=prompt)
        card = await telegram.reply()
        await sari.presses(card, "Tidak ada: keterangan saya sendiri")
        await sari.presses(await telegram.reply(), "Lihat pratinjau")
        await sari.presses(await telegram.reply(), "💾 Simpan")
        assert (await telegram.reply()).text.startswith("✅ Tersimpan")


async def test_moderators_have_their_commands_in_the_menu(telegram: BotApi, bot: Bot) -> None:
    await telegram.wait_until_quiet()
    scoped = [call for call in telegram.calls("setMyCommands") if call.parameters.get("scope")]
    assert {str(RINA) in str(call.parameters["scope"]) for call in scoped} == {True, False}
    assert "suggestions" in str(scoped[0].parameters["commands"])
