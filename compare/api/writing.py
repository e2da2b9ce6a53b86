"""What the site knows, written down as the JSON says it. Nothing here asks the database."""

from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.urls import reverse

from compare import listings, panels, tool_page
from compare.api import schemas
from compare.decision import Cell, Row
from compare.search import results as search
from compare.search.pairs import Named
from core.verdicts import Tally
from reviews.changes import Change, Given
from reviews.models import Review, Reviewer
from tools.addresses import SEPARATOR
from tools.models import Category, Fact, Tool
from votes.community import Community


def whole(path: str) -> str:
    """The whole address of a path on this site."""
    return f"{settings.SITE_URL}{path}"


def api_url(name: str, *args: str, **query: str) -> str:
    """The whole address of the operation `name`, such as `api-tool`."""
    return whole(reverse(name, args=args, query=query or None))


def moment(when: datetime | None) -> datetime:
    """A publish time of something published, in UTC."""
    return cast(datetime, when).astimezone(UTC)


# Figures


def _counts(tally: Tally) -> dict[str, Any]:
    return {"percent": tally.percent, "ships": tally.ships, "skips": tally.skips, "total": tally.total}


def _panel(tally: Tally) -> dict[str, Any]:
    return _counts(tally) | {"verdict": tally.verdict and tally.verdict.value, "label": tally.label}


def community(votes: Community) -> schemas.Community:
    """The community's votes, with a percent only where there are enough of them."""
    shown = votes.shown_interval
    return schemas.Community(
        label=votes.label,
        percent=votes.percent,
        interval=schemas.Interval(low=shown[0], high=shown[1]) if shown else None,
        ships=votes.tally.ships,
        skips=votes.tally.skips,
        total=votes.tally.total,
        minimum=votes.minimum,
    )


# Tools


def category(shelf: Category) -> schemas.Named:
    """A category by its name."""
    return schemas.Named(
        slug=shelf.slug,
        name=shelf.name,
        url=whole(shelf.get_absolute_url()),
        api_url=api_url("api-tools", category=shelf.slug),
    )


def listed_tool(listed: listings.ListedTool) -> schemas.ListedTool:
    """A tool as lists have it."""
    return schemas.ListedTool(**_listed(listed))


def rated_tool(listed: listings.ListedTool, votes: Community) -> schemas.RatedTool:
    """A tool as the catalogue has it."""
    return schemas.RatedTool(**_listed(listed), community=community(votes))


def _listed(listed: listings.ListedTool) -> dict[str, Any]:
    return _in_short(listed.tool) | {"panel": schemas.Panel(**_panel(listed.panel))}


def _in_short(tool: Tool) -> dict[str, Any]:
    return {
        "slug": tool.slug,
        "name": tool.name,
        "qualifier": tool.qualifier or None,
        "title": tool.title,
        "tagline": tool.tagline,
        "category": category(tool.category),
        "licence": tool.licence or None,
        "licence_label": tool.licence_label or None,
        "entry": _entry(tool),
        "published_at": moment(tool.published_at),
        "url": whole(tool.get_absolute_url()),
        "api_url": api_url("api-tool", tool.slug),
    }


def _entry(tool: Tool) -> schemas.Entry | None:
    if tool.entry_amount is None:
        return None
    return schemas.Entry(
        label=tool.entry_label,
        amount=float(tool.entry_amount),
        currency=tool.entry_currency,
        unit=tool.entry_unit or None,
    )


def _side(side: panels.Side) -> dict[str, Any]:
    tool = side.tool
    return _in_short(tool) | {
        "description": tool.description,
        "maker": tool.maker or None,
        "website": tool.website or None,
        "pricing": tool.pricing or None,
        "best_for": tool.best_for or None,
        "logo_url": whole(tool.logo.url) if tool.logo else None,
        "panel": schemas.ScoredPanel(**_panel(side.panel), score=side.panel_score),
        "community": community(side.community),
        "awaited": side.awaited,
    }


def tool(page: tool_page.ToolPage) -> schemas.Tool:
    """Everything on one tool, as its page has it."""
    return schemas.Tool(
        **_side(page.side),
        community_disagrees=page.side.ballot.disagrees,
        facts=[_fact(line.cell.fact, stale=line.cell.is_stale) for line in page.facts if line.cell.fact],
        reviews=[review(one, title=page.tool.title) for one in page.side.reviews.values()],
        comparisons=[listed_comparison(one) for one in page.comparisons],
        alternatives=[_alternative(page.tool, one) for one in page.alternatives],
    )


def _fact(fact: Fact, *, stale: bool) -> schemas.Fact:
    return schemas.Fact(
        attribute=fact.attribute.name,
        value=fact.value,
        source_url=fact.source_url or None,
        checked_on=fact.checked_on,
        stale=stale,
    )


def _alternative(tool: Tool, other: tool_page.Alternative) -> schemas.Alternative:
    return schemas.Alternative(
        tool=listed_tool(other.listed),
        comparison_url=whole(other.comparison_path),
        comparison_api_url=api_url("api-comparison", SEPARATOR.join([tool.slug, other.listed.tool.slug])),
    )


