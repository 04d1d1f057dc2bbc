"""The ``kutip`` command: a few lines a subcommand."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.batch import answered_rows, as_json
from bot.judging import plot, show_evaluation, show_findings, show_why
from bot.memory import give_back_what_is_freed, leave_alone_what_is_there
from bot.rights import owners_alone
from bot.seeing import add_commands, judged_from_log
from bot.settings import Settings, SettingsError, read_settings
from bot.texts import say
from knowledge import KnowledgeError, load
from knowledge.backups import back_up, restore
from knowledge.check import check
from knowledge.database import DatabaseError
from knowledge.evaluation import evaluate, read_labelled
from knowledge.loading import text_of
from knowledge.template import make_template

_KNOWN = "a folder, or one .csv, .jsonl, .md or .txt file"

_IMPORTED = "a folder, .zip, .csv, .jsonl, .xlsx or .toml"

_LABELLED = "labelled questions"

_WRONG = 2
"""Exit code where something that was given is wrong; 1 is for findings."""


_SWITCH = 0.0005
"""Seconds after which a busy thread lets another one run. With Python's own 5 ms a commit that is
done would wait so long for its turn while questions are being matched."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit code. Expected faults are one line on stderr."""
    given = _parser().parse_args(arguments)
    try:
        settings = read_settings(knowledge_dir=given.knowledge, database_path=given.database)
        # a template holds nobody's words, and may be for another user to run
        with nullcontext() if given.do is _new else owners_alone():
            code: int = given.do(given, settings)
    except (KnowledgeError, SettingsError, DatabaseError) as error:
        print(f"kutip: {error}", file=sys.stderr)
        return _WRONG
    except KeyboardInterrupt:
        return 130  # as the shell reports an interrupted command
    except BrokenPipeError:
        # whoever read our output has seen enough
        sys.stderr.close()
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kutip", description=__doc__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--knowledge", type=Path, metavar="PATH", help=_KNOWN)
    common.add_argument("--database", type=Path, metavar="PATH", help="the bot's SQLite file")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("run", parents=[common], help="the bot on Telegram")
    command.set_defaults(do=_run)

    command = commands.add_parser("chat", parents=[common], help="talk in the terminal")
    command.set_defaults(do=_chat)

    command = commands.add_parser("ask", parents=[common], help="one question, or a file of them")
    command.add_argument("text", nargs="?", help="the question")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--why", action="store_true", help="show how it was judged")
    command.add_argument("--batch", type=Path, metavar="FILE.jsonl", help='rows {"text": ...}')
    command.set_defaults(do=_ask)

    command = commands.add_parser("import", parents=[common], help="take entries from files")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_IMPORTED)
    command.add_argument("--dry-run", action="store_true", help="show the verdicts only")
    command.set_defaults(do=_import)

    command = commands.add_parser("export", parents=[common], help="write everything as a folder")
    command.add_argument("folder", type=Path, metavar="DIR", help="empty, or not there yet")
    command.set_defaults(do=_export)

    command = commands.add_parser("check", parents=[common], help="validate knowledge")
    command.add_argument("path", nargs="?", type=Path, help="instead of --knowledge")
    command.set_defaults(do=_check)

    command = commands.add_parser("doctor", parents=[common], help="what could be wrong, and cures")
    command.add_argument("--offline", action="store_true", help="leave the sources' pages alone")
    command.set_defaults(do=_doctor)

    command = commands.add_parser("init", parents=[common], help="first run: writes .env")
    command.set_defaults(do=_init)

    command = commands.add_parser("evaluate", parents=[common], help="judge labelled questions")
    command.add_argument("file", type=Path, nargs="?", metavar="FILE.jsonl", help=_LABELLED)
    command.add_argument("--from-log", action="store_true", help="use picks and thumbs instead")
    command.add_argument("--misses", action="store_true", help="list what went wrong")
    command.add_argument("--plot", type=Path, metavar="FILE.png", help="draw the curves")
    command.set_defaults(do=_evaluate)

    add_commands(commands, common)
    _add_upkeep(commands, common)
    return parser


