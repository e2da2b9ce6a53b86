"""The data of a tool's page, built once and rendered by whatever shows it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from compare.ballots import Ballot, ballots_path
from compare.decision import Cell, fact_cell
from compare.listings import ListedComparison, ListedTool, join_tools
from compare.panels import Side, build_sides
from compare.related import neighbours_of
from core.compiled import Compiled, given_keys, without_times
from reviews.models import Review
from tools.addresses import comparison_path
from tools.models import Comparison, Tool
from tools.querysets import takes_part

COMPARISONS = 8
ALTERNATIVES = 6

_LATEST = Compiled(
    lambda: without_times(Comparison.objects.published().filter(takes_part(given_keys("tools")))).order_by(
        "-published_at", "pk"
    )[:COMPARISONS]
)


@dataclass(frozen=True, slots=True)
class FactLine:
    attribute: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another tool on the same shelf, one of the nearest, and the address of the comparison with it."""

    listed: ListedTool
    comparison_path: str


@dataclass(frozen=True, slots=True)
class ToolPage:
    """Everything the page of one tool shows."""

    side: Side
    facts: list[FactLine]
    comparisons: list[ListedComparison]
    alternatives: list[Alternative]
    ballots_path: str

    @property
    def tool(self) -> Tool:
        return self.side.tool

    @property
    def ballots(self) -> list[Ballot]:
        return [self.side.ballot]

    @property
    def changed_reviews(self) -> list[Review]:
        """The reviews whose verdict or score readers have seen change, in panel order."""
        return [review for review in self.side.reviews.values() if review.changes]


def build_tool_page(tool: Tool, *, today: date | None = None, preview: bool = False) -> ToolPage:
    """The page of a tool that came with its title and category and out of `with_awaited`. Five queries.

    `today` is the day by which facts count as stale, the current one unless given. In a `preview` drafts of
    reviews are shown as well, and nobody can vote.
    """
    (side,) = build_sides([tool], preview=preview)
    comparisons = _LATEST(tools=[tool.pk])
    members = {key for comparison in comparisons for key in comparison.tool_ids}
    neighbours = neighbours_of([side.profile], ALTERNATIVES, besides=members)
    alternatives = [neighbours.listed[key] for key in neighbours.nearest[tool.pk]]
    day = today or timezone.localdate()
    return ToolPage(
        side=side,
        facts=[FactLine(fact.attribute.name, fact_cell(fact, day)) for fact in side.facts.values()],
        comparisons=join_tools(comparisons, list(neighbours.listed.values())),
        alternatives=[Alternative(listed, comparison_path([tool.slug, listed.tool.slug])) for listed in alternatives],
        ballots_path="" if preview else ballots_path([tool]),
    )
