"""Every request: its id, how long it took and what it asked of the database, told to the log, metrics and browser."""

import logging
import os
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import FileResponse, HttpRequest, HttpResponseBase

from compare.logs import under_way
from compare.watching.checks import CHECKS
from core.grammar import counted
from core.metrics import LATENCY, REQUESTS, UNDER_WAY
from core.networks import is_proxy

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
READING = {"GET", "HEAD"}
DESK = "desk"  # as one route among the metrics, for it has as many pages as the rest of the site
NOISE = {"static", *(path.strip("/") for path in CHECKS)}
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
logger = logging.getLogger("compare.requests")


@dataclass(slots=True)
class Asked:
    """What one request has asked of the database: how many statements, and the seconds they took."""

    queries: int = 0
    seconds: float = 0.0


_asked: ContextVar[Asked | None] = ContextVar("_asked", default=None)


def watch_requests(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], Any]:
    """Middleware, outermost."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        begun, asked, key = perf_counter(), Asked(), _given_id(request) or os.urandom(8).hex()
        under_way.set(("request", key))
        _asked.set(asked)
        UNDER_WAY.inc()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = key
            _tell(request, response, asked, perf_counter() - begun)
            return response
        finally:
            UNDER_WAY.dec()

    return answer


def forget_request(**about: Any) -> None:
    """What comes now belongs to no request any more (a receiver of `request_finished`).

    Only now, since Django writes of some answers when all middleware is through with them.
    """
    under_way.set(None)
    _asked.set(None)


def count_queries(connection: BaseDatabaseWrapper, **about: Any) -> None:
    """Have the statements of a new connection count (a receiver of `connection_created`)."""
    # Innermost in the list is outermost at work, and out of the way of those that come and go above it.
    if _count_query not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _count_query)


def _count_query(execute: Callable[..., Any], *statement: Any) -> Any:
    asked = _asked.get()
    if asked is None:
        return execute(*statement)
    begun = perf_counter()
    try:
        return execute(*statement)
    finally:
        asked.queries += 1
        asked.seconds += perf_counter() - begun


def _given_id(request: HttpRequest) -> str:
    """The id that a proxy of the host has given this request, or nothing. Anybody else may not choose one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    if given and GIVEN_ID.fullmatch(given) and is_proxy(request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES):
        return str(given)
    return ""


def _tell(request: HttpRequest, response: HttpResponseBase, asked: Asked, seconds: float) -> None:
    method = request.method if request.method in METHODS else "other"
    route, status = route_of(request, response), response.status_code
    requests, latency = _metrics(DESK if route.startswith("admin:") else route, str(method), status)
    requests.inc()
    latency.observe(seconds)
    if method in READING and route != "static":
        response.headers["Server-Timing"] = _timing(asked, seconds, status)
    level = logging.DEBUG if route in NOISE else logging.INFO
    if logger.isEnabledFor(level):
        told = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        words = "{method} {route} {status} in {ms} ms"
        if asked.queries:
            told |= {"queries": asked.queries, "database_ms": round(asked.seconds * 1000, 1)}
            words += f", {counted(asked.queries, 'query', 'queries')} in {{database_ms}} ms"
        if page := getattr(response, "page_source", ""):
            told["page"] = page
            words += ", {page}"
        logger.log(level, words.format(**told), extra=told)


def _timing(asked: Asked, seconds: float, status: int) -> str:
    """The header Server-Timing, for answers to reading requests only.

    What was asked of the database is told of what was found and no more: else the number of queries could tell a
    draft from a tool that never was. Of a writing request nothing is told, lest it say whether an address is known.
    """
    total = f"total;dur={seconds * 1000:.1f}"
    if not asked.queries or status >= 400:
        return total
    return f'{total}, db;dur={asked.seconds * 1000:.1f};desc="{counted(asked.queries, "query", "queries")}"'


def route_of(request: HttpRequest, response: HttpResponseBase) -> str:
    """The name of the address pattern that has answered; `static`, `healthz`, `readyz`, or `none` where none has."""
    match = request.resolver_match
    if match is None:
        if request.path_info in CHECKS:
            return request.path_info.strip("/")
        return "static" if isinstance(response, FileResponse) else "none"
    return match.view_name if match.url_name else "redirect"


@lru_cache(maxsize=4096)
def _metrics(route: str, method: str, status: int) -> tuple[Any, Any]:
    """The counter and the histogram of such requests, kept since finding them takes longer than counting."""
    return REQUESTS.labels(route, method, status), LATENCY.labels(route)
