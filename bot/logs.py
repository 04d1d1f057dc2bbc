"""How the bot logs: text or JSON lines on standard error, never a token, never httpx's URLs."""

import json
import logging
from datetime import UTC, datetime

from bot.settings import Settings


def set_up_logs(settings: Settings) -> None:
    """Set the root logger up as the settings say."""
    handler = logging.StreamHandler()
    secrets = [settings.bot_token, settings.webhook_secret]
    known = tuple(secret.get_secret_value() for secret in secrets if secret)
    handler.setFormatter(_Json(known) if settings.log_format == "json" else _Text(known))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    # these log whole URLs, in which the token stands
    for name in ("httpx", "httpcore", "telegram.Bot", "telegram.ext.ExtBot"):
        logging.getLogger(name).setLevel(logging.WARNING)


class _Text(logging.Formatter):
    """One line a record for people, with every secret struck out."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return self._struck_out(super().format(record))

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
