"""Make the README's pictures anew: ``python -m tests.pictures`` (needs chromium, chromedriver)."""

import asyncio
import base64
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from bot.house import build_house
from bot.picturing import stats_of
from bot.replies.picture import picture_of
from bot.replies.report import LoggedQuestion, Report, page_of
from bot.settings import Settings
from knowledge import Language
from tests import browser as browsers
from tests.fictional_log import FictionalLog

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"

_NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
_LANGUAGE: Language = "en"
_HEIGHT = 1530
"""Of the report, down to where its longest lists begin."""


async def _made(database: Path) -> tuple[bytes, str]:
    house = build_house(Settings(database_path=database, _env_file=None))  # type: ignore[call-arg]  # pydantic's own
    async with house.database:
        await house.furnish()
        figures = house.store.figures
        await FictionalLog(house.database, house.knowledge.knowledge).write(_NOW)
        rows = await figures.logged(100_000)
        clusters = [
            (one, [LoggedQuestion(*asked) for asked in await figures.asked_in(one.id)])
            for one in await house.store.queue.open_clusters()
        ]
        knowledge = house.knowledge.snapshot()
        report = Report(_NOW, house.settings.zone, knowledge, rows, len(rows), clusters)
        drawn = picture_of(await stats_of(house, 30, _NOW), _LANGUAGE)
        return drawn, page_of(report, _LANGUAGE)


def main() -> None:
    """Write both pictures, each small enough for a page that is read on a phone."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kutip-pictures-") as scratch:
        folder = Path(scratch)
        drawn, page = asyncio.run(_made(folder / "kutip.sqlite3"))
        (folder / "report.html").write_text(page, "utf-8")
        with browsers.opened(folder / "profile", 1180, _HEIGHT) as browser:
            browsers.resized(browser, 1180, _HEIGHT, 1.25)
            browser.get((folder / "report.html").as_uri())
            shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        (IMAGES / "stats.png").write_bytes(drawn)
        (IMAGES / "report.png").write_bytes(base64.b64decode(shot["data"]))
    for name in ("stats.png", "report.png"):
        _shrink(IMAGES / name)
        print(f"{IMAGES / name}: {(IMAGES / name).stat().st_size:,} bytes")


def _shrink(file: Path) -> None:
    """Keep 128 colours, which is more than the page has."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


if __name__ == "__main__":
    main()
