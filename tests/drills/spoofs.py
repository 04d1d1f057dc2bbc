"""People who pretend, pry or flood: X3, X4, X7, X8, X9."""

import asyncio
import hashlib
import random
import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path

from tests.bot_api import BotApi
from tests.bot_api.messages import Message
from tests.bot_api.people import Person
from tests.drills.bots import QUESTION, Asked, kutip
from tests.drills.table import Row
from tests.drills.troubles import FAST, _heard

LOG = {"inbox", "outbox", "reply", "said", "question", "sqlite_sequence", "moved", "digest"}
"""Tables that any message may change, and the one in which the bot notes its weekly digest."""

COMMANDS = (
    "/add", "/answer x", "/find x", "/history", "/suggestions", "/export", "/import", "/why",
    "/moderators", "/unanswered", "/digest", "/stats",
)  # fmt: skip


def _state(folder: Path) -> dict[str, str]:
    """Give a digest of every table that holds more than the log of what was said."""
    with closing(sqlite3.connect(folder / "kutip.sqlite3")) as connection:
        names = [row[0] for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
        )]  # fmt: skip
        return {
            name: hashlib.sha256(
                repr(sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))).encode()  # noqa: S608  # names from the schema
            ).hexdigest()
            for name in names
            if name not in LOG
        }


async def forged_presses(folder: Path, *, full: bool) -> list[Row]:
    """X3: presses of buttons that the presser was never shown."""
    number, dice = (500 if full else 200), random.Random(3)
    async with BotApi() as telegram:
        async with kutip(telegram, folder, **FAST, FLOOD_BURST="100000"):
            budi, mallory = telegram.person("Budi"), telegram.person("Mallory")
            await budi.says("cabang dibuka kembali kapan?")
            shown = await telegram.reply(within=40)
            await telegram.wait_until_quiet(quiet=1.0)
            before, text = _state(folder), shown.now.text
            for _ in range(number):
                await mallory.forges_press(shown, _forged(dice))
            await telegram.wait_until_quiet(quiet=2.0, within=120)
            after = _state(folder)
            edited = shown.now.text != text
        changed = sorted(name for name in before if before[name] != after.get(name))
    came = f"tables changed: {', '.join(changed) or 'none'}; the message edited: {edited}"
    return [Row("X3", f"{number} forged presses", came, not changed and not edited)]


def _forged(dice: random.Random) -> str:
    kinds = (
        "c:1:pindah", "c:1:x", "n:1", "f:1:up", "f:1:down", "f:99999:up", "c:-1:x", "n:1e9", "",
        "x" * 64, "c:1:../../x", "l:xx", "t:1:1:1", "n:" + "9" * 20, "f:1:up;drop", "\x00",
    )  # fmt: skip
    return dice.choice(kinds) + dice.choice(("", "", " ", "0", "\n"))


async def false_moderators(folder: Path, *, full: bool) -> list[Row]:
    """X4: forty ways to look like a moderator, each with every command."""
    spoofs = 40 if full else 12
    async with BotApi() as telegram:
        real = telegram.person("Sari Moderator", username="sari_mod", id=555)
        staff = telegram.group("Moderator", supergroup=True)
        settings = {"MODERATOR_IDS": "555", "MODERATOR_CHAT_ID": str(staff.id)}
        async with kutip(telegram, folder, **FAST, FLOOD_BURST="100000", **settings):
            await _heard(Asked(telegram))
            before = _state(folder)
            own = await real.says("halo")
            await telegram.wait_until_quiet(quiet=1.0)
            for n in range(spoofs):
                await _pretend(telegram, n, own)
            await telegram.wait_until_quiet(quiet=2.0, within=200)
            after = _state(folder)
        documents = len(telegram.calls("sendDocument")) + len(telegram.calls("sendPhoto"))
        changed = sorted(name for name in before if before[name] != after.get(name))
    came = f"tables changed: {', '.join(changed) or 'none'}; files handed out: {documents}"
    done = f"{spoofs} ways to look like a moderator, {len(COMMANDS)} commands each"
    return [Row("X4", done, came, not changed and documents == 0)]


async def _pretend(telegram: BotApi, n: int, own: Message) -> None:
    names = ("Sari Moderator", "Sаri Moderator", "sari_mod", "Admin", "Telegram")
    person = telegram.person(names[n % 5], username=("sari_mod", "sari_m0d", "admin")[n % 3])
    group = telegram.group("Moderator", supergroup=True)
    channel = telegram.channel("Moderator")
    if n % 8 == 5:
        await person.forwards(own)
    for command in COMMANDS:
        match n % 8:
            case 0 | 1 | 2:
                await person.says(command)
            case 3:
                await group.anonymous_admin.says(command)
            case 4:
                await channel.says(command, chat=group)
            case 5:
                await person.edits(await person.says("halo"), command)
            case 6:
                await telegram.nobody.says(command, chat=group)
            case _:
                await person.says(f"{command}@kutip_bot", chat=group)


