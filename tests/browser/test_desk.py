"""An editor enters a tool with its facts and its four reviews, looks at it, schedules it, and it appears by itself.

All of it with the keyboard alone.
"""

import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.extremes import EDITOR
from tests.browser.reader import Reader, focus_on

NAME, PATH = "Typed 7B", "/tools/typed-7b"
FACTS = [("Param", "Parameters", "7B"), ("Runs", "Runs on", "One card")]
REVIEWS = [
    ("Builder", "Ship", "85", "It *ships* on the first try."),
    ("Skeptic", "Skip", "90", "It skips what matters."),
    ("Futurist", "Ship", "70", "It will matter in a year."),
    ("Founder", "Ship", "", "It costs nothing to try."),
]
SECONDS_AHEAD, SECONDS_TO_APPEAR = 7, 40


def test_a_tool_is_entered_previewed_and_scheduled_with_the_keyboard(reader: Reader):
    page = reader.new_page()
    sign_in(page)
    press(page, 'a[href="/admin/tools/tool/add/"]')
    type_tool(page)
    press(page, 'input[name="_preview"]')

    expect(page.get_by_role("complementary", name="Preview")).to_contain_text(f"{NAME}: draft")
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    for reviewer, verdict, _, body in REVIEWS:
        article = page.locator("article", has_text=body.replace("*", ""))
        expect(article).to_contain_text(verdict)
        expect(article).to_contain_text(reviewer)
    for _, attribute, value in FACTS:
        expect(page.get_by_role("row", name=attribute)).to_contain_text(value)
    assert status(page) == 404

    press(page, ".preview a")
    due = datetime.now(UTC) + timedelta(seconds=SECONDS_AHEAD)
    schedule(page, due)

    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(page.locator("#result_list tr", has_text=NAME)).to_contain_text("Scheduled")
    appeared = wait_until_it_appears(page)
    assert appeared >= due.replace(microsecond=0)
    page.goto(PATH)
    expect(page.locator("main")).to_contain_text("Ship · 3 ship / 1 skip")
    expect(page.locator("article.opinion")).to_have_count(len(REVIEWS))


def sign_in(page: Page) -> None:
    page.goto("/admin/")
    expect(page.locator(":focus")).to_have_attribute("name", "username")
    page.keyboard.type(EDITOR)
    focus_on(page, 'input[name="password"]')
    page.keyboard.type(EDITOR)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What would you like to change?")).to_be_visible()


def press(page: Page, selector: str) -> None:
    focus_on(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, name: str, text: str) -> None:
    """Come to the field of this name and type: into a text, or the beginning of an option."""
    focus_on(page, f'[name="{name}"]')
    page.keyboard.type(text)


def type_tool(page: Page) -> None:
    fill(page, "name", NAME)
    focus_on(page, '[name="slug"]')
    expect(page.locator('[name="slug"]')).to_have_value("typed-7b")
    fill(page, "category", "Dev")
    fill(page, "tagline", "It was typed.")
    fill(page, "description", "A tool that somebody has entered without a mouse.")
    for place, (letters, attribute, value) in enumerate(FACTS):
        if place:
            focus_on(page, ".add-row a")
            page.keyboard.press("Enter")
            focus_back_on(page, f"#facts-{place} .select2-selection")
        else:
            focus_on(page, f"#facts-{place} .select2-selection")
        page.keyboard.press("Enter")
        expect(page.locator(".select2-search__field")).to_be_focused()
        page.keyboard.type(letters)
        expect(page.locator(".select2-results__option--highlighted")).to_have_text(attribute)
        page.keyboard.press("Enter")
        fill(page, f"facts-{place}-value", value)
    for reviewer, verdict, score, body in REVIEWS:
        form = page.locator(".scorecard .inline-related", has=page.locator("b", has_text=reviewer)).get_attribute("id")
        fill(page, f"{form}-verdict", verdict)
        fill(page, f"{form}-score", score)
        fill(page, f"{form}-state", "Pub")
        fill(page, f"{form}-body", body)
    summary = page.locator("section.summary")
    expect(summary).to_contain_text("Ship · 3 ship / 1 skip, 75% ship, panel score 82.")
    expect(summary).to_contain_text("Skeptic says skip with a score of 90. It may be meant.")


def focus_back_on(page: Page, selector: str) -> None:
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Shift and Tab never come to {selector}")


def schedule(page: Page, due: datetime) -> None:
    fill(page, "state", "Pub")
    fill(page, "published_at_0", f"{due:%Y-%m-%d}")
    fill(page, "published_at_1", f"{due:%H:%M:%S}")
    page.keyboard.press("Enter")


def status(page: Page) -> int:
    return page.request.get(PATH).status


def wait_until_it_appears(page: Page) -> datetime:
    """When it was first there, within a second."""
    deadline = time.monotonic() + SECONDS_TO_APPEAR
    while time.monotonic() < deadline:
        if status(page) == 200:
            return datetime.now(UTC)
    raise AssertionError(f"{PATH} does not appear")
