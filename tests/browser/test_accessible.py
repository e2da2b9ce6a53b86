"""Every page is accessible as far as axe can tell, in both themes, on a phone and on a desktop."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.page_types import TYPES_OF_MARKUP, PageType
from tests.browser.reader import DESKTOP, HEIGHT, PHONE, Reader, change_theme

# Every rule that is on by itself, and the size of targets, which is not. What stands in frames is pages again, and
# stylesheets are not to be fetched once more.
EVERY_RULE = (
    "axe.run({iframes: false, preload: false, resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
)
# A theme changes colours and nothing else.
RULES_OF_COLOUR = (
    "axe.run({iframes: false, resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block']})"
)
# Colours are the same at every width.
WAYS = [(DESKTOP, "light", EVERY_RULE), (PHONE, "light", EVERY_RULE), (PHONE, "dark", RULES_OF_COLOUR)]


@pytest.mark.parametrize("page_type", TYPES_OF_MARKUP, ids=str)
def test_no_violation(reader: Reader, page_type: PageType):
    page = reader.open(page_type)
    page.evaluate(AXE_SCRIPT)

    violations = []
    for width, theme, rules in WAYS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        change_theme(page, theme)
        violations += [f"{width} {theme}: {violation}" for violation in violations_on(page, rules)]

    assert not violations, "\n".join(violations)


def violations_on(page: Page, rules: str) -> list[str]:
    """What is wrong with the page as it stands, by these rules, and where."""
    found = page.evaluate(rules)["violations"]
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {reason(node)}"
        for rule in found
        for node in rule["nodes"]
    ]


def reason(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
