"""Kills, repetitions, ends: R1, R2, R3, R13, R15, S1."""

import asyncio
import random
import sqlite3
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from functools import partial
from pathlib import Path

from tests.bot_api import BotApi
from tests.drills.bots import ROOT, Asked, kill, kutip, plain, stop, webhook_settings
from tests.drills.table import Row

KILLS_AFTER = (0, 1, 5, 10, 50, 99)


async def kill_in_the_middle(folder: Path, *, full: bool) -> list[Row]:
    """R1: 100 wait, kill after k answers, restart; also by webhook; and the plain framework."""
    rounds = 20 if full else 6
    done = f"100 waiting, kill -9 after {', '.join(map(str, KILLS_AFTER))} answers; {rounds} rounds"
    return [
        await _killed("R1", done, folder / "polling", rounds),
        await _killed("R1, webhook", "the same by webhook", folder / "webhook", rounds),
        await _plain_killed(folder / "plain", rounds),
    ]


async def _killed(name: str, done: str, folder: Path, rounds: int) -> Row:
    lost = doubled = most_doubled = 0
    settings = webhook_settings() if "webhook" in name else {}
    for number in range(rounds):
        k = KILLS_AFTER[number % len(KILLS_AFTER)]
        at = folder / str(number)
        lost_now, doubled_now = await _killed_round(
            lambda telegram, at=at: kutip(telegram, at, **settings), k, wait=True
        )
        lost, doubled = lost + lost_now, doubled + doubled_now
        most_doubled = max(most_doubled, doubled_now)
    came = f"{lost} of {100 * rounds:,} lost; {doubled} doubled, at most {most_doubled} a kill"
    return Row(name, done, came, lost == 0 and most_doubled <= 1)


async def _plain_killed(folder: Path, rounds: int) -> Row:
    lost = 0
    for number in range(rounds):
        bot = partial(plain, folder=folder / str(number))
        lost += (await _killed_round(bot, KILLS_AFTER[number % len(KILLS_AFTER)], wait=False))[0]
    done = "the same with plain python-telegram-bot, for comparison"
    return Row("R1, plain", done, f"{lost} of {100 * rounds:,} lost", lost > 50 * rounds)


async def _killed_round(
    bot: Callable[..., AbstractAsyncContextManager[Process]], k: int, *, wait: bool
) -> tuple[int, int]:
    async with BotApi() as telegram:
        asked = Asked(telegram)
        asked.ask(100, people=50)
        async with bot(telegram) as first:
            if k == 0:
                await _until_taken(telegram)
            await asked.until_answered(k)
            await kill(first)
        async with bot(telegram):
            if wait:
                await asked.until_all_answered()
            await telegram.wait_until_quiet(quiet=1.5, within=30)
        return asked.lost, asked.doubled


async def _until_taken(telegram: BotApi) -> None:
    # the second poll confirms what the first one got; a webhook confirms by itself
    while len(telegram.polls) < 2 and len(telegram.updates.pending) == 100:
        await asyncio.sleep(0.002)


async def kill_under_load(folder: Path, *, full: bool) -> list[Row]:
    """R2: kills at random moments while questions keep coming."""
    kills, dice, damaged = (50 if full else 8), random.Random(2), 0
    async with BotApi() as telegram:
        asked = Asked(telegram)
        loading = asyncio.create_task(_keep_asking(asked))
        for _ in range(kills):
            async with kutip(telegram, folder, SENDS_PER_SECOND="0") as running:
                await asyncio.sleep(dice.uniform(0.8, 2.5))
                await kill(running)
            damaged += not _is_whole(folder / "kutip.sqlite3")
        loading.cancel()
        async with kutip(telegram, folder, SENDS_PER_SECOND="0"):
            await asked.until_all_answered(120)
            await telegram.wait_until_quiet(quiet=1.0, within=60)
        total = len(asked.questions)
        came = f"{asked.lost} of {total:,} lost; {asked.doubled} doubled; {damaged} files damaged"
        holds = asked.lost == 0 and damaged == 0 and asked.doubled <= kills
        return [Row("R2", f"{kills} kills at random moments, 25 questions a second", came, holds)]


async def _keep_asking(asked: Asked) -> None:
    number = 0
    while True:
        number += 1
        asked.ask_one(9000 + number % 100)
        await asyncio.sleep(1 / 25)


