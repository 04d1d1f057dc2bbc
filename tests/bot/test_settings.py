"""Each wrong setting is one line that names it and the cure, and shows no secret."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, read_settings
from knowledge.loading import SHIPPED

TOKEN = "123456:ABC-DEF_ghijklmnopqrstuvwxyz"


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    said = str(caught.value)
    assert len(said.splitlines()) == 1
    return said


def test_everything_has_a_default() -> None:
    assert read_settings().model_dump() == {
        "bot_token": None,
        "bot_api_url": "https://api.telegram.org",
        "database_path": Path("kutip.sqlite3"),
        "knowledge_dir": SHIPPED,
        "moderator_ids": (),
        "moderator_chat_id": None,
        "moderator_chat_admins": False,
        "raise_at_askers": 3,
        "cards_per_person_hour": 5,
        "default_language": "id",
        "time_zone": "Asia/Jakarta",
        "digest_day": "monday",
        "retention_days": 365,
        "wishes_kept_days": 30,
        "webhook_url": None,
        "webhook_secret": None,
        "webhook_listen": "127.0.0.1",
        "webhook_port": 8080,
        "metrics_token": None,
        "sends_per_second": 30,
        "sends_per_group_minute": 20,
        "flood_burst": 30,
        "flood_per_minute": 60,
        "backup_dir": None,
        "backup_keep_days": 7,
        "check_sources": True,
        "log_level": "INFO",
        "log_format": "text",
    }


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DATABASE_PATH", "folder/a.sqlite3", Path("folder/a.sqlite3")),
        ("KNOWLEDGE_DIR", "faq.csv", Path("faq.csv")),
        ("MODERATOR_IDS", "1,2,3", (1, 2, 3)),
        ("MODERATOR_IDS", " 1, 2 ,", (1, 2)),
        ("MODERATOR_CHAT_ID", "-1001234567890", -1001234567890),
        ("DEFAULT_LANGUAGE", "en", "en"),
        ("RETENTION_DAYS", "1", 1),
        ("BOT_API_URL", "http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("WEBHOOK_URL", "https://awan.example/kutip", "https://awan.example/kutip"),
        ("WEBHOOK_PORT", "65535", 65535),
        ("LOG_LEVEL", "DEBUG", "DEBUG"),
        ("LOG_FORMAT", "json", "json"),
        ("MODERATOR_CHAT_ID", "", None),
        ("MODERATOR_IDS", "", ()),
    ],
)
@pytest.mark.parametrize("where", ["environment", ".env"])
def test_a_setting_is_read(
    monkeypatch: pytest.MonkeyPatch, where: str, name: str, value: str, expected: object
) -> None:
    if where == ".env":
        Path(".env").write_text(f"{name}={value}\n", encoding="utf-8")
    else:
        monkeypatch.setenv(name, value)
    assert read_settings().model_dump()[name.lower()] == expected


def test_secrets_are_read_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("WEBHOOK_SECRET", "rahasia-sekali")
    settings = read_settings()
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert TOKEN not in f"{settings!r} {settings}"
    assert "rahasia" not in f"{settings!r} {settings}"


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("RETENTION_DAYS=1\nWEBHOOK_PORT=1\nLOG_LEVEL=ERROR\n")
    monkeypatch.setenv("WEBHOOK_PORT", "2")
    monkeypatch.setenv("DATABASE_PATH", "environment")
    settings = read_settings(database_path=Path("command"), knowledge_dir=None)
    assert (settings.retention_days, settings.webhook_port) == (1, 2)
    assert (settings.database_path, settings.knowledge_dir) == (Path("command"), SHIPPED)


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = read_settings()
    with pytest.raises(ValidationError):
        settings.retention_days = 1


# name, a wrong value, words of the cure
WRONG = [
    ("BOT_TOKEN", "geheim", ["123456:ABC-DEF", "@BotFather"]),
    ("BOT_TOKEN", "123456:", ["123456:ABC-DEF", "@BotFather"]),
    ("BOT_TOKEN", "123456:geh eim", ["123456:ABC-DEF", "@BotFather"]),
    ("BOT_API_URL", "127.0.0.1:8081", ["http://127.0.0.1:8081"]),
    ("MODERATOR_IDS", "1,budi", ["numeric", "commas"]),
    ("MODERATOR_IDS", "1;2", ["numeric", "commas"]),
    ("MODERATOR_CHAT_ID", "@awan", ["integer"]),
    ("DEFAULT_LANGUAGE", "fr", ["'id'", "'en'"]),
    ("RETENTION_DAYS", "0", ["greater than or equal to 1"]),
    ("RETENTION_DAYS", "forever", ["integer"]),
    ("WEBHOOK_URL", "http://awan.example", ["https"]),
    ("WEBHOOK_SECRET", "geheim!", ["letters, digits, _ and -"]),
    ("WEBHOOK_SECRET", "g" * 257, ["256"]),
    ("WEBHOOK_PORT", "70000", ["65535"]),
    ("LOG_LEVEL", "LOUD", ["'DEBUG'", "'ERROR'"]),
    ("LOG_FORMAT", "xml", ["'text'", "'json'"]),
]


@pytest.mark.parametrize(
    ("name", "value", "cure"), WRONG, ids=[f"{name}={value[:14]}" for name, value, _ in WRONG]
)
@pytest.mark.parametrize("where", ["the environment", ".env"])
def test_a_wrong_setting_is_one_line_with_its_name_and_cure(
    monkeypatch: pytest.MonkeyPatch, where: str, name: str, value: str, cure: list[str]
) -> None:
    if where == ".env":
        Path(".env").write_text(f"{name}={value}\n", encoding="utf-8")
    else:
        monkeypatch.setenv(name, value)
    said = refusal()
    assert said.startswith(f"{name} (in {where}) is wrong: ")
    assert [word for word in cure if word not in said] == []
    assert "geh" not in said
    assert "ggg" not in said


def test_an_empty_variable_is_not_blamed_for_what_the_file_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("WEBHOOK_PORT=70000\n", encoding="utf-8")
    monkeypatch.setenv("WEBHOOK_PORT", "")
    assert refusal().startswith("WEBHOOK_PORT (in .env) is wrong: ")


def test_a_file_that_begins_with_a_byte_order_mark_is_read() -> None:
    Path(".env").write_bytes(b"\xef\xbb\xbfRETENTION_DAYS=7\n")
    assert read_settings().retention_days == 7


def test_a_file_that_is_not_utf_8_is_one_line() -> None:
    Path(".env").write_bytes("RETENTION_DAYS=7\n".encode("utf-16"))
    said = refusal()
    assert ".env" in said
    assert "UTF-8" in said


def test_the_error_of_pydantic_itself_shows_no_secret_either() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(bot_token="geheim")  # type: ignore[arg-type]  # as it stands in the environment
    assert "geheim" not in str(caught.value)


@given(
    st.text("abcdefghijklmnopqrstuvwxyz !ÄÖ\N{GRINNING FACE}", min_size=5, max_size=40).filter(
        str.strip
    )
)
def test_no_part_of_a_wrong_token_is_shown(token: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(bot_token=f"9876543{token}")
    assert "9876543" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "9876543" not in repr(caught.value)
