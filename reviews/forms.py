"""The forms in which staff write reviews."""

from typing import Any, cast

from django import forms

from core.desk import PlainLinesForm, SeenForm
from core.history import is_key
from core.rows import OwnedRows
from reviews.models import Reviewer


class ReviewFields(PlainLinesForm):
    """A review, with the reason that readers are given when what they have seen changes."""

    reason = forms.CharField(
        required=False,
        max_length=300,
        label="Reason for the change",
        help_text="Needed when readers have seen another verdict or score. They are shown it.",
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )

    def _post_clean(self) -> None:
        # The earliest moment at which the instance is what would be saved.
        cast(Any, super())._post_clean()
        reason = self.cleaned_data.get("reason", "").strip()
        if self.errors or not self.instance.needs_reason():
            return
        if reason:
            self.instance.change_reason = reason
        else:
            self.add_error("reason", "Readers have seen another verdict or score: tell them why it changes.")


class ReviewForm(ReviewFields, SeenForm):
    """The page of one review."""


class ScorecardForm(ReviewFields):
    """One reviewer's place in the scorecard of a tool; left as it is, it makes no review."""

    reviewers: dict[int, Reviewer]
    stage: str

    class Meta:
        widgets = {"reviewer": forms.HiddenInput, "body": forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"})}

    @property
    def changed_data(self) -> list[str]:
        # Whose place it is does not make a review of it.
        return [name for name in super().changed_data if name != "reviewer" or self.instance.pk]

    @property
    def place_of(self) -> Reviewer | None:
        """The reviewer whose place it is, or None where the form names nobody."""
        given = str(self["reviewer"].value() or "")
        return self.reviewers.get(int(given)) if is_key(given) else None


class Scorecard(OwnedRows):
    """A form for each review of a tool, and one for each reviewer on the panel who has not reviewed it."""

    each = "reviewer"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reviewers = {reviewer.pk: reviewer for reviewer in Reviewer.objects.all()}
        covered = {review.reviewer_id for review in self.get_queryset()}
        missing = [key for key, one in self.reviewers.items() if one.active and key not in covered]
        self.extra = len(missing)
        self.initial_extra = [{"reviewer": key} for key in missing]

    def _construct_form(self, i: int, **kwargs: Any) -> ScorecardForm:
        form: ScorecardForm = cast(Any, super())._construct_form(i, **kwargs)
        form.reviewers = self.reviewers
        form.stage = form.instance.stage if form.instance.pk else ""  # as it is saved, before anything is read into it
        return form
