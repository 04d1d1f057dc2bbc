"""Hostile texts, answers, files and requests: R11, R12, X1, X2, X5, X6, X10, X11."""

import json
import random
import time
import unicodedata
from pathlib import Path

import httpx

from bot import replies
from knowledge import KnowledgeError, load
from knowledge.language import normalise
from tests.bot_api import BotApi
from tests.bot_api.refusals import Json
from tests.drills.bots import QUESTION, SAMPLE, Asked, kutip, webhook_settings
from tests.drills.table import Row
from tests.drills.troubles import _heard, _log

FREE = {"SENDS_PER_SECOND": "0", "FLOOD_BURST": "100000"}

PIECES = (
    "<b>", "</b>", "<a href='javascript:1'>", "&lt;", "&", "&#0;", "<script>", "\"", "'", "`", "*",
    "_", "[x](y)", "{0}", "{title}", "%s", "%n", "\\", "\0", "\u202e", "\u200b", "\ufeff", "\u0301",
    "👩‍👩‍👧", "🏳️‍🌈", "x" * 500, "<" * 200, "({[" * 50, "'; DROP TABLE question; --", "\n\n", "\t",
    "perpustakaan", "pindah", "ke mana", "kapan", "where", "tg://user?id=1", "@kutip_bot", "/ask",
    "ａｂｃ", "пepпустакаан", "１２３", "𝔭𝔦𝔫𝔡𝔞𝔥", "#hash", "https://x.example/<>", "\ud83d",
)  # fmt: skip


def _text(dice: random.Random) -> str:
    made = "".join(dice.choices(PIECES, k=dice.randint(1, 12)))[: dice.choice((40, 400, 4096))]
    return made.encode("utf-8", "ignore").decode().strip("\0 \n\t") or "<"


