"""What slips into a text from a document it was pasted from does not make a page invalid."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from compare.printable import printable_pages

TEXT = "a\x00\x08\x0b\x1b\x7f\x80\x9f\ufdd0\ufffe\uffffb"
KEPT = "\t\n\r ä  – 漢 🙂 \u00a0\ufdcf\ufdf0\ufffd"


def passed_on(content: str, kind: str) -> str:
    asked = RequestFactory().get("/")
    return printable_pages(lambda request: HttpResponse(content, content_type=kind))(asked).content.decode()


def test_a_page_is_rid_of_what_html_cannot_hold():
    assert passed_on(TEXT + KEPT, "text/html; charset=utf-8") == "ab" + KEPT


@pytest.mark.parametrize("kind", ["application/json", "text/markdown; charset=utf-8"])
def test_anything_else_is_left_alone(kind):
    assert passed_on(TEXT, kind) == TEXT
