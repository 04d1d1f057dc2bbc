"""The log from the shell: the queue, the page, what people said of replies."""

import asyncio
import csv
import io
import json
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.cli import run
from bot.house import MIGRATIONS
from knowledge.database import Database
from knowledge.exporting import harmless_cell
from knowledge.loading import read
from knowledge.storage.queue import Queue
from tests.bot.conftest import KNOWN, Captured, complaint
from tests.fictional_log import FictionalLog

NOW = datetime.now(UTC)
HOSTILE = "</script><script>alert(1)</script>"
LOG = ["--database", "kutip.sqlite3", *KNOWN]


def fill(*texts: str, days: int = 0) -> None:
    """Make a log in which every text waits in a cluster of its own; and a past of some days."""

    async def write() -> None:
        async with Database(Path("kutip.sqlite3"), MIGRATIONS) as database:
            log, queue = FictionalLog(database, read(Path(KNOWN[1]))), Queue(database)
            if days:
                await log.write(NOW, days=days, busy=8)
            for text in texts:
                cluster = await queue.begin()
                for place, words in enumerate((text, text, f"{text} ya")):
                    at = NOW - timedelta(hours=3 - place)
                    number = await log.ask(at, words, "unanswered", asker=f"{place % 2}")
                    await queue.add(number, cluster, "unanswered")
                    if not place:
                        await queue.center(cluster, number)

    asyncio.run(write())


