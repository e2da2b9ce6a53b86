"""No page is wider than its window, however narrow that is and however large its letters are."""

import pytest
from playwright.sync_api import Page

from tests.browser.page_types import PAGE_TYPES, PageType
from tests.browser.reader import HEIGHT, Reader

# A window of 1280 px is one of 640 at a zoom of 200 %, and one of 320 at 400 %.
WIDTHS = [320, 360, 640, 768, 1280]
OVERHANG = """() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return null;
    const over = [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > clientWidth + 0.5)
        .map((one) => `${one.localName}.${one.getAttribute("class")}`);
    return `${scrollWidth - clientWidth}px: ${over.slice(0, 5).join(", ")}`;
}"""


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=str)
def test_nothing_hangs_over(reader: Reader, page_type: PageType):
    page = reader.open(page_type)

    found = {f"{width}px wide": overhang(page, width) for width in WIDTHS}
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found |= {f"{width}px wide, letters doubled": overhang(page, width) for width in WIDTHS}

    faults = [f"{where}: {what}" for where, what in found.items() if what]
    assert not faults, "\n".join(faults)


def overhang(page: Page, width: int) -> str | None:
    """What hangs over the right edge of a window of this width."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    found: str | None = page.evaluate(OVERHANG)
    return found
