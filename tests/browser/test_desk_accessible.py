"""The desk can be used with assistive technology."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page

from tests.browser.reader import Reader
from tests.browser.rules import EVERY_RULE, violations_on
from tests.browser.test_desk import sign_in

PAGES = [
    "",
    "tools/tool/",
    "tools/tool/add/",
    "tools/tool/import/",
    "tools/fact/?due=yes",
    "reviews/review/add/",
    "tools/comparison/add/",
    "duplicates/",
    "deleted/",
    "digest/edition/",
    "digest/subscriber/",
    "digest/delivery/",
    "second-factor/",
]


def test_no_violation(reader: Reader):
    page = reader.new_page()
    page.goto("/admin/")
    violations = look_at(page, "signing in")
    sign_in(page)
    for path in PAGES:
        page.goto(f"/admin/{path}")
        violations += look_at(page, path or "front page")
    for kind in ("tools/tool", "reviews/review"):
        page.goto(f"/admin/{kind}/")
        follow(page, page.locator("#result_list tbody th a").first)
        violations += look_at(page, f"a page of {kind}")
        follow(page, page.get_by_role("link", name="History"))
        violations += look_at(page, f"a history of {kind}")

    assert not violations, "\n".join(violations)


def follow(page: Page, link: Locator) -> None:
    """Click, and wait for the page that it leads to."""
    with page.expect_navigation():
        link.click()


def look_at(page: Page, name: str) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    return [f"{name}: {violation}" for violation in violations_on(page, EVERY_RULE)]
