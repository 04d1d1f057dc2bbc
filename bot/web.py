"""The bot's small web server: Telegram's webhook, /healthz, /metrics."""

import hmac
import json
import logging
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.context import House
from bot.mailbox.inbox import is_update
from bot.settings import SettingsError
from knowledge.trouble import describe

_LOG = logging.getLogger(__name__)

_MAX_BODY = 1024 * 1024
"""Bytes of one update; Telegram's are far smaller."""

_MAX_HEADER = 16 * 1024

_BODY_SECONDS = 10.0
"""Seconds in which a body must have come; the slow are cut off."""

_SILENT = 90.0
"""Seconds without an answer from Telegram after which polling counts as ill."""


@contextmanager
def serving(house: House, secret: str) -> Iterator[HTTPServer | None]:
    """Listen, where the settings want it: with a webhook, and with a token for the metrics.

    Raises SettingsError where the port is taken.
    """
    settings = house.settings
    if settings.webhook_url is None and settings.metrics_token is None:
        yield None
        return
    given = {"house": house}
    routes: list[Any] = [("/healthz", _Health, given), ("/metrics", _Metrics, given)]
    if settings.webhook_url is not None:
        path = urlsplit(settings.webhook_url).path or "/"
        routes.append((re.escape(path), _Updates, {**given, "secret": secret}))
    server = HTTPServer(
        Application(
            routes,
            log_function=lambda _: None,
            default_handler_class=_Nothing,
            default_handler_args=given,
        ),
        max_body_size=_MAX_BODY,
        max_buffer_size=2 * _MAX_BODY,
        max_header_size=_MAX_HEADER,
        body_timeout=_BODY_SECONDS,
        idle_connection_timeout=60,
    )
    host, port = settings.webhook_listen, settings.webhook_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        where = f"{host}:{port}"
        cure = "Set WEBHOOK_LISTEN and WEBHOOK_PORT to an address of this machine that is free"
        raise SettingsError(f"{where}: cannot listen ({error.strerror}). {cure}") from None
    listening.setblocking(False)
    server.add_socket(listening)
    try:
        yield server
    finally:
        server.stop()


class _Quiet(RequestHandler):
    """Answers in a word, without the library's name or a traceback."""

    def initialize(self, house: House, secret: str = "") -> None:
        self.house, self.secret = house, secret.encode()

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("X-Content-Type-Options", "nosniff")

    def write_error(self, status_code: int, **_: object) -> None:
        self.finish(f"{status_code}\n")

    def log_exception(self, *_: object) -> None:
        """Say nothing of clients that speak no HTTP: they must not fill the log."""

    def _refuse(self, code: int) -> None:
        self.set_status(code)
        self.finish(f"{code}\n")


class _Nothing(_Quiet):
    """What is not here."""

    def prepare(self) -> None:
        self._refuse(404)


class _Updates(_Quiet):
    """Telegram's updates: on disk before it hears 200."""

    async def post(self) -> None:
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.secret):
            self._refuse(403)
            return
        update = _parsed(self.request.body)
        if not is_update(update):
            self._refuse(400)
            return
        try:
            await self.house.mailbox.inbox.take_in([update])
        except Exception as error:  # noqa: BLE001  # Telegram keeps it and sends it again
            _LOG.error("An update stays with Telegram for now. The database: %s", describe(error))
            self._refuse(503)
            return
        self.finish("ok\n")


class _Health(_Quiet):
    """Whether all is well: for whoever restarts the bot if it is not."""

    async def get(self) -> None:
        try:
            await self.house.mailbox.look()
        except Exception:  # noqa: BLE001  # whatever it is, it is not well
            self._refuse(503)
            return
        silent = time.monotonic() - self.house.mailbox.poller.heard_at
        if self.house.settings.webhook_url is None and silent > _SILENT:
            self._refuse(503)
            return
        self.finish("ok\n")


class _Metrics(_Quiet):
    """The counts, for who knows the token."""

    def get(self) -> None:
        token = self.house.settings.metrics_token
        if token is None:
            self._refuse(404)
            return
        wanted = f"Bearer {token.get_secret_value()}".encode()
        given = self.request.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, wanted):
            self.set_header("WWW-Authenticate", "Bearer")
            self._refuse(401)
            return
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.finish(self.house.metrics.text())


def _parsed(body: bytes) -> Any:  # noqa: ANN401  # whatever JSON may hold
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
