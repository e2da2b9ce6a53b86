"""The middleware that answers public pages: from those that are kept, or made for everybody."""

import contextlib
import time
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from compare.caching.pages import KeptPage, answer_from, page_in
from compare.caching.release import release
from compare.caching.routes import match_of, rule_of
from compare.caching.turns import KEPT, MADE, STALE, Made, page_at
from compare.compression import CODINGS, codings_in
from core.metrics import PAGES

READING = {"GET", "HEAD"}
COUNTED = {source: PAGES.labels(source) for source in (KEPT, STALE, MADE)}

View = Callable[[HttpRequest], HttpResponseBase]


def kept_pages(get_response: View) -> View:
    """Middleware. What it answers from a page that is kept costs no session and no query."""
    release()  # before anybody asks, for it takes a while

    def answer(request: HttpRequest) -> HttpResponseBase:
        match = match_of(request) if request.method in READING else None
        rule = rule_of(match) if match else None
        if rule is None:
            return get_response(request)
        request.resolver_match = match
        if request.encoding is not None:
            request.encoding = "utf-8"  # whatever the request says, its query is read as that of any other
        request.get_host()  # raises what becomes a 400 where the name is not the site's
        query = rule.query(request)
        make = partial(_make, get_response, request, query)
        found, source = page_at(key_of(request.path, query), rule.cache, make)
        if not isinstance(found, KeptPage):
            return found
        COUNTED[source].inc()
        response = answer_from(found, request, now=time.time())
        cast(Any, response).page_source = source  # for the log
        return response

    return answer


def key_of(path: str, query: str) -> str:
    """Under what the page of an address is kept, in this release of the site."""
    asked = sha256(f"{path}?{query}".encode(errors="surrogatepass"))
    return f"{release()}.{asked.hexdigest()}"


def _make(get_response: View, request: HttpRequest, query: str, before: KeptPage | None) -> Made:
    made_at, asked = time.time(), request.META.get("QUERY_STRING", "")
    with as_anybody(request, query):
        response = get_response(request)
    # What is kept is compressed for all who come, and else only for this one.
    codings = CODINGS if settings.PAGE_CACHE_SECONDS else codings_in(request.META.get("HTTP_ACCEPT_ENCODING", ""))[:1]
    page = page_in(response, made_at=made_at, before=before, codings=codings)
    if page is None and asked != query and 300 <= response.status_code < 400:
        return get_response(request)  # what the address says beside goes along
    return page or response


@contextlib.contextmanager
def as_anybody(request: HttpRequest, query: str) -> Iterator[None]:
    """For the length of a `with` block `request` asks for a whole page, as anybody would, and says nothing of who asks.

    So no cookie and no header of one reader can get into what is shown to all.
    """
    told, method = dict(request.META), request.method
    for name in told:
        if name.startswith("HTTP_") and name != "HTTP_HOST" and not name.startswith("HTTP_X_"):
            del request.META[name]
    request.META |= {"QUERY_STRING": query, "REQUEST_METHOD": "GET"}
    request.method = "GET"
    _read_anew(request)
    try:
        yield
    finally:
        request.META.clear()
        request.META.update(told)
        request.method = method
        _read_anew(request)


def _read_anew(request: HttpRequest) -> None:
    """Have Django forget what it has read from the request."""
    for name in ("COOKIES", "GET", "headers"):
        request.__dict__.pop(name, None)
