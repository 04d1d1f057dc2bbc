"""A folder to begin one's own knowledge with: ``kutip new FOLDER``."""

import shutil
from pathlib import Path

from knowledge.model import KnowledgeError

_PARTS = ("sources.toml", "topics.toml", "vocabulary.toml", "passages", "entries")


def make_template(folder: Path) -> None:
    """Copy the template into a folder; KnowledgeError where there is something already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise KnowledgeError(str(folder), "there is something already", "Name a new folder")
    here = Path(__file__).parent
    try:
        for part in _PARTS:
            target = folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if (here / part).is_dir():
                shutil.copytree(here / part, target)
            else:
                shutil.copyfile(here / part, target)
    except OSError as error:
        cure = "Name a folder that you may write to"
        raise KnowledgeError(str(folder), f"cannot be made ({error.strerror})", cure) from None
