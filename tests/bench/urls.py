"""The site's addresses, and one that answers with two letters, for the middleware alone to take its time."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from compare.urls import handler400, handler404
from compare.urls import urlpatterns as of_site

__all__ = ["handler400", "handler404", "urlpatterns"]


def bare(request: HttpRequest) -> HttpResponse:
    """`/bare`: what every ratio of pages is to."""
    return HttpResponse("ok")


urlpatterns = [path("bare", bare), *of_site]
