"""What is news in a week, as items of an edition that are not saved yet. Only of what readers may see."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Greatest

from core.grammar import counted
from core.verdicts import Tally
from digest.models import Item, Kind
from digest.weeks import Week
from digest.words import beginning, folded, shortened
from reviews.changes import Change, Given
from reviews.models import GivenVerdict, Review
from reviews.selectors import panel_of, with_panel
from tools.addresses import comparison_path
from tools.models import Comparison, Tool
from tools.querysets import SLOTS
from votes.community import Community
from votes.models import Vote, VoteState
from votes.selectors import community_tallies

STORED = 40  # of each kind, for staff to choose from
LOOKED_AT = 500  # changes, and tools that were voted on, in a week in which everything moved
MOST_NOTES = 4
LETTERS = 200
LETTERS_OF_MANY = 100  # of each name in a comparison, which has up to four
NO_REASON = "No reason was given."


def gather(week: Week) -> dict[Kind, list[Item]]:
    """What the week has brought, by kind, each in the order in which it is worth telling. Eleven queries."""
    disagreements, voted = _of_readers(week)
    return {
        Kind.NEW: _new_verdicts(week),
        Kind.CHANGED: _changed_verdicts(week),
        Kind.FEATURED: _featured(week),
        Kind.DISAGREES: disagreements,
        Kind.VOTED: voted,
    }


def _new_verdicts(week: Week) -> list[Item]:
    """Tools with reviews that became public in the week, those with most of them first, among equals the latest."""
    new = Review.objects.published().filter(pk__in=_newly_public(week)).order_by()
    ranked = new.values("tool").annotate(count=Count("pk"), latest=Max("published_at"))
    keys = list(ranked.order_by("-count", "-latest", "tool").values_list("tool", flat=True)[:STORED])
    notes = defaultdict(list)
    for review in new.filter(tool__in=keys).in_panel_order():
        said = Given(review.verdict, review.score, since=week.begin, reason="").label
        notes[review.tool_id].append([folded(f"{review.reviewer}: {said}"), beginning(review.body, LETTERS)])
    tools = _tools(keys)
    return [_about(Kind.NEW, tools[key], panel_of(tools[key]).label, notes[key]) for key in keys if key in tools]


def _newly_public(week: Week) -> QuerySet[Review, Any]:
    """Reviews (primary keys) of which the later of two times is in the week: when they, and when their tools, appeared.

    As two queries, each of which goes along an index.
    """
    later_itself = Review.objects.filter(_in(week, "published_at"), tool__published_at__lt=week.end)
    with_its_tool = Review.objects.filter(_in(week, "tool__published_at"), published_at__lt=week.begin)
    return later_itself.order_by().values("pk").union(with_its_tool.order_by().values("pk"), all=True)


def _changed_verdicts(week: Week) -> list[Item]:
    """Tools on which reviewers said something else in the week, those with most turned verdicts first."""
    seen_before = Q(review__published_at__lt=week.begin, review__tool__published_at__lt=week.begin)
    latest = GivenVerdict.objects.filter(_in(week, "since"), seen_before).order_by("-since", "-pk")
    keys = list(latest.values_list("review", flat=True)[:LOOKED_AT])
    reviews = Review.objects.published().filter(pk__in=keys).with_given().in_panel_order().defer("body")
    changes = defaultdict(list)
    for review in reviews.select_related("tool"):
        if change := _change_since(week, review):
            changes[review.tool_id].append((folded(review.reviewer.name), change))

    def weight(key: int) -> tuple[int, datetime]:
        told = [change for _, change in changes[key]]
        return sum(change.turns for change in told), max(change.after.since for change in told)

    ranked = sorted(changes, key=weight, reverse=True)[:STORED]
    tools = _tools(ranked)
    return [
        _about(
            Kind.CHANGED,
            tools[key],
            panel_of(tools[key]).label,
            [
                [f"{name}: {change.before.label}, now {change.after.label}", shortened(change.after.reason, LETTERS)]
                for name, change in changes[key]
            ],
        )
        for key in ranked
        if key in tools
    ]


def _change_since(week: Week, review: Review) -> Change | None:
    """From what a review said before the week to what it says now, if it first changed in the week and has not back."""
    changes = [change for change in review.changes if change.after.since >= week.begin]
    if not changes or changes[0].after.since >= week.end:
        return None
    before, after = changes[0].before, changes[-1].after
    if (before.verdict, before.score) == (after.verdict, after.score):
        return None
    reason = after.reason if after.reason.strip() else NO_REASON
    return Change(before, Given(after.verdict, after.score, after.since, reason))


def _featured(week: Week) -> list[Item]:
    """Featured comparisons that became public in the week, latest first."""
    appeared = Greatest("published_at", *(f"{slot}__published_at" for slot in SLOTS))
    featured = Comparison.objects.published().featured().alias(appeared=appeared).filter(_in(week, "appeared"))
    comparisons = list(featured.order_by("-appeared", "pk")[:STORED])
    tools = _tools({key for comparison in comparisons for key in comparison.tool_ids})
    return [
        _side_by_side([tools[key] for key in comparison.tool_ids], comparison)
        for comparison in comparisons
        if all(key in tools for key in comparison.tool_ids)
    ]


def _side_by_side(tools: list[Tool], comparison: Comparison) -> Item:
    names = [shortened(tool.title, LETTERS_OF_MANY) for tool in tools]
    labels = [f"{name}: {panel_of(tool).label}" for name, tool in zip(names, tools, strict=True)]
    return Item(
        kind=Kind.FEATURED,
        path=comparison_path(tool.slug for tool in tools),
        title=" vs ".join(names),
        line="; ".join(labels),
        notes=[["", summary]] if (summary := shortened(comparison.summary, LETTERS)) else [],
        categories=sorted({tool.category_id for tool in tools}),
    )


def _of_readers(week: Week) -> tuple[list[Item], list[Item]]:
    """Of the tools that were voted on in the week, those on which readers and panel disagree, and the most voted."""
    cast = Vote.objects.filter(_in(week, "created_at"), state=VoteState.COUNTED).order_by()
    counts = dict(
        cast.values("tool").annotate(count=Count("pk")).order_by("-count", "tool").values_list("tool", "count")
        [:LOOKED_AT]
    )  # fmt: skip
    tools, tallies = _tools(counts), community_tallies(counts)
    said = {key: Community(tallies[key], settings.COMMUNITY_MIN_VOTES) for key in counts if key in tools}
    panels = {key: panel_of(tools[key]) for key in said}
    apart = [key for key, community in said.items() if community.disagrees_with(panels[key])]
    disagreements = [
        _about(Kind.DISAGREES, tools[key], f"Panel: {panels[key].label}. Readers: {said[key].label}.", [])
        for key in sorted(apart, key=lambda key: _distance(said[key], panels[key]), reverse=True)[:STORED]
    ]
    voted = [
        _about(Kind.VOTED, tools[key], f"{counted(counts[key], 'vote')} in the week · {said[key].label}", [])
        for key in list(said)[:STORED]
    ]
    return disagreements, voted


def _distance(community: Community, panel: Tally) -> int:
    return abs((community.percent or 0) - (panel.percent or 0))


def _tools(keys: Iterable[int]) -> dict[int, Tool]:
    """Those of these tools (primary keys) that readers may see, with their titles and panels. One query."""
    tools = with_panel(Tool.objects.published().titled().filter(pk__in=list(keys)))
    return {tool.pk: tool for tool in tools}


def _about(kind: Kind, tool: Tool, line: str, notes: list[list[str]]) -> Item:
    if len(notes) > MOST_NOTES:
        more = counted(len(notes) - MOST_NOTES + 1, "more verdict")
        notes = [*notes[: MOST_NOTES - 1], ["", f"{more} on its page."]]
    return Item(
        kind=kind,
        path=tool.get_absolute_url(),
        title=folded(tool.title),
        line=line,
        notes=notes,
        categories=[tool.category_id],
    )


def _in(week: Week, field: str) -> Q:
    return Q(**{f"{field}__gte": week.begin, f"{field}__lt": week.end})
