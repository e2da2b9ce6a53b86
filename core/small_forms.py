"""The size of what is sent, checked before anything reads it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MOST_BYTES = 10_000
View = Callable[..., HttpResponse]


def small_form(view: View) -> View:
    """Decorator: `view` takes a form that anybody may send, and only a small one with a CSRF token."""
    return small_body(csrf_protect(view))


def small_body(view: View) -> View:
    """Decorator: `view` takes a small form without a CSRF token, and tells by itself who may send it."""
    return sized(view, most=MOST_BYTES, refuse=_refuse)


def sized(view: View, *, most: int, refuse: View) -> View:
    """`view` for bodies of at most `most` bytes, and `refuse` for whatever is longer.

    The CSRF token stands in the body, so the check for all views would read the body first. Hence this is exempt
    from it, and `view` is to check the token itself where one is needed.
    """

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            return refuse(request)
        return view(request, *args, **kwargs)

    return checked


def _refuse(request: HttpRequest) -> HttpResponse:
    return render(request, "413.html", status=413)
