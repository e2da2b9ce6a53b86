"""Whoever has scrolled down a comparison still sees which tool stands on which side, and the panel's verdict."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.reader import DESKTOP, PHONE, Reader
from tests.pages import COMPARISON

HIGHEST = 72


def bar_at_scorecard(page: Page) -> Locator:
    """The bar of names, with the page scrolled to where the reviews begin."""
    page.locator("#scorecard").evaluate("heading => heading.scrollIntoView({ block: 'start', behavior: 'instant' })")
    return page.locator(".running-head")


@pytest.mark.parametrize("width", [320, PHONE, DESKTOP])
def test_the_bar_stays_at_the_top(reader: Reader, width: int):
    page = reader.new_page(width=width)
    page.goto(COMPARISON)

    bar = bar_at_scorecard(page)
    box = bar.bounding_box()

    assert box is not None
    assert box["y"] == pytest.approx(0, abs=1)
    assert box["height"] <= HIGHEST
    for text in ("SmolVLM-3B", "Mistral 8x22B v2"):
        expect(bar.get_by_text(text)).to_be_in_viewport(ratio=0.99)
    for stamp in bar.locator(".stamp").all():
        expect(stamp).to_be_in_viewport(ratio=0.99)
        expect(stamp).to_have_text("Ship")


@pytest.mark.parametrize("width", [320, 768, DESKTOP])
def test_long_names_leave_the_stamps_in_one_piece(reader: Reader, width: int):
    page = reader.new_page(width=width)
    page.goto("/compare/unbroken-vs-spaced")

    boxes = [stamp.bounding_box() for stamp in page.locator(".running-head .stamp").all()]

    assert len(boxes) == 2
    assert all(box and box["width"] > box["height"] for box in boxes), boxes


def test_the_heading_that_was_jumped_to_is_below_the_bar(reader: Reader):
    page = reader.new_page()
    page.goto(f"{COMPARISON}#scorecard")

    bar, heading = page.locator(".running-head").bounding_box(), page.locator("#scorecard").bounding_box()

    assert bar is not None
    assert heading is not None
    assert heading["y"] >= bar["y"] + bar["height"]


def test_nothing_sticks_on_paper(reader: Reader):
    page = reader.new_page()
    page.goto(COMPARISON)
    page.emulate_media(media="print")

    sticking = page.evaluate("""
        [...document.querySelectorAll("*")]
            .filter((one) => ["sticky", "fixed"].includes(getComputedStyle(one).position))
            .map((one) => `${one.localName}.${one.className}`)
    """)

    assert sticking == []
