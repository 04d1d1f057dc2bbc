"""Every finding of the doctor's can be said, with its cure, from what it carries."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from bot import doctor
from bot.texts import LANGUAGES, _texts

FOUND = [
    (call.func.id, call.args[0].value, frozenset(word.arg for word in call.keywords))
    for file in sorted(Path(doctor.__file__).parent.glob("*.py"))
    for call in ast.walk(ast.parse(file.read_text("utf-8")))
    if isinstance(call, ast.Call)
    and isinstance(call.func, ast.Name)
    and call.func.id in ("ok", "warning", "error")
    and call.args
    and isinstance(call.args[0], ast.Constant)
    and isinstance(call.args[0].value, str)
]


def test_there_are_findings() -> None:
    assert len(FOUND) > 30


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("level", "key", "given"), FOUND, ids=[str(found[1]) for found in FOUND])
def test_a_finding_has_its_sentence_and_its_cure(
    level: str, key: str, given: frozenset[str], language: str
) -> None:
    texts = _texts(language)
    sentences = [f"doctor_{key}", *([] if level == "ok" else [f"doctor_{key}_cure"])]
    for sentence in sentences:
        asked = {name for _, name, _, _ in Formatter().parse(texts[sentence]) if name}
        assert asked <= given
