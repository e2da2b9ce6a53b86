"""What search engines are told is here, under the site's own address whatever host was asked."""

from datetime import datetime
from itertools import combinations
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Now
from django.urls import reverse

from core.models import is_public
from digest.models import Edition
from reviews.models import GivenVerdict, Review, Reviewer
from tools.addresses import SEPARATOR
from tools.models import Category, Comparison, Tool

OF_EACH_SHELF = 100  # tools whose pairs are listed; all pairs of a large shelf would be millions
Page = tuple[str, datetime | None]  # its path, and when it changed last, where that is known


class Listed(NamedTuple):
    """A tool by its slug, and when readers were last told something of it."""

    slug: str
    told: datetime


class Part(Sitemap):
    """A part of the map, under the site's own address."""

    limit = 5_000

    def get_latest_lastmod(self) -> None:
        """Not told: to know it, Django would read every item."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Pages(Part):
    """A part made of pages that are known beforehand."""

    def location(self, item: Page) -> str:
        return item[0]

    def lastmod(self, item: Page) -> datetime | None:
        return item[1]


class SinglePages(Pages):
    """The front page, the lists, what is told about the site, and every edition that was sent."""

    def items(self) -> list[Page]:
        """Every page. One query."""
        editions = list(Edition.objects.public())
        latest = editions[0].begun_at if editions else None
        names = ("home", "catalogue", "picker", "panel", "about", "about-votes", "api")
        return [
            *((reverse(name), None) for name in names),
            (reverse("digest"), latest),
            *((edition.get_absolute_url(), edition.begun_at) for edition in editions),
        ]


class Categories(Pages):
    """The shelves on which something stands."""

    def items(self) -> list[Page]:
        """Every page. One query."""
        filled = Category.objects.filter(Exists(Tool.objects.published().filter(category=OuterRef("pk"))))
        return [(category.get_absolute_url(), None) for category in filled]


class Reviewers(Pages):
    """Who is on the panel, and who was and has said something."""

    def items(self) -> list[Page]:
        """Every page. One query."""
        spoken = Exists(Review.objects.published().filter(reviewer=OuterRef("pk")))
        return [(reviewer.get_absolute_url(), None) for reviewer in Reviewer.objects.filter(Q(active=True) | spoken)]


class Tools(Part):
    """Every public tool, by its address."""

    def items(self) -> QuerySet[Tool, str]:
        """Their slugs, in order, as a query."""
        return Tool.objects.published().order_by("slug").values_list("slug", flat=True)

    def location(self, item: str) -> str:
        return reverse("tool", args=[item])

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """The entries of one page. When readers were last told of a tool is asked for these alone."""
        urls = super().get_urls(*args, **kwargs)
        tools = Tool.objects.filter(slug__in=[url["item"] for url in urls]).order_by()
        told = dict(tools.values_list("slug", _told()))
        return [url | {"lastmod": told.get(url["item"])} for url in urls]


class Comparisons(Pages):
    """Comparisons at their canonical address: those that staff feature, and pairs on one shelf.

    Of each shelf these are the pairs among its 100 newest tools that have a scorecard, the two in alphabetical
    order. All pairs of 10,000 tools would be 50 million pages that nobody has asked for.
    """

    def items(self) -> list[Page]:
        """The slugs as joined, and when readers were last told of one of them. Three queries, and one a shelf."""
        featured = _featured()
        taken = {frozenset(tool.slug for tool in tools) for tools in featured}
        pairs = (pair for shelf in _shelves() for pair in combinations(shelf, 2))
        others = [pair for pair in pairs if frozenset(tool.slug for tool in pair) not in taken]
        return [
            (SEPARATOR.join(tool.slug for tool in tools), max(tool.told for tool in tools))
            for tools in (*featured, *others)
        ]

    def location(self, item: Page) -> str:
        return reverse("comparison", args=[item[0]])


SITEMAPS = {
    "pages": SinglePages,
    "categories": Categories,
    "reviewers": Reviewers,
    "tools": Tools,
    "comparisons": Comparisons,
}


def addresses() -> list[str]:
    """The addresses of all parts of the map."""
    return [
        settings.SITE_URL + reverse("sitemap", args=[name], query={"p": number} if number > 1 else None)
        for name, part in SITEMAPS.items()
        for number in part().paginator.page_range
    ]


def _told() -> Greatest:
    """The expression for when readers were last told of a tool: when it appeared, or a verdict on it, or another."""
    given = GivenVerdict.objects.filter(is_public("review__"), review__tool=OuterRef("pk"), since__lte=Now())
    latest = given.order_by().values("review__tool").annotate(latest=Max("since")).values("latest")
    return Greatest("published_at", Subquery(latest))


def _featured() -> list[tuple[Listed, ...]]:
    """The tools of each featured comparison, in its order."""
    comparisons = list(Comparison.objects.published().featured())
    members = {key for comparison in comparisons for key in comparison.tool_ids}
    tools = Tool.objects.published().filter(pk__in=members).values_list("pk", "slug", _told())
    by_key = {key: Listed(slug, told) for key, slug, told in tools}
    # A tool unpublished between the two queries takes its comparison with it.
    whole = (comparison.tool_ids for comparison in comparisons if by_key.keys() >= {*comparison.tool_ids})
    return [tuple(by_key[key] for key in keys) for keys in whole]


def _shelves() -> list[list[Listed]]:
    """Of each category the newest tools that have a scorecard, A to Z by their slugs."""
    reviewed = Tool.objects.published().filter(Exists(Review.objects.published().filter(tool=OuterRef("pk"))))
    shelves = []
    for category in Category.objects.all():
        newest = reviewed.filter(category=category).newest().values_list("slug", _told())[:OF_EACH_SHELF]
        shelves.append(sorted(Listed(slug, told) for slug, told in newest))
    return shelves
