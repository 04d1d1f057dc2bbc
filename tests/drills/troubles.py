"""A network, a Telegram and a disk that misbehave: R4 to R10, R14."""

import asyncio
import re
import subprocess
import time
from pathlib import Path

from tests.bot_api import BotApi, Limits
from tests.bot_api.calls import Call
from tests.bot_api.trouble import How
from tests.drills.bots import ANSWER, QUESTION, Asked, kutip, stop
from tests.drills.table import Row

FAST = {"SENDS_PER_SECOND": "0"}


async def two_instances(folder: Path, *, full: bool) -> list[Row]:
    """R4: a second one on the same database, and one with a database of its own."""
    async with BotApi() as telegram:
        asked = Asked(telegram)
        async with kutip(telegram, folder):
            await _heard(asked)
            async with kutip(telegram, folder) as second:
                code = await asyncio.wait_for(second.wait(), 20)
            async with kutip(telegram, folder / "other"):
                for n in range(30):
                    asked.ask_one(9000 + n)
                    await asyncio.sleep(0.3)
            await asked.until_all_answered()
            await telegram.wait_until_quiet(quiet=2.0, within=30)
        lines = [
            line
            for log in (folder / "kutip.log", folder / "other" / "kutip.log")
            for line in log.read_text("utf-8").splitlines()
        ]
        same = sum("another Kutip is running" in line for line in lines)
        other = sum("Another Kutip polls" in line for line in lines)
        came = (
            f"same database: exit {code}, {same} line; another: {other} lines by both; "
            f"{asked.lost} lost, {asked.doubled} doubled"
        )
        calm = code == 2 and same == 1 and 1 <= other <= 2
        holds = calm and asked.lost == 0 and asked.doubled == 0
        return [Row("R4", "a second instance with the same token, 30 questions", came, holds)]


async def no_network(folder: Path, *, full: bool) -> list[Row]:
    """R5: no network for a while, refused at first and then hanging."""
    seconds = 60 if full else 12
    async with BotApi() as telegram:
        asked = Asked(telegram)
        async with kutip(telegram, folder):
            await _heard(asked)
            before = len(_log(folder))
            telegram.goes_offline("reset")
            asked.ask(50, people=50)
            await asyncio.sleep(seconds / 2)
            telegram.heal()
            telegram.goes_offline("hang")
            await asyncio.sleep(seconds / 2)
            telegram.comes_back()
            began = time.monotonic()
            await asked.until_all_answered(60)
            took = time.monotonic() - began
            lines = len(_log(folder)) - before
        came = f"all answered {took:.0f} s after it; {asked.lost} of 51 lost; {lines} log lines"
        holds = asked.lost == 0 and took < 35 and lines <= seconds
        return [Row("R5", f"{seconds} s without a network", came, holds)]


async def limits(folder: Path, *, full: bool) -> list[Row]:
    """R6: bursts under Telegram's limits, and one chat that is told to wait."""
    number = 200 if full else 100
    async with BotApi() as telegram:
        asked = Asked(telegram)
        async with kutip(telegram, folder):
            await _heard(asked)
            telegram.troubles.limits = Limits()
            groups = [telegram.group(f"Grup {n}", supergroup=True) for n in range(10)]
            people = [telegram.person(f"Orang {n}") for n in range(10)]
            for n in range(number):
                said = await people[n % 10].says(f"/ask {QUESTION}", chat=groups[n % 10])
                asked.questions.add((groups[n % 10].id, said.id))
            await asked.until_all_answered(120)
        came = f"{asked.lost} of {number} lost, {_refused(telegram)}"
        early = _too_early(telegram)
        rows = [
            Row(
                "R6",
                f"{number} questions into 10 groups at once, Telegram's limits enforced",
                f"{came}, {early} sent before their time",
                asked.lost == 0 and early == 0,
            )
        ]
    return [*rows, await _one_limited(folder / "one")]


async def _one_limited(folder: Path) -> Row:
    async with BotApi() as telegram:
        asked = Asked(telegram)
        async with kutip(telegram, folder):
            await _heard(asked)
            telegram.fail("sendMessage", times=1, how="429", retry_after=5, chat=9100)
            asked.ask_one(9100)
            asked.ask(20, people=20)
            began = time.monotonic()
            await asked.until_answered(21, 20)
            others = time.monotonic() - began
            await asked.until_all_answered(20)
            waited = time.monotonic() - began
        came = f"it waited {waited:.1f} s, all others were done after {others:.1f} s"
        holds = asked.lost == 0 and waited >= 5 and others < 3
        return Row("R6", "429 with retry_after 5 for one chat of 21", came, holds)


def _refused(telegram: BotApi) -> str:
    sends = list(telegram.calls("sendMessage"))
    limited = sum("Too Many" in call.error for call in sends)
    return f"{limited} of {len(sends)} sends met a 429"


