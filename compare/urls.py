"""Addresses. Collections end in a slash and single things don't; the other form redirects permanently."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.http import HttpResponse
from django.urls import URLPattern, include, path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from compare.api import views as api
from compare.api.urls import addresses as addresses_of_api
from compare.caching.routes import public, public_at_once
from compare.desk.preview import preview_by_link
from compare.following.sitemaps import SITEMAPS
from compare.views import (
    bookmarks,
    comparisons,
    errors,
    feeds,
    machines,
    pages,
    pictures,
    quoting,
    records,
    reviewers,
    search,
    styleguide,
    tools,
    tray,
    votes,
)
from core.replicas import from_replica
from digest import webhooks
from digest.feeds import EditionsFeed
from digest.views import archive, reader, sign_up


def single(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """The pattern of a single thing, and the one that takes the slash away. (APPEND_SLASH does the reverse.)"""
    without_slash = RedirectView.as_view(pattern_name=name, permanent=True, query_string=True)
    return [path(route, view, name=name), path(f"{route}/", without_slash)]


urlpatterns = [
    path("", public(pages.home), name="home"),
    *single("search", public(search.search, "q", cache="answers"), "search"),
    path("search/suggestions", public(search.suggestions, "q", "only", cache="answers"), name="suggestions"),
    path("compare/", public(comparisons.picker, *comparisons.PARAMETERS), name="picker"),
    path("compare/<str:slugs>.md", public(machines.comparison_as_markdown), name="comparison-markdown"),
    path("compare/<str:slugs>/record", records.keep, name="keep-record"),
    path("compare/<str:slugs>/quote", public(quoting.quote_comparison), name="quote-comparison"),
    *single("compare/<str:slugs>", public(comparisons.comparison), "comparison"),
    path("tools/", public(tools.catalogue, *tools.PARAMETERS), name="catalogue"),
    path("tools/<str:slug>.md", public(machines.tool_as_markdown), name="tool-markdown"),
    path("tools/<str:slug>/quote", public(quoting.quote_tool), name="quote-tool"),
    *single("tools/<str:slug>", public(tools.tool), "tool"),
    *single("tools/<str:slug>/vote", votes.vote, "vote"),
    path("ballots/<str:slugs>", votes.ballots, name="ballots"),
    path("categories/<str:slug>/feed", public(feeds.category), name="category-feed"),
    *single("categories/<str:slug>", public(tools.category, *tools.PLACES), "category"),
    path("reviewers/", public(reviewers.panel), name="panel"),
    path("reviewers/<str:slug>/feed", public(feeds.reviewer), name="reviewer-feed"),
    *single("reviewers/<str:slug>", public(reviewers.reviewer, "page"), "reviewer"),
    path("feeds/verdicts", public(feeds.verdicts), name="verdicts-feed"),
    path("feeds/changes", public(feeds.changes), name="changes-feed"),
    path("bookmarks/", bookmarks.bookmarks, name="bookmarks"),
    path("tray", tray.tray, name="tray"),
    path("yours", tray.yours, name="yours"),
    path("pictures/site.png", public(pictures.of_site, "v", cache="pictures"), name="site-picture"),
    path(
        "pictures/compare/<str:slugs>.png",
        public(pictures.of_comparison, "v", cache="pictures"),
        name="comparison-picture",
    ),
    path("pictures/tools/<str:slug>.png", public(pictures.of_tool, "v", cache="pictures"), name="tool-picture"),
    path("badges/compare/<str:slugs>.svg", public(quoting.badge_of_comparison), name="comparison-badge"),
    path("badges/tools/<str:slug>.svg", public(quoting.badge_of_tool), name="tool-badge"),
    path("cards/compare/<str:slugs>", public(quoting.card_of_comparison, "theme"), name="comparison-card"),
    path("cards/tools/<str:slug>", public(quoting.card_of_tool, "theme"), name="tool-card"),
    path("records/<str:key>.md", public_at_once(records.record_as_markdown), name="record-markdown"),
    *single("records/<str:key>", public_at_once(records.record), "record"),
    path("api/", public(api.documentation), name="api"),
    path("api/", include(addresses_of_api())),
    path("llms.txt", public(machines.llms), name="llms"),
    *single("about", public(pages.about), "about"),
    *single("about/votes", public(pages.about_votes), "about-votes"),
    path("digest/", public(archive.archive, "page"), name="digest"),
    path("digest/feed", public(EditionsFeed()), name="digest-feed"),
    path("digest/sign-up", sign_up.sign_up, name="sign-up"),
    path("digest/confirm/<str:token>", sign_up.confirm, name="confirm"),
    path("digest/you/<str:token>", reader.reader, name="reader"),
    path("digest/you/<str:token>/data", reader.export, name="export"),
    path("digest/leave/<str:token>", reader.leave, name="leave"),
    *single("digest/<str:week>", public(archive.edition), "edition"),
    path("robots.txt", public(pages.robots), name="robots"),
    path("sitemap.xml", public(feeds.sitemap_index), name="sitemap-index"),
    path("sitemaps/<str:section>.xml", public(sitemap, "p"), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("preview/<str:token>", preview_by_link, name="preview"),
    path("logos/<str:name>", pages.logo, name="logo"),
    path("site.webmanifest", public(pages.manifest), name="manifest"),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
]
if settings.ANYMAIL.get("WEBHOOK_SECRET"):
    urlpatterns.append(path("digest/webhooks/", include(webhooks.addresses())))
if settings.STYLEGUIDE:
    urlpatterns += [
        path("styleguide", never_cache(styleguide.styleguide), name="styleguide"),
        path("styleguide/<str:name>", never_cache(styleguide.sheet), name="sheet"),
    ]

handler400 = errors.bad_request
handler404 = from_replica(errors.not_found)
handler500 = errors.broken
