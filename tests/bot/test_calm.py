"""Lines of one kind are written once in a while; secrets never, however they are spelt."""

import logging
import sys
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.logs import Calm, set_up_logs
from bot.settings import Settings

TOKEN = "123456:AAsecretBBsecretCCsecret"


def record(message: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("bot.x", logging.WARNING, "x.py", 1, message, values, None)


def test_a_line_that_repeats_is_counted_and_told_with_the_next_one() -> None:
    calm = Calm(0.05)
    assert [calm.filter(record("call %s waits", n)) for n in range(4)] == [
        True,
        False,
        False,
        False,
    ]
    assert calm.filter(record("something else"))
    time.sleep(0.06)
    last = record("call %s waits", 9)
    assert calm.filter(last)
    assert last.getMessage() == "call 9 waits (and 3 more like it)"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_secret_is_struck_out_in_lines_addresses_and_tracebacks(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = logging.root.handlers[:], logging.root.level, sys.excepthook
    try:
        set_up_logs(
            Settings(
                bot_token=SecretStr(TOKEN),
                webhook_secret=SecretStr("hookSecret99"),
                metrics_token=SecretStr("metricsSecret99"),
                log_format=form,  # type: ignore[arg-type]  # one of the two
                log_level="DEBUG",
            )
        )
        logging.getLogger("x").warning(
            "https://api/bot%s/getMe and 123456%%3AAAsecretBBsecretCCsecret", TOKEN
        )
        logging.getLogger("httpx").info("HTTP Request: %s", TOKEN)
        error = ValueError(TOKEN + "hookSecret99" + "metricsSecret99")
        logging.getLogger("y").error("failed", exc_info=error)
        sys.excepthook(ValueError, error, None)
    finally:
        logging.root.handlers[:], logging.root.level, sys.excepthook = before
    told = capsys.readouterr().err
    assert "ValueError" in told
    for secret in (TOKEN, "AAsecretBBsecretCCsecret", "hookSecret99", "metricsSecret99"):
        assert secret not in told
