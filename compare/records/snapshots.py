"""What a comparison says at a moment, in finished words and figures, none of which has to be looked up again.

Decision records are kept in this form, so a field once written here stays. What records of another form would say
gets a number and a reader of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.conf import settings
from django.utils import timezone

from compare import decision
from compare.panels import ComparisonPage, Side
from reviews.changes import Change
from reviews.models import Review

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read, empty where nobody knows, and the day it was checked."""

    source_url: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one tool has to say to a criterion; an empty text means that nothing was known."""

    text: str
    fact: Source | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Row:
    criterion: str
    differs: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Turn:
    """That a verdict had lately become another: what it was, with its score, and until when."""

    verdict: str
    label: str
    until: date


@dataclass(frozen=True, slots=True)
class Opinion:
    """One review: `ship` or `skip` and the word for it, the score where there is one, the day, and Markdown."""

    verdict: str
    word: str
    score: int | None
    day: date | None
    prose: str
    turn: Turn | None


@dataclass(frozen=True, slots=True)
class Critic:
    """A reviewer, and what they said of each tool, in order: an opinion, or in words that there was none."""

    name: str
    path: str
    opinions: list[Opinion | str]


@dataclass(frozen=True, slots=True)
class ToolThen:
    """A tool with its figures as readers saw them. What the panel says of it is named as in a tally."""

    name: str
    qualifier: str
    title: str
    path: str
    tagline: str
    description: str
    category: str
    category_path: str
    maker: str
    website: str
    licence: str
    pricing: str
    best_for: str
    entry: str
    verdict: str | None
    label: str
    counts: str
    percent_label: str
    choices: list[str]
    score: int | None
    community: str
    community_figure: str
    disagrees: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A comparison as it stood on a day. All paths are those of that day."""

    format: Literal[1]
    site: str
    day: date
    canonical_path: str
    headline: str
    reason: str
    summary: str
    tools: list[ToolThen]
    rows: list[Row]
    scorecard: list[Critic]

    @property
    def titles(self) -> list[str]:
        return [tool.title for tool in self.tools]

    @property
    def title(self) -> str:
        """The titles of the tools: `A vs B`."""
        return " vs ".join(self.titles)


def snapshot_of(page: ComparisonPage, *, day: date) -> Snapshot:
    """What this page says, which was built for that day."""
    return Snapshot(
        format=FORMAT,
        site=settings.SITE_NAME,
        day=day,
        canonical_path=page.canonical_path,
        headline=page.answer.headline,
        reason=page.answer.reason,
        summary=page.summary,
        tools=[tool_then(side) for side in page.sides],
        rows=[Row(row.criterion, row.differs, [cell_then(cell) for cell in row.cells]) for row in page.rows],
        scorecard=[
            Critic(row.reviewer.name, row.reviewer.get_absolute_url(), _opinions(row.reviewer.name, row.pairs))
            for row in page.scorecard
        ],
    )


def tool_then(side: Side) -> ToolThen:
    """The tool of this side with its figures."""
    tool, panel = side.tool, side.panel
    return ToolThen(
        name=tool.name,
        qualifier=tool.qualifier,
        title=tool.title,
        path=tool.get_absolute_url(),
        tagline=tool.tagline,
        description=tool.description,
        category=tool.category.name,
        category_path=tool.category.get_absolute_url(),
        maker=tool.maker,
        website=tool.website,
        licence=tool.licence_label,
        pricing=tool.pricing,
        best_for=tool.best_for,
        entry=tool.entry_label,
        verdict=panel.verdict,
        label=panel.label,
        counts=panel.counts,
        percent_label=panel.percent_label,
        choices=side.choices,
        score=side.panel_score,
        community=side.community.label,
        community_figure=side.community.figure,
        disagrees=side.ballot.disagrees,
    )


def cell_then(cell: decision.Cell) -> Cell:
    """A cell with what readers see of its fact."""
    fact = Source(cell.fact.source_url, cell.fact.checked_on) if cell.fact else None
    return Cell(cell.text, fact, cell.is_stale)


def opinion_then(review: Review) -> Opinion:
    """A review as readers see it."""
    return Opinion(
        verdict=review.verdict,
        word=review.get_verdict_display(),
        score=review.score,
        day=timezone.localdate(review.published_at) if review.published_at else None,
        prose=review.body,
        turn=_turn(review.recent_turn),
    )


def _opinions(name: str, pairs: Sequence[tuple[Review | None, Side]]) -> list[Opinion | str]:
    return [opinion_then(review) if review else _silence(name, side) for review, side in pairs]


def _silence(name: str, side: Side) -> str:
    return f"{name} review still to come" if name in side.awaited else f"No {name} review"


def _turn(change: Change | None) -> Turn | None:
    if change is None:
        return None
    return Turn(change.before.verdict, change.before.label, timezone.localdate(change.after.since))
