"""No log line, of any format and in any traceback, has a secret."""

import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest

from bot.logs import set_up_logs
from bot.settings import Settings

TOKEN = "42:AAtoken-of_the_tests"
SECRET = "webhook-secret_of_the_tests"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Give the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def set_up(form: Literal["text", "json"], level: Literal["DEBUG", "INFO"] = "INFO") -> None:
    set_up_logs(
        Settings(
            _env_file=None,  # type: ignore[call-arg]  # pydantic-settings' own
            bot_token=TOKEN,  # type: ignore[arg-type]  # as it stands in the environment
            webhook_secret=SECRET,  # type: ignore[arg-type]
            log_format=form,
            log_level=level,
        )
    )


def fail() -> None:
    raise ConnectionError(f"https://api.telegram.org/bot{TOKEN}/getMe refused")


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_struck_out(
    form: Literal["text", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(form)
    log = logging.getLogger("a.room")
    log.warning("GET https://api.telegram.org/bot%s/getMe", TOKEN)
    log.warning("secret: %r", {"secret_token": SECRET})
    try:
        fail()
    except ConnectionError:
        log.exception("failed with %s", TOKEN)
    said = capsys.readouterr().err
    assert TOKEN not in said
    assert SECRET not in said
    assert said.count("***") >= 4
    assert "ConnectionError: https://api.telegram.org/bot***/getMe refused" in said


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_cause_in_a_traceback_is_struck_out_too(
    form: Literal["text", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(form)
    try:
        try:
            fail()
        except ConnectionError as error:
            raise RuntimeError("outer") from error
    except RuntimeError:
        logging.getLogger("a.room").exception("failed")
    said = capsys.readouterr().err
    assert TOKEN not in said
    assert "bot***/getMe refused" in said
    assert "RuntimeError: outer" in said


def test_text_tells_when_where_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("text")
    logging.getLogger("a.room").info("%s listens", "@kutip")
    line = capsys.readouterr().err
    assert line.endswith(" INFO a.room: @kutip listens\n")
    assert line[:2] == "20"


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("json")
    log = logging.getLogger("a.room")
    log.info('two\nlines and a "quotation" of %s', "Budi 🙂")
    try:
        fail()
    except ConnectionError:
        log.exception("failed")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first["time"].endswith("+00:00")
    assert (first["level"], first["logger"]) == ("INFO", "a.room")
    assert first["message"] == 'two\nlines and a "quotation" of Budi 🙂'
    assert "error" not in first
    assert second["error"].startswith("Traceback (most recent call last):\n")
    assert (second["level"], second["message"]) == ("ERROR", "failed")


@pytest.mark.parametrize("name", ["httpx", "httpcore", "telegram.Bot", "telegram.ext.ExtBot"])
def test_what_logs_whole_addresses_is_quiet(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up("text", "DEBUG")
    logging.getLogger(name).info("HTTP Request: POST ...")
    logging.getLogger("a.room").debug("heard")
    said = capsys.readouterr().err
    assert "HTTP Request" not in said
    assert "heard" in said


def test_the_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("text", "INFO")
    logging.getLogger("a.room").debug("unheard")
    assert capsys.readouterr().err == ""
