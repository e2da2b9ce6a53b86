"""Everything works with the keyboard alone. That one always sees where one is, `test_every_page` sees."""

from playwright.sync_api import expect

from tests.browser.reader import Reader, focus_on
from tests.pages import COMPARISON


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
