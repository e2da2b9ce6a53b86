"""Everything works with the keyboard alone, and one always sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_types import PAGE_TYPES, TYPES_OF_MARKUP, PageType
from tests.browser.reader import DESKTOP, PHONE, Reader
from tests.pages import COMPARISON

# Not the page of all components, which has pages in frames and no reader.
FOR_READERS = [page_type for page_type in PAGE_TYPES if page_type.path != "/styleguide"]
MOST_STOPS = 400
# All that Tab should come to, so that a trap is not taken for the end.
STOPS = """[...document.querySelectorAll("a[href], button, input, select, summary, textarea")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true })).length"""
FAULTS_OF_STOP = """() => {
    const stop = document.activeElement;
    if (stop === document.body || window.firstStop === stop) return null;
    window.firstStop ??= stop;
    const faults = [];
    const { outlineStyle, outlineWidth } = getComputedStyle(stop);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 3) faults.push("no outline of 3px");

    const bar = document.querySelector(".running-head");
    const sticks = bar && !bar.contains(stop) && getComputedStyle(bar).position === "sticky";
    const covered = sticks ? bar.getBoundingClientRect() : { top: 0, bottom: 0 };
    const parts = [...stop.getClientRects()].filter((part) => part.width && part.height);
    if (!parts.length) faults.push("without a size");
    for (const { left, top, right, bottom } of parts) {
        const low = stop.localName === "textarea" ? top : bottom; // of one that is high browsers show where one types
        if (top < -1 || left < -1 || low > innerHeight + 1 || right > innerWidth + 1) {
            faults.push(`outside of the window (${[left, top, right, bottom].map(Math.round)})`);
        }
        if (top < covered.bottom - 1 && bottom > covered.top + 1) faults.push("under the bar of names");
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        if (there && !stop.contains(there) && !there.contains(stop)) {
            faults.push(`under ${there.localName}.${there.className}`);
        }
    }
    const name = (stop.innerText || stop.name || stop.id).trim().slice(0, 40);
    return faults.slice(0, 2).map((fault) => `${stop.localName} “${name}”: ${fault}`);
}"""


def focus_on(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_the_first_stop_leads_to_the_content(reader: Reader):
    page = reader.new_page()
    page.goto("/")

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_two_names_and_enter_lead_to_the_comparison(reader: Reader):
    page = reader.new_page()
    page.goto("/")

    focus_on(page, "input[name=first]")
    page.keyboard.type("SmolVLM-3B")
    focus_on(page, "input[name=second]")
    page.keyboard.type("Mistral 8x22B v2")
    with page.expect_navigation(url=f"**{COMPARISON}"):
        page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("SmolVLM-3B vs Mistral 8x22B v2")


def test_space_leaves_only_what_differs_and_brings_back_the_rest(reader: Reader):
    page = reader.new_page()
    page.goto(COMPARISON)
    same, differing = page.locator(".ledger .same"), page.locator(".ledger .differs")
    expect(same.first).to_be_visible()

    focus_on(page, "#only-differing")
    page.keyboard.press("Space")
    for row in same.all():
        expect(row).to_be_hidden()
    expect(differing.first).to_be_visible()

    page.keyboard.press("Space")
    for row in same.all():
        expect(row).to_be_visible()


def test_enter_switches_the_theme(reader: Reader):
    page = reader.new_page(theme="light")
    page.goto("/")

    focus_on(page, "button.theme")
    page.keyboard.press("Enter")

    expect(page.locator(":root")).to_have_attribute("data-theme", "dark")


# The bar of names and the narrowest rooms are on a phone; what is wide shows each markup once.
@pytest.mark.parametrize(
    ("page_type", "width"),
    [
        *((page_type, PHONE) for page_type in FOR_READERS),
        *((page_type, DESKTOP) for page_type in TYPES_OF_MARKUP if "styleguide" not in page_type.path),
    ],
    ids=str,
)
def test_each_stop_is_seen(reader: Reader, page_type: PageType, width: int):
    page = reader.open(page_type, width=width)

    faults: list[str] = []
    stops = 0
    page.keyboard.down("Tab")
    while (found := page.evaluate(FAULTS_OF_STOP)) is not None:
        faults += found
        stops += 1
        assert stops < MOST_STOPS
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")

    assert stops == page.evaluate(STOPS)
    assert not faults, "\n".join(faults)
