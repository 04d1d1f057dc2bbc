"""The loopback Telegram refuses, misbehaves and delivers as Telegram does."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle
from telegram import InputTextMessageContent as Content
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.bot_api import BotApi, Limits, Person, RemoteBotApi
from tests.bot_api.people import PNG
from tests.bot_api.remote import private_question
from tests.bot_api.server import TOKEN
from tests.bot_api.trouble import How


@pytest.fixture(autouse=True)
def waits_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this, RetryAfter warns when it is made, and warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def telegram() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(telegram: BotApi) -> AsyncIterator[Bot]:
    async with a_bot(telegram.url) as started:
        yield started


@pytest.fixture
async def budi(telegram: BotApi, bot: Bot) -> Person:
    person = telegram.person("Budi")
    await person.says("/start")
    await bot.get_updates(offset=telegram.last_update_id + 1)
    return person


def a_bot(url: str, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")


def a_keyboard(*labels: str, data: str = "x") -> InlineKeyboardMarkup:
    buttons = [InlineKeyboardButton(label, callback_data=data) for label in labels]
    return InlineKeyboardMarkup([[button] for button in buttons])


async def raw(telegram: BotApi, method: str, **parameters: object) -> dict[str, Any]:
    """Call as JSON, past the checks that python-telegram-bot makes itself."""
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{telegram.url}/bot42:TEST/{method}", json=parameters)
    body: dict[str, Any] = answer.json()
    assert body.get("error_code", 200) == answer.status_code
    return body


async def test_a_reply_is_read_as_a_person_reads_it(
    telegram: BotApi, bot: Bot, budi: Person
) -> None:
    question = await budi.says("halo 👋 @kutip_bot")
    await bot.send_message(
        budi.id, "<b>Hai</b> &lt;Budi&gt; 👋 <a href='http://a.id/?x&amp;y'>di <i>sini</i></a>",
        parse_mode="HTML", reply_markup=a_keyboard("👍", "👎 tidak"),
        reply_to_message_id=question.id,
    )  # fmt: skip
    reply = await telegram.reply()
    assert reply.text == "Hai <Budi> 👋 di sini"
    assert reply.html == (
        '<b>Hai</b> &lt;Budi&gt; 👋 <a href="http://a.id/?x&amp;y">di <i>sini</i></a>'
    )
    assert reply.labels == ["👍", "👎 tidak"]
    assert (reply.chat, reply.reply_to, reply.edited) == (budi, question, False)


async def test_updates_stay_until_an_offset_confirms_them(telegram: BotApi, bot: Bot) -> None:
    first, second, third = telegram.inject(
        *(private_question(f"soal {n}", user=5, message=n) for n in (1, 2, 3))
    )
    again = [[one.update_id for one in await bot.get_updates(limit=2)] for _ in range(2)]
    assert again == [[first, second], [first, second]]
    assert [one.update_id for one in await bot.get_updates(offset=second)] == [second, third]
    assert [one.update_id for one in await bot.get_updates(offset=-1)] == [third]
    assert await bot.get_updates(offset=third + 1) == ()
    telegram.repeat(first)
    assert [one.update_id for one in await bot.get_updates(offset=third + 1)] == [first]


async def test_a_long_poll_ends_when_something_comes_or_time_is_up(
    telegram: BotApi, bot: Bot
) -> None:
    begun = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - begun < 2
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await telegram.person("Ani").says("halo")
    assert len(await waiting) == 1


async def test_a_second_poller_ends_the_first(telegram: BotApi, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    async with a_bot(telegram.url) as other:
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await telegram.person("Ani").says("halo")
        assert len(await second) == 1


async def test_nobody_polls_while_a_webhook_is_set(telegram: BotApi, bot: Bot) -> None:
    await bot.set_webhook("https://contoh.id/hook", secret_token="rahasia")
    assert (await bot.get_webhook_info()).url == "https://contoh.id/hook"
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    with pytest.raises(BadRequest, match=r"(?i)HTTPS URL must be provided"):
        await bot.set_webhook("http://contoh.id/hook")
    assert telegram.updates.is_empty


async def test_a_webhook_is_called_until_it_takes_the_update(telegram: BotApi, bot: Bot) -> None:
    received: list[tuple[str, str]] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        secret = head.lower().partition("secret-token: ")[2].partition("\r\n")[0]
        received.append((head.split()[0], secret))
        code = b"500 No" if len(received) == 1 else b"200 OK"
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % code)
        writer.close()

    listener = await asyncio.start_server(take, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="rahasia")
    await telegram.person("Ani").says("halo")
    await telegram.wait_until_quiet()
    await bot.delete_webhook()
    listener.close()
    await listener.wait_closed()
    assert received == [("POST", "rahasia")] * 2


async def test_strangers_and_unknown_methods_are_turned_away(telegram: BotApi) -> None:
    with pytest.raises(InvalidToken):
        async with a_bot(telegram.url, "43:WRONG"):
            pass
    not_found = {"ok": False, "error_code": 404, "description": "Not Found"}
    assert await raw(telegram, "sendLove") == not_found


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("<b>hai", 'Can\'t find end tag corresponding to start tag "b"'),
        ("hai</b>", "Unexpected end tag at byte offset 3"),
        ("é <b><i>x</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<span class='x'>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
async def test_broken_html_is_refused(
    telegram: BotApi, budi: Person, html: str, refusal: str
) -> None:
    answer = await raw(telegram, "sendMessage", chat_id=budi.id, text=html, parse_mode="HTML")
    assert answer["description"] == f"Bad Request: can't parse entities: {refusal}"


@pytest.mark.parametrize(
    "html",
    [
        "<b>a</b><i>b</i><u>c</u><s>d</s><tg-spoiler>e</tg-spoiler><code>f</code><pre>g</pre>",
        "<blockquote>a <b>b</b></blockquote>\n<blockquote expandable>c</blockquote>",
        '<tg-emoji emoji-id="5">👍</tg-emoji> &lt; &amp;nbsp;',
    ],
)
async def test_valid_html_comes_back_the_same(
    telegram: BotApi, bot: Bot, budi: Person, html: str
) -> None:
    await bot.send_message(budi.id, html, parse_mode="HTML")
    assert (await telegram.reply()).html == html


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "👍" * 2049}, "message is too long"),
        ({"reply_to_message_id": 999}, "message to be replied not found"),
        ({"message_thread_id": 7}, "message thread not found"),
        ({"chat_id": 999}, "chat not found"),
        ({"chat_id": ""}, "chat_id is empty"),
    ],
)
async def test_a_message_that_telegram_refuses(
    telegram: BotApi, budi: Person, parameters: dict[str, object], refusal: str
) -> None:
    call = {"chat_id": budi.id, "text": "halo", **parameters}
    answer = await raw(telegram, "sendMessage", **call)
    assert answer["description"] == f"Bad Request: {refusal}"
    await telegram.silence(0)


@pytest.mark.parametrize("text", ["a" * 4096, "👍" * 2048, "&amp;" * 4096])
async def test_a_message_just_within_the_limit(
    telegram: BotApi, bot: Bot, budi: Person, text: str
) -> None:
    await bot.send_message(budi.id, text, parse_mode="HTML")
    assert (await telegram.reply()).html == text


@pytest.mark.parametrize(
    ("buttons", "refusal"),
    [
        ([{"text": "a", "callback_data": "é" * 33}], "BUTTON_DATA_INVALID"),
        ([{"text": "a", "callback_data": ""}], "BUTTON_DATA_INVALID"),
        ([{"text": "a", "callback_data": "x"}] * 101, "reply markup is too long"),
        ([{"text": "a", "url": "contoh"}], "URL 'contoh' is invalid: Wrong HTTP URL"),
        ([{"text": "a"}], "Text buttons are unallowed in the inline keyboard"),
        ([{"text": "", "callback_data": "x"}], "BUTTON_TEXT_INVALID"),
    ],
)
async def test_a_keyboard_that_telegram_refuses(
    telegram: BotApi, budi: Person, buttons: list[dict[str, str]], refusal: str
) -> None:
    markup = {"inline_keyboard": [[button] for button in buttons]}
    answer = await raw(telegram, "sendMessage", chat_id=budi.id, text="a", reply_markup=markup)
    assert answer["description"].endswith(refusal)


async def test_an_edit_is_refused_when_there_is_nothing_to_change(
    telegram: BotApi, bot: Bot, budi: Person
) -> None:
    sent = await bot.send_message(budi.id, "satu", reply_markup=a_keyboard("a"))
    mine = await budi.says("halo")
    for text, message_id, markup, refusal in [
        ("satu", sent.message_id, a_keyboard("a"), "message is not modified: specified new"),
        ("dua", 999, None, "message to edit not found"),
        ("dua", mine.id, None, "message can't be edited"),
    ]:
        with pytest.raises(BadRequest, match=rf"(?i){refusal}"):
            await bot.edit_message_text(text, budi.id, message_id, reply_markup=markup)
    await bot.edit_message_text("satu", budi.id, sent.message_id)
    first, edit = await telegram.replies(2)
    assert (first.edited, edit.edited, edit.labels, edit == first) == (False, True, [], True)
    await bot.delete_message(budi.id, sent.message_id)
    assert edit.is_deleted
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(budi.id, sent.message_id)


async def test_a_press_is_answered_once_and_in_time(
    telegram: BotApi, bot: Bot, budi: Person
) -> None:
    await bot.send_message(budi.id, "Benar?", reply_markup=a_keyboard("👍 ya", "👎 tidak"))
    reply = await telegram.reply()
    press, late = await budi.presses(reply, "👍"), await budi.presses(reply, "👎 tidak")
    with pytest.raises(LookupError, match="no button 'ya'"):
        await budi.presses(reply, "ya")
    assert (await raw(telegram, "answerCallbackQuery", callback_query_id=press.id, text="a" * 201))[
        "description"
    ] == "Bad Request: MESSAGE_TOO_LONG"
    await bot.answer_callback_query(press.id, "Terima kasih")
    late.expires()
    assert await telegram.answer(press) == "Terima kasih"
    with pytest.raises(AssertionError, match=r"did not answer Press"):
        await telegram.answer(late, within=0.02)
    for gone in (late.id, press.id, "999"):
        with pytest.raises(BadRequest, match=r"(?i)query is too old and response timeout expired"):
            await bot.answer_callback_query(gone)


async def test_inline_queries_take_fifty_results(telegram: BotApi, bot: Bot, budi: Person) -> None:
    query = await budi.asks_inline("metaverse")
    results = [InlineQueryResultArticle(str(n), "judul", Content("isi")) for n in range(51)]
    raw_results = [one.to_dict() for one in results]
    refused = await raw(
        telegram, "answerInlineQuery", inline_query_id=query.id, results=raw_results
    )
    assert refused["description"] == "Bad Request: RESULTS_TOO_MUCH"
    await bot.answer_inline_query(query.id, results[:50])
    assert len(query.results) == 50


@pytest.mark.parametrize(
    ("method", "parameters", "refusal"),
    [
        ("setMyCommands", {"commands": [{"command": "Tanya", "description": "x"}]},
         "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "tanya", "description": "x" * 257}]},
         "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyDescription", {"description": "x" * 513}, "BOT_DESCRIPTION_INVALID"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "BOT_ABOUT_INVALID"),
        ("setMyName", {"name": "x" * 65}, "BOT_TITLE_INVALID"),
        ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ],
)  # fmt: skip
async def test_the_limits_of_the_profile(
    telegram: BotApi, method: str, parameters: dict[str, object], refusal: str
) -> None:
    answer = await raw(telegram, method, **parameters)
    assert answer["description"] == f"Bad Request: {refusal}"


async def test_commands_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_commands([("tanya", "Bertanya")], language_code="id")
    assert [one.command for one in await bot.get_my_commands(language_code="id")] == ["tanya"]
    assert await bot.get_my_commands() == ()


async def test_files_go_both_ways(telegram: BotApi, bot: Bot, budi: Person) -> None:
    await budi.sends_document(b"isi", "catatan.txt")
    document = (await bot.get_updates())[-1].message
    assert document
    assert document.document
    file = await bot.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"isi"
    await bot.send_photo(budi.id, PNG, caption="<b>Gambar</b>", parse_mode="HTML")
    await bot.send_document(budi.id, b"laporan", filename="a.csv")
    photo, report = await telegram.replies(2)
    assert (photo.html, photo.file, report.file) == ("<b>Gambar</b>", PNG, b"laporan")
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(budi.id, b"bukan gambar")
    with pytest.raises(BadRequest, match=r"(?i)message caption is too long"):
        await bot.send_photo(budi.id, PNG, caption="a" * 1025)


async def test_who_does_not_want_the_bot_is_left_alone(
    telegram: BotApi, bot: Bot, budi: Person
) -> None:
    group, stranger = telegram.group("Diskusi AI"), telegram.person("Siti")
    budi.blocks_the_bot()
    group.kicks_the_bot()
    for chat_id, refusal in [
        (budi.id, "bot was blocked by the user"),
        (group.id, "bot was kicked from the group chat"),
        (stranger.id, "bot can't initiate conversation with a user"),
    ]:
        with pytest.raises(Forbidden, match=rf"(?i){refusal}"):
            await bot.send_message(chat_id, "halo")
    updates = await bot.get_updates()
    statuses = [one.my_chat_member.new_chat_member.status for one in updates if one.my_chat_member]
    assert statuses == ["kicked", "kicked"]
    with pytest.raises(ValueError, match="has blocked the bot"):
        await budi.says("halo")


async def test_an_upgraded_group_is_found_under_its_new_id(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Diskusi AI")
    old = group.id
    new = telegram.upgrade_to_supergroup(group, announce=["from", "to"])
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(old, "halo")
    assert migrated.value.new_chat_id == new == group.id
    arrived, left = [one.message for one in await bot.get_updates()]
    assert arrived
    assert left
    assert (arrived.migrate_from_chat_id, left.migrate_to_chat_id) == (old, new)
    await bot.send_message(new, "halo")
    assert (await telegram.reply()).chat is group


async def test_a_reply_stays_in_its_topic(telegram: BotApi, bot: Bot, budi: Person) -> None:
    forum = telegram.group("Forum", forum=True)
    question = await budi.says("/ask@kutip_bot apa?", chat=forum, topic=7)
    received = (await bot.get_updates())[-1].message
    assert received
    assert received.reply_to_message
    assert (received.message_thread_id, received.is_topic_message) == (7, True)
    assert received.reply_to_message.forum_topic_created
    await bot.send_message(forum.id, "ini", reply_to_message_id=question.id)
    reply = await telegram.reply(chat=forum)
    assert (reply.thread, reply.reply_to) == (7, question)
    forum.closes_topic(7)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(forum.id, "ini", message_thread_id=7)
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        await bot.send_message(forum.id, "ini", message_thread_id=8)


async def test_who_is_who_in_a_group(telegram: BotApi, bot: Bot, budi: Person) -> None:
    group = telegram.group("Diskusi AI", supergroup=True)
    assert (await bot.get_chat_member(group.id, budi.id)).status == "left"
    group.promotes(budi)
    group.promotes_the_bot()
    assert (await bot.get_chat_member(group.id, budi.id)).status == "administrator"
    admins = {one.user.id for one in await bot.get_chat_administrators(group.id)}
    assert admins == {700_000, budi.id, bot.id}
    said = await budi.says("halo", chat=group)
    await bot.pin_chat_message(group.id, said.id)
    await bot.set_message_reaction(group.id, said.id, "👍")
    pinned = (await bot.get_chat(group.id)).pinned_message
    assert pinned
    assert (pinned.message_id, said.reactions) == (said.id, ["👍"])
    await bot.unpin_chat_message(group.id)
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match=r"(?i)bot is not a member of the supergroup chat"):
        await bot.send_chat_action(group.id, "typing")


async def test_everyone_can_speak_in_their_own_way(
    telegram: BotApi, bot: Bot, budi: Person
) -> None:
    group, news = telegram.group("Diskusi AI"), telegram.channel("Kabar")
    await group.anonymous_admin.says("satu")
    await news.says("dua", chat=group)
    await news.posts_into(group, "tiga")
    await telegram.nobody.says("empat", chat=group)
    said = await budi.says("lima", chat=group)
    await budi.edits(said, "lima!")
    await budi.forwards(said)
    await budi.shares_contact()
    updates = await bot.get_updates()
    heard = [one.effective_message for one in updates]
    senders = [one.from_user.id if one and one.from_user else None for one in heard]
    expected = [1087968824, 136817688, None, 777000, None, budi.id, budi.id, budi.id, budi.id]
    assert senders == expected
    assert updates[6].edited_message
    assert heard[7]
    assert heard[7].forward_origin
    assert heard[8]
    assert heard[8].contact


@pytest.mark.parametrize(
    ("how", "error", "arrives"),
    [
        ("429", RetryAfter, False),
        ("500", TelegramError, False),
        ("502", NetworkError, False),
        ("502-html", NetworkError, False),
        ("reset", NetworkError, False),
        ("hang", TimedOut, False),
        ("reset-after", NetworkError, True),
        ("hang-after", TimedOut, True),
        ("slow", TimedOut, True),
    ],
)
async def test_each_misbehaviour_is_what_it_says(
    telegram: BotApi, bot: Bot, budi: Person, how: How, error: type[Exception], *, arrives: bool
) -> None:
    telegram.fail("sendMessage", times=1, how=how, seconds=0.4)
    with pytest.raises(error):
        await bot.send_message(budi.id, "satu", read_timeout=0.2)
    await bot.send_message(budi.id, "dua")
    await telegram.wait_until_quiet()
    texts = sorted(message.text for message in telegram.skip_replies())
    assert texts == (["dua", "satu"] if arrives else ["dua"])
    assert [call.ok for call in telegram.calls("sendMessage")] == [arrives, True]


async def test_trouble_can_be_for_one_chat_or_by_chance(
    telegram: BotApi, bot: Bot, budi: Person
) -> None:
    group = telegram.group("Diskusi AI")
    telegram.fail("sendMessage", times=None, how="429", retry_after=3, chat=group)
    await bot.send_message(budi.id, "halo")
    with pytest.raises(RetryAfter, match=r"Retry in 0:00:03|Retry in 3 "):
        await bot.send_message(group.id, "halo")
    telegram.heal()
    some = telegram.fail("sendChatAction", times=None, chance=0.5, seed=1)
    for _ in range(20):
        await raw(telegram, "sendChatAction", chat_id=budi.id, action="typing")
    assert 3 < some.met < 17
    with pytest.raises(ValueError, match="how='odd' is unknown"):
        telegram.fail("sendMessage", how="odd")  # type: ignore[arg-type]


async def test_offline_cuts_the_poll_too(telegram: BotApi, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    telegram.goes_offline()
    with pytest.raises(NetworkError):
        await poll
    with pytest.raises(NetworkError):
        await bot.get_me()
    telegram.comes_back()
    assert (await bot.get_me()).username == "kutip_bot"


async def test_limits_are_enforced_when_asked(telegram: BotApi, bot: Bot, budi: Person) -> None:
    telegram.troubles.limits = Limits()
    group = telegram.group("Diskusi AI")
    await bot.send_message(budi.id, "satu")
    with pytest.raises(RetryAfter, match=r"Retry in 0:00:01|Retry in 1 "):
        await bot.send_message(budi.id, "dua")
    await bot.send_message(group.id, "satu")
    telegram.troubles.limits = Limits(overall=2, per_chat=9)
    sent = [(await raw(telegram, "sendMessage", chat_id=budi.id, text="a"))["ok"] for _ in "abc"]
    assert sent == [True, True, False]
    telegram.troubles.limits = Limits(per_chat=99, per_group=2)
    sent = [(await raw(telegram, "sendMessage", chat_id=group.id, text="a"))["ok"] for _ in "abc"]
    assert sent == [True, True, False]


async def test_what_a_test_expects_in_vain_is_told(telegram: BotApi, bot: Bot) -> None:
    with pytest.raises(AssertionError, match=r"sent nothing within 0\.05 s"):
        await telegram.reply(within=0.05)
    await telegram.person("Ani").says("halo")
    with pytest.raises(AssertionError, match="1 updates wait"):
        await telegram.wait_until_quiet(within=0.1)
    await bot.send_message(700_001, "hai")
    with pytest.raises(AssertionError, match="was to be silent, but said"):
        await telegram.silence(0)
    with pytest.raises(LookupError, match="no update 7 to repeat"):
        telegram.repeat(7)
    with pytest.raises(RuntimeError, match="is not started"):
        assert BotApi().url


async def test_every_call_is_recorded_as_values(telegram: BotApi, bot: Bot, budi: Person) -> None:
    await bot.send_message(budi.id, "42", reply_markup=a_keyboard("a"), disable_notification=True)
    call = telegram.sent[-1]
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": "x"}]]}
    assert (call.method, call.text("text"), call.chat_id) == ("sendMessage", "42", budi.id)
    assert call.parameters["reply_markup"] == keyboard
    assert call.flag("disable_notification")


async def test_a_server_of_its_own_is_told_what_to_do_over_http() -> None:
    async with RemoteBotApi() as telegram, a_bot(telegram.url) as bot:
        ids = await telegram.inject(private_question("apa?", user=5, message=1))
        assert [one.update_id for one in await bot.get_updates()] == ids
        assert await bot.get_updates(offset=ids[0] + 1) == ()
        await telegram.fail("sendMessage", how="reset-after")
        with pytest.raises(NetworkError):
            await bot.send_message(5, "ini")
        last = (await telegram.sent())[-1]
        assert (last["method"], last["ok"], last["lost"]) == ("sendMessage", True, True)
        ani = await telegram.does("person", name="Ani")
        await telegram.does("says", person=ani["id"], text="halo")
        assert (await telegram.state())["pending"] == 1
        with pytest.raises(ValueError, match="no person 5"):
            await telegram.does("says", person=5, text="halo")