def _too_early(telegram: BotApi) -> int:
    """Count calls to a chat before the time that its last 429 named."""
    free_at: dict[object, float] = {}
    early = 0
    for call in telegram.calls("sendMessage"):
        early += call.at < free_at.get(call.chat_id, 0.0)
        found = re.search(r"retry after ([\d.]+)", call.error)
        if found:
            free_at[call.chat_id] = call.at + float(found[1])
    return early


HOWS: tuple[How, ...] = ("502", "502-html", "reset", "hang")


async def faults(folder: Path, *, full: bool) -> list[Row]:
    """R7: each fault, many times, on each method that the bot writes with."""
    number = 50 if full else 10
    arrived = wanted = late = 0
    for how in HOWS:
        async with BotApi() as telegram:
            asked = Asked(telegram)
            async with kutip(telegram, folder / how, **FAST):
                await _heard(asked)
                people = [telegram.person(f"Orang {n}") for n in range(number)]
                telegram.fail("sendMessage", times=number, how=how)
                said = [await person.says("cabang dibuka kembali kapan?") for person in people]
                first = await telegram.replies(number, within=60)
                telegram.fail("editMessageText", times=number, how=how)
                for person, message in zip(people, said, strict=True):
                    await person.edits(message, QUESTION)
                second = await telegram.replies(number, within=60)
                arrived += len(first) + sum(ANSWER in one.text for one in second)
                wanted += 2 * number
                late += await _stale_presses(telegram, folder / how, how)
    done = f"{', '.join(HOWS)} on sendMessage and editMessageText, {number} each"
    came = f"{arrived} of {wanted} arrived; {late} lines or errors about stale presses"
    return [Row("R7", done, came, arrived == wanted and late == 0)]


async def _stale_presses(telegram: BotApi, folder: Path, how: How) -> int:
    """Press buttons that Telegram takes no answer for any more; count what was made of it."""
    before = len(_log(folder))
    message = telegram.messages[-1]
    person = telegram.world.rooms[message.chat.id]
    telegram.fail("answerCallbackQuery", times=1, how=how)
    for _ in range(3):
        press = await person.forges_press(message, "x")  # type: ignore[attr-defined]  # a Person
        press.expires()
    await telegram.wait_until_quiet(quiet=1.0, within=20)
    return len(_log(folder)) - before


async def lost_answers(folder: Path, *, full: bool) -> list[Row]:
    """R8: Telegram did it, but its answer never came."""
    number = 50 if full else 15
    most = lost = logged = 0
    for how in ("reset-after", "hang-after"):
        async with BotApi() as telegram:
            asked = Asked(telegram)
            async with kutip(telegram, folder / how, **FAST):
                await _heard(asked)
                first = len(asked.answers())
                for n in range(number):
                    telegram.fail("sendMessage", times=1, how=how, chat=9100 + n)
                asked.ask(number, people=number, first=9100)
                await asked.until_all_answered()
                await telegram.wait_until_quiet(quiet=7.0, within=60)
                answers = asked.answers()[first:]
                most = max(most, *(answers.count(one) for one in set(answers)))
                lost += asked.lost
                logged += sum("may arrive twice" in line for line in _log(folder / how))
    came = f"{lost} lost, at most {most} copies, told in {logged} log lines"
    holds = lost == 0 and most <= 2 and logged > 0
    return [Row("R8", f"done, but the answer was lost, {2 * number} times", came, holds)]


async def groups_that_move(folder: Path, *, full: bool) -> list[Row]:
    """R9: a group becomes a supergroup while its reply waits; told in any order, or not at all."""
    times = 10 if full else 3
    followed = wanted = 0
    for announce in (("to", "from"), ("from", "to"), ()):
        async with BotApi() as telegram:
            asked = Asked(telegram)
            async with kutip(telegram, folder / ("-".join(announce) or "none"), **FAST):
                await _heard(asked)
                for n in range(times):
                    group, person = telegram.group(f"Grup {n}"), telegram.person(f"Orang {n}")
                    telegram.fail("sendMessage", times=2, how="502", chat=group.id)
                    await person.says(f"/ask {QUESTION}", chat=group)
                    await _until_failed(telegram, group.id)
                    new = telegram.upgrade_to_supergroup(group, announce)
                    reply = await telegram.reply(within=20, chat=group)
                    await person.says(f"/ask {QUESTION}", chat=group)
                    again = await telegram.reply(within=20, chat=group)
                    followed += [reply.chat.id, again.chat.id] == [new, new]
                    wanted += 1
    came = f"{followed} of {wanted} times the waiting reply and the next one came to the new id"
    done = "a group becomes a supergroup: both notices in either order, or only the 400"
    return [Row("R9", done, came, followed == wanted)]


async def _until_failed(telegram: BotApi, chat: int) -> None:
    while not any(call.chat_id == chat and call.error for call in telegram.sent):
        await asyncio.sleep(0.01)


