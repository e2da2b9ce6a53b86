"""Suggestions come as one types, and the keyboard alone is enough to choose one."""

import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Route, expect

from tests.browser.reader import PHONE, Reader, focus_on
from tests.browser.rules import EVERY_RULE, violations_on

FIRST = re.compile(r"/search/suggestions\?q=smol$")
OPTIONS = "[role=listbox] [role=option]"


def type_into_the_box(page: Page, text: str) -> None:
    focus_on(page, "#search")
    expect(page.get_by_role("combobox", name="Search tools")).to_have_attribute("aria-expanded", "false")
    page.keyboard.type(text)


def test_a_suggestion_is_chosen_with_the_keyboard(reader: Reader):
    page = reader.new_page(width=PHONE)
    page.goto("/about")
    box, options = page.locator("#search"), page.locator(OPTIONS)

    type_into_the_box(page, "mistrl 8x22b")
    expect(options.first).to_have_text("Mistral 8x22B v2 Developer Tools")
    expect(page.get_by_role("status").filter(has_text="suggestion")).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    expect(box).to_be_focused()
    page.evaluate(AXE_SCRIPT)
    assert not violations_on(page, EVERY_RULE)
    page.keyboard.press("Home")
    expect(page.locator(f"{OPTIONS}[aria-selected=true]")).to_have_count(0)

    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("mistrl 8x22b")

    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tools/mistral-8x22b-v2")

    page.go_back()
    expect(options).to_have_count(0)
    type_into_the_box(page, "smollm3 vs mistral small")
    expect(options.first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=smollm3*")


def test_a_late_answer_never_takes_the_place_of_a_newer_one(reader: Reader):
    page = reader.new_page()
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(FIRST, hold)
    page.goto("/about")

    with page.expect_request(FIRST):
        type_into_the_box(page, "smol")
    page.locator("#search").fill("mistral small")
    expect(page.locator(OPTIONS).first).to_contain_text("Mistral Small 3.1")
    late[0].fulfill(body='<a role="option" href="/" id="late">Late</a>', content_type="text/html")
    page.locator("#search").fill("mistral next")

    expect(page.locator(OPTIONS).first).to_contain_text("Mistral-Next 70B")
    assert page.locator("#late").count() == 0
    reader.noise.clear()  # htmx reports that it has given up waiting for the first answer


def test_the_box_works_without_scripts(reader: Reader):
    page = reader.new_page(scripts=False)
    page.goto("/about")

    page.locator("#search").fill("smolm")
    page.get_by_role("search").get_by_role("button", name="Search").click()

    expect(page.get_by_role("heading", level=3).first).to_be_visible()
    expect(page.locator("#search")).to_have_value("smolm")
