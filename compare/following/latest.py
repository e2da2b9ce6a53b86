"""What the panel has said latest, for those who follow it. The cost does not grow with the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Greatest, Now

from core.verdicts import Tally
from reviews.changes import Change
from reviews.models import GivenVerdict, Review, Reviewer
from reviews.selectors import panel_of, with_panel
from tools.models import Category, Tool

COUNT = 50
LOOKED_AT = 2_000  # reviews, or given verdicts, among which the latest of one shelf and the latest changes are found

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A public review, its tool as readers know it, and how the panel as a whole stands to that.

    `change` is the one that is told of; None where the review itself is.
    """

    review: Review
    title: str
    panel: Tally
    change: Change | None = None

    @property
    def appeared(self) -> datetime:
        """When readers could first see it: the review with its tool, or the change."""
        if self.change:
            return self.change.after.since
        moments = [self.review.published_at, self.review.tool.published_at]
        return max(moment for moment in moments if moment)

    @property
    def updated(self) -> datetime:
        """When it last said something else."""
        return max([self.appeared, *([] if self.change else [one.after.since for one in self.review.changes])])


def latest_verdicts(*, category: Category | None = None, reviewer: Reviewer | None = None) -> list[Spoken]:
    """The 50 verdicts that appeared latest, on one shelf or of one reviewer where that is given.

    A review appears when it is published, or with its tool if that comes later. So these are the latest among the
    latest reviews and all reviews of the latest tools. For a shelf the latest reviews are those among the 2,000
    latest of all shelves, and of a quiet shelf its newest tools tell everything. Older reviews that come out with
    their tool are missed where 50 newer tools have none yet. Two queries, for a shelf three.
    """
    reviews, tools = Review.objects.published(), Tool.objects.published()
    latest = reviews
    if reviewer:
        latest = reviews = reviews.filter(reviewer=reviewer)
    if category:
        tools = tools.filter(category=category)
        latest = reviews.filter(tool__category=category, published_at__gte=_since_when(LOOKED_AT))
    newest = tools.newest().values("pk")[:COUNT]
    keys = latest.order_by("-published_at", "-pk").values("pk")[:COUNT].union(
        reviews.filter(tool__in=newest).order_by().values("pk")
    )  # fmt: skip
    found = Review.objects.published().filter(pk__in=keys).with_given().select_related("reviewer")
    appeared = Greatest("published_at", "tool__published_at")
    return _spoken((review, None) for review in found.order_by(appeared.desc(), "-pk")[:COUNT])


def latest_changes() -> list[Spoken]:
    """The 50 latest changes of a verdict or score that readers have seen, latest first. Three queries.

    Looked for among the 2,000 verdicts that were given latest, most of which are first ones.
    """
    past = GivenVerdict.objects.filter(since__lte=Now())
    latest = past.order_by("-since", "-pk").values("pk")[:LOOKED_AT]
    earlier = past.filter(review=OuterRef("review"), since__lt=OuterRef("since"))
    # Of some nothing is told: the reviews are not public, or the tools were not then.
    changed = GivenVerdict.objects.filter(Exists(earlier), pk__in=latest).order_by("-since", "-pk")[: 4 * COUNT]
    reviews = Review.objects.published().filter(pk__in=set(changed.values_list("review", flat=True))).with_given()
    told = [
        (review, change)
        for review in reviews.select_related("tool", "reviewer").defer("body")
        # Of several changes in one transaction readers have seen the last.
        for change in {change.after.since: change for change in review.changes}.values()
    ]
    told.sort(key=lambda pair: (pair[1].after.since, pair[0].pk), reverse=True)
    return _spoken(told[:COUNT])


def _since_when(count: int) -> datetime:
    """The moment from which on there are about so many published reviews."""
    latest = Review.objects.published().order_by("-published_at").values_list("published_at", flat=True)
    return next((moment for moment in latest[count - 1 : count] if moment), BEFORE_ALL)


def _spoken(told: Iterable[tuple[Review, Change | None]]) -> list[Spoken]:
    """With the titles of their tools and what the panels say of these. One query."""
    told = list(told)
    tools = with_panel(Tool.objects.published().titled().filter(pk__in={review.tool_id for review, _ in told}))
    by_key = {tool.pk: tool for tool in tools}
    spoken = []
    for review, change in told:
        if review.tool_id in by_key:  # unpublished between the two queries otherwise
            review.tool = by_key[review.tool_id]
            spoken.append(Spoken(review, review.tool.title, panel_of(review.tool), change))
    return spoken