async def odd_chats(folder: Path, *, full: bool) -> list[Row]:
    """R10: topics, edits, presses twice, late and forged, targets deleted, bot blocked, kicked."""
    times = 20 if full else 5
    right = 0
    async with BotApi() as telegram:
        asked = Asked(telegram)
        async with kutip(telegram, folder, **FAST):
            await _heard(asked)
            forum = telegram.group("Forum", forum=True)
            for n in range(times):
                person = telegram.person(f"Orang {n}")
                await person.says(f"/ask {QUESTION}", chat=forum, topic=5 + n)
                right += (await telegram.reply(within=20)).thread == 5 + n
                said = await person.says("cabang dibuka kembali kapan?")
                reply = await telegram.reply(within=20)
                for label in (*reply.labels[:1], *reply.labels[:1]):
                    data = reply.button(label).data
                    await person.forges_press(reply, data)  # twice, and late
                await person.forges_press(reply, "c:1:gibberish")
                await telegram.wait_until_quiet(quiet=0.3)
                telegram.skip_replies()
                await person.edits(said, QUESTION)
                edited = await telegram.reply(within=20)
                right += edited.edited and edited.id == reply.id
                telegram.fail("sendMessage", times=1, how="502", chat=person)
                gone = await person.says(QUESTION)
                person.deletes(gone)
                right += (await telegram.reply(within=20)).text.startswith(ANSWER)
                right += await _blocked(telegram, person.id)
            group = telegram.group("Grup")
            await telegram.person("Ani").says(f"/ask {QUESTION}", chat=group)
            group.kicks_the_bot()
            await telegram.wait_until_quiet(quiet=1.0, within=20)
        errors = sum(" ERROR " in line or "Traceback" in line for line in _log(folder))
    came = f"{right} of {4 * times} as they should be, {errors} errors in the log"
    return [Row("R10", f"topics, edits, deleted targets, blocks, {times} rounds", came,
                right == 4 * times and errors == 0)]  # fmt: skip


async def _blocked(telegram: BotApi, chat: int) -> bool:
    """Block the bot while its reply is on the way; tell whether it left it at one try."""
    person = telegram.world.rooms[chat]
    telegram.fail("sendMessage", times=1, how="502", chat=person)
    await person.says(QUESTION)  # type: ignore[attr-defined]  # a Person
    person.blocks_the_bot()  # type: ignore[attr-defined]
    await telegram.wait_until_quiet(quiet=1.5, within=20)
    telegram.skip_replies()
    refused = [c for c in telegram.calls("sendMessage") if _is_to(c, chat) and "blocked" in c.error]
    return len(refused) <= 1


def _is_to(call: Call, chat: int) -> bool:
    return str(call.chat_id) == str(chat)


async def bad_disks(folder: Path, *, full: bool) -> list[Row]:
    """R14: the disk is full; the file is deleted, while the bot runs."""
    return [await _full_disk(folder / "full"), await _deleted(folder / "deleted")]


async def _full_disk(folder: Path) -> Row:
    folder.mkdir(parents=True)
    mounting = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if subprocess.run(mounting, check=False, capture_output=True).returncode:  # noqa: S603, ASYNC221  # fixed words
        return Row("R14", "disk full", "needs the right to mount a small disk", holds=None)
    try:
        async with BotApi() as telegram:
            asked = Asked(telegram)
            async with kutip(telegram, folder):
                await _heard(asked)
                filler = folder / "filler"
                with filler.open("wb", buffering=0) as file:
                    try:
                        while file.write(b"0" * 4096):
                            pass
                    except OSError:
                        pass  # the disk is full, as it should be
                asked.ask(20, people=20, text=QUESTION + " " + "x" * 2000)
                await asyncio.sleep(5)
                held = len(telegram.updates.pending)
                told = sum("the disk is full" in line for line in _log(folder))
                filler.unlink()
                await asked.until_all_answered(30)
        came = f"{held} of 20 not confirmed, told in {told} lines; {asked.lost} lost after it"
        return Row("R14", "disk full for 5 s", came, asked.lost == 0 and told > 0 and held > 0)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)  # noqa: S603, S607, ASYNC221


async def _deleted(folder: Path) -> Row:
    async with BotApi() as telegram:
        asked = Asked(telegram)
        async with kutip(telegram, folder) as running:
            for _ in range(3):
                asked.ask(20, people=20)
                await asked.until_answered(len(asked.questions) - 10)
                for file in folder.glob("kutip.sqlite3*"):
                    if not file.name.endswith("-lock"):
                        file.unlink()
                await asked.until_all_answered(20)
            await stop(running)
        async with kutip(telegram, folder):
            await telegram.wait_until_quiet(quiet=1.5, within=20)
        told = sum("was deleted while" in line for line in _log(folder))
    came = f"written again, told in {told} lines; {asked.lost} of 60 lost, {asked.doubled} doubled"
    holds = asked.lost == 0 and asked.doubled == 0 and told > 0
    return Row("R14", "the database deleted 3 times while running, then a restart", came, holds)


async def _heard(asked: Asked) -> None:
    """Wait until the bot is there: its first answer has come."""
    asked.ask_one(8999)
    if not await asked.until_all_answered(40):
        raise AssertionError("the bot did not start within 40 s")
    asked.telegram.skip_replies()


def _log(folder: Path) -> list[str]:
    return (folder / "kutip.log").read_text("utf-8").splitlines()
