"""The badge and the card work on a page of another origin, and no other page of the site lets itself be framed."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.reader import Reader
from tests.pages import COMPARISON

EXTREMES = "/compare/unbroken-vs-spaced"
MOST = "/compare/unbroken-vs-spaced-vs-wordy-vs-bare"
NOT_TO_BE_FRAMED = [
    "/", COMPARISON, "/tools/unbroken", "/tools/unbroken/quote", "/tools/unbroken/vote", "/ballots/unbroken",
    "/digest/", "/admin/", "/nowhere", "/cards/nowhere", "/badges/tools/unbroken.svg", "/favicon.ico",
    "/about/",
]  # fmt: skip
REFUSED = "chrome-error://chromewebdata/"
TIGHTEST = (280, 380)  # in small letters and in large ones
RUNS_OVER = """() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    return scrollWidth > clientWidth || scrollHeight > clientHeight;
}"""
Show = Callable[[Page, str], None]


class Quietly(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Show]:
    """Opens a page with the given body, on a site that has nothing to do with this one."""
    numbers = count()

    def show(page: Page, html: str) -> None:
        name = f"{next(numbers)}.html"
        head = '<!doctype html><meta charset="utf-8"><title>Elsewhere</title><link rel="icon" href="data:,">'
        (tmp_path / name).write_text(head + html)
        page.goto(f"http://localhost:{server.server_port}/{name}")

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quietly, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever).start()
        yield show
        server.shutdown()


@pytest.fixture
def page(reader: Reader) -> Iterator[Page]:
    """A page for another site, of which nobody expects that it is quiet about its neighbour."""
    yield reader.new_page()
    reader.noise = []


def code(page: Page, path: str) -> list[str]:
    """The code on the page that quotes the page at `path`: HTML and Markdown of the badge, HTML of the card."""
    page.goto(f"{path}/quote")
    return [area.input_value() for area in page.locator("textarea").all()]


def frame_of(page: Page, path: str) -> Frame:
    return next(frame for frame in page.frames if urlsplit(frame.url).path == path)


def test_badge_and_card_work_on_a_page_of_another_origin(page: Page, elsewhere: Show):
    snippets = [code(page, path) for path in ("/tools/unbroken", EXTREMES, MOST)]
    withdrawn = snippets[0][0].replace("unbroken", "withdrawn")

    for width in TIGHTEST:
        page.set_viewport_size({"width": width + 16, "height": 2000})
        elsewhere(
            page, "".join(f"<p>{badge}</p>{card}" for badge, _, card in snippets).replace("480", str(width)) + withdrawn
        )
        for image in page.locator("img").all():
            expect(image).to_have_js_property("complete", True)
            assert image.evaluate("image => image.naturalWidth") > 100
        frames = page.frames[1:]
        assert len(frames) == 3
        for frame in frames:
            expect(frame.locator("main")).to_have_css("border-top-width", "4px")
            assert not frame.evaluate(RUNS_OVER), (width, frame.url)

    card = frame_of(page, "/cards/tools/unbroken")
    expect(card.locator(".line")).to_have_text("Ship · 3 ship / 1 skip")
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="The reasons").click()
    expect(opened.value.locator("h1")).to_contain_text("Donaudampf")


def test_nothing_else_can_be_framed(page: Page, elsewhere: Show, reader: Reader):
    paths = [*NOT_TO_BE_FRAMED, "/cards/tools/bare"]

    elsewhere(page, "".join(f'<iframe src="{reader.site_url}{path}"></iframe>' for path in paths))

    *refused, shown = [frame.evaluate("location.href") for frame in page.frames[1:]]
    assert dict(zip(NOT_TO_BE_FRAMED, refused, strict=True)) == dict.fromkeys(NOT_TO_BE_FRAMED, REFUSED)
    assert shown == f"{reader.site_url}/cards/tools/bare"


def test_a_click_copies_the_code_or_marks_it(page: Page):
    page.goto("/tools/unbroken/quote")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    html, markdown = (page.get_by_label(f"{form} of the badge", exact=True) for form in ("HTML", "Markdown"))
    says = page.locator(".snippet [role=status]")

    page.get_by_role("button", name="Copy HTML of the badge").click()
    expect(says.nth(0)).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == html.input_value()

    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('no leave')))")
    page.get_by_role("button", name="Copy Markdown of the badge").click()
    expect(says.nth(1)).to_contain_text("Marked")
    assert page.evaluate("getSelection().toString()") == markdown.input_value()
