"""Bots as processes of their own: Kutip, and a plain one to measure beside."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bot_api import BotApi
from tests.bot_api.refusals import Json
from tests.bot_api.remote import private_question

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "sample"
QUESTION = "perpustakaan pindah ke mana?"
ANSWER = "Perpustakaan pindah ke Jalan Melati 7."


@asynccontextmanager
async def kutip(telegram: BotApi, folder: Path, **settings: str) -> AsyncIterator[Process]:
    """Run ``python -m bot run``; what it logs goes to kutip.log in the folder."""
    environment = {
        "BOT_TOKEN": telegram.token,
        "BOT_API_URL": telegram.url,
        "DATABASE_PATH": str(folder / "kutip.sqlite3"),
        "KNOWLEDGE_DIR": str(SAMPLE),
        **settings,
    }
    async with _process(["-m", "bot", "run"], folder, environment) as running:
        yield running


def webhook_settings() -> dict[str, str]:
    """Give settings for a webhook on a free port of this machine."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    address = f"http://127.0.0.1:{port}/hook"
    return {"WEBHOOK_URL": address, "WEBHOOK_PORT": str(port), "WEBHOOK_SECRET": "s3cret"}


@asynccontextmanager
async def plain(telegram: BotApi, folder: Path) -> AsyncIterator[Process]:
    """Run the echo bot."""
    environment = {"BOT_TOKEN": telegram.token, "BOT_API_URL": telegram.url}
    async with _process(["-m", "tests.drills.echo_bot"], folder, environment) as running:
        yield running


@asynccontextmanager
async def _process(
    arguments: list[str], folder: Path, environment: dict[str, str]
) -> AsyncIterator[Process]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "kutip.log").open("ab") as log:
        running = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=folder, stderr=log, stdout=log,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )  # fmt: skip
    try:
        yield running
    finally:
        await kill(running)


async def kill(running: Process) -> None:
    """End a process as a power cut would."""
    if running.returncode is None:
        running.send_signal(signal.SIGKILL)
    await running.wait()


async def stop(running: Process) -> int:
    """Ask a process to end, and wait until it has."""
    running.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(running.wait(), 15)


class Asked:
    """Questions put to a bot, each by its chat and message, and what came of them."""

    def __init__(self, telegram: BotApi) -> None:
        self.telegram = telegram
        self.questions: set[tuple[int, int]] = set()
        self._next = 1

    def ask(self, number: int, people: int = 20, text: str = QUESTION, first: int = 9000) -> None:
        """Put questions by so many people in turn into Telegram's queue."""
        self.telegram.inject(*(self._question(n % people + first, text) for n in range(number)))

    def ask_one(self, person: int, text: str = QUESTION) -> tuple[int, int]:
        """Put one question; give the key by which its answer is known."""
        question = self._question(person, text)
        self.telegram.inject(question)
        return person, int(question["message"]["message_id"])

    def _question(self, person: int, text: str) -> Json:
        self._next += 1
        self.questions.add((person, self._next))
        return private_question(text, user=person, message=self._next)

    def answers(self) -> list[tuple[int, int]]:
        """Name the question of every answer that Telegram took, doubled ones too."""
        return [
            (call.result["chat"]["id"], call.result["reply_to_message"]["message_id"])
            for call in self.telegram.calls("sendMessage")
            if isinstance(call.result, dict) and "reply_to_message" in call.result
        ]

    @property
    def lost(self) -> int:
        """Count the questions without an answer."""
        return len(self.questions - set(self.answers()))

    @property
    def doubled(self) -> int:
        """Count the answers beyond the first of each question."""
        answers = self.answers()
        return len(answers) - len(set(answers))

    async def until_answered(self, at_least: int, within: float = 60) -> bool:
        """Wait until so many questions have an answer; tell whether that came to be."""
        deadline = asyncio.get_running_loop().time() + within
        while len(set(self.answers())) < at_least:
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(0.005 if at_least < 200 else 0.05)
        return True

    async def until_all_answered(self, within: float = 60) -> bool:
        """Wait until every question has an answer."""
        return await self.until_answered(len(self.questions), within)
