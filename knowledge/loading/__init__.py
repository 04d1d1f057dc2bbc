"""Read knowledge from a folder, a CSV or a JSON Lines file; errors name file, line and cure."""

from pathlib import Path

from knowledge.loading.articles import read_article
from knowledge.loading.draft import Draft, text_of
from knowledge.loading.sheets import read_xlsx
from knowledge.loading.tables import read_csv, read_jsonl
from knowledge.loading.toml_files import read_entries, read_sources, read_topics, read_vocabulary
from knowledge.model import Knowledge, KnowledgeError

__all__ = ["GENERAL_VOCABULARY", "SHIPPED", "Draft", "drafted", "read", "text_of"]

SHIPPED = Path(__file__).parent.parent / "announcement"
"""The knowledge that comes with Kutip."""

GENERAL_VOCABULARY = Path(__file__).parent.parent / "vocabulary.toml"
"""Words of Indonesian and English chat that serve any announcement."""

_READERS = {
    ".toml": read_entries,
    ".csv": read_csv,
    ".jsonl": read_jsonl,
    ".xlsx": read_xlsx,
    ".md": read_article,
    ".txt": read_article,
}


def read(path: Path) -> Knowledge:
    """Read and check a knowledge folder, or one file of any kind that a folder may hold.

    Raises KnowledgeError at the first fault, naming the file, the line where known, and the cure.
    """
    knowledge = drafted(path).finish()
    if not knowledge.entries and not knowledge.passages:
        cure = "Put a .md, .txt, .csv or .jsonl file, or entries/*.toml, there"
        raise KnowledgeError(str(path), "holds no entry and no passage", cure)
    return knowledge


def drafted(path: Path) -> Draft:
    """Read what a folder or file says, each part by itself: what it points to is not checked.

    Raises KnowledgeError as ``read`` does.
    """
    draft = Draft()
    read_vocabulary(GENERAL_VOCABULARY, draft)
    if path.is_dir():
        _read_folder(path, draft)
    elif path.is_file():
        _read_file(path, draft)
    else:
        raise KnowledgeError(str(path), "no such file or folder", "Check the path given")
    return draft


def _read_folder(folder: Path, draft: Draft) -> None:
    named = {
        "sources.toml": read_sources,
        "topics.toml": read_topics,
        "vocabulary.toml": read_vocabulary,
    }
    for name, reader in named.items():
        if (folder / name).is_file():
            reader(folder / name, draft)
    for place in (folder, folder / "passages", folder / "entries"):
        for file in sorted(place.iterdir()) if place.is_dir() else ():
            is_content = file.is_file() and file.suffix.lower() in _READERS
            if is_content and file.name not in named and not _is_about_the_folder(file):
                _read_file(file, draft)


def _is_about_the_folder(file: Path) -> bool:
    return file.name.startswith(".") or file.stem.lower() == "readme"


def _read_file(file: Path, draft: Draft) -> None:
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        kinds = ", ".join(_READERS)
        raise KnowledgeError(str(file), f"{file.suffix or 'no ending'} is not read", f"Use {kinds}")
    reader(file, draft)
