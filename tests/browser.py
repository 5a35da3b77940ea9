"""A real Chromium without a window and without a network, where one is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--headless=new",
    "--no-sandbox",  # Only pages of our own are opened, and root may not have one.
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def missing() -> str:
    """Say which program is missing; nothing if a browser can be started."""
    if not _chromium():
        return "chromium is not installed"
    return "" if shutil.which("chromedriver") else "chromedriver is not installed"


def _chromium() -> str:
    return next((path for name in PROGRAMS if (path := shutil.which(name))), "")


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start one; all that it keeps is below the folder."""
    if why := missing():
        pytest.skip(f"{why}: `apt-get install chromium chromium-driver` brings both")
    options = ChromeOptions()
    options.binary_location = _chromium()
    for switch in (*SWITCHES, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    quiet = Service(shutil.which("chromedriver"), log_output=os.devnull)
    try:
        driver = Chrome(options=options, service=quiet)
    except WebDriverException as error:
        pytest.skip(f"the browser does not start: {error.msg}")
    try:
        yield Browser(driver)
    finally:
        driver.quit()


class Browser:
    """What the tests ask of it."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(
        self, page: Path, *, width: int = 1200, scheme: str = "light", media: str = ""
    ) -> None:
        """Open a page as somebody sees it."""
        self.look(width=width, scheme=scheme, media=media)
        self.driver.get(page.as_uri())

    def look(self, *, width: int = 1200, scheme: str = "light", media: str = "") -> None:
        """Change how somebody sees it."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._do("Emulation.setEmulatedMedia", media=media, features=features)
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._do("Emulation.setDeviceMetricsOverride", **size)

    def ask(self, script: str, *arguments: Any) -> Any:
        """Give what a script returns."""
        return self.driver.execute_script(script, *arguments)

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def complaints(self) -> list[str]:
        """What the console says since the last time that this was asked."""
        return [str(entry["message"]) for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def _do(self, command: str, **arguments: Any) -> None:
        self.driver.execute_cdp_cmd(command, arguments)
