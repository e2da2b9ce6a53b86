"""Addresses. Collections end in a slash and single things don't; the other form redirects permanently."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from compare.views import comparisons, errors, pages, reviewers, styleguide, tools


def single(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """The pattern of a single thing, and the one that takes the slash away. (APPEND_SLASH does the reverse.)"""
    without_slash = RedirectView.as_view(pattern_name=name, permanent=True, query_string=True)
    return [path(route, view, name=name), path(f"{route}/", without_slash)]


urlpatterns = [
    path("", pages.home, name="home"),
    path("compare/", comparisons.picker, name="picker"),
    *single("compare/<str:slugs>", comparisons.comparison, "comparison"),
    path("tools/", tools.catalogue, name="catalogue"),
    *single("tools/<str:slug>", tools.tool, "tool"),
    *single("categories/<str:slug>", tools.category, "category"),
    path("reviewers/", reviewers.panel, name="panel"),
    *single("reviewers/<str:slug>", reviewers.reviewer, "reviewer"),
    *single("about", pages.about, "about"),
    path("logos/<str:name>", pages.logo, name="logo"),
    path("site.webmanifest", pages.manifest, name="manifest"),
    path("admin/", admin.site.urls),
]
if settings.STYLEGUIDE:
    urlpatterns += [
        path("styleguide", styleguide.styleguide, name="styleguide"),
        path("styleguide/<str:name>", styleguide.sheet, name="sheet"),
    ]

handler404 = errors.not_found
