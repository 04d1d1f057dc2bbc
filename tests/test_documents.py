"""What the documents say is what there is."""

import ast
import re
from pathlib import Path

import pytest

from bot.settings import Settings, read_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
SETTINGS = [name.upper() for name in Settings.model_fields]
COMMANDS = [
    node.args[0].value
    for file in sorted((ROOT / "bot").rglob("*.py"))
    for node in ast.walk(ast.parse(file.read_text("utf-8")))
    if isinstance(node, ast.Call)
    and isinstance(node.func, ast.Attribute)
    and node.func.attr == "add_parser"
    and isinstance(node.args[0], ast.Constant)
]
LINKS = [
    (file.name, target)
    for file in sorted(ROOT.glob("*.md"))
    for target in re.findall(r"\]\(([^)#\s]+)\)", file.read_text("utf-8"))
    if "://" not in target
]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_in_the_readme_and_in_the_example(name: str) -> None:
    assert f"| `{name}` |" in README
    assert len(re.findall(rf"^#?{name}=", EXAMPLE, re.MULTILINE)) == 1


def test_the_documents_have_no_setting_that_there_is_not() -> None:
    in_example = re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE)
    in_readme = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
    assert (sorted(in_example), sorted(in_readme)) == (sorted(SETTINGS), sorted(SETTINGS))


def test_the_example_with_every_line_taken_in_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    defaults = read_settings()
    taken_in = re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE)
    assert taken_in != EXAMPLE
    Path(".env").write_text(taken_in, encoding="utf-8")
    assert read_settings() == defaults


@pytest.mark.parametrize("name", SETTINGS)
def test_the_readme_tells_the_default(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = re.search(rf"^\| `{name}` \| (.*?) \|", README, re.MULTILINE)
    assert row
    default = Settings.model_fields[name.lower()].default
    if name == "KNOWLEDGE_DIR":
        assert row[1] == "the shipped announcement"
    else:
        assert row[1] == (f"`{default}`" if default else "none")


def test_there_are_commands() -> None:
    assert {"run", "chat", "ask", "check"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `kutip {command}\b.*` \| \S", README, re.MULTILINE)


def test_the_readme_has_no_command_that_there_is_not() -> None:
    assert sorted(set(re.findall(r"`kutip (\w+)", README)) - set(COMMANDS)) == []


PICTURES = re.findall(r'<img src="([^"]+)"', README)


def test_the_readme_has_pictures_that_are_small_and_described() -> None:
    assert len(PICTURES) == 2
    for name in PICTURES:
        content = (ROOT / name).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < 300_000
    assert len(re.findall(r'<img [^>]*alt="[^"]{40,}"', README)) == 2


@pytest.mark.parametrize(("file", "target"), LINKS, ids=[f"{a}-{b}" for a, b in LINKS])
def test_a_link_between_documents_leads_somewhere(file: str, target: str) -> None:
    assert (ROOT / target).exists()
