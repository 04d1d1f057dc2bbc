"""Webhooks: set, checked, and updates delivered to them until they are taken."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from tests.bot_api.calls import Call
from tests.bot_api.methods.polling import note_allowed
from tests.bot_api.refusals import Json, bad_request
from tests.bot_api.updates import Updates

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PORTS = {None, 80, 88, 443, 8443}


class Webhook:
    """The other way updates reach the bot: Telegram calls, one update after the other."""

    def __init__(self, updates: Updates) -> None:
        self.updates = updates
        self.secret = ""
        self.retry_seconds = 0.2
        self.methods: dict[str, Callable[[Call], Awaitable[object]]] = {
            "setwebhook": self.set, "deletewebhook": self.delete, "getwebhookinfo": self.info,
        }  # fmt: skip
        self._task: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Notice that there may be something to deliver."""
        self._news.set()

    async def stop(self) -> None:
        """Deliver no more."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def set(self, call: Call) -> bool:
        """Set the address; an empty one takes the webhook away."""
        url = call.text("url")
        if not url:
            return await self.delete(call)
        _check_address(url)
        secret = call.text("secret_token")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad_request("secret token contains unallowed characters")
        await self.delete(call)
        note_allowed(self.updates, call)
        self.secret = secret
        self.updates.webhook = {
            "url": url, "max_connections": call.number("max_connections") or 40,
            "ip_address": "127.0.0.1",
        }  # fmt: skip
        self._task = asyncio.get_running_loop().create_task(self._deliver_all(url))
        return True

    async def delete(self, call: Call) -> bool:
        """Take the webhook away, and what waits too if asked."""
        await self.stop()
        self.updates.webhook = {"url": ""}
        if call.flag("drop_pending_updates"):
            self.updates.pending.clear()
        return True

    async def info(self, _call: Call) -> Json:
        """Say how the webhook does."""
        info: Json = {
            **self.updates.webhook, "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }  # fmt: skip
        if self.updates.allowed:
            info["allowed_updates"] = self.updates.allowed
        return info

    async def _deliver_all(self, url: str) -> None:
        client = AsyncHTTPClient(force_instance=True)
        try:
            while True:
                batch = self.updates.next_batch(1)
                if not batch:
                    self._news.clear()
                    await self._news.wait()
                elif await self._deliver(client, url, batch[0]):
                    self.updates.pending.pop(batch[0]["update_id"], None)
                else:
                    self.updates.pending.setdefault(batch[0]["update_id"], batch[0])
                    await asyncio.sleep(self.retry_seconds)
        finally:
            client.close()

    async def _deliver(self, client: AsyncHTTPClient, url: str, update: Json) -> bool:
        if urlsplit(url).hostname not in _LOOPBACK:
            self.updates.webhook["last_error_message"] = "Connection refused"
            return False  # nothing ever leaves this machine
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            await client.fetch(
                url, method="POST", body=json.dumps(update), headers=headers,
                validate_cert=False, request_timeout=60,
            )  # fmt: skip
        except (OSError, HTTPClientError) as error:
            self.updates.webhook["last_error_date"] = int(time.time())
            self.updates.webhook["last_error_message"] = f"Wrong response from the webhook: {error}"
            return False
        return True


def _check_address(url: str) -> None:
    try:
        address = urlsplit(url)
        port = address.port
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if address.hostname in _LOOPBACK and address.scheme in {"http", "https"}:
        return
    if address.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
