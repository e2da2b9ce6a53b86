"""The named reads of reviews."""

from typing import TYPE_CHECKING, Self

from django.db import models

from core.models import is_public
from tools.querysets import title_of

if TYPE_CHECKING:
    from reviews.models import Review


class ReviewQuerySet(models.QuerySet["Review"]):
    def get_by_natural_key(self, tool: str, reviewer: str) -> "Review":
        return self.get(tool__slug=tool, reviewer__slug=reviewer)

    def published(self) -> Self:
        """What readers may see: published itself, and so is its tool."""
        return self.filter(is_public(), is_public("tool__"))

    def in_panel_order(self) -> Self:
        """With their reviewers, in the order in which the panel speaks."""
        return self.select_related("reviewer").order_by("reviewer__position", "reviewer__name", "tool_id")

    def latest_first(self) -> Self:
        """With their tools and the tools' titles, latest publication first."""
        return (
            self.select_related("tool").annotate(tool_title=title_of("tool__")).order_by("-published_at", "tool__slug")
        )
