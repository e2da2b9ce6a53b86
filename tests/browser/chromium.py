"""The Chromium that tests, Lighthouse and the screenshots look through."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_IT = (
    "There is no Chromium. Install it (Debian: apt install chromium fonts-dejavu-core) or set CHROMIUM to it."
)


def find_chromium() -> Path | None:
    """What the environment names as CHROMIUM, else the first of the usual names on the PATH, or None."""
    named = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    found = next(filter(None, map(shutil.which, named)), None)
    return Path(found) if found else None


def launch(playwright: Playwright, chromium: Path) -> Browser:
    """Start it without a window."""
    return playwright.chromium.launch(executable_path=chromium, args=FLAGS)