# Reviews


def review(one: Review, *, title: str) -> schemas.Review:
    """A review out of `with_given`, with its tool and reviewer, and the tool's title."""
    about = _named_tool(one.tool, title)
    return schemas.Review(
        tool=about,
        reviewer=_named_reviewer(one.reviewer),
        verdict=cast(Any, one.verdict),
        score=one.score,
        body=one.body,
        published_at=moment(one.published_at),
        changes=[_change(change) for change in one.changes],
        url=about.url,
    )


def _named_tool(tool: Tool, title: str) -> schemas.Named:
    return schemas.Named(
        slug=tool.slug, name=title, url=whole(tool.get_absolute_url()), api_url=api_url("api-tool", tool.slug)
    )


def _change(change: Change) -> schemas.Change:
    return schemas.Change(before=_given(change.before), after=_given(change.after))


def _given(given: Given) -> schemas.Given:
    return schemas.Given(
        verdict=cast(Any, given.verdict), score=given.score, since=moment(given.since), reason=given.reason or None
    )


def _named_reviewer(critic: Reviewer) -> schemas.Named:
    return schemas.Named(
        slug=critic.slug,
        name=critic.name,
        url=whole(critic.get_absolute_url()),
        api_url=api_url("api-reviews", reviewer=critic.slug),
    )


def reviewer(critic: Reviewer, tally: Tally) -> schemas.Reviewer:
    """A reviewer, with the tally over all that this reviewer has published."""
    return schemas.Reviewer(
        **dict(_named_reviewer(critic)),
        lens=critic.lens,
        likes=critic.likes or None,
        tired_of=critic.tired_of or None,
        active=critic.active,
        verdicts=schemas.Counts(**_counts(tally)),
    )


def whole_category(shelf: Category) -> schemas.Category:
    """A category with its description."""
    return schemas.Category(**dict(category(shelf)), description=shelf.description or None)


# Comparisons


def listed_comparison(listed: listings.ListedComparison) -> schemas.ListedComparison:
    """A comparison as lists have it."""
    return schemas.ListedComparison(
        title=" vs ".join(one.tool.title for one in listed.tools),
        tools=[listed_tool(one) for one in listed.tools],
        summary=listed.summary or None,
        url=whole(listed.path),
        api_url=api_url("api-comparison", SEPARATOR.join(one.tool.slug for one in listed.tools)),
    )


def comparison(page: panels.ComparisonPage, path: str) -> schemas.Comparison:
    """A comparison as its page at `path` has it."""
    return schemas.Comparison(
        title=page.title,
        answer=schemas.Answer(headline=page.answer.headline, reason=page.answer.reason),
        summary=page.summary or None,
        tools=[schemas.Side(**_side(side)) for side in page.sides],
        decision=[_row(row) for row in page.rows],
        scorecard=[_scorecard_row(row) for row in page.scorecard],
        url=whole(path),
        canonical_url=whole(page.canonical_path),
        api_url=api_url("api-comparison", SEPARATOR.join(side.tool.slug for side in page.sides)),
    )


def _row(row: Row) -> schemas.Row:
    return schemas.Row(criterion=row.criterion, differs=row.differs, cells=[_cell(cell) for cell in row.cells])


def _cell(cell: Cell) -> schemas.Cell:
    fact = _fact(cell.fact, stale=cell.is_stale) if cell.fact else None
    return schemas.Cell(text=cell.text or None, fact=fact)


def _scorecard_row(row: panels.ScorecardRow) -> schemas.ScorecardRow:
    reviews = [review(one, title=side.tool.title) if one else None for one, side in row.pairs]
    return schemas.ScorecardRow(reviewer=_named_reviewer(row.reviewer), reviews=reviews)


# Search


def found(everything: search.Found) -> schemas.Found:
    """What a search has found."""
    return schemas.Found(
        asked=everything.asked,
        problem=everything.problem or None,
        only_near=everything.only_near,
        tools=[listed_tool(one) for one in everything.tools],
        pair=[_name(one) for one in everything.pair],
        comparison_url=whole(everything.path) if everything.path else None,
        comparisons=[listed_comparison(one) for one in everything.comparisons],
        reviews=[_found_review(one) for one in everything.reviews],
    )


def _name(named: Named) -> schemas.NameInPair:
    return schemas.NameInPair(
        text=named.text,
        meant=named.meant.slug if named.meant else None,
        choices=[schemas.Near(title=one.title, url=whole(one.path)) for one in named.choices],
    )


def _found_review(found: search.FoundReview) -> schemas.FoundReview:
    about = _named_tool(found.review.tool, found.title)
    return schemas.FoundReview(
        tool=about,
        reviewer=_named_reviewer(found.review.reviewer),
        verdict=cast(Any, found.review.verdict),
        score=found.review.score,
        excerpt="".join(text for text, _ in found.pieces),
        url=about.url,
    )
