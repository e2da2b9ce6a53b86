"""Every task of a reader is done without a script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_types import PAGE_TYPES, PageType
from tests.browser.reader import Reader
from tests.pages import COMPARISON


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.new_page(scripts=False)


def test_compare_two_by_name(page: Page):
    page.goto("/")

    page.get_by_label("First tool").fill("smolvlm-3b")
    page.get_by_label("Second tool").fill("Mistral 8x22B v2")
    page.get_by_role("button", name="Compare these").click()

    expect(page).to_have_url(re.compile(f"{COMPARISON}$"))


def test_a_wrong_name_is_told_and_kept(page: Page):
    page.goto("/compare/")

    page.get_by_label("First tool").fill("smolvlm-3b")
    page.get_by_label("Second tool").fill("mistrl 8x22b")
    page.get_by_role("button", name="Compare").click()

    expect(page.get_by_text("No tool has this name.")).to_be_visible()
    expect(page.get_by_label("First tool")).to_have_value("smolvlm-3b")
    expect(page.get_by_label("Second tool")).to_have_value("mistrl 8x22b")
    page.get_by_role("link", name="Mistral 8x22B v2").first.click()
    expect(page).to_have_url(re.compile(f"{COMPARISON}$"))


def test_links_lead_from_the_catalogue_to_a_reviewer(page: Page):
    main = page.get_by_role("main")
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tools").click()
    main.get_by_role("link", name="Developer Tools").first.click()
    expect(page).to_have_url(re.compile("/categories/developer-tools$"))
    main.get_by_role("link", name="SmolVLM-3B").first.click()
    expect(page).to_have_url(re.compile("/tools/smolvlm-3b$"))
    main.get_by_role("link", name="Mistral 8x22B v2").first.click()
    expect(page).to_have_url(re.compile(f"{COMPARISON}$"))
    main.get_by_role("link", name="Builder").first.click()
    expect(page).to_have_url(re.compile("/reviewers/builder$"))


def test_put_two_aside_and_compare_them(page: Page):
    for slug in ("smolvlm-3b", "mistral-8x22b-v2"):
        page.goto(f"/tools/{slug}")
        page.locator(".keep button").first.click()
        expect(page).to_have_url(re.compile(f"/tray\\?next=%2Ftools%2F{slug}$"))
    page.get_by_role("link", name="Compare these").click()

    expect(page).to_have_url(re.compile(f"{COMPARISON}$"))


def test_only_what_differs(page: Page):
    page.goto(COMPARISON)
    same = page.locator(".ledger .same").first

    expect(same).to_be_visible()
    page.locator("#only-differing").check()
    expect(same).to_be_hidden()
    page.locator("#only-differing").uncheck()
    expect(same).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_the_one_of_the_system(reader: Reader, theme: str):
    page = reader.new_page(scripts=False, theme=theme)
    with_scripts = reader.new_page(theme=theme)
    page.goto("/")
    with_scripts.goto("/")

    assert paper(page) == paper(with_scripts)


def paper(page: Page) -> str:
    """The colour behind everything."""
    colour: str = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    return colour


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=str)
def test_nothing_is_offered_that_needs_scripts(reader: Reader, page_type: PageType):
    page = reader.open(page_type, scripts=False)

    expect(page.locator("button.theme")).to_be_hidden()
    expect(page.locator("body")).not_to_contain_text(re.compile("JavaScript|enable scripts", re.IGNORECASE))
