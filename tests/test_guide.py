"""The guide says what the bot says: each page's transcripts are played and compared."""

from pathlib import Path

import pytest

from tests.guide import PAGES, played


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
async def test_the_guides_transcripts_are_true(path: Path) -> None:
    page = path.read_text("utf-8")  # noqa: ASYNC240  # nothing else waits here
    assert "```transcript" in page
    assert await played(page, path.parent.name) == page, "write them anew: python -m tests.guide"


def test_each_page_has_its_sister_in_the_other_language() -> None:
    pages: dict[str, list[Path]] = {path.parent.name: [] for path in PAGES}
    for path in PAGES:
        pages[path.parent.name].append(path)
    assert set(pages) == {"id", "en"}
    counts = {language: sorted(_deeds(path) for path in found) for language, found in pages.items()}
    assert counts["id"] == counts["en"], "the same deeds on both sides"


def _deeds(path: Path) -> int:
    return path.read_text("utf-8").count("```transcript")