def _is_whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        found: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
    return found == "ok"


async def the_same_again(folder: Path, *, full: bool) -> list[Row]:
    """R3: updates delivered again, also across a restart."""
    times = 200 if full else 60
    async with BotApi() as telegram:
        asked = Asked(telegram)
        async with kutip(telegram, folder) as running:
            asked.ask(20, people=20)
            await asked.until_all_answered()
            numbers = list(telegram.updates.every)
            for n in range(times // 2):
                telegram.repeat(numbers[n % 20])
            await telegram.wait_until_quiet(quiet=1.0)
            await stop(running)
        for n in range(times // 2):
            telegram.repeat(numbers[n % 20])
        async with kutip(telegram, folder):
            await telegram.wait_until_quiet(quiet=1.5, within=20)
        with closing(sqlite3.connect(folder / "kutip.sqlite3")) as connection:
            rows = connection.execute("SELECT count(*) FROM question").fetchone()[0]
    came = f"{asked.doubled} second answers, {rows - 20} second rows"
    done = f"the same updates again, {times} times, half of them after a restart"
    return [Row("R3", done, came, asked.doubled == 0 and rows == 20)]


async def end_in_order(folder: Path, *, full: bool) -> list[Row]:
    """R13: SIGTERM with 500 in flight."""
    async with BotApi() as telegram:
        asked = Asked(telegram)
        asked.ask(500, people=100)
        async with kutip(telegram, folder) as running:
            await asked.until_answered(20)
            began = time.monotonic()
            code = await stop(running)
            took = time.monotonic() - began
        async with kutip(telegram, folder):
            await asked.until_all_answered(60)
            await telegram.wait_until_quiet(quiet=1.0, within=20)
        came = f"exit {code} after {took:.1f} s; {asked.lost} lost, {asked.doubled} doubled"
        holds = code == 0 and took < 10 and asked.lost == 0 and asked.doubled == 0
        return [Row("R13", "SIGTERM with 500 in flight, restart", came, holds)]


async def many_waiting(folder: Path, *, full: bool) -> list[Row]:
    """R15: thousands waiting at the start, each chat's in order."""
    number = 5_000 if full else 600
    async with BotApi() as telegram:
        asked = Asked(telegram)
        asked.ask(number, people=number // 20)
        began = time.monotonic()
        async with kutip(telegram, folder):
            await asked.until_all_answered(400)
            took = time.monotonic() - began
            await telegram.wait_until_quiet(quiet=1.0, within=20)
        answers = asked.answers()
        chats = {chat for chat, _ in answers}
        orders = ([m for c, m in answers if c == chat] for chat in chats)
        disorder = sum(order != sorted(order) for order in orders)
        came = (
            f"drained in {took:.0f} s (30 a second is Telegram's limit); {asked.lost} lost, "
            f"{asked.doubled} doubled, {disorder} of {len(chats)} chats out of order"
        )
        holds = asked.lost == 0 and asked.doubled == 0 and disorder == 0
        return [Row("R15", f"{number:,} waiting at the start", came, holds)]


async def kill_the_store(folder: Path, *, full: bool) -> list[Row]:
    """S1: the database alone, killed at random moments; what it acknowledged must be there."""
    rounds, dice = (200 if full else 30), random.Random(1)
    acknowledged, lost, halves = 0, 0, 0
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "store.sqlite3"
    for _ in range(rounds):
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.drills.writer", str(file),
            cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert writer.stdout is not None
        await writer.stdout.readline()  # it is open
        await asyncio.sleep(dice.uniform(0.0, 0.15))
        await kill(writer)
        told = [int(line) for line in (await writer.stdout.read()).split(b"\n")[:-1]]
        acknowledged += len(told)
        with closing(sqlite3.connect(file)) as connection:
            found = dict(connection.execute("SELECT pair, count(*) FROM thing GROUP BY pair"))
            lost += sum(number not in found for number in told)
            halves += sum(count != 2 for count in found.values())
            connection.execute("DELETE FROM thing")
            connection.commit()
    came = f"{lost} of {acknowledged:,} acknowledged transactions lost, {halves} halves"
    holds = lost == 0 and halves == 0 and acknowledged > rounds
    return [Row("S1", f"the store killed at random moments, {rounds} rounds", came, holds)]
