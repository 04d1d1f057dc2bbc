"""The soak: half an hour at 5 messages a second with 2 % faults on every method."""

import asyncio
import random
import tempfile
import time
from pathlib import Path

from tests.bot_api import BotApi
from tests.bot_api.trouble import How
from tests.drills.bots import QUESTION, Asked, kutip
from tests.drills.table import Row

RATE = 5.0
SHARE = 0.02
FAULTS: tuple[How, ...] = ("502", "502-html", "500", "reset", "reset-after", "hang", "429")
QUESTIONS = (QUESTION, "gedung lama dijadikan apa?", "denda keterlambatan dihapus?", "resep soto")


async def soak(minutes: float) -> list[Row]:
    """Ask for so many minutes; count what is lost and what grows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with BotApi() as telegram:
            chance = SHARE / len(FAULTS)
            faults = [
                telegram.fail("*", how=how, times=None, chance=chance, seed=number)
                for number, how in enumerate(FAULTS)
            ]
            asked = Asked(telegram)
            async with kutip(telegram, folder) as running:
                await _ask(asked, 60)  # all that is loaded once is loaded
                before = _taken(running.pid)
                await _ask(asked, 60 * minutes)
                after = _taken(running.pid)
                telegram.heal()
                await asked.until_all_answered(90)
            met = sum(fault.met for fault in faults)
    growth = (after["memory"] - before["memory"]) / 1024
    came = (
        f"{asked.lost} of {len(asked.questions):,} lost, {asked.doubled} doubled, {met} faults "
        f"met; threads {before['threads']} -> {after['threads']}, files {before['files']} -> "
        f"{after['files']}, memory {before['memory'] / 1024:.1f} MB {growth:+.1f} MB"
    )
    steady = (
        abs(after["threads"] - before["threads"]) <= 1 and after["files"] <= before["files"] + 8
    )
    done = f"{minutes:g} minutes at {RATE:g} messages a second, {SHARE:.0%} faults on every method"
    return [Row("soak", done, came, asked.lost == 0 and steady and growth < 5)]


async def _ask(asked: Asked, seconds: float) -> None:
    dice, began, number = random.Random(3), time.monotonic(), 0
    while time.monotonic() - began < seconds:
        asked.ask_one(9000 + dice.randrange(200), dice.choice(QUESTIONS))
        number += 1
        await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))


def _taken(pid: int) -> dict[str, int]:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return {
        "threads": int(status.partition("Threads:")[2].split()[0]),
        "memory": int(status.partition("VmRSS:")[2].split()[0]),
        "files": len(list(Path(f"/proc/{pid}/fd").iterdir())),
    }
