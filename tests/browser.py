"""A real browser without a window: Debian's Chromium, driven by selenium, downloading nothing."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--force-color-profile=srgb",
)  # fmt: skip


def found() -> tuple[str, str] | None:
    """Find the browser and its driver on this machine."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@contextmanager
def opened(profile: Path, width: int = 1280, height: int = 900) -> Iterator[Chrome]:
    """Start the browser with an empty profile; skip the test where there is none.

    In CI its absence is a failure: `.ci/run` installs it.
    """
    programs = found()
    if programs is None:
        reason = "no chromium and chromedriver: apt-get install chromium chromium-driver"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    options = ChromeOptions()
    # with both paths given, selenium's own manager has nothing to look for
    options.binary_location = programs[0]
    for flag in (*_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = Chrome(options, Service(programs[1]))
    try:
        resized(browser, width, height)
        yield browser
    finally:
        browser.quit()


def resized(browser: Chrome, width: int, height: int, scale: float = 1) -> None:
    """Make the page as wide and high as a screen; narrow ones are phones."""
    screen = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def complaints(browser: Chrome) -> list[str]:
    """Give what the page wrote to the console since this was last asked."""
    return [entry["message"] for entry in _logged(browser, "browser")]


def requested(browser: Chrome) -> list[str]:
    """Give the addresses that the page asked for since this was last asked."""
    events: list[dict[str, Any]] = [
        json.loads(entry["message"])["message"] for entry in _logged(browser, "performance")
    ]
    return [
        one["params"]["request"]["url"]
        for one in events
        if one["method"] == "Network.requestWillBeSent"
    ]


def _logged(browser: Chrome, kind: str) -> list[dict[str, Any]]:
    # get_log has no types
    entries: list[dict[str, Any]] = browser.execute("getLog", {"type": kind})["value"]
    return entries
