"""Message to reply beside a five-line echo bot of the same framework, in one run.

``python -m tests.benchmarks.delivery``: latency one after another, throughput, 30 messages a
second with 10,000 entries, memory. Limits on sending are lifted, as the echo bot has none.
"""

import asyncio
import json
import random
import statistics
import tempfile
import time
from asyncio.subprocess import Process
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bot_api import BotApi
from tests.drills.bots import Asked, kutip, plain

ONE_BY_ONE = 400
AT_ONCE = 1_500
PEOPLE = 50
LIFTED = {"SENDS_PER_SECOND": "0", "FLOOD_BURST": "1000000", "LOG_LEVEL": "WARNING"}


async def measure() -> dict[str, float]:
    """Measure both bots, in turns, and give the figures by name."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rounds: dict[str, list[tuple[float, float]]] = {"plain": [], "kutip": []}
        for number in range(3):
            for who, found in rounds.items():
                found.append(await _round(who, folder / f"{who}-{number}"))
        for who, found in rounds.items():
            figures[f"p95 {who}"] = statistics.median(p95 for p95, _ in found)
            figures[f"throughput {who}"] = statistics.median(speed for _, speed in found)
        figures["p95 at 30/s"], figures["memory"] = await _at_thirty_a_second(folder / "large")
    figures["p95 ratio"] = figures["p95 kutip"] / figures["p95 plain"]
    figures["throughput ratio"] = figures["throughput kutip"] / figures["throughput plain"]
    return figures


async def _round(who: str, folder: Path) -> tuple[float, float]:
    async with BotApi() as telegram, _bot(who, telegram, folder):
        asked = Asked(telegram)
        await _one_by_one(asked, 50)  # warm
        delays = await _one_by_one(asked, ONE_BY_ONE)
        return _p95(delays), await _at_once(asked)


def _bot(who: str, telegram: BotApi, folder: Path) -> AbstractAsyncContextManager[Process]:
    return plain(telegram, folder) if who == "plain" else kutip(telegram, folder, **LIFTED)


async def _one_by_one(asked: Asked, number: int) -> list[float]:
    delays = []
    for n in range(number):
        began = time.monotonic()
        asked.ask_one(9000 + n % PEOPLE)
        await asked.telegram.reply(within=20)
        delays.append(asked.telegram.calls("sendMessage")[-1].at - began)
    return delays


async def _at_once(asked: Asked) -> float:
    began = time.monotonic()
    asked.ask(AT_ONCE, PEOPLE)
    await asked.telegram.replies(AT_ONCE, within=30)
    return AT_ONCE / (time.monotonic() - began)


async def _at_thirty_a_second(folder: Path, seconds: int = 30) -> tuple[float, float]:
    """Give p95 and the highest memory (MB) at 30 messages a second with 10,000 entries."""
    folder.mkdir()
    questions = _many_entries(folder / "many.jsonl")
    async with BotApi() as telegram:
        settings = {"KNOWLEDGE_DIR": str(folder / "many.jsonl")}
        async with kutip(telegram, folder, **settings) as running:
            asked = Asked(telegram)
            asked.ask_one(9000, questions[0])
            await telegram.reply(within=60)
            began: dict[tuple[int, int], float] = {}
            start = time.monotonic()
            for n in range(30 * seconds):
                await asyncio.sleep(max(0.0, start + n / 30 - time.monotonic()))
                began[asked.ask_one(9000 + n % 200, questions[n % len(questions)])] = (
                    time.monotonic()
                )
            await asked.until_all_answered()
            delays = [
                call.at - began[key]
                for call, key in zip(telegram.calls("sendMessage"), asked.answers(), strict=True)
                if key in began
            ]
            return _p95(delays), _highest_memory(running.pid)


def _many_entries(file: Path) -> list[str]:
    dice = random.Random(7)
    syllables = [a + b for a in "bcdgjklmnprst" for b in "aiueo"]
    words = ["".join(dice.choices(syllables, k=dice.randint(2, 4))) for _ in range(4_000)]
    questions = [" ".join(dice.choices(words, k=dice.randint(4, 8))) + "?" for _ in range(10_000)]
    rows = (
        json.dumps({"id": f"e{n}", "question": text, "answer": f"Jawaban {n}."})
        for n, text in enumerate(questions)
    )
    file.write_text("\n".join(rows), "utf-8")
    return questions


def _highest_memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _p95(delays: list[float]) -> float:
    return statistics.quantiles(delays, n=20)[-1]


def show(figures: dict[str, float]) -> None:
    """Print the figures with their goals."""
    table = Table(title="Message to reply, beside a five-line echo bot in the same run")
    for heading in ("", "echo bot", "Kutip", "ratio", "goal"):
        table.add_column(heading)
    p95s = [f"{1000 * figures[name]:.1f} ms" for name in ("p95 plain", "p95 kutip")]
    table.add_row("p95, one after another", *p95s, f"{figures['p95 ratio']:.2f}", "at most 2")
    speeds = [f"{figures[name]:.0f}/s" for name in ("throughput plain", "throughput kutip")]
    ratio = f"{figures['throughput ratio']:.2f}"
    table.add_row("throughput", *speeds, ratio, "at least 0.5")
    late = f"{1000 * figures['p95 at 30/s']:.1f} ms"
    table.add_row("p95 at 30/s, 10,000 entries", "", late, "", "under 100 ms")
    table.add_row("memory, 10,000 entries", "", f"{figures['memory']:.0f} MB", "", "under 150 MB")
    Console(width=100).print(table)


if __name__ == "__main__":
    show(asyncio.run(measure()))
