"""What the panel says, counted."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from core.models import Choice, State, is_public
from core.tallies import tallies
from core.verdicts import Tally
from reviews.models import Listing, Review
from tools.models import Tool
from tools.querysets import ToolQuerySet

PANEL_COUNTS = ("panel_ships", "panel_total")


def tally_of(reviews: Iterable[Review]) -> Tally:
    """The tally of reviews that are at hand."""
    words = [review.ships for review in reviews]
    return Tally(sum(words), len(words))


def with_panel(tools: QuerySet[Tool]) -> QuerySet[Tool]:
    """`tools` with the counts that `panel_of` reads: their published reviews, and those of them that say ship."""
    published = Review.objects.filter(is_public(), tool=OuterRef("pk")).order_by().values("tool")

    def count(condition: Q) -> Coalesce:
        counted = Subquery(published.annotate(count=Count("pk", filter=condition)).values("count"))
        return Coalesce(counted, 0, output_field=IntegerField())

    return tools.annotate(**dict(zip(PANEL_COUNTS, [count(Q(verdict=Choice.SHIP)), count(Q())], strict=True)))


def panel_of(tool: Tool) -> Tally:
    """The panel's tally of a tool that came out of `with_panel`."""
    ships, total = (getattr(tool, name) for name in PANEL_COUNTS)
    return Tally(ships, total)


def with_awaited(tools: ToolQuerySet) -> QuerySet[Tool]:
    """`tools` with what `awaited_of` reads."""
    pending = (
        Review.objects.filter(tool=OuterRef("pk"), reviewer__active=True)
        .exclude(is_public())
        .exclude(state=State.WITHDRAWN)
        .order_by("reviewer__position", "reviewer__name")
    )
    return tools.annotate(awaited=ArraySubquery(pending.values("reviewer__name")))


def awaited_of(tool: Tool) -> list[str]:
    """The reviewers on the panel, by name and in order, whose review is prepared and not public yet.

    The tool came out of `with_awaited`.
    """
    names: list[str] = cast(Any, tool).awaited
    return names


def current_listings() -> QuerySet[Listing]:
    """The one listing of each tool that readers may see now."""
    return Listing.objects.filter(Q(until=None) | Q(until__gt=Now()), since__lte=Now())


def latest_reviewed(count: int) -> list[int]:
    """The tools (primary keys) whose published reviews are the latest, latest first, `count` of them at most.

    Looks through the latest hundred reviews, which is a query whose cost does not grow with the catalogue.
    """
    latest = Review.objects.published().order_by("-published_at", "-pk").values_list("tool", flat=True)[:100]
    return list(dict.fromkeys(latest))[:count]


def reviewer_tallies(reviewer_ids: Iterable[int]) -> dict[int, Tally]:
    """The tally of each of these reviewers (primary keys) over everything they have published. One query."""
    ids = list(reviewer_ids)
    published = Review.objects.published().filter(reviewer__in=ids)
    return dict.fromkeys(ids, Tally(0, 0)) | tallies(published, choice="verdict", per="reviewer")
