"""The desk that takes every call: who is it, what goes wrong, do it, answer."""

import asyncio
import time
from urllib.parse import unquote

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets

from tests.bot_api.calls import Call
from tests.bot_api.methods import METHODS
from tests.bot_api.methods.polling import get_updates
from tests.bot_api.refusals import Json, RefusalError, too_many_requests
from tests.bot_api.trouble import Fault, Troubles
from tests.bot_api.updates import Updates
from tests.bot_api.webhook import Webhook
from tests.bot_api.wire import Exchange
from tests.bot_api.world import World

MEGABYTE = 1024 * 1024
_NOT_FOUND = RefusalError(404, "Not Found")
_UNAUTHORIZED = RefusalError(401, "Unauthorized")


class Desk:
    """An HTTP server that acts on the world as the bot asks."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.world = World(token)
        self.updates = Updates()
        self.updates.on_push = self._pushed
        self.webhook = Webhook(self.updates)
        self.troubles = Troubles()
        self.sent: list[Call] = []
        self.polls: list[Call] = []
        self.last_call_at = self.last_push_at = time.monotonic()
        self.acting = 0
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._polling: set[Exchange] = set()
        self._server: HTTPServer | None = None

    @property
    def url(self) -> str:
        """The root; the bot appends /bot<token>/METHOD."""
        if not self.port:
            raise RuntimeError("BotApi is not started: use `async with BotApi() as telegram:`")
        return f"http://127.0.0.1:{self.port}"

    def listen(self, port: int = 0) -> None:
        """Listen on loopback, on any free port by default."""
        sockets = bind_sockets(port, "127.0.0.1", backlog=1024)
        self.port = int(sockets[0].getsockname()[1])
        self._server = HTTPServer(self._receive, max_buffer_size=64 * MEGABYTE)
        self._server.add_sockets(sockets)

    async def stop(self) -> None:
        """Stop listening and cut every open exchange."""
        await self.webhook.stop()
        if self._server:
            self._server.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server:
            await self._server.close_all_connections()

    def cut_polls(self) -> None:
        """Reset every long poll that is waiting."""
        for exchange in list(self._polling):
            exchange.reset()

    def _pushed(self) -> None:
        self.last_push_at = time.monotonic()
        self.webhook.wake()

    def _receive(self, request: HTTPServerRequest) -> None:
        task = asyncio.get_running_loop().create_task(self._attend(Exchange(request)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _attend(self, exchange: Exchange) -> None:
        try:
            await self._route(exchange)
        except RefusalError as refusal:
            exchange.refuse(refusal)

    async def _route(self, exchange: Exchange) -> None:
        path = unquote(exchange.path)
        if path.startswith("/control/"):
            await self.control(exchange, path.removeprefix("/control/"))
            return
        is_file = path.startswith("/file/bot")
        token, _, rest = path.removeprefix("/file").removeprefix("/bot").partition("/")
        if token != self.token:
            raise _UNAUTHORIZED if path.startswith(("/bot", "/file/bot")) else _NOT_FOUND
        if is_file:
            self._download(exchange, rest)
        else:
            await self._serve(exchange, rest)

    async def control(self, _exchange: Exchange, _path: str) -> None:
        """Refuse: only a server that is its own process is controlled over HTTP."""
        raise _NOT_FOUND

    def _download(self, exchange: Exchange, path: str) -> None:
        if path not in self.world.contents:
            raise _NOT_FOUND
        exchange.write(self.world.contents[path], "application/octet-stream")

    async def _serve(self, exchange: Exchange, method: str) -> None:
        call = exchange.call(method)
        if method.lower() == "getupdates":
            self.polls.append(call)
            await self._poll(exchange, call)
            return
        self.last_call_at = time.monotonic()
        self.sent.append(call)
        self.acting += 1
        try:
            await self._act(exchange, call)
        except RefusalError as refusal:
            call.error = refusal.description
            raise
        finally:
            self.acting -= 1
            self.last_call_at = time.monotonic()

    async def _poll(self, exchange: Exchange, call: Call) -> None:
        self._polling.add(exchange)
        try:
            fault = self.troubles.next(call.method, None)
            if fault and await self._misbehave(fault, exchange, call):
                return
            batch = await get_updates(self.updates, call, exchange.on_gone)
            await self._conclude(fault, exchange, call, batch)
        except asyncio.CancelledError:
            call.error = "the client hung up"
        except RefusalError as refusal:
            call.error = refusal.description
            raise
        finally:
            self._polling.discard(exchange)

    async def _act(self, exchange: Exchange, call: Call) -> None:
        act = METHODS.get(call.method.lower())
        if act is None and call.method.lower() not in self.webhook.methods:
            raise _NOT_FOUND
        fault = self.troubles.next(call.method, call.chat_id)
        if fault and await self._misbehave(fault, exchange, call):
            return
        self._respect_limits(call)
        if act:
            call.result = act(self.world, call)
        else:
            call.result = await self.webhook.methods[call.method.lower()](call)
        await self._conclude(fault, exchange, call, call.result)

    def _respect_limits(self, call: Call) -> None:
        limits = self.troubles.limits
        if limits and call.method.lower().startswith(("send", "edit")):
            wait = 0.0 if call.method.lower() == "sendchataction" else limits.wait_for(call.chat_id)
            if wait:
                raise too_many_requests(wait)

    async def _misbehave(self, fault: Fault, exchange: Exchange, call: Call) -> bool:
        """Do what goes wrong before the act; say whether that was all."""
        if fault.how == "slow":
            await asyncio.sleep(fault.seconds)
        if fault.how in {"slow", "reset-after", "hang-after"}:
            return False
        call.error = f"made to fail: {fault.how}"
        if fault.how == "429":
            raise too_many_requests(fault.retry_after)
        if fault.how in {"500", "502"}:
            words = {"500": "Internal Server Error", "502": "Bad Gateway"}[fault.how]
            raise RefusalError(int(fault.how), words)
        if fault.how == "502-html":
            exchange.bad_gateway()
        elif fault.how == "reset":
            exchange.reset()
        else:
            await exchange.hang()
        return True

    async def _conclude(
        self, fault: Fault | None, exchange: Exchange, call: Call, result: object
    ) -> None:
        """Answer; or lose the answer, the act being done."""
        call.lost = bool(fault and fault.how in {"reset-after", "hang-after"})
        if not fault or not call.lost:
            exchange.succeed(result)
        elif fault.how == "reset-after":
            exchange.reset()
        else:
            await exchange.hang()


def updates_waiting(desk: Desk) -> Json:
    """Show how far the bot has come."""
    return {
        "pending": len(desk.updates.pending), "given": len(desk.updates.every),
        "sent": len(desk.sent), "polls": len(desk.polls), "acting": desk.acting,
    }  # fmt: skip
