"""A real browser before the real site.

Playwright's synchronous interface keeps an event loop running in this thread, and Django asks no
database in such a thread. So the browser lives as long as this package and no longer: no test here
asks the database, and every other test may.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from compare.environment import DATA_DIR
from tests.browser.chromium import HOW_TO_GET_IT, find_chromium, launch
from tests.browser.page_types import add_extremes
from tests.browser.reader import Reader
from tests.site import Site, copy_folder, made_once, site_like


@pytest.fixture(scope="package")
def chromium() -> Path:
    """Where the browser is. Without one a developer is told and tests nothing here, and CI fails."""
    found = find_chromium()
    if found is None and os.environ.get("CI"):
        pytest.fail(HOW_TO_GET_IT)
    return found or pytest.skip(HOW_TO_GET_IT)


@pytest.fixture(scope="package")
def extreme_site(pattern: Path, testrun_uid: str) -> Iterator[Site]:
    """The real site with every type of page."""

    def make(folder: Path) -> None:
        copy_folder(pattern, folder)
        add_extremes(folder)

    with site_like(made_once(DATA_DIR / "extremes", testrun_uid, make)) as site:
        site.start(STYLEGUIDE="1")
        yield site


@pytest.fixture(scope="package")
def only_browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright, launch(playwright, chromium) as browser:
        yield browser


@pytest.fixture(scope="package")
def only_reader(only_browser: Browser, extreme_site: Site) -> Reader:
    return Reader(only_browser, extreme_site.url)


@pytest.fixture
def reader(only_reader: Reader) -> Iterator[Reader]:
    """Opens pages, and in the end has met nothing that a quiet page would not have said or asked for."""
    yield only_reader
    noise = only_reader.end_of_test()
    assert not noise, "\n".join(noise)
