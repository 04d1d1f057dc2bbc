"""Zip files from strangers: refused before they are unpacked where they are bombs or traps."""

from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from knowledge.model import KnowledgeError

MAX_UNPACKED = 50_000_000
"""Bytes of all files in an archive together."""

MAX_FILES = 2_000

_CURE = "Send a .zip made by /export or kutip export"


def refuse_bomb(archive: ZipFile, name: str) -> None:
    """Refuse an archive of too many files or too many bytes, by what it says of itself.

    zipfile holds each member to the size it states, so a lie here is an error later.
    """
    members = archive.infolist()
    if len(members) > MAX_FILES:
        raise KnowledgeError(name, f"more than {MAX_FILES} files inside", _CURE)
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        limit = MAX_UNPACKED // 1_000_000
        raise KnowledgeError(name, f"more than {limit} MB when unpacked", _CURE)


def unpack(file: Path, folder: Path) -> Path:
    """Unpack an archive into an empty folder; give the folder that holds the knowledge.

    Raises KnowledgeError for what is no archive, is too large, or leads outside.
    """
    try:
        with ZipFile(file) as archive:
            refuse_bomb(archive, file.name)
            for member in archive.infolist():
                _refuse_trap(member.filename, file.name)
            archive.extractall(folder)
    except (BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        problem = f"not a zip file that can be read ({type(error).__name__})"
        raise KnowledgeError(file.name, problem, _CURE) from None
    inside = [one for one in folder.iterdir() if one.name != "__MACOSX"]
    alone = (
        len(inside) == 1 and inside[0].is_dir() and inside[0].name not in ("entries", "passages")
    )
    return inside[0] if alone else folder


def _refuse_trap(name: str, archive: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or len(path.parts) > 4:
        raise KnowledgeError(archive, f'a file inside is named "{name[:80]}"', _CURE)
