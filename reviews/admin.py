"""The staff's desk for the panel."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ForeignKey, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse

from core.desk import NamedFields, PublishableAdmin, StageFilter, TracedAdmin, hand_back
from core.exchange.desk import ExchangeAdmin
from core.history import Events, events_of, is_key
from core.verdicts import Tally
from reviews.forms import ReviewForm, Scorecard, ScorecardForm
from reviews.models import GivenVerdict, Review, Reviewer
from reviews.resources import ReviewResource
from reviews.selectors import reviewer_tallies
from tools.models import Tool

FOR_SUPERUSERS = "writers"  # or whoever may edit the panel could let anybody write for it


@admin.register(Reviewer)
class ReviewerAdmin(TracedAdmin):
    list_display = ["name", "lens", "position", "active"]
    list_filter = ["active"]
    search_fields = ["name", "slug", "lens"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["writers"]
    readonly_fields = ["ship_rate"]

    def view_on_site(self, reviewer: Reviewer) -> str:
        """The page of the reviewer, which readers see also of one who has left the panel."""
        return reviewer.get_absolute_url()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        return fixed if request.user.is_superuser else [*fixed, FOR_SUPERUSERS]

    @admin.display(description="Ship rate (published reviews)")
    def ship_rate(self, reviewer: Reviewer) -> str:
        """The share of ships in percent with its counts, or a dash while nothing is published."""
        tally = reviewer_tallies([reviewer.pk])[reviewer.pk] if reviewer.pk else Tally(0, 0)
        return f"{tally.percent_label} ({tally.ships} of {tally.total})"


class ReviewInline(NamedFields, admin.StackedInline):
    model = Review
    form = ScorecardForm
    formset = Scorecard
    template = "desk/scorecard.html"
    fields = ["reviewer", ("verdict", "score", "state", "published_at"), "body", "reason"]
    ordering = ["reviewer__position", "reviewer__name"]


class GivenVerdictInline(NamedFields, admin.TabularInline):
    """What readers were told and when. Only the reason can be put in, or put better, afterwards."""

    model = GivenVerdict
    fields = ["since", "verdict", "score", "reason"]
    readonly_fields = ["since", "verdict", "score"]
    verbose_name_plural = "What readers have been told"
    in_rows = True
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[GivenVerdict]:
        told: QuerySet[GivenVerdict] = super().get_queryset(request)
        return told.filter(since__lte=Now())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Review)
class ReviewAdmin(ExchangeAdmin, PublishableAdmin):
    resource_class, exchange_permission = ReviewResource, "reviews.publish_review"
    form = ReviewForm
    list_display = ["tool", "reviewer", "verdict", "score", "stage", "published_at"]
    list_filter = [StageFilter, "reviewer", "verdict"]
    list_select_related = ["tool", "reviewer"]
    search_fields = ["tool__name", "tool__slug", "body"]
    autocomplete_fields = ["tool"]
    show_full_result_count = False
    inlines = [GivenVerdictInline]
    fieldsets = [
        (None, {"fields": ["tool", "reviewer"]}),
        ("What the reviewer says", {"fields": [("verdict", "score"), "body"]}),
        ("Publishing", {"fields": [("state", "published_at"), "reason"]}),
    ]

    def hold_owner(self, row: Review) -> None:
        Tool.objects.hold(row.tool_id)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        Tool.objects.hold(*queryset.values_list("tool_id", flat=True))
        super().delete_queryset(request, queryset)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except PermissionDenied:
            if object_id is None or not is_key(object_id):
                raise
            review = self.get_queryset(request).filter(pk=object_id).first()
            if review is None or not self.has_view_permission(request, review):
                raise
            typed = {"Prose": request.POST.get("body", "")}
            return hand_back(self, request, review, stage=review.stage, typed=typed)

    def histories(self, key: Any) -> list[Events]:
        return [*super().histories(key), events_of(GivenVerdict, review=key)]

    def histories_for(self, request: HttpRequest, key: Any) -> list[Events]:
        """Of a review that was handed on to their reviewer, the role Reviewer does not read what it was before."""
        if self.may_publish(request):
            return self.histories(key)
        return [events_of(Review, pgh_obj=key, reviewer__in=self._own(request))]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        """All reviews for whoever publishes them; for the role Reviewer only those that they write themselves."""
        reviews: QuerySet[Review] = super().get_queryset(request)
        return reviews if self.may_publish(request) else reviews.filter(reviewer__in=self._own(request))

    def get_inlines(self, request: HttpRequest, obj: Review | None) -> Any:
        return self.inlines if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = [] if self.may_publish(request) else list(self._own(request)[:2])
        known = {"reviewer": own[0].pk} if len(own) == 1 else {}
        return known | super().get_changeform_initial_data(request)

    def get_fieldsets(self, request: HttpRequest, obj: Review | None = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if self.may_publish(request):
            return found
        return [*found[:-1], ("Publishing", {"fields": [("state", "published_at")]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Review | None = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        return fixed if obj is None or self.may_publish(request) else [*fixed, "tool", "reviewer"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_theirs(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return super().has_view_permission(request, obj) and self._is_theirs(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_theirs(request, obj)

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "reviewer" and not self.may_publish(request):
            kwargs["queryset"] = self._own(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _own(self, request: HttpRequest) -> QuerySet[Reviewer]:
        return Reviewer.objects.filter(writers=cast(User, request.user))

    def _is_theirs(self, request: HttpRequest, review: Review | None) -> bool:
        if review is None or self.may_publish(request):
            return True
        return self._own(request).filter(pk=review.reviewer_id).exists()
