"""The tray and the bookmarks, in place: with a mouse, with the keyboard, and announced."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.reader import DESKTOP, PHONE, Reader
from tests.browser.rules import EVERY_RULE, violations_on
from tests.pages import COMPARISON

# What has the focus, if the bar at the foot of the window lies over any of it.
COVERED = """() => {
    const stop = document.activeElement, bar = document.querySelector(".yours");
    const { top } = bar.getBoundingClientRect(), { bottom } = stop.getBoundingClientRect();
    return stop !== document.body && !bar.contains(stop) && bottom > top + 1 ? stop.outerHTML.slice(0, 120) : null;
}"""


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.new_page()


def put_into_tray(page: Page, *names: str) -> None:
    """Go to the list of tools and press the button of each."""
    page.goto("/tools/")
    for name in names:
        page.get_by_role("button", name=f"Compare {name}: put it into the tray", exact=True).click()
        expect(page.locator(".tray li a", has_text=name)).to_have_count(1)


def test_the_tray_follows_a_reader_from_a_list_to_the_comparison(page: Page):
    page.goto("/tools/")
    expect(page.locator(".tray")).to_have_count(0)
    put_into_tray(page, "SmolVLM-3B", "Mistral 8x22B v2")
    expect(
        page.get_by_role("status").filter(has_text="Mistral 8x22B v2 is in the tray, which holds 2 of 4 now.")
    ).to_be_visible()
    assert page.evaluate("document.activeElement.textContent").startswith("Compare")

    page.goto("/about")
    page.get_by_role("link", name="Compare these").click()

    expect(page).to_have_url(f"{page.url.partition('/compare/')[0]}{COMPARISON}")


def test_with_the_keyboard_tools_change_places_and_go_and_the_focus_stays(page: Page):
    put_into_tray(page, "SmolVLM-3B", "Mistral 8x22B v2", "Mistral Small 3.1")
    names = page.locator(".tray li a")

    page.locator("#tray-swap-smolvlm-3b").focus()
    page.keyboard.press("Enter")
    expect(names).to_have_text(["Mistral 8x22B v2", "SmolVLM-3B", "Mistral Small 3.1"])
    expect(page.locator("#tray-swap-smolvlm-3b")).to_be_focused()

    for left in (2, 1):
        page.locator(".tray li button", has_text="Remove").first.focus()
        page.keyboard.press("Enter")
        expect(names).to_have_count(left)
        expect(page.locator(".tray button[value=remove]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".tray")).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="which is empty now")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_bar_covers_neither_the_end_of_a_page_nor_what_has_the_focus(reader: Reader, width: int):
    page = reader.new_page(width=width)
    page.goto("/tools/smolvlm-3b")
    page.locator(".keep button").first.click()
    expect(page.locator(".tray")).to_be_visible()

    page.evaluate("scrollTo(0, 0)")
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(COVERED) is None
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    foot, bar = page.locator(".foot").bounding_box(), page.locator(".yours").bounding_box()
    assert foot["y"] + foot["height"] <= bar["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_bookmark_stands_in_the_drawer_and_its_button_knows_it(page: Page):
    page.goto(COMPARISON)
    bookmark = page.locator("#bookmark")
    bookmark.click()
    expect(bookmark).to_contain_text("Remove bookmark")
    expect(bookmark).to_be_focused()
    page.goto("/about")
    page.goto(COMPARISON)
    expect(bookmark).to_contain_text("Remove bookmark")

    page.locator(".ribbon").click()
    drawer = page.get_by_role("dialog", name="Latest bookmarks")
    expect(drawer.get_by_role("link", name="SmolVLM-3B vs Mistral 8x22B v2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    bookmark.click()
    expect(bookmark).to_have_attribute("value", "add")
    assert page.evaluate("document.cookie") == ""


def test_what_is_kept_is_accessible(page: Page):
    page.goto("/tools/smolvlm-3b")
    page.locator(".keep button").first.click()
    page.locator("#bookmark").click()
    expect(page.locator("#bookmark")).to_contain_text("Remove")
    page.locator(".ribbon").click()

    for path in (None, "/tray", "/bookmarks/"):
        if path:
            page.goto(path)
        page.evaluate(AXE_SCRIPT)
        assert not violations_on(page, EVERY_RULE)


def test_whoever_keeps_nothing_is_asked_for_nothing(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/tools/smolvlm-3b", wait_until="networkidle")

    assert asked
    assert not [url for url in asked if "/yours" in url]


def test_a_site_that_does_not_answer_is_said_not_to(page: Page, reader: Reader):
    page.goto("/tools/smolvlm-3b")
    page.route("**/tray", lambda route: route.abort())
    page.locator(".keep button").first.click()

    expect(page.locator("#kept")).to_contain_text("The site did not answer")
    reader.noise.clear()
