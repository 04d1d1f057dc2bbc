"""Settings: the only reader of the environment and of .env."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge.loading import SHIPPED

# python-telegram-bot's way into its next version; without it each 429 raises a deprecation warning
os.environ.setdefault("PTB_TIMEDELTA", "1")


Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

DAYS: tuple[Day, ...] = get_args(Day)


class SettingsError(Exception):
    """Name the wrong setting and the cure in one line, without its value."""


class Settings(BaseSettings):
    """What an operator may set; each field is the environment variable of the same name."""

    # pydantic prints the first letters of a wrong value otherwise, a token's too
    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    """From @BotFather; without one Kutip talks in the terminal."""
    bot_api_url: str = "https://api.telegram.org"
    """Root of the Bot API server, without /bot<token>."""
    database_path: Path = Path("kutip.sqlite3")
    """The one file that holds all that was asked."""
    knowledge_dir: Path = SHIPPED
    """A knowledge folder, or one file; the shipped announcement by default."""
    moderator_ids: Annotated[tuple[int, ...], NoDecode] = ()
    """Numeric Telegram ids, parted by commas; empty admits nobody."""
    moderator_chat_id: int | None = None
    """The moderators' group."""
    moderator_chat_admins: bool = False
    """Whether everyone who administers the moderators' group is a moderator."""
    raise_at_askers: Annotated[int, Field(ge=2)] = 3
    """From so many people on that ask the same, the moderators' chat is told once more."""
    cards_per_person_hour: Annotated[int, Field(ge=1)] = 5
    """Questions of one person in an hour that have a card each in the moderators' chat."""
    default_language: Literal["id", "en"] = "id"
    """Used where neither the text nor the person tells."""
    time_zone: str = "Asia/Jakarta"
    """By which days are counted and moments are shown, as the IANA names it."""
    digest_day: Day | Literal["off"] = "monday"
    """When the week's numbers go to the moderators' chat, at nine; off sends none."""
    retention_days: Annotated[int, Field(ge=1)] = 365
    """How long the texts of questions are kept, in days."""
    wishes_kept_days: Annotated[int, Field(ge=1)] = 30
    """How long it is kept that somebody wants to be told of something, in days."""
    webhook_url: str | None = None
    """Public https address for a webhook; polling without it."""
    webhook_secret: SecretStr | None = None
    """1 to 256 letters, digits, _ and -."""
    webhook_listen: str = "127.0.0.1"
    """Address that the webhook's server listens on."""
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    """Port that the webhook's server listens on."""
    metrics_token: SecretStr | None = None
    """Opens /metrics to who knows it; with it the server runs beside polling, too."""
    sends_per_second: Annotated[int, Field(ge=0)] = 30
    """Messages sent in all, as Telegram allows; 0 lifts every limit on sending."""
    sends_per_group_minute: Annotated[int, Field(ge=0)] = 20
    """Messages sent to one group in a minute, as Telegram allows."""
    flood_burst: Annotated[int, Field(ge=1)] = 30
    """Messages that one person may send faster than they are answered."""
    flood_per_minute: Annotated[int, Field(ge=1)] = 60
    """Messages a minute that are answered after those."""
    backup_dir: Path | None = None
    """Folder of the daily backups; one named backups beside the database without it."""
    backup_keep_days: Annotated[int, Field(ge=0)] = 7
    """How long daily backups are kept; 0 makes none."""
    check_sources: bool = True
    """Whether the doctor asks for the pages that answers cite."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is logged."""
    log_format: Literal["text", "json"] = "text"
    """text for people, json for machines."""

    @field_validator("moderator_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return tuple(int(part) for part in value.replace(" ", "").split(",") if part)
        except ValueError:
            raise ValueError("give numeric ids parted by commas, such as 123,456") from None

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError):
            raise ValueError("give a name such as Asia/Jakarta, Asia/Makassar or UTC") from None
        return value

    @field_validator("bot_token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            number, colon, rest = value.get_secret_value().partition(":")
            if not (number.isdigit() and colon and rest) or any(c.isspace() for c in rest):
                raise ValueError("a token looks like 123456:ABC-DEF; copy it from @BotFather")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The clock that people are shown, and that days are counted by."""
        return ZoneInfo(self.time_zone)

    @property
    def backups(self) -> Path:
        """The folder of the daily backups."""
        return self.backup_dir or self.database_path.parent / "backups"

    @field_validator("webhook_url")
    @classmethod
    def _is_public(cls, value: str | None) -> str | None:
        # plain http only to this very machine: a Bot API server of one's own may use it
        if value and not re.match(r"https://|http://(localhost|127\.0\.0\.1)[:/]", value):
            raise ValueError("give a public address that begins with https://")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_plain(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value(), re.ASCII):
            raise ValueError("use 1 to 256 letters, digits, _ and -")
        return value

    @field_validator("bot_api_url")
    @classmethod
    def _is_a_root(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("give the root of the server, such as http://127.0.0.1:8081")
        return value.rstrip("/")


def read_settings(**overrides: object) -> Settings:
    """Read the environment and .env; raise SettingsError in one line where a value is wrong.

    ``overrides`` (those that are not None) win over both.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by pydantic, right here
    except UnicodeDecodeError:
        raise SettingsError(".env is not text in UTF-8. Save it in the UTF-8 encoding") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper()
        where = "the environment" if os.environ.get(name) else ".env"
        cure = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name} (in {where}) is wrong: {cure}") from None
