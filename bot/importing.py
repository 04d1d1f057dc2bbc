"""``kutip import`` and ``kutip export``: the knowledge in and out from the shell."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from bot.context import House
from bot.replies.moving import verdict_line
from bot.settings import SettingsError
from knowledge.exporting import export
from knowledge.importing import KINDS, Verdict, opened, verdicts
from knowledge.model import KnowledgeError
from knowledge.storage.layer import Change
from knowledge.storage.moderation import Moderator

Item = TypeVar("Item")

_SHELL = Moderator(0, "kutip import")
"""Who stands in the history for what the shell did."""


async def import_files(house: House, files: Iterable[Path], *, dry_run: bool) -> int:
    """Import files, all or nothing; give the exit code. Each verdict is a line on stdout."""
    language = house.settings.default_language
    refused = todo = 0
    async with house.database, house.database.transaction():
        await house.furnish()
        for file in files:
            if not file.is_dir() and file.suffix.lower() not in KINDS:
                raise SettingsError(f"{file}: not imported. Use a folder, {', '.join(KINDS)}")
            judged = verdicts(opened(file, str(file)), house.knowledge.knowledge)
            telling = [one for one in judged if one.kind != "same"]
            for one in telling:
                print(verdict_line(one, language))
            refused += sum(one.kind == "refused" for one in judged)
            todo += len(telling)
            print(_counted(file, judged))
            if not refused and not dry_run:
                await _apply(house, telling)
        if refused and not dry_run:
            # the transaction goes with it: files before this one are not imported either
            raise KnowledgeError("kutip import", f"{refused} refused", "Nothing was imported")
    return 1 if refused else 0


def export_folder(house: House, retired: set[str], folder: Path) -> int:
    """Write the whole knowledge into an empty folder; give the exit code."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SettingsError(f"{folder}: not empty. Give a folder that is empty or does not exist")
    knowledge, origin = house.knowledge.knowledge, house.settings.knowledge_dir
    try:
        names = list(_tracked(export(knowledge, origin, folder, retired), "export"))
    except OSError as error:
        raise SettingsError(f"{folder}: cannot be written ({error.strerror})") from None
    print(f"{folder}: {len(knowledge.entries)} entries in {len(names)} files")
    return 0


async def _apply(house: House, telling: list[Verdict]) -> None:
    for one in _tracked(telling, "import"):
        done = await house.live.change("import", one.id, one.after, one.before, _SHELL)
        if not isinstance(done, Change):
            raise KnowledgeError(one.id, "changed meanwhile", "Run the import again")


def _counted(file: Path, judged: list[Verdict]) -> str:
    kinds = ("new", "changed", "same", "retired", "refused")
    counts = {kind: sum(one.kind == kind for one in judged) for kind in kinds}
    return f"{file}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items())


def _tracked(items: Iterable[Item], title: str) -> Iterable[Item]:
    """Show a bar for long work, where somebody looks."""
    return items if not sys.stderr.isatty() else track(items, title, console=Console(stderr=True))
