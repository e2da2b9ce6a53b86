"""Every page is still while it loads, no wider than its window, accessible, and all there for the keyboard.

One visit serves all of these rules (`tests.browser.rules`), for opening a page takes as long as looking at it.
"""

import pytest

from tests.browser.page_types import PAGE_TYPES, TYPES_OF_MARKUP, PageType
from tests.browser.reader import DESKTOP, HEIGHT, PHONE, Reader, scroll_to_end
from tests.browser.rules import what_hangs_over, what_is_inaccessible, what_keys_miss, what_moved


# The narrowest rooms, and the bar of names, are on a phone.
@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=str)
def test_on_a_phone(reader: Reader, page_type: PageType):
    page = reader.open(page_type, width=PHONE)
    scroll_to_end(page)

    faults = what_moved(page) + what_hangs_over(page)
    if page_type in TYPES_OF_MARKUP:
        faults += what_is_inaccessible(page)
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    if page_type.is_for_readers:
        faults += what_keys_miss(page)

    assert not faults, "\n".join(faults)


# What is wide shows each markup once.
@pytest.mark.parametrize("page_type", TYPES_OF_MARKUP, ids=str)
def test_on_a_desktop(reader: Reader, page_type: PageType):
    page = reader.open(page_type, width=DESKTOP)
    scroll_to_end(page)

    faults = what_moved(page)
    if page_type.is_for_readers:
        faults += what_keys_miss(page)

    assert not faults, "\n".join(faults)