async def secrets_in_files(folder: Path, *, full: bool) -> list[Row]:
    """X7: everything at DEBUG, with trouble; then the secrets searched for in all that is left."""
    token, hook, metrics = "42:AAtokenBBtokenCC", "hookSECRET9", "metricsSECRET9"
    async with BotApi(token=token) as telegram:
        asked = Asked(telegram)
        settings = {"LOG_LEVEL": "DEBUG", "WEBHOOK_SECRET": hook, "METRICS_TOKEN": metrics}
        settings["WEBHOOK_PORT"] = "18943"
        for form in ("text", "json"):
            async with kutip(telegram, folder, LOG_FORMAT=form, **settings) as running:
                await _heard(asked)
                for how in ("502", "reset", "502-html"):
                    telegram.fail("*", how=how, times=3)
                asked.ask(20, people=20)
                telegram.inject({"message": {"message_id": "poison", "chat": {"id": 5}}})
                await asked.until_all_answered(60)
                line = Path(f"/proc/{running.pid}/cmdline").read_bytes()
        async with kutip(telegram, folder, **{**settings, "BOT_TOKEN": token + "WRONG"}) as wrong:
            await asyncio.wait_for(wrong.wait(), 20)
    files = [file for file in folder.rglob("*") if file.is_file()]
    needles = [token, token.partition(":")[2], hook, metrics]
    hits = sum(
        needle.encode() in content
        for content in (line, *(file.read_bytes() for file in files))
        for needle in needles
    )
    came = f"{hits} hits in {len(files)} files and the process list"
    return [Row("X7", "a run at DEBUG with faults, then all files searched", came, hits == 0)]


async def forgotten_people(folder: Path, *, full: bool) -> list[Row]:
    """X8: /forgetme, then the person's words searched for as bytes."""
    async with BotApi() as telegram, kutip(telegram, folder):
        await _heard(Asked(telegram))
        telegram.skip_replies()
        budi = telegram.person("Budi")
        await budi.says("kata rahasia xylofontje tentang sesuatu")
        await telegram.reply(within=20, chat=budi)
        await budi.says("/forgetme")
        reply = await telegram.reply(within=20, chat=budi)
        if "/help" in reply.text:
            done = "/forgetme"
            return [Row("X8", done, "this version has no such command yet", holds=None)]
        for row in reply.labels[:1]:
            await budi.presses(reply, row)
        await telegram.wait_until_quiet(quiet=2.0)
        hits = sum(
            b"xylofontje" in file.read_bytes() for file in folder.rglob("*") if file.is_file()
        )
    return [Row("X8", "/forgetme, then all files searched", f"{hits} hits", hits == 0)]


async def one_floods(folder: Path, *, full: bool) -> list[Row]:
    """X9: one person floods while a hundred others ask."""
    flood = 1_000 if full else 300
    idle = await _asked_by_others(folder / "idle", 0)
    busy = await _asked_by_others(folder / "busy", flood)
    came = (
        f"the others' p95 {1000 * busy[0]:.0f} ms, {1000 * idle[0]:.0f} ms without the flood; "
        f"the flooder was told {busy[1]} times"
    )
    done = f"one sends {flood:,} at once while 100 others ask"
    return [Row("X9", done, came, busy[0] < 2 * idle[0] and busy[1] == 1)]


async def _asked_by_others(folder: Path, flood: int) -> tuple[float, int]:
    async with BotApi() as telegram:
        asked = Asked(telegram)
        async with kutip(telegram, folder):
            await _heard(asked)
            flooder: Person = telegram.person("Banjir")
            for n in range(flood):
                await flooder.says(f"{QUESTION} {n}")
            began: dict[tuple[int, int], float] = {}
            for n in range(100):
                began[asked.ask_one(20_000 + n)] = time.monotonic()
                await asyncio.sleep(0.06)
            await asked.until_all_answered(60)
            await asyncio.sleep(1)
        delays = [
            call.at - began[key]
            for call in telegram.calls("sendMessage")
            if isinstance(call.result, dict) and "reply_to_message" in call.result
            and (key := (call.result["chat"]["id"],
                         call.result["reply_to_message"]["message_id"])) in began
        ]  # fmt: skip
        told = sum(
            call.chat_id == flooder.id and "satu per satu" in str(call.parameters.get("text"))
            for call in telegram.calls("sendMessage")
        )
        return statistics.quantiles(delays, n=20)[-1], told
