"""Pages travel compressed."""

import gzip
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# Content codings, the best first. A page is compressed once for all who ask, so some effort pays.
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
TOO_SHORT = 200  # bytes that would hardly become fewer
REFUSED = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")


class PageGZipMiddleware(GZipMiddleware):
    """Django's gzip, which also makes the length of a page a poor guide to its secrets, for all but pictures.

    It is for what is one reader's own. Public pages hold no secret, and are kept compressed (`compare.caching`).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not is_compressible(response.headers.get("Content-Type", "")):
            return response
        return super().process_response(request, response)


def is_compressible(content_type: str) -> bool:
    """Whether compressing it is of use: pictures are compressed by their nature, but for those written as text."""
    return not content_type.startswith("image/") or content_type.startswith("image/svg+xml")


@lru_cache(maxsize=256)
def codings_in(accepted: str) -> tuple[str, ...]:
    """The codings that a header Accept-Encoding allows, of those that there are, the best first."""
    told = (part.partition(";") for part in accepted.lower().split(","))
    allowed = {name.strip() for name, _, quality in told if not REFUSED.fullmatch(quality)}
    return tuple(coding for coding in CODINGS if coding in allowed)


def compressed(body: bytes, content_type: str, codings: Iterable[str]) -> dict[str, bytes]:
    """`body` in each of the `codings` in which it becomes shorter."""
    if len(body) < TOO_SHORT or not is_compressible(content_type):
        return {}
    packed = {coding: CODINGS[coding](body) for coding in codings}
    return {coding: short for coding, short in packed.items() if len(short) < len(body)}