def _add_upkeep(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    command = commands.add_parser("new", parents=[common], help="begin a knowledge folder")
    command.add_argument("folder", type=Path, help="must not exist yet, or be empty")
    command.set_defaults(do=_new)

    command = commands.add_parser("backup", parents=[common], help="copy the database")
    command.add_argument("file", type=Path, help="the copy to make")
    command.set_defaults(do=_backup)

    command = commands.add_parser("restore", parents=[common], help="put a copy in its place")
    command.add_argument("file", type=Path, help="a copy that kutip backup made")
    command.set_defaults(do=_restore)


def _run(_: argparse.Namespace, settings: Settings) -> int:
    if settings.bot_token is None:
        return asyncio.run(_talk(settings, invited=False))
    # telegram takes half a second to import, which the other commands need not wait for
    from telegram.error import InvalidToken  # noqa: PLC0415

    from bot.application import build_application  # noqa: PLC0415
    from bot.logs import set_up_logs  # noqa: PLC0415
    from bot.running import run as run_on_telegram  # noqa: PLC0415

    set_up_logs(settings)
    sys.setswitchinterval(_SWITCH)
    give_back_what_is_freed()
    application = build_application(settings)
    leave_alone_what_is_there()
    try:
        asyncio.run(run_on_telegram(application))
    except InvalidToken:
        cure = "Copy it again from @BotFather"
        raise SettingsError(f"BOT_TOKEN is refused by Telegram. {cure}") from None
    return 0


def _chat(_: argparse.Namespace, settings: Settings) -> int:
    return asyncio.run(_talk(settings, invited=True))


async def _talk(settings: Settings, *, invited: bool) -> int:
    from bot.house import build_house  # noqa: PLC0415
    from bot.replies import Kept  # noqa: PLC0415
    from bot.terminal import Conversation, converse  # noqa: PLC0415

    if not invited:
        print(say("terminal_no_token", settings.default_language), file=sys.stderr)
    house = build_house(settings)
    async with house.database:
        await house.furnish()
        kept = Kept(settings.retention_days, settings.wishes_kept_days, settings.backup_keep_days)
        talk = Conversation(house.knowledge, house.store, settings.default_language, kept)
        heard = await converse(talk)
    if heard or sys.stdin.isatty():
        return 0
    print(
        "kutip: nothing to do: no question on standard input"
        + ("" if invited else " and no BOT_TOKEN; set it in .env, or pipe a question in"),
        file=sys.stderr,
    )
    return _WRONG


def _ask(given: argparse.Namespace, settings: Settings) -> int:
    if (given.text is None) == (given.batch is None):
        raise SettingsError('kutip ask takes either "a question" or --batch FILE.jsonl')
    base, language = load(settings.knowledge_dir), settings.default_language
    if given.batch is not None:
        for row in answered_rows(text_of(given.batch), str(given.batch), base, language):
            print(_line(row))
    elif given.why:
        show_why(base.explain(given.text), Console(highlight=False))
    elif given.json:
        answer = {"text": given.text, **as_json(given.text, base, language)}
        print(_line(answer))
    else:
        from bot.terminal import show_answer  # noqa: PLC0415

        show_answer(given.text, base, language)
    return 0


def _doctor(given: argparse.Namespace, settings: Settings) -> int:
    from bot import replies  # noqa: PLC0415
    from bot.doctor import examine_from_outside  # noqa: PLC0415
    from bot.house import MIGRATIONS  # noqa: PLC0415

    online = settings.check_sources and not given.offline
    findings = asyncio.run(examine_from_outside(settings, MIGRATIONS, online=online))
    print(replies.for_doctor(findings, settings.default_language).plain)
    return 1 if any(finding.level == "error" for finding in findings) else 0


def _init(given: argparse.Namespace, settings: Settings) -> int:
    from bot.first_run import set_up  # noqa: PLC0415

    asyncio.run(set_up(settings, Path(".env")))
    given.offline = False
    written = read_settings(knowledge_dir=given.knowledge, database_path=given.database)
    return _doctor(given, written)


def _import(given: argparse.Namespace, settings: Settings) -> int:
    from bot.house import build_house  # noqa: PLC0415
    from bot.importing import import_files  # noqa: PLC0415

    return asyncio.run(import_files(build_house(settings), given.files, dry_run=given.dry_run))


def _export(given: argparse.Namespace, settings: Settings) -> int:
    from bot.house import build_house  # noqa: PLC0415
    from bot.importing import export_folder  # noqa: PLC0415

    async def exported() -> int:
        house = build_house(settings)
        async with house.database:
            await house.furnish()
            return export_folder(house, await house.live.layer.retired(), given.folder)

    return asyncio.run(exported())


def _line(row: dict[str, Any]) -> str:
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:  # half an emoji can be told only as an escape
        return json.dumps(row)
    return line


def _check(given: argparse.Namespace, settings: Settings) -> int:
    path = given.path or settings.knowledge_dir
    findings = check(load(path))
    show_findings(findings, str(path), Console(highlight=False, soft_wrap=True))
    return 1 if any(finding.kind == "error" for finding in findings) else 0


def _evaluate(given: argparse.Namespace, settings: Settings) -> int:
    if (given.file is None) != given.from_log:
        raise SettingsError("kutip evaluate takes either FILE.jsonl or --from-log")
    if given.file is None:
        judged = judged_from_log(settings)
    else:
        judged = evaluate(load(settings.knowledge_dir), read_labelled(given.file))
    show_evaluation(judged, Console(highlight=False), misses=given.misses)
    if given.plot is not None:
        plot(judged, given.plot)
    return 0


def _new(given: argparse.Namespace, _: Settings) -> int:
    make_template(given.folder)
    print(f"{given.folder}: ready. Write in it, then: kutip check {given.folder}")
    return 0


def _backup(given: argparse.Namespace, settings: Settings) -> int:
    back_up(settings.database_path, given.file)
    print(f"{given.file}: {given.file.stat().st_size:,} bytes, checked")
    return 0


def _restore(given: argparse.Namespace, settings: Settings) -> int:
    from bot.house import MIGRATIONS  # noqa: PLC0415

    before = restore(given.file, settings.database_path, newest=len(MIGRATIONS))
    print(f"{settings.database_path}: restored from {given.file}")
    if before is not None:
        print(f"The one before is kept as {before}")
    return 0
