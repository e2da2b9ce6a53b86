"""Feeds, and the map of the site: what programs ask for on behalf of readers."""

from django.contrib.sitemaps.views import SitemapIndexItem
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from compare.following.feeds import VerdictsFeed, of_all, of_category, of_changes, of_reviewer
from compare.following.sitemaps import addresses
from compare.missing import category_called, reviewer_called
from compare.moved import moved

as_feed = VerdictsFeed()


@require_safe
def verdicts(request: HttpRequest) -> HttpResponse:
    """`/feeds/verdicts`: all verdicts, latest first."""
    return as_feed(request, of_all())


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """`/feeds/changes`: verdicts that have become others."""
    return as_feed(request, of_changes())


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """`/categories/<slug>/feed`: the verdicts on one shelf."""
    if slug != slug.lower():
        return moved(request, reverse("category-feed", args=[slug.lower()]))
    return as_feed(request, of_category(category_called(slug)))


@require_safe
def reviewer(request: HttpRequest, slug: str) -> HttpResponse:
    """`/reviewers/<slug>/feed`: the verdicts of one reviewer."""
    if slug != slug.lower():
        return moved(request, reverse("reviewer-feed", args=[slug.lower()]))
    return as_feed(request, of_reviewer(reviewer_called(slug)))


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """`/sitemap.xml`: where the parts of the map are. Django's own view would name the host that was asked."""
    context = {"sitemaps": [SitemapIndexItem(address) for address in addresses()]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")
