"""The command line: questions, files of questions, exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import run
from tests.bot.conftest import KNOWN, ROOT, Captured, complaint, kutip


def rows(captured: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in captured.splitlines()]


def test_a_question_is_answered_with_its_passage(capsys: Captured) -> None:
    assert run(["ask", "perpus pindah ke mana?", *KNOWN]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Perpustakaan pindah ke Jalan Melati 7.\n")
    assert "Edaran Perpustakaan Kota Awan · Kepindahan, paragraf 1" in said
    assert "<" not in said


def test_an_answer_as_json_has_every_key_of_the_documents(capsys: Captured) -> None:
    assert run(["ask", "when does the library move?", "--json", *KNOWN]) == 0
    (row,) = rows(capsys.readouterr().out)
    assert isinstance(row["score"], float)
    assert 0 <= float(str(row.pop("score"))) <= 1
    assert str(row.pop("reply")).startswith("The library moves on 12 April 2031.\n")
    assert row == {
        "text": "when does the library move?",
        "outcome": "answered",
        "entry": "moving-date",
        "best": "moving-date",
        "language": "en",
        "citations": [
            {
                "passage": "E1",
                "source": "edaran",
                "locator": "Kepindahan, paragraph 1",
                "url": "https://awan.example/edaran#:~:text=Jalan%20Melati%207",
            }
        ],
        "choices": [],
    }


@pytest.mark.parametrize("columns", [80, 50])
def test_why_is_laid_out_for_the_width_of_the_terminal(
    columns: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["ask", "perpus pindah ke mana?", "--why", *KNOWN]) == 0
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= columns
    told = " ".join(told.split())
    assert "band: sure; before the runner-up by 0." in told
    assert re.search(r"1\. new-address score 0\.\d{3}, similarity 0\.\d{3} = words 0\.\d{3}", told)
    assert "nearest phrasing: Perpustakaan pindah ke mana?" in told


def test_an_unsure_answer_as_json_has_its_choices(twins: list[str], capsys: Captured) -> None:
    assert run(["ask", "Kapan cabang dibuka?", "--json", *twins]) == 0
    (row,) = rows(capsys.readouterr().out)
    assert (row["outcome"], row["entry"], row["citations"]) == ("unsure", None, [])
    choices = row["choices"]
    assert isinstance(choices, list)
    assert sorted(choices, key=lambda choice: str(choice["entry"])) == [
        {"entry": "north", "citations": ["P"]},
        {"entry": "south", "citations": []},
    ]


def test_a_batch_gives_a_row_for_a_row_with_other_keys_unchanged(capsys: Captured) -> None:
    given: list[dict[str, object]] = [
        {"text": "perpustakaan pindah ke mana?", "id": 7, "nested": {"a": [1, None, "é 🙂"]}},
        {"text": "resep rendang daging sapi empuk", "label": None},
        {"text": "", "n": 1.5},
    ]
    content = "\n\n".join(json.dumps(row) for row in given)
    Path("in.jsonl").write_text(f"\ufeff{content}\n", encoding="utf-8")
    assert run(["ask", "--batch", "in.jsonl", "--json", *KNOWN]) == 0
    found = rows(capsys.readouterr().out)
    assert [
        {key: row[key] for key in asked} for row, asked in zip(found, given, strict=True)
    ] == given
    assert [row["outcome"] for row in found] == ["answered", "unanswered", "ignored"]
    assert [row["entry"] for row in found] == ["new-address", None, None]


def test_half_an_emoji_in_a_batch_does_not_stop_it() -> None:
    Path("in.jsonl").write_text('{"text": "halo \\ud83d"}\n{"text": "halo"}\n', encoding="utf-8")
    done = kutip("ask", "--batch", "in.jsonl", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert [row["entry"] for row in rows(done.stdout.decode())] == ["greeting", "greeting"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"text": ', "not JSON"),
        ("[1, 2]", "no text"),
        ('{"question": "apa?"}', "no text"),
        ('{"text": 5}', "no text"),
        ("[" * 100_000, "not JSON"),
        ('{"text": "a", "n": ' + "9" * 5_000 + "}", "not JSON"),
    ],
    ids=["broken", "a list", "no text", "a number", "deep", "a number without end"],
)
def test_a_bad_row_is_named_by_its_line(capsys: Captured, line: str, problem: str) -> None:
    Path("in.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    said = complaint(run(["ask", "--batch", "in.jsonl", "--json", *KNOWN]), capsys)
    assert said.startswith(f"in.jsonl:2: {problem}")
    assert said.endswith('Each line must be an object with a "text"')


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask"], ["--batch"]),
        (["ask", "apa?", "--batch", "in.jsonl"], ["--batch"]),
        (["ask", "--batch", "gone.jsonl"], ["gone.jsonl"]),
        (["ask", "--batch", "."], ["."]),
        (["ask", "apa?", "--knowledge", "gone"], ["gone: no such file or folder"]),
        (["check", "gone"], ["gone: no such file or folder"]),
        (["evaluate", "gone.jsonl", *KNOWN], ["gone.jsonl"]),
        (["chat", *KNOWN, "--database", "."], ["DATABASE_PATH"]),
    ],
    ids=[
        "nothing",
        "both",
        "no batch",
        "a folder as batch",
        "no knowledge",
        "check",
        "evaluate",
        "db",
    ],
)
def test_what_is_wrong_is_one_line_and_code_2(
    capsys: Captured, arguments: list[str], words: list[str]
) -> None:
    said = complaint(run(arguments), capsys)
    assert [word for word in words if word not in said] == []


def test_a_wrong_setting_is_one_line_and_code_2(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "geheim")
    said = complaint(run(["run"]), capsys)
    assert said.startswith("BOT_TOKEN (in the environment) is wrong: ")
    assert "geheim" not in said


@pytest.mark.parametrize("arguments", [[], ["fly"], ["ask", "--fast"]], ids=str)
def test_an_unknown_command_ends_with_2(capsys: Captured, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 2
    assert "usage: kutip" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("entries", "code"), [(1, 0), (2, 1)], ids=["sound knowledge", "two entries alike"]
)
def test_check_ends_with_1_where_it_finds_errors(entries: int, code: int) -> None:
    rows_ = [
        f'{{"id": "q{n}", "question": "Jam buka berapa?", "answer": "8"}}' for n in range(entries)
    ]
    Path("a.jsonl").write_text("\n".join(rows_), encoding="utf-8")
    assert run(["check", "a.jsonl"]) == code


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    Path("in.jsonl").write_text('{"text": "halo"}\n' * 2_000, encoding="utf-8")
    with subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, "-m", "bot", "ask", "--batch", "in.jsonl", "--json", *KNOWN],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as running:
        assert running.stdout
        assert running.stderr
        assert json.loads(running.stdout.readline())["entry"] == "greeting"
        running.stdout.close()
        complaints = running.stderr.read()
    assert (running.returncode, complaints) == (0, b"")
