"""The tester's end of a server in another process: the verbs, over HTTP."""

import asyncio
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack

import httpx

from tests.bot_api.refusals import Json
from tests.bot_api.server import TOKEN
from tests.bot_api.trouble import How, Order

ROOT = Path(__file__).resolve().parents[2]


class RemoteBotApi:
    """A Telegram that outlives the bot: `async with RemoteBotApi() as telegram:`."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.url = ""
        self._client = httpx.AsyncClient(timeout=30, trust_env=False)
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        """Start the process and read its port."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bot_api", "--token", self.token,
            cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout
        port = (await self._process.stdout.readline()).decode().strip()
        if not port.isdecimal():
            raise RuntimeError("python -m tests.bot_api did not start; see its traceback above")
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:  # fmt: skip
        """Quit the process."""
        if self.url:
            await self.does("quit")
        await self._client.aclose()
        if self._process:
            await self._process.communicate()

    async def does(self, verb: str, **body: object) -> Any:  # noqa: ANN401 (JSON)
        """Call any verb of the control API."""
        response = await self._client.post(f"{self.url}/control/{verb}", json=body)
        answer = response.json()
        if not answer["ok"]:
            raise ValueError(answer["description"])
        return answer["result"]

    async def inject(self, *updates: Json) -> list[int]:
        """Queue raw updates in bulk."""
        ids: list[int] = (await self.does("updates", updates=list(updates)))["ids"]
        return ids

    async def sent(self, since: int = 0) -> list[Json]:
        """Read every call of the bot: method, parameters, ok, error, lost, at."""
        calls: list[Json] = await self.does("sent", since=since)
        return calls

    async def state(self) -> Json:
        """Read the counts: pending, given, sent, polls, acting."""
        state: Json = await self.does("state")
        return state

    async def fail(self, method: str, **order: Unpack[Order]) -> None:
        """Make calls go wrong, as BotApi.fail."""
        await self.does("fail", method=method, **order)

    async def heal(self) -> None:
        """End all misbehaviour."""
        await self.does("heal")

    async def goes_offline(self, how: How = "reset") -> None:
        """Lose the network until heal()."""
        await self.does("offline", how=how)

    async def limits(self, **limits: float) -> None:
        """Enforce Telegram's limits, or others: overall, per_chat, per_group, minute."""
        await self.does("limits", **limits)

    async def repeat(self, update_id: int) -> None:
        """Deliver an update once more."""
        await self.does("repeat", update_id=update_id)


def private_question(text: str, *, user: int, message: int, language: str = "id") -> Json:
    """Write a raw update: a person asks in private; add "update_id" or let it be numbered."""
    name = f"Orang {user}"
    body = {
        "message_id": message, "date": 1_790_000_000, "text": text,
        "from": {"id": user, "is_bot": False, "first_name": name, "language_code": language},
        "chat": {"id": user, "type": "private", "first_name": name},
    }  # fmt: skip
    return {"message": body}