async def hostile_texts(folder: Path, *, full: bool) -> list[Row]:
    """X1: as question, as a name, as a group's title, as a stored answer."""
    number, dice = (2_000 if full else 300), random.Random(1)
    folder.mkdir(parents=True)
    knowledge = folder / "hostile.jsonl"
    stored = [_text(dice) for _ in range(100)]
    rows = [
        {"id": f"h{n}", "question": f"perkara nomor{n} tentang kata{n}", "answer": text}
        for n, text in enumerate(stored)
    ]
    knowledge.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    async with BotApi() as telegram:
        async with kutip(telegram, folder, KNOWLEDGE_DIR=str(knowledge), **FREE):
            await _heard(Asked(telegram))
            people = [telegram.person(_text(dice)[:60]) for _ in range(40)]
            group = telegram.group(_text(dice)[:100], supergroup=True)
            asked = []
            for n in range(number):
                person, text = people[n % 40], _text(dice)
                if n % 4 == 0:
                    text = rows[n // 4 % 100]["question"]
                if n % 4 == 1:
                    asked.append(await person.says(f"/ask hm {text}", chat=group))
                else:
                    asked.append(await person.says("hm " + text.lstrip("/")))
            await telegram.wait_until_quiet(quiet=2.0, within=200)
        answered = {
            (call.result["chat"]["id"], call.result["reply_to_message"]["message_id"])
            for call in telegram.calls("sendMessage")
            if isinstance(call.result, dict) and "reply_to_message" in call.result
        }
        silent = sum((one.chat.id, one.id) not in answered for one in asked)
        refused = sum("parse" in call.error for call in telegram.calls("sendMessage"))
        plain = sum("goes as plain text" in line for line in _log(folder))
    came = f"{number - silent} of {number:,} answered; {refused + plain} with broken tags"
    done = f"{number:,} hostile texts as question, name, title, stored answer"
    return [Row("X1", done, came, silent == 0 and refused + plain == 0)]


async def any_string(folder: Path, *, full: bool) -> list[Row]:
    """X2: generated strings through normalising, matching and rendering."""
    number, dice, base = (10_000 if full else 2_000), random.Random(2), load(SAMPLE)
    raised = changed = too_long = 0
    for _ in range(number):
        points = (
            dice.choice((dice.randrange(0xD800), dice.randrange(0xE000, 0x10FFFF)))
            for _ in range(dice.randrange(60))
        )
        text = "".join(map(chr, points)) + dice.choice(PIECES)
        try:
            once = normalise(text)
            changed += normalise(once) != once
            reply = replies.for_outcome(base.answer(text), base.knowledge, "id", 1)
            too_long += any(len(part.encode("utf-16-le")) // 2 > 8 * 4096 for part in reply.parts)
        except Exception:  # noqa: BLE001  # that is what is counted
            raised += 1
    came = f"{raised} raised, {changed} changed by a second normalising, {too_long} too long"
    return [Row("X2", f"{number:,} generated strings", came, raised + changed + too_long == 0)]


async def costly_strings(folder: Path, *, full: bool) -> list[Row]:
    """X5: strings that are dear to match."""
    dice, base, slowest = random.Random(5), load(), 0.0
    kinds = (
        lambda: "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=4096)),
        lambda: "a" + "\u0301" * 1000 + "".join(dice.choices("aiueo", k=50)),
        lambda: "({[" * dice.randint(500, 1300),
        lambda: " ".join("".join(dice.choices("aeiknrt", k=4)) for _ in range(800)),
        lambda: "meta " * 800,
        lambda: "\u0315\u0300\u05ae" * 1300,
        lambda: "http://" * 580,
        lambda: "ﷺ" * 4096,
    )
    for n in range(200):
        text = kinds[n % len(kinds)]()
        began = time.perf_counter()
        base.answer(text)
        slowest = max(slowest, time.perf_counter() - began)
    came = f"the slowest took {1000 * slowest:.0f} ms"
    return [Row("X5", "200 costly strings", came, slowest < 0.25)]


async def disguised_questions(folder: Path, *, full: bool) -> list[Row]:
    """X6: every stored question in disguise finds what it finds undisguised."""
    base = load()
    look_alikes = str.maketrans("aeocpxy", "аеосрху")
    disguises = (
        "\u200b".join,
        lambda text: f"\u202e{text}\u202c",
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
        lambda text: text.translate(look_alikes),
        lambda text: unicodedata.normalize("NFD", text),
    )
    questions = [
        entry.phrasings[language][0]
        for entry in base.knowledge.entries.values()
        for language in entry.phrasings
    ][: None if full else 60]
    differ = sum(
        base.answer(disguise(text)).reading.best != base.answer(text).reading.best
        for text in questions
        for disguise in disguises
    )
    total = len(questions) * len(disguises)
    return [Row("X6", f"{total:,} disguised questions", f"{differ} match otherwise", differ == 0)]


async def long_answers(folder: Path, *, full: bool) -> list[Row]:
    """R11: answers at and beyond the limit, with what may stand across the cut."""
    folder.mkdir(parents=True)
    sentence = "Ini <b>kalimat</b> & isinya. "
    answers = {
        "resep sambal terasi": "x" * 4095, "jadwal kereta malam": "y" * 4096,
        "harga beras kemarin": "z" * 4097, "cara merawat anggrek": (sentence * 1000)[:20_000],
        "sejarah candi jawa": "😀" * 5_000, "aturan parkir sepeda": "k" * 5_000,
        "warna bendera laut": "a" * 4090 + "<b>&amp;" * 50,
    }  # fmt: skip
    rows = [
        {"id": word.replace(" ", "-"), "question": f"{word}?", "answer": text}
        for word, text in answers.items()
    ]
    knowledge = folder / "long.jsonl"
    knowledge.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    whole = 0
    async with BotApi() as telegram:
        async with kutip(telegram, folder, KNOWLEDGE_DIR=str(knowledge), **FREE):
            for word, text in answers.items():
                person = telegram.person("Budi")
                await person.says(f"{word}?")
                await telegram.reply(within=30)
                await telegram.wait_until_quiet(quiet=0.6)
                told = "".join(m.text for m in telegram.messages if m.chat is person)
                whole += "".join(text.split()) in "".join(told.split())
                telegram.skip_replies()
        refused = sum(not call.ok for call in telegram.calls("sendMessage"))
    came = f"{whole} of {len(answers)} arrived whole, {refused} parts refused by Telegram"
    done = "answers of 4,095 to 20,000 characters, emoji, one word, tags across the cut"
    return [Row("R11", done, came, whole == len(answers) and refused == 0)]


async def forged_webhooks(folder: Path, *, full: bool) -> list[Row]:
    """R12: requests to the webhook that are not Telegram's; then Telegram's own."""
    times = 50 if full else 10
    async with BotApi() as telegram:
        settings = webhook_settings()
        address, port = settings["WEBHOOK_URL"], settings["WEBHOOK_PORT"]
        asked = Asked(telegram)
        async with kutip(telegram, folder, **settings, METRICS_TOKEN="m3trics"):
            asked.ask_one(9000)
            await asked.until_all_answered(30)
            right = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
            update = {"update_id": 5, "message": {"text": QUESTION}}
            tries: list[tuple[str, Json, bytes]] = [
                ("POST", {}, json.dumps(update).encode()),
                ("POST", {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, json.dumps(update).encode()),
                ("POST", right, b"x" * 10_000_000),
                ("POST", right, b"{not json"),
                ("POST", right, b"[" * 100_000),
                ("POST", right, b'{"update_id": 1e999}'),
                ("POST", right, b'{"update_id": 99999999999999999999999}'),
                ("GET", right, b""),
            ]
            taken = 0
            async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
                for _ in range(times):
                    for method, headers, body in tries:
                        try:
                            answer = await client.request(
                                method, address, headers=headers, content=body
                            )
                            taken += answer.status_code < 400
                        except httpx.HTTPError:
                            pass  # cut off, which is a refusal too
                health = (await client.get(f"http://127.0.0.1:{port}/healthz")).status_code
                closed = (await client.get(f"http://127.0.0.1:{port}/metrics")).status_code
            asked.ask(20, people=20)
            await asked.until_all_answered(30)
        total = times * len(tries)
        came = (
            f"{taken} of {total} taken; then {asked.lost} of 21 lost, {asked.doubled} doubled; "
            f"/healthz {health}, /metrics without its token {closed}"
        )
        holds = taken == 0 and asked.lost == 0 and asked.doubled == 0
        done = f"{total} forged requests: secret wrong or missing, 10 MB, no JSON, GET"
        return [Row("R12", done, came, holds and (health, closed) == (200, 401))]


async def bombs(folder: Path, *, full: bool) -> list[Row]:
    """X10: knowledge files that are not knowledge."""
    folder.mkdir(parents=True)
    files: dict[str, bytes] = {
        "large.jsonl": b"{}\n" * 34_000_000,
        "large.csv": b"question,answer\n" + b"a,b\n" * 25_000_000,
        "deep.jsonl": b"[" * 1_000_000, "deep.toml": b"a = " + b"[" * 1_000_000,
        "wide.csv": b"question\n" + b"," * 1_000_000,
        "cell.csv": b"question,answer\na," + b"x" * 5_000_000,
 "binary.jsonl": bytes(range(256)) * 1000,
        "number.jsonl": b'{"question": ' + b"9" * 100_000 + b"}",
    }  # fmt: skip
    refused, slowest = 0, 0.0
    for name, content in files.items():
        file = folder / name
        file.write_bytes(content)
        began = time.perf_counter()
        try:
            load(file)
        except KnowledgeError:
            refused += 1
        slowest = max(slowest, time.perf_counter() - began)
        file.unlink()
    came = f"{refused} refused, the slowest after {slowest:.2f} s"
    holds = refused == len(files) and slowest < 1
    return [Row("X10", f"{len(files)} bombs as knowledge files, 100 MB and deep", came, holds)]


async def odd_updates(folder: Path, *, full: bool) -> list[Row]:
    """X11: updates that are valid, but not what a bot expects."""
    number, dice = (5_000 if full else 600), random.Random(11)
    async with BotApi() as telegram:
        asked = Asked(telegram)
        async with kutip(telegram, folder, **FREE) as running:
            await _heard(asked)
            telegram.inject(*(_odd(n, dice) for n in range(number)))
            asked.ask(20, people=20)
            answered = await asked.until_all_answered(200)
            await telegram.wait_until_quiet(quiet=4.0, within=100)
            alive = running.returncode is None
        parked = sum("is parked" in line for line in _log(folder))
    came = f"alive: {alive}; of the 20 questions behind them {asked.lost} lost; {parked} log lines"
    done = f"{number:,} odd updates: channels, polls, no sender, unknown or wrong fields"
    return [Row("X11", done, came, alive and answered and asked.lost == 0)]


_BEYOND = {"type": "bot_command", "offset": 90, "length": 9}
"""An entity that lies outside of its text."""


def _odd(n: int, dice: random.Random) -> Json:
    chat = {"id": -1_000_000_500_000 - n % 50, "type": "supergroup", "title": "x"}
    message: Json = {"message_id": n + 1, "date": 1_790_000_000, "chat": chat}
    sender = {"id": 5, "is_bot": False, "first_name": "x"}
    kinds: tuple[Json, ...] = (
        {"message": message},
        {"message": {**message, "text": "/ask x", "sender_chat": chat}},
        {"message": {**message, "from": sender, "new_unknown_field": {"deep": [1, {"er": None}]}}},
        {"message": {**message, "from": sender, "poll": {"id": "1", "question": "?"}}},
        {"edited_message": {**message, "text": "/ask y"}},
        {"my_chat_member": {"chat": chat}},
        {"callback_query": {"id": "1", "from": sender, "chat_instance": "1", "data": "c:1:x"}},
        {"callback_query": {"id": "2", "from": sender, "message": {**message, "date": 0}}},
        {"a_kind_from_the_future": {"id": 1}},
        {"message": {**message, "text": "\ufffe /ask", "from": sender}},
        {"message": {**message, "from": sender, "text": "/ask@", "entities": [_BEYOND]}},
        {"message": {**message, "chat": {"id": dice.randrange(10**15), "type": "x"}, "text": "?"}},
    )  # fmt: skip
    if n % 100 == 99:  # one that no handler can take
        return {"message": {"message_id": "no number", "chat": {"id": 7}}}
    return kinds[n % len(kinds)]
