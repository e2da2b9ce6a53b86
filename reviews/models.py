"""The panel: its reviewers, and what each of them says about a tool."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.fields import AddressSlugField
from core.models import Choice, Publishable, SlugManager, Timestamped, published_is_whole
from core.slugs import slug_constraint
from reviews.querysets import ReviewQuerySet
from tools.models import Tool

MAX_SCORE = 100


class Reviewer(Timestamped):
    """A critic with a fixed lens."""

    name = models.CharField(max_length=60, unique=True)
    slug = AddressSlugField()
    lens = models.CharField(max_length=200, help_text="What this reviewer judges by, in one sentence.")
    likes = models.TextField(blank=True)
    tired_of = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower stands first wherever the panel speaks.")
    active = models.BooleanField(default=True, help_text="Whether this reviewer is on the panel today.")

    objects = SlugManager["Reviewer"]()

    class Meta:
        ordering = ["position", "name"]
        constraints = [slug_constraint()]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("reviewer", args=[self.slug])


class Review(Publishable):
    """One reviewer on one tool. The verdict is the reviewer's word and never follows from the score."""

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=4, choices=Choice)
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(MAX_SCORE)], help_text="0 to 100, or empty."
    )
    body = models.TextField(
        "prose", blank=True, help_text="Markdown: *emphasis*, `code`, lists and [links](https://example.org)."
    )

    needed_when_published = ("body",)
    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["reviewer__position", "reviewer__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "reviewer"],
                name="reviews_review_once_per_reviewer",
                violation_error_message="This reviewer has reviewed this tool already.",
            ),
            models.CheckConstraint(
                name="reviews_review_score_in_range",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=MAX_SCORE),
                violation_error_message="A score is between 0 and 100.",
            ),
            models.CheckConstraint(
                name="reviews_review_verdict_known",
                condition=Q(verdict__in=Choice.values),
                violation_error_message="A verdict is ship or skip.",
            ),
            published_is_whole("body"),
        ]
        indexes = [
            models.Index(fields=["-published_at"], name="reviews_review_latest"),
            models.Index(fields=["reviewer", "-published_at"], name="reviews_review_latest_of_each"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.tool}"

    def natural_key(self) -> tuple[str, str]:
        return (self.tool.slug, self.reviewer.slug)

    @property
    def ships(self) -> bool:
        """Whether the verdict is ship."""
        return self.verdict == Choice.SHIP
