"""Pages for what went wrong."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.defaults import server_error

from compare.api.errors import unavailable_to_programs
from compare.missing import nearest_tools
from compare.outages import RETRY_AFTER, UNAVAILABLE, note_outage
from compare.views.votes import HtmxRequest, refuse_form
from core.database.faults import is_passing
from core.missing import Missing, Suggestion

# What is asked for by programs, or put into a page as a picture: nobody there would see a page of ours.
NO_PAGES = ("/badges/", "/pictures/", "/feeds/", "/sitemaps/", "/logos/", "/search/suggestions")
NO_PAGES_END = (".md", ".txt", ".xml", "/feed", ".webmanifest")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Any 400. Django's own page for it reads the form once more, and fails at what has failed before."""
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Any 404: what was not found, and the nearest names."""
    if not isinstance(exception, Missing):
        last_part = request.path.rstrip("/").rpartition("/")[2]
        near = [Suggestion(tool.title, tool.get_absolute_url()) for tool in nearest_tools(last_part)]
        exception = Missing("There is no page at this address.", near)
    return render(request, "404.html", {"missing": exception}, status=404)


def csrf_failure(request: HtmxRequest, reason: str) -> HttpResponse:
    """A form that is too old or came from another site, which no view has seen. `reason` is for those who build it."""
    where = request.resolver_match
    if where and where.url_name == "vote":
        return refuse_form(request, **where.kwargs)
    return render(request, "403_csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Any exception that nobody has caught: a 500, or a 503 where the database is away only for the moment."""
    error = sys.exc_info()[1]
    if error and is_passing(error):
        note_outage(error)
        return unavailable(request)
    return server_error(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The 503 that says so in the form that was asked for, and when to try again."""
    path = request.path_info
    if path.startswith(reverse("api")):
        return unavailable_to_programs()
    if path.startswith(NO_PAGES) or path.endswith(NO_PAGES_END):
        response = HttpResponse(f"{UNAVAILABLE}\n", status=503, content_type="text/plain; charset=utf-8")
    elif request.headers.get("HX-Request"):
        response = HttpResponse(f"<p>{UNAVAILABLE}</p>", status=503)
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
