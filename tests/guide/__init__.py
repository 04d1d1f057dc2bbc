"""The guide's transcripts, played with the real bot: ``python -m tests.guide`` writes them anew.

A page holds blocks fenced as ``transcript``; people's lines are the script, the bot's lines are
what it said. One line a deed:

    Budi: text               writes in the private chat
    Budi @ grup: text        writes in the group (``@ group`` on an English page)
    Budi ↩ text              replies to the bot's last message, where that stands
    Budi → [label]           presses a button under it
    Budi ⌨ text              types @bot and the text in some other chat
    Sari + @bot              adds the bot to the group

Sari runs the group, Mira is a moderator. Blocks fenced as ``console`` are commands in a shell.
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from bot.application import build_application
from bot.context import KutipApplication
from bot.running import alive
from bot.settings import Settings
from knowledge import SHIPPED
from tests.bot_api import BotApi, Group, Message, Person
from tests.bot_api.world import Press

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").glob("??/*.md"))

_BLOCK = re.compile(r"^```(transcript|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DEED = re.compile(r"^(?P<who>\w+)(?P<how>: | @ gr\w+: | ↩ | → | ⌨ ?| \+ )(?P<what>.*)$")
_MIRA = 900_001
_SHOWN = 9
"""Lines of a reply that are shown; of a longer one the first seven."""


async def played(page: str, language: str) -> str:
    """Give a page with every block as it turns out now."""
    parts, end = [], 0
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi(token="42:TEST") as telegram:
            bot = build_application(_settings(telegram, Path(folder), language))
            async with alive(bot):
                for block in _BLOCK.finditer(page):
                    if block[1] == "transcript":
                        play = _transcript(block[2], _Scene(telegram, bot, language))
                    else:
                        play = _console(block[2], telegram, language, Path(folder))
                    lines = [line async for line in play]
                    parts += [page[end : block.start()], f"```{block[1]}\n"]
                    parts += [f"{line}\n" for line in lines] + ["```"]
                    end = block.end()
    return "".join([*parts, page[end:]])


def _settings(telegram: BotApi, folder: Path, language: str) -> Settings:
    return Settings(
        bot_token="42:TEST",  # type: ignore[arg-type]  # as it stands in the environment
        bot_api_url=telegram.url,
        database_path=folder / "bot.sqlite3",
        knowledge_dir=SHIPPED,
        moderator_ids=(_MIRA,),
        default_language=language,  # type: ignore[arg-type]  # the folder's name
        check_sources=False,
    )


async def _transcript(script: str, scene: "_Scene") -> AsyncIterator[str]:
    for line in script.splitlines():
        deed = _DEED.match(line)
        if deed is None or deed["who"].startswith("Kutip"):
            continue
        yield line
        for said in await scene.plays(deed["who"], deed["how"].strip(), deed["what"]):
            yield said


class _Scene:
    """One block: its people, its group, and the bot's last message."""

    def __init__(self, telegram: BotApi, bot: KutipApplication, language: str) -> None:
        self._telegram, self._bot, self._language = telegram, bot, language
        self._people: dict[str, Person] = {}
        self._group: Group | None = None
        self._last: Message | None = None
        telegram.skip_replies()

    async def plays(self, who: str, how: str, what: str) -> list[str]:
        """Do one deed; give the lines of what the bot did."""
        person = self._person(who)
        if how == "⌨":
            return await self._types(person, what)
        if how == "→":
            assert self._last is not None, "nothing to press"
            press = await person.presses(self._last, what.strip("[]"))
            await self._settled(press)
            return [*self._heard(), *([f"Kutip ({press.text})"] if press.text else [])]
        if how == "+":
            self._group_of().adds_the_bot(person)
            await self._settled()
            return self._heard()
        chat = self._group_of() if how.startswith("@") else None
        replied = self._last if how == "↩" else None
        await person.says(what, chat=replied.chat if replied else chat, reply_to=replied)
        await self._settled()
        return self._heard()

    async def _types(self, person: Person, what: str) -> list[str]:
        press = await person.asks_inline(what)
        await self._settled(press)
        return [f"  • {one['title']}\n      {one['description']}" for one in press.results[:3]]

    async def _settled(self, press: Press | None = None) -> None:
        """Wait until the bot has done all that it was told, and Telegram has all that it said."""
        database = self._bot.bot_data.database
        async with asyncio.timeout(60):
            while True:
                await asyncio.sleep(0.02)
                await database.settle()
                waiting = await database.row(
                    "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')"
                    " + (SELECT count(*) FROM outbox WHERE state = 'waiting')"
                )
                is_done = waiting is not None and waiting[0] == 0
                if is_done and self._telegram.updates.is_empty and (not press or press.answered):
                    return

    def _heard(self) -> list[str]:
        lines: list[str] = []
        for message in self._telegram.skip_replies():
            self._last = message
            lines += _shown(message, self._language)
        return lines

    def _person(self, name: str) -> Person:
        if name not in self._people:
            number = _MIRA if name == "Mira" else None
            person = self._telegram.person(name, language=self._language, id=number)
            self._people[name] = person
        return self._people[name]

    def _group_of(self) -> Group:
        if self._group is None:
            self._group = self._telegram.group("Warga Awan")
            self._group.promotes_the_bot()
            self._group.promotes(self._person("Sari"))
        return self._group


def _shown(message: Message, language: str) -> Iterator[str]:
    lines = message.text.split("\n")
    if len(lines) > _SHOWN:
        lines = [*lines[: _SHOWN - 2], "…"]
    if message.file:
        lines = [f"[{message.json['document']['file_name']}]", *lines]
    edited = {"id": "Kutip (diubah)", "en": "Kutip (edited)"}[language]
    yield f"{edited if message.edited else 'Kutip'}: {lines[0]}"
    for line in lines[1:]:
        yield f"  {line}".rstrip()
    for row in message.rows:
        yield "  " + " ".join(f"[{button.label}]" for button in row)


async def _console(
    script: str, telegram: BotApi, language: str, folder: Path
) -> AsyncIterator[str]:
    settings = {
        "BOT_API_URL": telegram.url,
        "BOT_TOKEN": "42:TEST",
        "DEFAULT_LANGUAGE": language,
        "CHECK_SOURCES": "false",
        "PYTHONPATH": str(ROOT),
    }
    for line in script.splitlines():
        if not line.startswith("$ kutip "):
            continue
        yield line
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *line.split()[2:], cwd=folder,
            env={**os.environ, **settings},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        told, _ = await running.communicate()
        for said in told.decode().rstrip().split("\n"):
            # what differs from machine to machine
            yield re.sub(r"\d+(?= GB)", "80", said)
