"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compare.missing import Missing, Suggestion, nearest_tools


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Any 404: what was not found, and the nearest names."""
    if not isinstance(exception, Missing):
        last_part = request.path.rstrip("/").rpartition("/")[2]
        near = [Suggestion(tool.title, tool.get_absolute_url()) for tool in nearest_tools(last_part)]
        exception = Missing("There is no page at this address.", near)
    return render(request, "404.html", {"missing": exception}, status=404)
