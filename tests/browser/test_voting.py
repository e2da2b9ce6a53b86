"""A reader votes in place, is told what came of it, and can change or take back what they said."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.page_types import PageType
from tests.browser.reader import PHONE, Reader, bring_ballots, focus_on, go

SHEET = PageType("/compare/smollm3-on-device-vs-mistral-next-70b")
SLUG, NAME = "mistral-next-70b", "Mistral-Next 70B"
VOTE_PATH = f"**/tools/{SLUG}/vote"


@pytest.fixture
def page(reader: Reader) -> Iterator[Page]:
    """The comparison before somebody new, who takes back what they said in the end."""
    page = reader.new_page(width=PHONE)
    open_ballots(page)
    yield page
    page.unroute_all()
    open_ballots(page)
    if (taking_back := ballot(page).locator("[value=none]")).count():
        taking_back.click()
        expect(ballot(page)).to_contain_text("You have not voted")


def open_ballots(page: Page) -> None:
    go(page, SHEET)
    bring_ballots(page)


def ballot(page: Page) -> Locator:
    return page.locator(f"#ballot-{SLUG}")


def button(page: Page, choice: str) -> Locator:
    return page.locator(f"#{choice}-{SLUG}")


def expect_said(page: Page, choice: str | None) -> None:
    """What the ballot shows of the reader's vote."""
    for each in ("ship", "skip"):
        expect(button(page, each)).to_have_attribute("aria-pressed", "true" if each == choice else "false")


def told(page: Page) -> Locator:
    """The live region, in which a screen reader hears what came of a vote."""
    return page.locator("#said")


def come_back_to(page: Page) -> None:
    """Leave the tab and come back to it, which a browser without a window cannot tell by itself."""
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def hold(held: list[Route]) -> Callable[[Route], None]:
    """A handler that lets requests wait. (Playwright takes no method of a list for one.)"""

    def handler(route: Route) -> None:
        held.append(route)

    return handler


