"""The log, seen from the shell: ``kutip unanswered``, ``kutip report``, what people said of it."""

import argparse
import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from bot.replies.report import LoggedQuestion, Report, page_of
from bot.settings import Settings, SettingsError
from knowledge.database import Database, DatabaseError
from knowledge.evaluation import Judged, LabelledQuestion, evaluate
from knowledge.exporting import harmless_cell
from knowledge.language import normalise
from knowledge.storage import Store
from knowledge.storage.queue import Cluster

if TYPE_CHECKING:
    from bot.context import House

_MOST_ROWS = 50_000
"""Questions on a page; a browser on a phone takes no more."""

_BOTS_OWN = (
    "It reads the database that the bot writes: run it in the bot's folder, where its .env is,"
    " or give --database PATH. The bot may go on running."
)

_COLUMNS = ("cluster", "question", "askers", "questions", "first", "last", "alike")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the subcommands that show the log."""
    command = commands.add_parser(
        "unanswered", parents=[common], help="the queue, by cluster", epilog=_BOTS_OWN
    )
    command.add_argument("--format", choices=("table", "csv", "json"), default="table")
    command.set_defaults(do=_unanswered)

    command = commands.add_parser(
        "report", parents=[common], help="the log as a page with plots", epilog=_BOTS_OWN
    )
    command.add_argument("file", type=Path, metavar="FILE.html", help="the page to write")
    command.set_defaults(do=_report)


def judged_from_log(settings: Settings) -> list[Judged]:
    """Judge the knowledge, moderators' changes with it, by what people said of its replies.

    The last word on a text counts. Raises SettingsError where nobody has said anything yet.
    """
    return asyncio.run(_judged_from_log(settings))


async def _judged_from_log(settings: Settings) -> list[Judged]:
    async with _house_of(settings) as house:
        verdicts = await house.store.figures.verdicts()
        entries = house.knowledge.knowledge.entries
        # of an entry that is gone nothing can be said any more
        verdicts = [one for one in verdicts if (one.right or one.wrong or None) in {None, *entries}]
        if not verdicts:
            cure = "Wait until people have picked a choice or pressed a thumb"
            raise SettingsError(f"{settings.database_path}: no labels in the log yet. {cure}")
        last = {normalise(one.text): one for one in verdicts}
        return evaluate(
            house.knowledge,
            (
                LabelledQuestion(text=one.text, expect=one.right, reject=one.wrong)
                for one in last.values()
            ),
        )


def _unanswered(given: argparse.Namespace, settings: Settings) -> int:
    rows = asyncio.run(_queued(settings))
    match given.format:
        case "json":
            print(json.dumps(rows, ensure_ascii=False, indent=2))
        case "csv":
            print(_as_csv(rows), end="")
        case _:
            _show(rows, settings.zone)
    return 0


async def _queued(settings: Settings) -> list[dict[str, Any]]:
    """Read the open clusters, the most asked first."""
    async with _log_of(settings) as database:
        queue = Store(database).queue
        return [
            _row(one, [asked.text for asked in await queue.questions(one.id)])
            for one in await queue.open_clusters()
        ]


def _row(cluster: Cluster, texts: Sequence[str]) -> dict[str, Any]:
    return {
        "cluster": cluster.id,
        "question": cluster.text,
        "askers": cluster.askers,
        "questions": cluster.questions,
        "first": cluster.first_at.isoformat(timespec="seconds"),
        "last": cluster.last_at.isoformat(timespec="seconds"),
        "alike": [text for text in dict.fromkeys(texts) if text != cluster.text],
    }


def _as_csv(rows: Sequence[dict[str, Any]]) -> str:
    content = io.StringIO()
    # with both ends of a line in its ending, the writer quotes either wherever it stands in a cell
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        cells = {**row, "alike": "\n".join(row["alike"])}
        writer.writerow([harmless_cell(cells[name]) for name in _COLUMNS])
    return content.getvalue()


def _show(rows: Sequence[dict[str, Any]], zone: ZoneInfo) -> None:
    if not rows:
        print("Nothing waits for an answer.")
        return
    table = Table()
    for name in ("cluster", "askers"):
        table.add_column(name, justify="right")
    for name in ("question, and what is alike", "first", "last"):
        table.add_column(name, overflow="fold")
    for row in rows:
        words = "\n".join([row["question"] or "(cleared)", *(f"· {one}" for one in row["alike"])])
        days = [f"{datetime.fromisoformat(row[key]).astimezone(zone):%Y-%m-%d}"
                for key in ("first", "last")]  # fmt: skip
        table.add_row(str(row["cluster"]), str(row["askers"]), _printable(words), *days)
    Console(highlight=False, markup=False).print(table)


def _printable(words: str) -> str:
    """Take the teeth out of what a terminal would obey."""
    return "".join(one if one.isprintable() or one == "\n" else "�" for one in words)


def _report(given: argparse.Namespace, settings: Settings) -> int:
    page, count = asyncio.run(_page(settings))
    try:
        given.file.write_text(page, "utf-8", newline="\n")
    except OSError as error:
        raise SettingsError(f"{given.file}: cannot be written ({error.strerror})") from None
    print(f"{given.file}: {count:,} questions; it holds what people typed, word for word")
    return 0


async def _page(settings: Settings) -> tuple[str, int]:
    async with _house_of(settings) as house:
        figures = house.store.figures
        rows = await figures.logged(_MOST_ROWS)
        clusters = [
            (one, [LoggedQuestion(*asked) for asked in await figures.asked_in(one.id)])
            for one in await house.store.queue.open_clusters()
        ]
        report = Report(
            made_at=datetime.now(UTC),
            zone=settings.zone,
            knowledge=house.knowledge.snapshot(),
            rows=rows,
            total=await figures.count(),
            clusters=clusters,
        )
    return page_of(report, settings.default_language), len(rows)


@asynccontextmanager
async def _house_of(settings: Settings) -> "AsyncIterator[House]":
    """Open the log with the knowledge beside it, the moderators' changes laid over."""
    # telegram takes half a second to import, which the other commands need not wait for
    from bot.house import build_house  # noqa: PLC0415

    _must_be_there(settings)
    house = build_house(settings)
    async with house.database:
        await house.live.lay()
        yield house


def _log_of(settings: Settings) -> Database:
    from bot.house import MIGRATIONS  # noqa: PLC0415

    _must_be_there(settings)
    return Database(settings.database_path, MIGRATIONS)


def _must_be_there(settings: Settings) -> None:
    """Refuse a log that is not there: looking makes none."""
    if not settings.database_path.is_file():
        path = settings.database_path.absolute()
        cure = (
            "Name the file that the bot writes: --database PATH, or DATABASE_PATH as the bot has"
            " it. If the bot has never run, there is none yet"
        )
        raise DatabaseError(f"{path}: there is no log. {cure}")
