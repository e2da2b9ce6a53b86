"""The staff's desk for the panel."""

from django.contrib import admin

from core.verdicts import Tally
from reviews.models import Review, Reviewer
from reviews.selectors import reviewer_tallies


@admin.register(Reviewer)
class ReviewerAdmin(admin.ModelAdmin):
    list_display = ["name", "lens", "position", "active"]
    list_editable = ["position", "active"]
    list_filter = ["active"]
    search_fields = ["name", "slug", "lens"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["ship_rate"]

    @admin.display(description="Ship rate (published reviews)")
    def ship_rate(self, reviewer: Reviewer) -> str:
        tally = reviewer_tallies([reviewer.pk])[reviewer.pk] if reviewer.pk else Tally(0, 0)
        return f"{tally.percent_label} ({tally.ships} of {tally.total})"


class ReviewInline(admin.StackedInline):
    model = Review
    fields = ["reviewer", ("verdict", "score"), "body", ("state", "published_at")]
    extra = 0
    ordering = ["reviewer__position"]


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ["tool", "reviewer", "verdict", "score", "state", "published_at"]
    list_filter = ["reviewer", "verdict", "state"]
    list_select_related = ["tool", "reviewer"]
    search_fields = ["tool__name", "tool__slug", "body"]
    autocomplete_fields = ["tool"]
