"""A form leads back to pages of this site and nowhere else."""

import pytest
from django.test import RequestFactory

from core.origins import page_before, page_here


@pytest.mark.parametrize("address", ["/", "/tools/?free=1", "/compare/a-vs-b"])
def test_pages_of_this_site(address: str):
    assert page_here(address) == address


@pytest.mark.parametrize(
    "address",
    ["", "tools/", "//evil.example", "https://evil.example/", "/\t//evil.example", "/\n//evil.example", "/\r//x",
     "/\\evil.example", "/\t/[#", "/\t/℀#", "javascript:alert(1)"],
)  # fmt: skip
def test_whatever_else_is_asked_for(address: str):
    assert page_here(address) == ""
    assert page_before(RequestFactory().get("/tray", {"next": address})) == ""
