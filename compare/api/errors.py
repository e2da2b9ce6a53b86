"""What the API answers when it cannot give what was asked for: always in one shape."""

import logging
import re
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import resolve
from ninja.errors import ValidationError

from compare.api.writing import api_url, whole
from compare.catalogue.slices import UnknownFilter
from compare.missing import nearest_tools
from compare.outages import RETRY_AFTER, UNAVAILABLE, note_outage
from core.database.faults import is_passing
from core.grammar import counted, listed
from core.missing import Missing, Suggestion, readable

JSON = "application/json; charset=utf-8"
METHODS = ("GET", "HEAD", "OPTIONS")
# Filters whose choices are the same everywhere; the others name what is in the catalogue, or is not.
FIXED = ("free", "verdict", "sort")
DATA_OF = {
    "tool": lambda slug: api_url("api-tool", slug),
    "category": lambda slug: api_url("api-tools", category=slug),
    "reviewer": lambda slug: api_url("api-reviews", reviewer=slug),
}
logger = logging.getLogger(__name__)


class Unfit(ValueError):
    """A parameter is wrong: `message` says how, `parameter` which, `possible` what it may be."""

    def __init__(self, message: str, parameter: str, possible: list[str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.parameter = parameter
        self.possible = possible


class TooMany(Exception):
    """Too many requests came from one network; `wait` is the number of seconds until the next may come."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def error(status: int, message: str, **more: Any) -> JsonResponse:
    """An answer with this status; of `more` (the fields of `schemas.Error`) what is there is told."""
    told = {name: value for name, value in more.items() if value}
    response = JsonResponse(
        {"error": {"status": status, "message": message, **told}},
        status=status, json_dumps_params={"ensure_ascii": False}, content_type=JSON,
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def not_allowed(method: str) -> JsonResponse:
    """The answer to a method that changes something, or that nobody knows."""
    response = error(405, f"There is nothing to {readable(method)} here: this API only reads. Use {listed(METHODS)}.")
    response["Allow"] = ", ".join(METHODS)
    return response


def unavailable_to_programs() -> JsonResponse:
    """The answer while the database is away."""
    response = error(503, UNAVAILABLE, retry_after=RETRY_AFTER)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def answer_to(request: HttpRequest, exception: Exception) -> JsonResponse:
    """The answer that tells what went wrong. What nobody foresaw is logged, and the answer says nothing of it."""
    if isinstance(exception, TooMany):
        return _too_many(exception.wait)
    if isinstance(exception, Unfit):
        return error(422, exception.message, parameter=exception.parameter, possible=exception.possible)
    if isinstance(exception, UnknownFilter):
        status = 422 if exception.name in FIXED else 404
        return error(status, exception.message, parameter=exception.name, possible=list(exception.choices))
    if isinstance(exception, ValidationError):
        return _invalid(request, exception)
    if isinstance(exception, Http404):
        return _missing(request, exception)
    return _unforeseen(request, exception)


def _too_many(wait: int) -> JsonResponse:
    message = f"Too many requests came from your network. The next may come in {counted(wait, 'second')}."
    response = error(429, message, retry_after=wait)
    response["Retry-After"] = str(wait)
    return response


def _unforeseen(request: HttpRequest, exception: Exception) -> JsonResponse:
    if isinstance(exception, SuspiciousOperation):
        return error(400, "This request cannot be read. Check its parameters.")
    if is_passing(exception):
        note_outage(exception)
        return unavailable_to_programs()
    logger.error("%s could not be answered", request.path, exc_info=exception)
    return error(500, "Something went wrong here, and not with what you asked. Try again later.")


def _invalid(request: HttpRequest, exception: ValidationError) -> JsonResponse:
    fault = exception.errors[0]
    name = str(next((part for part in reversed(fault["loc"]) if isinstance(part, str)), ""))
    is_number = fault["type"].startswith("int_")
    said = "It should be a whole number" if is_number else re.sub(r"^\w+ should", "It should", fault["msg"])
    if fault["type"] == "missing":
        return error(422, f"“{name}” is missing.", parameter=name)
    return error(422, f"“{name}” cannot be “{readable(request.GET.get(name, ''))}”. {said}.", parameter=name)


def _missing(request: HttpRequest, exception: Http404) -> JsonResponse:
    if not isinstance(exception, Missing):
        last_part = request.path.rstrip("/").rpartition("/")[2]
        near = [Suggestion(tool.title, tool.get_absolute_url()) for tool in nearest_tools(last_part)]
        exception = Missing("There is nothing at this address.", near)
    return error(404, exception.message, nearest=[_near(one) for one in exception.suggestions])


def _near(suggestion: Suggestion) -> dict[str, str]:
    page = resolve(suggestion.path)
    data = DATA_OF.get(page.url_name or "")
    near = {"title": suggestion.title, "url": whole(suggestion.path)}
    return near | ({"api_url": data(page.kwargs["slug"])} if data else {})
