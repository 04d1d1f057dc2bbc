"""The rules of the house that a machine can see."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(file for room in ("bot", "knowledge") for file in (ROOT / room).rglob("*.py"))
NAMES = [str(file.relative_to(ROOT)) for file in FILES]
MAX_LINES = 300
MAX_FUNCTION_LINES = 50

each_file = pytest.mark.parametrize("file", FILES, ids=NAMES)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def imported(file: Path) -> set[str]:
    """Name every module that a file imports, inside functions too, with what is taken from it."""
    found = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def public(node: ast.Module | ast.ClassDef, within: str) -> Iterator[tuple[str, ast.AST]]:
    """Give every public class, function and method, with its whole name."""
    for child in node.body:
        if isinstance(child, ast.ClassDef | Function):
            name = f"{within}.{child.name}"
            dunder = child.name.startswith("__") and child.name != "__init__"
            if not child.name.startswith("_") or dunder:
                yield name, child
            if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
                yield from public(child, name)


def test_both_halves_are_looked_at() -> None:
    assert {"bot/application.py", "knowledge/matching/__init__.py"} <= set(NAMES)


@each_file
def test_a_file_has_no_more_lines_than_can_be_kept_in_mind(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= MAX_LINES


@each_file
def test_no_function_is_longer_than_a_screen(file: Path) -> None:
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree(file))
        if isinstance(node, Function)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    }
    assert long == {}


@each_file
def test_everything_public_has_a_docstring(file: Path) -> None:
    module = tree(file)
    assert ast.get_docstring(module)
    bare = [
        name
        for name, node in public(module, module_of(file))
        if isinstance(node, ast.ClassDef | Function) and not ast.get_docstring(node)
    ]
    assert bare == []


@pytest.mark.parametrize("file", [one for one in FILES if one.is_relative_to(ROOT / "knowledge")])
def test_knowledge_has_never_heard_of_telegram_settings_or_the_environment(file: Path) -> None:
    strangers = {"bot", "telegram", "pydantic_settings", "os", "httpx", "aiohttp"}
    if module_of(file) == "knowledge.on_disk":
        strangers -= {"os"}  # nothing else syncs a file
    assert {name for name in imported(file) if name.split(".")[0] in strangers} == set()


@each_file
def test_only_settings_reads_the_environment(file: Path) -> None:
    reads = {
        node.attr
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert reads == set() or module_of(file) == "bot.settings"


@each_file
def test_html_is_written_in_one_room_only(file: Path) -> None:
    tags = ("<b>", "<i>", "<a ", "<blockquote", "<code>", "<pre>", "</")
    found = [
        node.value
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(tag in node.value for tag in tags)
    ]
    assert found == [] or module_of(file) == "bot.replies.layout"


@each_file
def test_sql_is_written_in_its_rooms_only(file: Path) -> None:
    verbs = ("SELECT ", "INSERT ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ")
    found = [
        node.value
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(verbs)
    ]
    homes = ("knowledge.storage", "bot.mailbox")
    assert found == [] or module_of(file).startswith(homes)


def test_imports_go_round_in_no_circle() -> None:
    modules = {module_of(file): file for file in FILES}

    def known(name: str) -> str | None:
        while name and name not in modules:
            name = name.rpartition(".")[0]
        return name or None

    graph = {
        module: {target for name in imported(file) if (target := known(name))} - {module}
        for module, file in modules.items()
    }
    while leaves := [module for module, targets in graph.items() if not targets & graph.keys()]:
        for module in leaves:
            del graph[module]
    assert sorted(graph) == []


def test_the_wheel_has_every_room_and_what_lies_in_it() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    found = declared["packages"]["find"]
    assert (found["include"], "namespaces" in found) == (["bot*", "knowledge*"], False)
    parts = sorted(file.suffix for file in (ROOT / "bot" / "replies").iterdir() if file.is_file())
    assert {f"replies/*{suffix}" for suffix in parts} - {"replies/*.py"} == {
        name for name in declared["package-data"]["bot"] if name.startswith("replies/")
    }
    assert declared["package-data"]["knowledge"] == [
        "*.toml",
        "announcement/**/*",
        "template/**/*",
    ]
