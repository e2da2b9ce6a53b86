"""Forms that anybody may send."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MOST_BYTES = 10_000


def small_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Check the size of what is sent to `view` before anything reads it, and only then its CSRF token.

    The token stands in the body, so the check for all views would read the body first.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def sized(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return render(request, "413.html", status=413)
        return protected(request, *args, **kwargs)

    return sized
