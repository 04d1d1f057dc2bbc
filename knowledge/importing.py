"""What a file would do to the knowledge: a verdict on each entry, before anything is done."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from knowledge.exporting import RETIRED, without_dangling
from knowledge.live import Fault, fault_of
from knowledge.loading import drafted, text_of
from knowledge.loading.archives import unpack
from knowledge.model import Entry, Knowledge, KnowledgeError, Passage
from knowledge.notation import entry_to_json

KINDS = (".zip", ".csv", ".jsonl", ".xlsx", ".toml")
"""Endings of the files that can be imported; a folder can be as well."""

MAX_ENTRIES = 5_000
"""Of one import."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an import would do with one entry."""

    kind: Literal["new", "changed", "same", "retired", "refused"]
    id: str
    before: Entry | None = None
    after: Entry | None = None
    fault: Fault | None = None
    """Why it is refused."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a file brings."""

    entries: Mapping[str, Entry]
    passages: Mapping[str, Passage]
    retired: frozenset[str]
    whole: bool
    """True where an entry stands for itself; a table's row is laid over what is known."""


def opened(file: Path, name: str | None = None) -> Parcel:
    """Read a zip, a folder, a CSV, JSON Lines or XLSX file.

    Raises KnowledgeError with the place of the first fault; ``name`` is shown for ``file``.
    """
    with tempfile.TemporaryDirectory(prefix="kutip-import-") as scratch:
        folder = file
        try:
            if file.suffix.lower() == ".zip":
                folder = unpack(file, Path(scratch))
            return _parcel(folder)
        except KnowledgeError as error:
            shown = name or file.name
            place, problem = (
                _told(one, file, folder, shown) for one in (error.place, error.problem)
            )
            raise KnowledgeError(place, problem, error.cure) from None


def verdicts(parcel: Parcel, knowledge: Knowledge) -> list[Verdict]:
    """Judge each entry that a file brings; citations must lead to passages that are known."""
    found = []
    # entries may name each other: what comes along counts as there
    everything = replace(knowledge, entries={**knowledge.entries, **parcel.entries})
    for id_, entry in parcel.entries.items():
        before = knowledge.entries.get(id_)
        after = entry if parcel.whole else _laid_over(before, entry)
        fault = fault_of(after, knowledge)
        if before is not None and without_dangling(before, everything) == after:
            found.append(Verdict("same", id_, before, before))
        elif fault is not None:
            found.append(Verdict("refused", id_, before, after, fault))
        else:
            found.append(Verdict("changed" if before else "new", id_, before, after))
    gone = sorted(parcel.retired & knowledge.entries.keys() - parcel.entries.keys())
    return found + [Verdict("retired", id_, knowledge.entries[id_]) for id_ in gone]


def print_of(judged: list[Verdict]) -> str:
    """Sum up what an import would do, so that it can be told whether that is still so."""
    rows = [
        (one.kind, one.id, entry_to_json(one.before), entry_to_json(one.after)) for one in judged
    ]
    return hashlib.blake2b(json.dumps(rows).encode(), digest_size=8).hexdigest()


def _told(text: str, file: Path, folder: Path, shown: str) -> str:
    """Speak of what was sent, not of where it was laid down to be read."""
    if folder != file:
        text = text.replace(f"{folder}/", "").replace(str(folder), shown)
    return text.replace(str(file), shown).replace(file.name, shown)


def _parcel(path: Path) -> Parcel:
    draft = drafted(path)
    if not draft.entries:
        raise KnowledgeError(str(path), "holds no entry", "Send a file with questions and answers")
    if len(draft.entries) > MAX_ENTRIES:
        problem = f"more than {MAX_ENTRIES} entries"
        raise KnowledgeError(str(path), problem, "Split it into several files")
    retired = path / RETIRED if path.is_dir() else None
    return Parcel(
        entries=draft.entries,
        passages=draft.passages,
        retired=_retired(retired) if retired and retired.is_file() else frozenset(),
        whole=path.is_dir() or path.suffix.lower() == ".toml",
    )


def _retired(file: Path) -> frozenset[str]:
    try:
        ids = json.loads(text_of(file))
    except (json.JSONDecodeError, RecursionError) as error:
        raise KnowledgeError(str(file), f"not JSON ({error})", "Mend or remove it") from None
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise KnowledgeError(str(file), "not a list of ids", "Mend or remove it")
    return frozenset(ids)


def _laid_over(before: Entry | None, row: Entry) -> Entry:
    """Lay a table's row, which knows one language, over what is known of its entry."""
    if before is None:
        return row if row.evidence or row.cites else replace(row, evidence="moderator")
    return replace(
        before,
        phrasings={**before.phrasings, **row.phrasings},
        answers={**before.answers, **row.answers},
        cites=row.cites or before.cites,
    )
