"""Pages hold no character that HTML cannot."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# In UTF-8: control characters but tab, newline, form feed and return, and what Unicode says is no character. Each
# pattern begins with bytes that are found at once: searching a page for all of it in one takes fifty times as long.
CONTROLS = bytes([*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F])
UNPRINTABLE = [re.compile(one) for one in (rb"\xc2[\x80-\x9f]", rb"\xef\xb7[\x90-\xaf]", rb"\xef\xbf[\xbe\xbf]")]


def printable_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that leaves them out of pages. They come with what is pasted from documents, and nobody sees them."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = _printable(response.content)
        return response

    return answer


def _printable(page: bytes) -> bytes:
    page = page.translate(None, CONTROLS)
    for character in UNPRINTABLE:
        page = character.sub(b"", page)
    return page
