"""Nothing moves on a first visit either, and hardly anything where the font comes late.

What holds for every page, `test_every_page` sees.
"""

import pytest
from playwright.sync_api import Route

from tests.browser.page_types import PAGE_TYPES, PageType
from tests.browser.reader import DESKTOP, PHONE, Reader, go, scroll_to_end
from tests.browser.rules import what_moved
from tests.pages import COMPARISON

# The display font and its stand-in differ in width by a hair, which pushes what follows a name in its line,
# and can give names as long as names may be another number of lines. (What browsers' makers call good is below 0.1.)
HAIR, LINE = 0.001, 0.1
LONG_NAMES = ("unbroken", "long-names")
FIRST_TEXT_IS_PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
FONT_IS_PAINTED = """document.fonts.ready.then(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
)"""
# Where its parts begin and end, in pixels from the top and from the left.
MASTHEAD = """() => Object.fromEntries(
    [...document.querySelectorAll(".masthead :is(.wordmark svg, nav, .theme)")].map((part) => {
        const { top, left, bottom, right } = part.getBoundingClientRect();
        return [part.localName, [top, left, bottom, right]];
    })
)"""
WITH_FONT = [page_type for page_type in PAGE_TYPES if not page_type.stands_alone]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_nothing_moves_on_a_first_visit(reader: Reader, width: int):
    page = reader.new_page(width=width)
    page.goto(COMPARISON)
    scroll_to_end(page)

    assert not what_moved(page)


# Lines are shortest on a phone, and a comparison is laid out anew on a desktop.
@pytest.mark.parametrize(
    ("page_type", "width"),
    [*((page_type, PHONE) for page_type in WITH_FONT), (PageType(COMPARISON), DESKTOP)],
    ids=str,
)
def test_hardly_anything_moves_when_the_font_comes_late(reader: Reader, page_type: PageType, width: int):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = reader.regular_page(width=width)
    page.route("**/*.woff2", hold)
    with page.expect_request("**/*.woff2"):
        go(page, page_type, wait_until="commit")
    page.wait_for_function(FIRST_TEXT_IS_PAINTED)

    for route in held:
        route.continue_()
    page.wait_for_load_state()
    page.evaluate(FONT_IS_PAINTED)

    assert held
    has_long_names = any(part in page_type.path for part in LONG_NAMES)
    assert not what_moved(page, but=LINE if has_long_names else HAIR)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_masthead_keeps_its_place_while_it_comes_in_pieces(reader: Reader, width: int):
    page = reader.open(PageType("/about"), width=width)

    whole = page.evaluate(MASTHEAD)
    page.evaluate("document.querySelector('.masthead .theme').textContent = ''")
    emptied = page.evaluate(MASTHEAD)
    page.evaluate("document.querySelector('.masthead .theme').remove()")
    page.evaluate("document.querySelector('.wordmark').lastChild.remove()")
    begun = page.evaluate(MASTHEAD)

    assert emptied == whole
    assert (begun["svg"], begun["nav"][0]) == (whole["svg"], whole["nav"][0])
    assert ("button" in whole, "button" in begun) == (True, False)


def test_what_moves_would_be_seen(reader: Reader):
    page = reader.open(PageType("/about"))
    scroll_to_end(page)

    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.evaluate("document.querySelector('main').style.marginTop = '200px'")
    scroll_to_end(page)

    assert what_moved(page)
