"""How the bot logs: text or JSON lines on standard error, never a token, never httpx's URLs."""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from bot.settings import Settings

_QUIET = 5.0
"""Seconds in which lines of one kind are counted instead of written."""


def set_up_logs(settings: Settings) -> None:
    """Set the root logger up as the settings say."""
    handler = logging.StreamHandler()
    known = _spellings(settings)
    handler.setFormatter(_Json(known) if settings.log_format == "json" else _Text(known))
    handler.addFilter(Calm())
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    # these log whole URLs, in which the token stands, or whole messages
    for name in ("httpx", "httpcore", "telegram.Bot", "telegram.ext.ExtBot"):
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = lambda kind, error, trace: logging.getLogger("bot").critical(
        "Kutip ends by a fault", exc_info=(kind, error, trace)
    )


def _spellings(settings: Settings) -> tuple[str, ...]:
    """Give every secret as it may stand in a line: as it is, in an address, in a text's code."""
    secrets = (settings.bot_token, settings.webhook_secret, settings.metrics_token)
    plain = [secret.get_secret_value() for secret in secrets if secret]
    found = {way for one in plain for way in (one, quote(one), quote(one, safe=""))}
    # the part of a token behind the colon is the secret one
    found |= {one.partition(":")[2] for one in plain if len(one.partition(":")[2]) > 8}
    return tuple(sorted(found, key=len, reverse=True))


class Calm(logging.Filter):
    """Lets one line of a kind through in a while, and says how many it held back."""

    def __init__(self, seconds: float = _QUIET) -> None:
        """Count lines of one kind for ``seconds`` after one was written."""
        super().__init__()
        self._seconds = seconds
        self._written: dict[tuple[str, object], float] = {}
        self._held: dict[tuple[str, object], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Decide on one line."""
        kind = (record.name, record.msg if isinstance(record.msg, str) else type(record.msg))
        now = time.monotonic()
        if now - self._written.get(kind, -self._seconds) < self._seconds:
            self._held[kind] = self._held.get(kind, 0) + 1
            return False
        if len(self._written) > 1000:
            self._written.clear()
        self._written[kind] = now
        held = self._held.pop(kind, 0)
        if held:
            record.msg = f"{record.msg} (and {held} more like it)"
        return True


class _Text(logging.Formatter):
    """One line a record for people, with every secret struck out."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return self._struck_out(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802, ANN401  # the library's name and type
        return self._struck_out(super().formatException(ei))

    def _struck_out(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


class _Json(_Text):
    """One JSON object a record for machines."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "time": time,
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return self._struck_out(json.dumps(line, ensure_ascii=False))
