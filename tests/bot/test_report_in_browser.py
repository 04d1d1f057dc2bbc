"""The report, opened in a real browser: drawn, filtered, silent, and nobody's words run."""

import asyncio
import base64
import io
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from matplotlib import image
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bot.house import MIGRATIONS
from bot.replies.report import LoggedQuestion, Report, page_of
from knowledge import SHIPPED
from knowledge.database import Database
from knowledge.loading import read
from knowledge.storage.figures import Figures, LogRow
from knowledge.storage.queue import Queue
from tests import browser as browsers
from tests.fictional_log import FictionalLog

NOW = datetime(2031, 3, 5, 5, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jakarta")
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<!--<script>",
    "[n] ${alert(3)} {{7*7}} \u2028 & &lt;b&gt; \\u003cb\\u003e",
    "javascript:alert(4)",
)
PARTS = ("outcomes", "share", "hours")


async def _report(path: Path) -> Report:
    knowledge = read(SHIPPED)
    async with Database(path, MIGRATIONS) as database:
        log, queue, figures = FictionalLog(database, knowledge), Queue(database), Figures(database)
        await log.write(NOW, days=40, busy=14)
        for text in HOSTILE:
            cluster = await queue.begin()
            number = await log.ask(NOW - timedelta(hours=1), text, "unanswered")
            await queue.add(number, cluster, "unanswered")
            await queue.center(cluster, number)
        clusters = [
            (one, [LoggedQuestion(*asked) for asked in await figures.asked_in(one.id)])
            for one in await queue.open_clusters()
        ]
        rows = await figures.logged(100_000)
        return Report(NOW, ZONE, knowledge, rows, len(rows), clusters)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return asyncio.run(_report(tmp_path_factory.mktemp("log") / "a.sqlite3"))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with browsers.opened(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def page(chromium: Chrome, report: Report, tmp_path: Path) -> Iterator[Chrome]:
    """Open the report; whatever a test does with it, nothing is fetched and nothing complains."""
    browsers.requested(chromium)
    browsers.resized(chromium, 1280, 900)
    file = tmp_path / "report.html"
    file.write_text(page_of(report, "id"), "utf-8")
    chromium.get(file.as_uri())
    yield chromium
    assert browsers.complaints(chromium) == []
    assert set(browsers.requested(chromium)) == {file.as_uri()}


def count(page: Chrome, selector: str) -> int:
    return len(page.find_elements(By.CSS_SELECTOR, selector))


def texts(page: Chrome, selector: str) -> list[str]:
    """Read the words of elements, those out of sight too."""
    script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
    found: list[str] = page.execute_script(script, selector)
    return found


def shown(page: Chrome) -> int:
    """Read how many questions the page says it shows."""
    words = page.find_element(By.ID, "shown").text
    return int(words.split(" ", 1)[0].replace(".", "").replace(",", ""))


def press(page: Chrome, label: str, within: str = "body") -> None:
    path = f'//*[@id="{within}"]//button' if within != "body" else "//button"
    found = page.find_elements(By.XPATH, f'{path}[normalize-space()="{label}"]')
    assert len(found) == 1, label
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", found[0])
    found[0].click()


def fitting(report: Report, **wanted: Any) -> list[LogRow]:  # noqa: ANN401  # any field
    return [row for row in report.rows if all(getattr(row, k) == v for k, v in wanted.items())]


def test_the_plots_are_there(page: Chrome, report: Report) -> None:
    assert shown(page) == len(report.rows) > 300
    results = {row.result for row in report.rows}
    assert len(results) == 4
    # a day and an outcome that has questions is one piece of one bar
    pieces = {(row.asked_at.astimezone(ZONE).date(), row.result) for row in report.rows}
    assert count(page, "#outcomes rect") == len(pieces) > 80
    assert count(page, "#share polyline") == 1
    assert count(page, "#hours rect") == 7 * 24
    assert count(page, "#top li") == 12
    for part in PARTS:
        box = page.find_element(By.CSS_SELECTOR, f"#{part} svg").size
        assert box["width"] > 300
        assert box["height"] > 150
    assert _colours_on(page, "outcomes") > 5, "something is really painted"


def _colours_on(page: Chrome, part: str) -> int:
    png = base64.b64decode(page.find_element(By.ID, part).screenshot_as_base64)
    pixels = (image.imread(io.BytesIO(png), format="png") * 255).astype(int)
    return len({tuple(pixel) for pixel in pixels[::4, ::4, :3].reshape(-1, 3).tolist()})


def test_the_numbers_are_those_of_the_log(page: Chrome, report: Report) -> None:
    rows = report.rows
    answered = len(fitting(report, result="answered"))
    up, down = sum(row.up for row in rows), sum(row.down for row in rows)
    assert texts(page, "#tiles b") == [
        f"{len(rows):,}".replace(",", "."),
        f"{round(100 * answered / len(rows))}%",
        str(len(fitting(report, result="unanswered"))),
        f"{round(100 * up / (up + down))}%",
        str(len(report.clusters)),
    ]
    page.find_element(By.CSS_SELECTOR, "details summary").click()
    cells = [int(one) for one in texts(page, "#outcomes-table td:nth-child(2)")]
    assert sum(cells) == len(rows)


@pytest.mark.parametrize("words", ["kacamata", "KACAMATA", "indonesia kapan", "tak satu pun"])
def test_words_filter_everything(page: Chrome, report: Report, words: str) -> None:
    before = count(page, "#outcomes rect")
    page.find_element(By.ID, "search").send_keys(words)
    entries = report.knowledge.entries

    def said(row: LogRow) -> str:
        entry = entries.get(row.entry or "")
        questions = [ways[0] for ways in entry.phrasings.values()] if entry else []
        return " ".join([row.text, *questions]).lower()

    wanted = [row for row in report.rows if all(w in said(row) for w in words.lower().split())]
    assert shown(page) == len(wanted)
    assert count(page, "#outcomes rect") < before
    assert bool(wanted) == (words != "tak satu pun")
    if not wanted:
        assert "Tidak ada yang cocok dengan saringan ini." in texts(page, "#log li")
    press(page, "Hapus saringan")
    assert shown(page) == len(report.rows)
    assert count(page, "#outcomes rect") == before
    assert page.find_element(By.ID, "search").get_attribute("value") == ""


def test_outcome_language_and_time_filter_together(page: Chrome, report: Report) -> None:
    press(page, "Belum terjawab", "results")
    assert shown(page) == len(fitting(report, result="unanswered"))
    assert count(page, "#outcomes rect.f0") == 0
    assert count(page, "#outcomes rect.f3") > 5
    press(page, "Inggris", "spoken")
    assert shown(page) == len(fitting(report, result="unanswered", language="en")) > 0
    press(page, "7 hari", "period")
    since = NOW.astimezone(ZONE).replace(hour=0) - timedelta(6)
    recent = [row for row in report.rows if row.asked_at >= since]
    assert shown(page) == len(
        [row for row in recent if (row.result, row.language) == ("unanswered", "en")]
    )
    press(page, "Belum terjawab", "results")  # none is left: all again
    press(page, "Semua", "spoken")
    assert shown(page) == len(recent)
    assert len(set(texts(page, "#outcomes-table td:first-child"))) == 7


def test_what_people_typed_stays_text(page: Chrome) -> None:
    page.find_element(By.ID, "queue-more").click()
    queue = texts(page, "#queue .words span")
    log = texts(page, "#log .text")
    for text in HOSTILE:
        assert text in queue
        assert text in log
    assert count(page, "img") == 0
    assert count(page, "body script") == 2
    for words in HOSTILE:
        field = page.find_element(By.ID, "search")
        field.clear()
        field.send_keys(words.replace("\u2028", " "))
        assert shown(page) >= 1


def test_the_policy_stops_whatever_would_leave_or_run(page: Chrome) -> None:
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.setblocking(False)  # its only argument
        stopped = page.execute_async_script(LEAVING, f"http://127.0.0.1:{outside.getsockname()[1]}")
        with pytest.raises(BlockingIOError):
            outside.accept()
    assert stopped == ["connect-src", "img-src", "script-src-elem", "style-src-elem", "undefined"]
    complained = browsers.complaints(page)
    assert len(complained) >= 4
    assert all("Content Security Policy" in one for one in complained)
    browsers.requested(page)  # what was stopped is listed, too
    page.refresh()


LEAVING = """
        const [root, done] = arguments, stopped = [];
        const note = (event) => stopped.push(event.effectiveDirective);
        addEventListener("securitypolicyviolation", note);
        new Image().src = root + "/a.png";
        fetch(root + "/b").catch(() => {});
        const script = document.createElement("script");
        script.textContent = "window.alerted = 1";
        document.body.append(script);
        const sheet = document.createElement("style");
        sheet.textContent = "@import '" + root + "/c.css'";
        document.body.append(sheet);
        setTimeout(() => done([...stopped, String(window.alerted)].sort()), 300);
"""
"""Tries to fetch, to run and to dress, and gives the rules that stopped it."""


def test_entries_are_sorted_and_sifted(page: Chrome, report: Report) -> None:
    press(page, "Dipakai ↓")
    press(page, "Dipakai ↑")
    uses = [int(one) for one in texts(page, "#entries td:nth-child(2)")]
    assert uses == sorted(uses, reverse=True)
    press(page, "Suka")
    liked = [int(one) for one in texts(page, "#entries td:nth-child(3)")]
    assert liked == sorted(liked, reverse=True)
    assert texts(page, "#entries th[aria-sort]") == ["Suka ↓"]
    press(page, "Belum terpakai", "entries-kind")
    assert set(texts(page, "#entries td:nth-child(2)")) == {"0"}
    used = {row.entry for row in report.rows}
    unused = [
        one for one in report.knowledge.entries.values()
        if one.id not in used and one.kind != "small_talk"
    ]  # fmt: skip
    while page.find_element(By.ID, "entries-more").is_displayed():
        page.find_element(By.ID, "entries-more").click()
    assert count(page, "#entries tbody tr") == len(unused)


def test_the_page_speaks_both_languages(page: Chrome) -> None:
    press(page, "English")
    assert page.find_element(By.TAG_NAME, "h1").text == "Kutip's report"
    assert page.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    assert "Waiting for an answer" in texts(page, "h2")
    assert page.title == "Kutip's report"
    press(page, "Bahasa Indonesia")
    assert page.find_element(By.TAG_NAME, "h1").text == "Laporan Kutip"
    left = re.findall(r"\[[a-z]+\]", " ".join(texts(page, "header, .filters, #tiles, h2, footer")))
    assert left == [], "every blank is filled in"


def test_the_filter_can_be_used_with_the_keyboard_alone(page: Chrome, report: Report) -> None:
    page.find_element(By.ID, "search").send_keys(Keys.TAB, "")
    focused = page.switch_to.active_element
    assert focused.text == "7 hari"
    focused.send_keys(Keys.ENTER)
    assert page.switch_to.active_element.get_attribute("aria-pressed") == "true"
    assert shown(page) < len(report.rows)
    page.switch_to.active_element.send_keys(Keys.TAB)
    assert page.switch_to.active_element.text == "30 hari"


def test_everything_has_a_name_for_who_cannot_see_it(page: Chrome) -> None:
    nameless = page.execute_script("""
        const named = (one) => one.labels?.length || one.getAttribute("aria-label") ||
            one.getAttribute("aria-labelledby") || one.textContent.trim();
        return [...document.querySelectorAll("input, button, summary, svg, [role]")]
            .filter((one) => !one.hidden && !named(one)).map((one) => one.outerHTML.slice(0, 80));
    """)
    assert nameless == []
    assert count(page, "h1") == 1
    ids = texts(page, "[id]") and page.execute_script(
        "return [...document.querySelectorAll('[id]')].map((one) => one.id)"
    )
    assert len(ids) == len(set(ids))
    for name in page.execute_script(
        "return [...document.querySelectorAll('[aria-labelledby]')]"
        ".map((one) => one.getAttribute('aria-labelledby'))"
    ):
        assert name in ids


@pytest.mark.parametrize("width", [320, 360, 390, 820])
def test_on_a_phone_nothing_is_cut_and_fingers_find_the_buttons(page: Chrome, width: int) -> None:
    browsers.resized(page, width, 800, 2)
    page.refresh()
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    for part in PARTS:
        assert page.find_element(By.CSS_SELECTOR, f"#{part} svg").size["width"] > width * 0.35
    small = page.execute_script("""
        return [...document.querySelectorAll("button, input")].filter((one) => one.offsetParent &&
            one.getBoundingClientRect().height < 32).map((one) => one.textContent);
    """)
    assert small == []


def test_light_and_dark_are_both_there(page: Chrome) -> None:
    paper = "return getComputedStyle(document.body).backgroundColor"
    light = page.execute_script(paper)
    press(page, "Terang / gelap")
    dark = page.execute_script(paper)
    assert light != dark
    scheme = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
    page.refresh()
    assert page.execute_script(paper) == dark
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


# ---------------------------------------------------------------- without a browser

SHEET = (Path(__file__).parents[2] / "bot" / "replies" / "report.css").read_text("utf-8")
ROOTS = re.findall(r":root[^{]*\{([^}]*)\}", SHEET)
THEMES = {
    name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for name, block in zip(("light", "dark"), ROOTS, strict=True)
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(theme: str) -> None:
    colours = THEMES[theme]
    pairs = [
        *product(("ink", "quiet", "strong", "r0", "r3"), ("card",)),
        *product(("ink", "quiet", "strong"), ("paper",)),
        ("on-strong", "strong"),
    ]
    low = {
        pair: ratio for pair in pairs if (ratio := _contrast(*(colours[one] for one in pair))) < 4.5
    }
    assert low == {}
    assert _contrast(colours["edge"], colours["card"]) >= 3, "the edge of a field"


def _contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as WCAG counts it."""
    bright, dim = sorted((_light(one), _light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _light(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
