"""What the command writes only its owner can read, whatever the umask of the shell."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import run
from tests.bot.conftest import KNOWN, ROOT, Captured


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """Make files as most shells do: for everybody to read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, str]:
    """Give the rights of everything in a folder, in octal."""
    found = sorted(folder.rglob("*"))
    return {str(one.relative_to(folder)): f"{stat.S_IMODE(one.stat().st_mode):o}" for one in found}


def test_a_database_in_use_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, "-m", "bot", "chat", *KNOWN, "--database", "folder/kutip.sqlite3"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write(b"perpustakaan pindah ke mana?\n")
        running.stdin.flush()
        assert running.stdout.readline().startswith(b"Perpustakaan pindah ke Jalan Melati 7.")
        deadline = time.monotonic() + 10
        while not (tmp_path / "folder" / "kutip.sqlite3-wal").exists():
            assert time.monotonic() < deadline
        assert rights(tmp_path) == {
            "folder": "700",
            "folder/kutip.sqlite3": "600",
            "folder/kutip.sqlite3-shm": "600",
            "folder/kutip.sqlite3-wal": "600",
        }


def test_what_is_made_of_the_log_can_be_read_by_its_owner_alone(
    tmp_path: Path, capsys: Captured
) -> None:
    log = ["--database", "kutip.sqlite3", *KNOWN]
    assert run(["import", KNOWN[1], *log]) == 0
    assert run(["backup", "backups/a.sqlite3", *log]) == 0
    assert run(["restore", "backups/a.sqlite3", *log]) == 0
    assert run(["report", "report.html", *log]) == 0
    assert run(["export", "out", *log]) == 0
    found = rights(tmp_path)
    assert {"backups/a.sqlite3", "report.html", "kutip.sqlite3", "out/sources.toml"} <= set(found)
    wrong = {
        name: given
        for name, given in found.items()
        if given != ("700" if (tmp_path / name).is_dir() else "600")
    }
    assert wrong == {}


def test_a_template_is_for_everybody_and_the_umask_is_left_as_it_was(
    tmp_path: Path, capsys: Captured
) -> None:
    assert run(["check", KNOWN[1]]) == 0
    (tmp_path / "after").touch()
    assert run(["new", "mine"]) == 0
    assert rights(tmp_path)["after"] == "644"
    assert {rights(tmp_path)[one] for one in ("mine", "mine/entries")} == {"755"}
    assert rights(tmp_path)["mine/sources.toml"] == "644"
