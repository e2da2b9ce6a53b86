"""Addresses. Collections end in a slash and single things don't; the other form redirects permanently."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.http import HttpResponse
from django.urls import URLPattern, include, path
from django.views.decorators.cache import cache_page
from django.views.generic import RedirectView

from compare.desk.preview import preview_by_link
from compare.sitemaps import SITEMAPS
from compare.views import comparisons, errors, pages, reviewers, styleguide, tools, votes
from digest import webhooks
from digest.feeds import EditionsFeed
from digest.views import archive, reader, sign_up

# The same for everyone, and rendered once in so many seconds for all of them.
public = cache_page(settings.PAGE_CACHE_SECONDS)


def single(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """The pattern of a single thing, and the one that takes the slash away. (APPEND_SLASH does the reverse.)"""
    without_slash = RedirectView.as_view(pattern_name=name, permanent=True, query_string=True)
    return [path(route, view, name=name), path(f"{route}/", without_slash)]


urlpatterns = [
    path("", public(pages.home), name="home"),
    path("compare/", public(comparisons.picker), name="picker"),
    *single("compare/<str:slugs>", public(comparisons.comparison), "comparison"),
    path("tools/", public(tools.catalogue), name="catalogue"),
    *single("tools/<str:slug>", public(tools.tool), "tool"),
    *single("tools/<str:slug>/vote", votes.vote, "vote"),
    path("ballots/<str:slugs>", votes.ballots, name="ballots"),
    *single("categories/<str:slug>", public(tools.category), "category"),
    path("reviewers/", public(reviewers.panel), name="panel"),
    *single("reviewers/<str:slug>", public(reviewers.reviewer), "reviewer"),
    *single("about", public(pages.about), "about"),
    *single("about/votes", public(pages.about_votes), "about-votes"),
    path("digest/", public(archive.archive), name="digest"),
    path("digest/feed", public(EditionsFeed()), name="digest-feed"),
    path("digest/sign-up", sign_up.sign_up, name="sign-up"),
    path("digest/confirm/<str:token>", sign_up.confirm, name="confirm"),
    path("digest/you/<str:token>", reader.reader, name="reader"),
    path("digest/you/<str:token>/data", reader.export, name="export"),
    path("digest/leave/<str:token>", reader.leave, name="leave"),
    *single("digest/<str:week>", public(archive.edition), "edition"),
    path("sitemap.xml", public(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("preview/<str:token>", preview_by_link, name="preview"),
    path("logos/<str:name>", pages.logo, name="logo"),
    path("site.webmanifest", pages.manifest, name="manifest"),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
]
if settings.ANYMAIL.get("WEBHOOK_SECRET"):
    urlpatterns.append(path("digest/webhooks/", include(webhooks.addresses())))
if settings.STYLEGUIDE:
    urlpatterns += [
        path("styleguide", styleguide.styleguide, name="styleguide"),
        path("styleguide/<str:name>", styleguide.sheet, name="sheet"),
    ]

handler400 = errors.bad_request
handler404 = errors.not_found
