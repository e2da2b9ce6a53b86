"""Pages hold no character that HTML cannot."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# In UTF-8: control characters but tab, newline, form feed and return, and what Unicode says is no character.
UNPRINTABLE = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]")


def printable_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that leaves them out of pages. They come with what is pasted from documents, and nobody sees them."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = UNPRINTABLE.sub(b"", response.content)
        return response

    return answer
