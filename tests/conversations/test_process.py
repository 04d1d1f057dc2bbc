"""The bot as a process of its own, started, killed and ended as an operator would."""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bot_api import BotApi
from tests.conversations.conftest import SAMPLE

ROOT = Path(__file__).parent.parent.parent
QUESTION = "perpustakaan pindah ke mana?"


@asynccontextmanager
async def process(telegram: BotApi, folder: Path, **more: str) -> AsyncIterator[Process]:
    """Run ``python -m bot run`` against the server; kill it at the end if it still lives."""
    settings = {
        "BOT_TOKEN": "42:TEST",
        "BOT_API_URL": telegram.url,
        "DATABASE_PATH": str(folder / "kutip.sqlite3"),
        "KNOWLEDGE_DIR": str(SAMPLE),
        "PYTHONPATH": str(ROOT),
        **more,
    }
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        cwd=folder, env={**os.environ, **settings}, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.communicate()


async def test_a_kill_in_the_middle_loses_nothing(telegram: BotApi, tmp_path: Path) -> None:
    people = [telegram.person(f"Orang {n}", language="id") for n in range(10)]
    asked = [await people[n % 10].says(f"{QUESTION} {'?' * (n // 10)}") for n in range(100)]
    async with process(telegram, tmp_path) as first:
        await telegram.replies(10, within=20)
        first.send_signal(signal.SIGKILL)
        await first.wait()
    async with process(telegram, tmp_path):
        deadline = time.monotonic() + 30  # starting takes its time on a busy machine
        while len(telegram.calls("sendMessage")) < len(asked):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        await telegram.wait_until_quiet(quiet=1.5, within=30)
    replies = [call.result for call in telegram.calls("sendMessage") if call.ok]
    answered = [_question_of(result) for result in replies]
    assert set(answered) == {(message.chat.id, message.id) for message in asked}
    assert len(answered) <= 101, "at most one reply may be doubled by a kill"


def _question_of(result: object) -> tuple[int, int]:
    assert isinstance(result, dict)
    return result["chat"]["id"], result["reply_to_message"]["message_id"]


async def test_it_ends_in_order_when_asked_to(telegram: BotApi, tmp_path: Path) -> None:
    budi = telegram.person("Budi", language="id")
    async with process(telegram, tmp_path) as running:
        await budi.says(QUESTION)
        await telegram.reply(within=20)
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert await running.wait() == 0
        assert time.monotonic() - began < 10


async def test_a_refused_token_is_told_in_one_line(telegram: BotApi, tmp_path: Path) -> None:
    async with process(telegram, tmp_path, BOT_TOKEN="43:WRONG") as running:
        _, errors = await asyncio.wait_for(running.communicate(), 20)
    assert running.returncode == 2
    last = errors.decode().strip().splitlines()[-1]
    assert last == "kutip: BOT_TOKEN is refused by Telegram. Copy it again from @BotFather"
    assert "43:WRONG" not in errors.decode()
