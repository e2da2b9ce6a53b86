"""The panel: its reviewers, what each of them says about a tool, and what each said before."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Collate, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.functional import cached_property

from core.fields import AddressSlugField
from core.history import tracked
from core.models import Choice, Publishable, SlugManager, State, Timestamped, published_is_whole
from core.paths import path_to
from core.slugs import slug_constraint
from reviews.changes import Change, changes_in
from reviews.listing import LIST_FACTS, LIST_REVIEWS, LIST_SHELVES, LIST_TOOLS
from reviews.querysets import ReviewQuerySet
from reviews.triggers import KEEP_VERDICTS
from tools.models import Category, Fact, Tool

MAX_SCORE = 100
MAX_LETTERS = 10_000


@tracked
class Reviewer(Timestamped):
    """A critic with a fixed lens."""

    name = models.CharField(max_length=60, unique=True)
    slug = AddressSlugField(unique=True)
    lens = models.CharField(max_length=200, help_text="What this reviewer judges by, in one sentence.")
    likes = models.TextField(blank=True)
    tired_of = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower stands first wherever the panel speaks.")
    active = models.BooleanField(default=True, help_text="Whether this reviewer is on the panel today.")
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="writes_as",
        help_text="Staff in the role Reviewer who write this reviewer's drafts.",
    )

    objects = SlugManager["Reviewer"]()

    class Meta:
        ordering = ["position", "name"]
        constraints = [slug_constraint()]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return path_to("reviewer", self.slug)


@tracked
class Review(Publishable):
    """One reviewer on one tool. The verdict is the reviewer's word and never follows from the score."""

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=4, choices=Choice)
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(MAX_SCORE)], help_text="0 to 100, or empty."
    )
    body = models.TextField(
        "prose",
        blank=True,
        validators=[MaxLengthValidator(MAX_LETTERS)],
        help_text="Markdown: *emphasis*, `code`, lists and [links](https://example.org).",
    )

    needed_when_published = ("body",)
    given: list[dict[str, Any]]  # of rows that came `with_given()`
    change_reason = ""  # set before saving: why a verdict or score that readers have seen is another one now
    objects = ReviewQuerySet.as_manager()

    class Meta:
        permissions = [("publish_review", "Can publish and withdraw reviews")]
        triggers = [KEEP_VERDICTS, *LIST_REVIEWS]
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
            models.CheckConstraint(
                name="reviews_review_body_bearable",
                condition=LessThanOrEqual(Length("body"), MAX_LETTERS),
                violation_error_message=f"A review has at most {MAX_LETTERS} characters.",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="reviews_review_latest"),
            models.Index(fields=["reviewer", "-published_at", "-id"], name="reviews_review_latest_of_each"),
            GinIndex(SearchVector("body", config="english"), name="reviews_review_prose"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.tool}"

    def natural_key(self) -> tuple[str, str]:
        return (self.tool.slug, self.reviewer.slug)

    @property
    def ships(self) -> bool:
        """Whether the verdict is ship."""
        return self.verdict == Choice.SHIP

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and put `change_reason`, where there is one, beside the verdict that it explains."""
        with transaction.atomic():
            Tool.objects.hold(self.tool_id)
            super().save(*args, **kwargs)
            if self.change_reason:
                latest = self.verdicts.order_by("-since", "-pk").values("pk")[:1]
                self.verdicts.filter(pk__in=latest).update(reason=self.change_reason)

    @cached_property
    def changes(self) -> list[Change]:
        """How its verdict and score changed before the readers' eyes. Comes with rows of `with_given()`."""
        return changes_in(getattr(self, "given", []), seen_from=self.tool.published_at)

    @property
    def recent_turn(self) -> Change | None:
        """The latest change of its verdict, if that was in the last 30 days."""
        turns = [change for change in self.changes if change.turns]
        return turns[-1] if turns and turns[-1].is_recent else None

    def needs_reason(self) -> bool:
        """Whether readers have seen another verdict or score than the one that saving it as it is would show them."""
        if self.pk is None or self.state != State.PUBLISHED:
            return False
        if not Tool.objects.published().filter(pk=self.tool_id).exists():
            return False
        given = list(self.verdicts.order_by("-since", "-pk"))
        seen = next((one for one in given if one.since <= timezone.now()), None)
        if seen is None or (seen.verdict, seen.score) == (self.verdict, self.score):
            return False
        # A change that is scheduled already has its reason.
        due = given[0]
        return not (due.reason and (due.verdict, due.score) == (self.verdict, self.score))


@tracked
class GivenVerdict(models.Model):
    """The verdict and score that a review gives from a day on. The database adds one whenever they become others."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="verdicts")
    verdict = models.CharField(max_length=4, choices=Choice)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateTimeField()
    reason = models.TextField(blank=True, db_default="", help_text="Why it changed, in a sentence. Readers see it.")

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["-since"], name="reviews_givenverdict_latest")]

    def __str__(self) -> str:
        return f"{self.review}: {self.verdict} since {self.since:%Y-%m-%d}"


class Listing(models.Model):
    """A public tool as lists sort and sift it, with what the panel says of it. The database alone writes these rows.

    A tool has one row for each stretch of time in which its panel says the same: one now, and further ones where
    reviews are scheduled. So a list is right at every moment, and nothing has to run when the time of a review comes.
    """

    tool = models.ForeignKey(Tool, models.DO_NOTHING, db_constraint=False, related_name="listings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    published_at = models.DateTimeField(help_text="The publish time of the tool.")
    name = models.TextField(help_text="In lower case.")
    ships = models.IntegerField()
    total = models.IntegerField()
    share = models.FloatField(help_text="Of reviews that say ship, 0 to 1, or -1 without any review.")
    score = models.FloatField(help_text="The mean of the scores, 0 to 100, or -1 without any.")
    tags = ArrayField(
        models.TextField(),
        help_text=(
            "What filters ask for: category:<key>, licence:<licence>, free, verdict:ship, mixed, skip or none, "
            "reviewer:<key>, fact:<key of the attribute>=<value>."
        ),
    )
    words = models.TextField(help_text="What it is called, as reviews_words() writes it: for parts and typing errors.")
    document = SearchVectorField(help_text="What it is called (weight A), what it is for (B), what is known of it (D).")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tool", "since"], name="reviews_listing_once_a_time")]
        indexes = [
            models.Index(fields=["-published_at", "-tool"], name="reviews_listing_newest"),
            models.Index(F("tags__0"), F("published_at").desc(), F("tool").desc(), name="reviews_listing_shelf"),
            models.Index(fields=["name", "tool"], name="reviews_listing_a_to_z"),
            models.Index(fields=["-share", "-total", "-tool"], name="reviews_listing_by_ship"),
            models.Index(fields=["-score", "-tool"], name="reviews_listing_by_score"),
            GinIndex(fields=["tags"], name="reviews_listing_tags"),
            GinIndex(fields=["document"], name="reviews_listing_document"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="reviews_listing_words"),
            models.Index(Collate("words", "C"), name="reviews_listing_beginnings"),
        ]

    def __str__(self) -> str:
        return f"{self.name} since {self.since:%Y-%m-%d}"


# Proxies only so that what lists a tool anew stands in this app and not below it, in that of the tools.


class ListedTool(Tool):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = LIST_TOOLS


class ListedFact(Fact):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = LIST_FACTS


class ListedCategory(Category):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = LIST_SHELVES
