"""What lies near a tool: others on its shelf that share facts with it, and the comparisons it stands in or could.

Nearest is what shares most facts, the licence and being free included; then whoever the panel finds as good, by the
share of ships and the score. However large a shelf is, only some hundreds of its tools are looked at.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, zip_longest
from operator import add
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, IntegerField, QuerySet, TextField, Value, When, Window
from django.db.models.functions import Abs, RowNumber

from compare.listings import ListedComparison, ListedTool
from core.verdicts import Tally
from reviews.models import Listing
from reviews.selectors import current_listings
from tools.models import Comparison, Fact, Tool
from tools.querysets import SLOTS, title_of

LOOKED_AT = 300
MOST_WRITTEN = 100
PAIRS_PER_TOOL = 3
RELATED = 4


@dataclass(frozen=True, slots=True)
class Profile:
    """What nearness to a tool is told by. Without reviews its share is -1, and without scores its score."""

    tool: Tool
    tags: list[str]
    share: float
    score: float


def profile_of(tool: Tool, facts: Iterable[Fact], panel: Tally, score: float | None) -> Profile:
    """The profile of a tool with these facts, of which the panel says this."""
    tags = [f"fact:{fact.attribute_id}={fact.value}" for fact in facts]
    tags += [f"licence:{tool.licence}"] if tool.licence else []
    tags += ["free"] if tool.entry_amount == 0 else []
    share = panel.ships / panel.total if panel.total else -1
    return Profile(tool, tags, share, -1 if score is None else score)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Tools by key, as lists show them, and the keys of those nearest to each tool, nearest first."""

    listed: dict[int, ListedTool]
    nearest: dict[int, list[int]]


def neighbours_of(profiles: Sequence[Profile], count: int, *, besides: Collection[int] = ()) -> Neighbours:
    """The `count` tools nearest to each of these, none of which is one of these. One query.

    With them come the tools of the keys `besides`, as far as readers may see them.
    """
    own = [profile.tool.pk for profile in profiles]
    parts = [_with_titles(_nearest(profile, own, count)) for profile in profiles]
    if besides:
        known = current_listings().filter(tool__in=besides)
        parts.append(_with_titles(known.annotate(of=Value(0, IntegerField()), place=Value(0, IntegerField()))))
    rows: list[Any] = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (row.of, row.place))
    nearest: dict[int, list[int]] = {key: [] for key in (0, *own)}
    for row in rows:
        row.tool.title = row.tool_title
        nearest[row.of].append(row.tool_id)
    return Neighbours({row.tool_id: ListedTool(row.tool, Tally(row.ships, row.total)) for row in rows}, nearest)


def comparisons_around(tool_ids: Collection[int]) -> list[Comparison]:
    """The published comparisons in which any of these tools takes part, those with most of them first. One query.

    So if there is one of just these tools, it is the first. Among equals come the featured ones, the latest first.
    """
    shared = reduce(add, [Case(When(**{f"{slot}__in": tool_ids}, then=1), default=0) for slot in SLOTS])
    size = reduce(add, [Case(When(**{f"{slot}__isnull": False}, then=1), default=0) for slot in SLOTS])
    found = Comparison.objects.published().involving(*tool_ids)
    return list(found.order_by(shared.desc(), size.asc(), "-featured", "-published_at", "pk")[:MOST_WRITTEN])


def canonical_order(tools: Sequence[Tool], written: Comparison | None) -> list[Tool]:
    """These tools as their canonical address names them: as in the comparison featured of them, else by slug."""
    if written and written.featured:
        by_key = {tool.pk: tool for tool in tools}
        return [by_key[key] for key in written.tool_ids]
    return sorted(tools, key=lambda tool: tool.slug)


def related_comparisons(profiles: Sequence[Profile], written: Sequence[Comparison]) -> list[ListedComparison]:
    """Other comparisons for whoever reads the one of these tools: what staff wrote, then pairs with what is near.

    Each is in its canonical order, and none is the one that is read. `written` is what `comparisons_around` has found.
    One query.
    """
    own = {profile.tool.pk for profile in profiles}
    others = [comparison for comparison in written if set(comparison.tool_ids) != own]
    members = chain.from_iterable(comparison.tool_ids for comparison in others[:RELATED])
    neighbours = neighbours_of(profiles, PAIRS_PER_TOOL, besides={*members, *own})
    known = {frozenset(comparison.tool_ids): comparison for comparison in written}
    groups = dict.fromkeys([*(frozenset(one.tool_ids) for one in others[:RELATED]), *_pairs(profiles, neighbours)])
    found = []
    for group in groups:
        # A tool unpublished between the two queries takes its comparison with it.
        if group <= neighbours.listed.keys():
            comparison = known.get(group)
            order = canonical_order([neighbours.listed[key].tool for key in group], comparison)
            summary = comparison.summary if comparison else ""
            found.append(ListedComparison([neighbours.listed[tool.pk] for tool in order], summary))
    return found[:RELATED]


def _pairs(profiles: Sequence[Profile], neighbours: Neighbours) -> Iterator[frozenset[int]]:
    """Each tool with the one nearest to it, then each with the second, and so on."""
    for row in zip_longest(*(neighbours.nearest[profile.tool.pk] for profile in profiles)):
        yield from (frozenset({profile.tool.pk, key}) for profile, key in zip(profiles, row, strict=True) if key)


def _nearest(profile: Profile, own: Collection[int], count: int) -> QuerySet[Listing, Any]:
    shelf, tags = profile.tool.category_id, profile.tags
    latest = Tool.objects.published().filter(category=shelf).exclude(pk__in=own).newest().values("pk")[:count]
    sharing = current_listings().filter(tags__contains=[f"category:{shelf}"], tags__overlap=tags).exclude(tool__in=own)
    candidates: Any = sharing.values("tool")[:LOOKED_AT].union(latest) if tags else latest
    apart = Abs(F("share") - profile.share) + Abs(F("score") - profile.score) / 100
    order = [_shared(tags).desc(), apart.asc(), F("published_at").desc(), F("tool_id").desc()]
    ranked = current_listings().filter(tool__in=candidates)
    ranked = ranked.annotate(of=Value(profile.tool.pk, IntegerField()), place=Window(RowNumber(), order_by=order))
    return ranked.order_by("place")[:count]


def _shared(tags: list[str]) -> Func:
    """How many of these tags a listing has."""
    return Func(
        F("tags"),
        Value(tags, ArrayField(TextField())),
        template="cardinality(ARRAY(SELECT unnest(%(expressions)s)))",
        arg_joiner=") INTERSECT SELECT unnest(",
        output_field=IntegerField(),
    )


def _with_titles(listings: QuerySet[Listing, Any]) -> QuerySet[Listing, Any]:
    return listings.annotate(tool_title=title_of("tool__")).select_related("tool__category").defer("document", "words")
