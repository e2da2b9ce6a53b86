"""The front page, the page about the arithmetic, the logos, and what a phone's home screen asks for."""

import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from compare.answer import LEAN, NARROW_LEAN
from compare.caching.pages import seconds_until_seen
from compare.forms import PickerForm, tool_titles
from compare.legend import LEGEND
from compare.listings import for_listing, list_comparisons, list_tools
from compare.views.reviewers import panel_with_tallies
from core.missing import Missing
from core.verdicts import Tally
from reviews.changes import RECENT_DAYS
from reviews.selectors import latest_reviewed
from tools.models import Comparison, Tool
from votes.networks import DAYS_KEPT
from votes.selectors import weeks

NEWEST = 6
FEATURED = 6
WEEKS = 12
# What is one reader's own or only acts, by the names of its addresses. A star stands for any part, also in the rules.
NOT_FOR_PROGRAMS = (
    ("vote", "*"),
    ("ballots", "*"),
    ("tray", ""),
    ("yours", ""),
    ("suggestions", ""),
    ("bookmarks", ""),
    ("keep-record", "*"),
    ("confirm", "*"),
    ("reader", "*"),
    ("leave", "*"),
    ("preview", "*"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`/`: the newest verdicts, the featured comparisons, the picker and the panel."""
    keys = latest_reviewed(NEWEST)
    newest = list_tools(for_listing(Tool.objects.published().filter(pk__in=keys)))
    context = {
        "form": PickerForm(),
        "titles": tool_titles(),
        "comparisons": list_comparisons(Comparison.objects.published().featured()[:FEATURED]),
        "tools": sorted(newest, key=lambda listed: keys.index(listed.tool.pk)),
        "panel": panel_with_tallies(),
    }
    return render(request, "compare/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """`/about`: how verdicts and percentages are made."""
    example = Tally(7, 10)
    context = {
        "minimum": settings.COMMUNITY_MIN_VOTES,
        "stale_after": settings.FACT_STALE_AFTER_DAYS,
        "lean": LEAN,
        "narrow_lean": NARROW_LEAN,
        "example": example,
        "recent_days": RECENT_DAYS,
        **LEGEND,
    }
    return render(request, "compare/about.html", context)


@require_safe
def about_votes(request: HttpRequest) -> HttpResponse:
    """`/about/votes`: how votes are kept, and what has become of them, week by week."""
    context = {
        "weeks": weeks(WEEKS),
        "week_count": WEEKS,
        "days_kept": DAYS_KEPT,
        "per_network": settings.VOTES_PER_NETWORK_AND_DAY,
        "per_minute": settings.VOTES_PER_MINUTE,
        "per_minute_and_network": settings.VOTES_PER_MINUTE_AND_NETWORK,
        "seen_after": seconds_until_seen(),
    }
    return render(request, "votes/about.html", context)


@require_safe
def logo(request: HttpRequest, name: str) -> FileResponse:
    """`/logos/<name>`: a logo that staff uploaded. Its name changes with its content, so browsers may keep it."""
    if not re.fullmatch(r"[a-z0-9-]+\.(png|jpe?g|webp)", name) or not default_storage.exists(name):
        raise Missing("There is no such logo.")
    response = FileResponse(default_storage.open(name))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: what programs need not read, and where the map is. (The desk is not told.)"""
    lines = [
        "User-agent: *",
        *(f"Disallow: {reverse(name, args=[*given])}" for name, given in NOT_FOR_PROGRAMS),
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap-index')}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """`/site.webmanifest`: the name, colours and icons under which a phone keeps the site."""
    icons = [
        {"src": static("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    content = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "start_url": reverse("home"),
        "display": "browser",
        "background_color": "#f7f4ec",
        "theme_color": "#f7f4ec",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")
