"""A comparison of two tools goes on two sheets of A4, dark on white."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import Reader
from tests.pages import COMPARISON, FEATURED

# As WCAG defines it, from 0 for black to 1 for white; null for what is transparent.
LUMINANCE = """(part) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.fillStyle = getComputedStyle(document.querySelector(part.of))[part.what];
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    const linear = (value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return alpha ? 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) : null;
}"""
READABLE_ON_WHITE = 1.05 / 4.5 - 0.05


@pytest.mark.parametrize("path", FEATURED)
def test_two_sheets(reader: Reader, path: str):
    page = reader.new_page(theme="dark")
    page.goto(path)

    printed = page.pdf(format="A4")

    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_dark_on_white(reader: Reader, theme: str):
    page = reader.new_page(theme=theme)
    page.goto(COMPARISON)
    page.emulate_media(media="print")

    behind = [page.evaluate(LUMINANCE, {"of": of, "what": "backgroundColor"}) for of in (":root", "body")]
    text = [
        page.evaluate(LUMINANCE, {"of": of, "what": "color"})
        for of in ("body", "h1", "h2", ".ledger th", ".ledger td", ".prose")
    ]

    assert all(paper is None or paper > 0.99 for paper in behind), behind
    assert max(text) <= READABLE_ON_WHITE, text


def test_what_paper_cannot_do_is_left_out(reader: Reader):
    page = reader.new_page()
    page.goto(COMPARISON)
    page.emulate_media(media="print")

    for what in (".masthead nav", ".foot nav", "button.theme", "#only-differing", ".skip-link"):
        expect(page.locator(what)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
