"""The named reads of reviews."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import JSONObject, Now

from core.models import State, is_public
from tools.querysets import title_of

if TYPE_CHECKING:
    from reviews.models import Review


class ReviewQuerySet(models.QuerySet["Review"]):
    def get_by_natural_key(self, tool: str, reviewer: str) -> "Review":
        return self.get(tool__slug=tool, reviewer__slug=reviewer)

    def published(self) -> Self:
        """What readers may see: published itself, and so is its tool."""
        return self.filter(is_public(), is_public("tool__"))

    def in_preview(self) -> Self:
        """What a preview shows: what readers may see, and what is drafted or scheduled."""
        return self.exclude(state=State.WITHDRAWN)

    def with_given(self) -> Self:
        """With everything that each of them said to readers up to now, earliest first, for `Review.changes`."""
        from reviews.models import GivenVerdict

        past = GivenVerdict.objects.filter(review=OuterRef("pk"), since__lte=Now()).order_by("since", "pk")
        columns = JSONObject(verdict="verdict", score="score", since="since", reason="reason")
        return self.annotate(given=ArraySubquery(past.values(row=columns)))

    def in_panel_order(self) -> Self:
        """With their reviewers, in the order in which the panel speaks."""
        return self.select_related("reviewer").order_by("reviewer__position", "reviewer__name", "tool_id")

    def latest_first(self) -> Self:
        """With their tools and the tools' titles, latest publication first."""
        return (
            self.select_related("tool").annotate(tool_title=title_of("tool__")).order_by("-published_at", "tool__slug")
        )
