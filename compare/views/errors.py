"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compare.missing import nearest_tools
from compare.views.votes import HtmxRequest, refuse_form
from core.missing import Missing, Suggestion


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
