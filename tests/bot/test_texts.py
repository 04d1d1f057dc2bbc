"""The sentences: both languages whole, each one used, each call with what it needs."""

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from bot.texts import say

ROOM = Path(__file__).parent.parent.parent / "bot"
TEXTS: dict[str, dict[str, str]] = {
    language: {
        key: sentence
        for file in sorted((ROOM / "texts").glob(f"*{language}.toml"))
        for key, sentence in tomllib.loads(file.read_text("utf-8")).items()
    }
    for language in ("id", "en")
}
KEYS = sorted(TEXTS["id"].keys() | TEXTS["en"].keys())
TREES = {file: ast.parse(file.read_text("utf-8")) for file in sorted(ROOM.rglob("*.py"))}
SPEAKERS = {"say", "for_text", "plain_text", "_say", "_show", "for_words", "hint", "tell"}
"""Functions that take the key of a sentence."""


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def pattern_of(node: ast.expr) -> str | None:
    """Give a pattern of the keys that an argument may be; None where it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (
            pattern_of(part) if isinstance(part, ast.Constant) else ".+" for part in node.values
        )
        return "".join(part or "" for part in parts)
    return None


def keys_said() -> list[tuple[str, ast.Call]]:
    """Find every sentence that is asked for by name, with the call that asks."""
    found = []
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in SPEAKERS:
                for argument in node.args:
                    choices = (
                        [argument.body, argument.orelse]
                        if isinstance(argument, ast.IfExp)
                        else [argument]
                    )
                    patterns = [pattern for one in choices if (pattern := pattern_of(one))]
                    found += [(pattern, node) for pattern in patterns]
    return found


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


SAID = [(pattern, call) for pattern, call in keys_said() if pattern not in ("id", "en")]
PAGES = {"start", "topics", "sources", "help", "language"}
"""Pages of bot/browsing.py that are more than one sentence."""


def test_there_is_something_to_look_at() -> None:
    assert len(KEYS) > 40
    assert len(SAID) > 40


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_is_in_both_languages_with_the_same_placeholders(key: str) -> None:
    assert [language for language in TEXTS if not TEXTS[language].get(key, "").strip()] == []
    assert placeholders(TEXTS["id"][key]) == placeholders(TEXTS["en"][key])


def test_every_sentence_is_used() -> None:
    constants = {
        re.escape(node.value)
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    patterns = [pattern for pattern, _ in SAID]
    unused = [
        key
        for key in KEYS
        if re.escape(key) not in constants
        and not any(re.fullmatch(pattern, key) for pattern in patterns)
    ]
    assert unused == []


def test_every_sentence_that_is_used_exists() -> None:
    missing = [
        pattern
        for pattern, _ in SAID
        if pattern not in PAGES and not any(re.fullmatch(pattern, key) for key in KEYS)
    ]
    assert missing == []


def test_every_call_fills_in_what_its_sentence_needs() -> None:
    by_name = {pattern for pattern, _ in SAID}
    wrong = [
        (key, given)
        for pattern, call in SAID
        if _name(call.func) == "say"
        for key in KEYS
        if pattern == key or (key not in by_name and re.fullmatch(pattern, key))
        if (given := {one.arg for one in call.keywords}) != placeholders(TEXTS["id"][key])
        and None not in given  # values handed on whole: the doctor's tests say every finding
    ]
    assert wrong == []


def test_evidence_has_words_for_every_kind() -> None:
    kinds = ("announcement", "article", "press", "several", "moderator", "not_stated")
    assert [kind for kind in kinds if f"evidence_{kind}" not in KEYS] == []


@pytest.mark.parametrize(
    ("key", "limit"),
    [("short_description", 120), ("description", 512)],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_telegram_shows_of_the_bot_fits(language: str, key: str, limit: int) -> None:
    title = "Personal Superintelligence"
    assert len(TEXTS[language][key].format(title=title)) <= limit


def test_a_value_is_filled_in_and_never_read_as_a_placeholder() -> None:
    said = say("about", "en", title="{title} {0}")
    assert said.startswith("Ask me anything about {title} {0}.")


def test_a_sentence_of_many_lines_has_no_blank_edges() -> None:
    assert say("help", "en", mention="").startswith("Just type your question")
    assert say("help", "en", mention="").endswith("what is kept")
