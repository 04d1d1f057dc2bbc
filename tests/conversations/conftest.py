"""A Telegram on loopback and the real bot on it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.application import build_application
from bot.context import KutipApplication
from bot.running import alive
from bot.settings import Settings
from tests.bot_api import BotApi

SAMPLE = Path(__file__).parent.parent / "sample"

MODERATOR = 9001
"""The id of one of the two moderators in these conversations."""

Starter = Callable[..., AbstractAsyncContextManager[KutipApplication]]
"""Its keywords are settings to be other than usual."""


@pytest.fixture
async def telegram() -> AsyncIterator[BotApi]:
    async with BotApi(token="42:TEST") as server:
        yield server


@pytest.fixture
def start(telegram: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Starter:
    """Start the bot; calling it again is a restart on the same database."""
    monkeypatch.chdir(tmp_path)

    @asynccontextmanager
    async def started(**other: Any) -> AsyncIterator[KutipApplication]:  # noqa: ANN401  # any setting
        given = {
            "bot_token": telegram.token,
            "bot_api_url": telegram.url,
            "database_path": tmp_path / "kutip.sqlite3",
            "knowledge_dir": SAMPLE,
            "moderator_ids": (9001, 9002),
        }
        application = build_application(Settings(**{**given, **other}))
        async with alive(application):
            yield application

    return started


@pytest.fixture
async def bot(start: Starter) -> AsyncIterator[KutipApplication]:
    async with start() as application:
        yield application