def names_of_cookies(page: Page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def test_ship_then_skip_then_neither(page: Page):
    expect(told(page)).to_be_empty()
    assert "voter" not in names_of_cookies(page)

    button(page, "ship").click()
    expect(told(page)).to_have_text(f"You say ship to {NAME}. It is counted.")
    expect(ballot(page).locator(".community")).to_have_text("1 of 1 ships")
    expect(page.locator(f"[data-community-figure={SLUG}]")).to_have_text("1 of 1")
    expect(page.locator(f".ledger [data-community-label={SLUG}]")).to_have_text("1 of 1 ships")
    expect_said(page, "ship")
    assert "voter" in names_of_cookies(page)

    button(page, "skip").click()
    expect(told(page)).to_have_text(f"You say skip to {NAME}. It is counted.")
    expect(ballot(page).locator(".community")).to_have_text("0 of 1 ship")
    expect_said(page, "skip")

    button(page, "none").click()
    expect(told(page)).to_have_text(f"You have taken back your vote on {NAME}.")
    expect(ballot(page).locator(".community")).to_have_text("No community votes yet")
    expect_said(page, None)


def test_with_the_keyboard_the_focus_stays_where_one_votes(page: Page):
    focus_on(page, f"#skip-{SLUG}")
    page.keyboard.press("Enter")
    expect_said(page, "skip")
    expect(button(page, "skip")).to_be_focused()

    page.keyboard.press("Tab")
    expect(button(page, "none")).to_be_focused()
    page.keyboard.press("Space")
    expect_said(page, None)
    expect(button(page, "ship")).to_be_focused()


def test_a_double_click_is_one_vote(page: Page):
    button(page, "ship").dblclick()

    expect(told(page)).to_contain_text("You say ship")
    expect(ballot(page).locator(".community")).to_have_text("1 of 1 ships")


def test_of_two_quick_clicks_the_second_holds(page: Page):
    held: list[Route] = []
    page.route(VOTE_PATH, lambda route: route.continue_() if held else held.append(route))
    button(page, "ship").click()
    button(page, "skip").click()

    held[0].continue_()

    expect(told(page)).to_contain_text("You say skip")
    expect_said(page, "skip")
    expect(ballot(page).locator(".community")).to_have_text("0 of 1 ship")


def test_the_other_tab_shows_it_when_one_comes_back_to_it(page: Page):
    other = page.context.new_page()
    open_ballots(other)
    button(other, "ship").click()
    expect_said(other, "ship")
    expect_said(page, None)

    come_back_to(page)

    expect_said(page, "ship")
    button(page, "skip").click()
    expect(ballot(page).locator(".community")).to_have_text("0 of 1 ship")


def test_ballots_that_are_late_do_not_undo_a_vote(page: Page, reader: Reader):
    held: list[Route] = []
    page.route("**/ballots/**", hold(held))
    with page.expect_request("**/ballots/**"):
        come_back_to(page)
    # After 15 seconds htmx would give up in any case.
    with page.expect_event("requestfailed", lambda request: "/ballots/" in request.url, timeout=10_000):
        button(page, "ship").click()

    expect(told(page)).to_contain_text("You say ship")
    expect_said(page, "ship")
    reader.noise.clear()  # htmx reports that it has given up waiting for the ballots


def test_whoever_comes_back_while_a_vote_is_on_its_way_sees_it_arrive(page: Page):
    held: list[Route] = []
    page.route(VOTE_PATH, hold(held))
    with page.expect_request(VOTE_PATH):
        button(page, "ship").click()
    come_back_to(page)

    held[0].continue_()

    expect(told(page)).to_contain_text("You say ship")
    expect_said(page, "ship")


def test_the_way_back_leads_to_ones_own_vote(page: Page):
    button(page, "ship").click()
    expect_said(page, "ship")

    page.goto("/tools/")
    page.go_back()
    bring_ballots(page)

    expect_said(page, "ship")


def test_a_form_whose_token_is_gone_comes_anew_and_says_so(page: Page, reader: Reader):
    page.context.clear_cookies(name="csrftoken")
    button(page, "ship").click()
    expect(told(page)).to_contain_text("Nothing was recorded, since the form was too old")
    expect_said(page, None)
    reader.noise.clear()

    button(page, "ship").click()
    expect(told(page)).to_contain_text("It is counted")


def test_a_tool_that_is_gone_is_said_to_be(page: Page, reader: Reader):
    page.route(VOTE_PATH, lambda route: route.continue_(url=f"{reader.site_url}/tools/gone/vote"))
    button(page, "ship").click()

    expect(told(page)).to_contain_text("Nothing was recorded: the tool is not here any more.")
    expect(ballot(page).locator("button")).to_have_count(0)
    reader.noise.clear()


def test_a_site_that_does_not_answer_is_said_not_to(page: Page, reader: Reader):
    page.route(VOTE_PATH, lambda route: route.abort())
    button(page, "ship").click()
    expect(told(page)).to_contain_text("The site did not answer or could not take your vote")
    expect_said(page, None)
    reader.noise.clear()

    page.unroute(VOTE_PATH)
    button(page, "ship").click()
    expect(told(page)).to_contain_text("It is counted")


def test_without_scripts_one_votes_on_a_page_of_its_own_and_comes_back(reader: Reader):
    page = reader.new_page(width=PHONE, scripts=False)
    go(page, SHEET)
    page.locator(f"a#ship-{SLUG}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ship or skip: {NAME}")
    button(page, "ship").click()
    expect(page).to_have_url(re.compile(rf"{SHEET.path}#counted$"))
    expect(page.get_by_text("Your vote is recorded and counted.")).to_be_in_viewport()
    expect(page.get_by_text("Your vote is taken back.")).to_be_hidden()

    page.locator(f"a#ship-{SLUG}").click()
    expect_said(page, "ship")
    button(page, "none").click()
    expect(page).to_have_url(re.compile(rf"{SHEET.path}#taken-back$"))
    expect(page.get_by_text("Your vote is taken back.")).to_be_in_viewport()