def data_of(page: str) -> dict[str, Any]:
    """Read the data of a report as the page's script does."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


# ---------------------------------------------------------------- kutip unanswered


def test_the_queue_is_listed_by_cluster(capsys: Captured) -> None:
    fill("ada kantin?", "toilet di mana?")
    assert run(["unanswered", "--format", "json", *LOG]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["question"], row["askers"], row["questions"], row["alike"]) for row in rows] == [
        ("ada kantin?", 2, 3, ["ada kantin? ya"]),
        ("toilet di mana?", 2, 3, ["toilet di mana? ya"]),
    ]
    first = datetime.fromisoformat(rows[0]["first"])
    assert datetime.fromisoformat(rows[0]["last"]) - first == timedelta(hours=2)
    assert first.tzinfo is not None
    assert run(["unanswered", *LOG]) == 0
    table = capsys.readouterr().out
    assert "ada kantin?" in table
    assert "· toilet di mana? ya" in table


def test_what_a_terminal_would_obey_is_shown_and_not_obeyed(capsys: Captured) -> None:
    fill("a\x1b[2Jb [bold]c[/] \u202ed")
    assert run(["unanswered", *LOG]) == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[bold]c" in told


FORMULAS = ["=1+1", "+6281", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\uff1d1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str, capsys: Captured) -> None:
    fill(text)
    assert run(["unanswered", "--format", "csv", *LOG]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert [row["question"] for row in rows] == [f"'{text}"]
    assert [row["alike"] for row in rows] == [f"'{text} ya"]


@pytest.mark.parametrize("cell", ["halo", "", " ", "'=1", "a=b", 7, "5-3"])
def test_a_harmless_cell_stays_as_it_is(cell: object) -> None:
    assert harmless_cell(cell) == cell


def test_an_empty_queue_says_so(capsys: Captured) -> None:
    fill()
    assert run(["unanswered", *LOG]) == 0
    assert capsys.readouterr().out == "Nothing waits for an answer.\n"
    assert run(["unanswered", "--format", "json", *LOG]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    "command", [["unanswered"], ["report", "a.html"], ["evaluate", "--from-log"]]
)
def test_a_log_that_is_not_there_is_told_and_none_is_made(
    command: list[str], capsys: Captured
) -> None:
    said = complaint(run([*command, *LOG]), capsys)
    assert said.startswith(f"{Path.cwd() / 'kutip.sqlite3'}: there is no log. Name the file")
    assert "DATABASE_PATH" in said
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("command", ["unanswered", "report"])
def test_the_help_says_whose_database_it_reads(command: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        run([command, "--help"])
    assert "the database that the bot writes" in " ".join(capsys.readouterr().out.split())


# ---------------------------------------------------------------- kutip report


def test_a_report_holds_the_log_and_nothing_else_in_it_runs(capsys: Captured) -> None:
    fill(HOSTILE, days=12)
    assert run(["report", "a.html", *LOG]) == 0
    page = Path("a.html").read_text("utf-8")
    assert HOSTILE not in page
    assert page.count("<script") == page.count("</script>") == 2
    data = data_of(page)
    assert HOSTILE in [cluster["text"] for cluster in data["clusters"]]
    assert len(data["rows"]) == data["total"] > 50
    assert "questions; it holds what people typed" in capsys.readouterr().out


def test_a_reports_policy_allows_its_own_script_and_sheet_and_no_network() -> None:
    fill("ada kantin?")
    assert run(["report", "a.html", *LOG]) == 0
    page = Path("a.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    for kind in ("script", "style"):
        content = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        assert len(content) == 1
        digest = b64encode(sha256(content[0].encode()).digest()).decode()
        assert rules.pop(f"{kind}-src") == f"'sha256-{digest}'"
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    addresses = set(re.findall(r"https?://[^\s\"']+", page.split('id="data"')[0]))
    assert addresses == set()
    assert "http://www.w3.org/2000/svg" in page, "a name, not an address"


def test_a_report_names_nobody(capsys: Captured) -> None:
    fill("ada kantin?", days=5)
    assert run(["report", "a.html", *LOG]) == 0
    page = Path("a.html").read_text("utf-8")

    async def askers() -> set[str]:
        async with Database(Path("kutip.sqlite3"), MIGRATIONS) as database:
            rows = await database.rows(
                "SELECT asker FROM question UNION SELECT person FROM feedback"
            )
        return {row[0] for row in rows if len(row[0]) > 5}

    found = asyncio.run(askers())
    assert len(found) > 20
    assert [one for one in found if one in page] == []


def test_a_report_of_an_empty_log_is_a_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    assert run(["report", "a.html", *LOG]) == 0
    page = Path("a.html").read_text("utf-8")
    assert (data_of(page)["rows"], data_of(page)["clusters"]) == ([], [])
    assert '<html lang="en">' in page


def test_a_report_that_cannot_be_written_is_told_in_one_line(capsys: Captured) -> None:
    fill()
    said = complaint(run(["report", "gone/a.html", *LOG]), capsys)
    assert said == "gone/a.html: cannot be written (No such file or directory)"


# ---------------------------------------------------------------- kutip evaluate --from-log


def labels(*rows: tuple[str, str, str | None, str]) -> None:
    """Make a log of questions: text, outcome, entry, and what people said of the reply."""

    async def write() -> None:
        async with Database(Path("kutip.sqlite3"), MIGRATIONS) as database:
            log = FictionalLog(database, read(Path(KNOWN[1])))
            for text, outcome, entry, said in rows:
                number = await log.ask(NOW, text, outcome, entry)
                if said in ("up", "down"):
                    await log.thumb(number, said, NOW)
                elif said:
                    await log.pick(number, None if said == "none" else said, NOW)

    asyncio.run(write())


def test_picks_and_thumbs_are_labels(capsys: Captured) -> None:
    labels(
        ("perpustakaan pindah ke mana?", "answered", "new-address", "up"),
        ("kapan perpustakaan pindah?", "unsure", None, "moving-date"),
        ("kapan cabang utara dibuka kembali?", "answered", "moving-date", "up"),
        ("resep rendang", "unsure", None, "none"),
        ("apakah denda keterlambatan dihapus?", "answered", "late-fees", "down"),
        ("gedung lama dijadikan apa?", "answered", "old-building", ""),
    )
    assert run(["evaluate", "--from-log", "--plot", "a.png", *LOG]) == 0
    told = " ".join(re.sub(r"[│┃]", " ", capsys.readouterr().out).split())
    assert "3 questions in scope, 2 out of it" in told
    assert "in scope, answered right 2 66.7%" in told
    assert "in scope, answered wrong 1 33.3%" in told
    assert "out of scope, answered all the same 1 50.0%" in told
    assert "out of scope, rightly not answered 1 50.0%" in told
    assert "Too few to recommend a threshold: that takes 30 of each kind." in told
    assert "Best balance" not in told
    assert Path("a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("each", "told"), [(30, "Best balance at a score of"), (29, "Too few")])
def test_a_threshold_is_recommended_from_thirty_labels_of_each_kind_on(
    each: int, told: str, capsys: Captured
) -> None:
    rows = [
        {"text": text, "expect": expect}
        for number in range(each)
        for text, expect in (
            (f"perpustakaan pindah ke mana{'?' * number}", "new-address"),
            (f"resep rendang nomor {number}", None),
        )
    ]
    Path("rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert run(["evaluate", "rows.jsonl", *KNOWN]) == 0
    assert told in capsys.readouterr().out


def test_a_thumb_down_says_nothing_against_the_entry_that_answers_now(capsys: Captured) -> None:
    labels(("perpustakaan pindah ke mana?", "answered", "late-fees", "down"))
    assert run(["evaluate", "--from-log", *LOG]) == 0
    told = " ".join(re.sub(r"[│┃]", " ", capsys.readouterr().out).split())
    assert "out of scope, rightly not answered 1 100.0%" in told
    assert "Best balance" not in told


def test_labels_of_entries_that_are_gone_are_left_out(capsys: Captured) -> None:
    labels(
        ("perpustakaan pindah ke mana?", "answered", "new-address", "up"),
        ("ada kantin?", "answered", "retired-one", "up"),
        ("ada parkir?", "answered", "retired-one", "down"),
        ("resep rendang", "unsure", None, "none"),
    )
    assert run(["evaluate", "--from-log", *LOG]) == 0
    assert "1 questions in scope, 1 out of it" in capsys.readouterr().out


def test_the_last_word_on_a_text_counts(capsys: Captured) -> None:
    labels(
        ("Perpustakaan pindah ke mana", "answered", "new-address", "down"),
        ("perpustakaan  pindah ke mana", "answered", "new-address", "up"),
    )
    assert run(["evaluate", "--from-log", *LOG]) == 0
    assert "1 questions in scope, 0 out of it" in capsys.readouterr().out


def test_a_log_without_labels_says_what_to_wait_for(capsys: Captured) -> None:
    fill("ada kantin?")
    said = complaint(run(["evaluate", "--from-log", *LOG]), capsys)
    assert said.startswith("kutip.sqlite3: no labels in the log yet. Wait until people have")


@pytest.mark.parametrize("arguments", [[], ["a.jsonl", "--from-log"]])
def test_an_evaluation_takes_a_file_or_the_log(arguments: list[str], capsys: Captured) -> None:
    said = complaint(run(["evaluate", *arguments, *LOG]), capsys)
    assert said == "kutip evaluate takes either FILE.jsonl or --from-log"
