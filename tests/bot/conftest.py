"""What the tests of this half share: an empty folder, nothing set, the command as a process."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent.parent
KNOWN = ["--knowledge", str(ROOT / "tests" / "sample")]
Captured = pytest.CaptureFixture[str]
Typed = Callable[[str], None]


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin in an empty folder with nothing set."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.fixture
def twins(tmp_path: Path) -> list[str]:
    """Make a knowledge in which two entries are asked in the same words."""
    content = [
        {"id": "P", "text": "Cabang Utara dibuka pada bulan Mei."},
        {
            "id": "north",
            "question": "Kapan cabang dibuka?",
            "answer": "Utara: Mei.",
            "cites": ["P"],
        },
        {"id": "south", "question": "Kapan cabang dibuka?", "answer": "Selatan: Juni."},
    ]
    file = tmp_path / "twins.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in content), encoding="utf-8")
    return ["--knowledge", str(file)]


def complaint(code: int, capsys: Captured) -> str:
    """Give the one line on standard error of a command that ended with 2."""
    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.startswith("kutip: ")
    return said.err.removeprefix("kutip: ").rstrip("\n")


def kutip(
    *arguments: str, given: bytes = b"", more: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "bot", *arguments, *KNOWN],
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
        env={**kept, "PYTHONPATH": str(ROOT), **(more or {})},
    )
