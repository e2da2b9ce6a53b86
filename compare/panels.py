"""The data of a comparison page, built once and rendered by whatever shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from compare.answer import Answer, Contender, answer
from compare.ballots import Ballot, ballots_path
from compare.decision import Row, decision
from compare.forms import picker_path
from compare.related import Profile, canonical_order, comparisons_around, profile_of
from core.compiled import Compiled, given_keys, one_of, without_times
from core.verdicts import Tally, panel_score
from reviews.models import Review, Reviewer
from reviews.selectors import awaited_of, tally_of
from tools.addresses import comparison_path
from tools.models import Comparison, Fact, Tool
from votes.community import Community
from votes.selectors import community_tallies

_OF_THESE = one_of("tool", given_keys("tools"))
_FACTS = Compiled(lambda: without_times(Fact.objects.filter(_OF_THESE).select_related("attribute"), "attribute"))
_REVIEWS = Compiled(
    lambda: without_times(Review.objects.published().filter(_OF_THESE).in_panel_order().with_given(), "reviewer")
)


@dataclass(frozen=True)
class Side:
    """One tool with all that is known of it: facts by attribute and reviews by reviewer (primary keys).

    `awaited` names the reviewers whose reviews are still to come.
    """

    tool: Tool
    facts: dict[int, Fact]
    reviews: dict[int, Review]
    community: Community
    awaited: list[str] = field(default_factory=list)

    @cached_property
    def panel(self) -> Tally:
        return tally_of(self.reviews.values())

    @cached_property
    def choices(self) -> list[str]:
        """What each of its reviewers says, `ship` or `skip`, in panel order."""
        return [review.verdict for review in self.reviews.values()]

    @cached_property
    def profile(self) -> Profile:
        """What tells how near other tools are to it."""
        return profile_of(self.tool, self.facts.values(), self.panel, self.panel_score)

    @cached_property
    def ballot(self) -> Ballot:
        """What everybody may see of its votes."""
        return Ballot(self.tool, self.panel, self.community)

    @cached_property
    def panel_score(self) -> int | None:
        """The mean of the scores that exist, 0 to 100, or None."""
        return panel_score(review.score for review in self.reviews.values() if review.score is not None)


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One reviewer's review of each side, in order; None where the reviewer did not cover it."""

    reviewer: Reviewer
    pairs: list[tuple[Review | None, Side]]

    @property
    def left(self) -> Review | None:
        return self.pairs[0][0]

    @property
    def right(self) -> Review | None:
        """Of two sides, as `left`: templates take several times as long to find an item of a list."""
        return self.pairs[1][0]


@dataclass(frozen=True)
class ComparisonPage:
    """Everything a comparison page shows. `around` are the comparisons that staff wrote of any of its tools."""

    sides: list[Side]
    answer: Answer
    rows: list[Row]
    scorecard: list[ScorecardRow]
    summary: str
    canonical_path: str
    ballots_path: str
    around: list[Comparison] = field(default_factory=list)

    @cached_property
    def ballots(self) -> list[Ballot]:
        return [side.ballot for side in self.sides]

    @cached_property
    def titles(self) -> list[str]:
        return [side.tool.title for side in self.sides]

    @cached_property
    def title(self) -> str:
        """The titles of the tools: `A vs B`."""
        return " vs ".join(self.titles)

    @cached_property
    def picker_path(self) -> str:
        """The address of the picker with these tools in its fields."""
        return picker_path(self.titles)

    @cached_property
    def differs(self) -> bool:
        """Whether the tools differ in any row."""
        return any(row.differs for row in self.rows)

    @cached_property
    def has_scores(self) -> bool:
        """Whether there is any score to draw."""
        return any(side.panel_score is not None for side in self.sides)


def build_sides(tools: Sequence[Tool], *, preview: bool = False) -> list[Side]:
    """The sides of these tools, in their order. Three queries, however many tools there are.

    The tools came out of `with_awaited`. A `preview` has drafts in it, so nothing is still to come.
    """
    ids = [tool.pk for tool in tools]
    facts: dict[int, dict[int, Fact]] = {key: {} for key in ids}
    for fact in _FACTS(tools=ids):
        facts[fact.tool_id][fact.attribute_id] = fact
    reviews: dict[int, dict[int, Review]] = {key: {} for key in ids}
    by_key = {tool.pk: tool for tool in tools}
    for review in _drafted(ids) if preview else _REVIEWS(tools=ids):
        review.tool = by_key[review.tool_id]
        reviews[review.tool_id][review.reviewer_id] = review
    votes = community_tallies(ids)
    return [
        Side(
            tool=tool,
            facts=facts[tool.pk],
            reviews=reviews[tool.pk],
            community=Community(votes[tool.pk], settings.COMMUNITY_MIN_VOTES),
            awaited=[] if preview else awaited_of(tool),
        )
        for tool in tools
    ]


def _drafted(tool_ids: list[int]) -> QuerySet[Review]:
    return Review.objects.in_preview().filter(tool__in=tool_ids).in_panel_order().with_given()


def build_comparison(
    tools: Sequence[Tool], *, today: date | None = None, preview: Comparison | None = None
) -> ComparisonPage:
    """The comparison of two to four tools out of `with_awaited`, the first on the left. Four queries, or three.

    `today` is the day by which facts count as stale, the current one unless given. With `preview`, the comparison
    that staff are writing, drafts are shown as well, and nobody can vote.
    """
    sides = build_sides(tools, preview=preview is not None)
    keys = {tool.pk for tool in tools}
    around = [preview] if preview else comparisons_around(keys)
    written = next((one for one in around if set(one.tool_ids) == keys), None)
    page = lay_out(
        sides,
        summary=written.summary if written else "",
        canonical_path=comparison_path(tool.slug for tool in canonical_order(tools, written)),
        ballots_path="" if preview else ballots_path(tools),
        today=today or timezone.localdate(),
    )
    return replace(page, around=around)


def lay_out(
    sides: list[Side], *, summary: str, canonical_path: str, today: date, ballots_path: str = ""
) -> ComparisonPage:
    """The comparison of these sides, worked out without the database. Without `ballots_path` nobody can vote on it."""
    contenders = [Contender(side.tool.title, side.reviews, side.community) for side in sides]
    return ComparisonPage(
        sides=sides,
        answer=answer(contenders),
        rows=decision(sides, today),
        scorecard=_scorecard(sides),
        summary=summary,
        canonical_path=canonical_path,
        ballots_path=ballots_path,
    )


def _scorecard(sides: Sequence[Side]) -> list[ScorecardRow]:
    reviewers = {key: review.reviewer for side in sides for key, review in side.reviews.items()}
    in_order = sorted(reviewers.values(), key=lambda reviewer: (reviewer.position, reviewer.name))
    return [ScorecardRow(reviewer, [(side.reviews.get(reviewer.pk), side) for side in sides]) for reviewer in in_order]
