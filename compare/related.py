"""What lies near a tool: others on its shelf that share facts with it, and the comparisons it stands in or could.

Nearest is what shares most facts, the licence and being free included; then whoever the panel finds as good, by the
share of ships and the score. However large a shelf is, only the latest hundred of its tools are looked at, in the order
of an index: so it takes as long on a shelf of thousands.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import chain, zip_longest
from operator import add
from typing import Any

from django.db.models import BigIntegerField, Case, F, FloatField, Func, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import Abs, Now, RowNumber

from compare.listings import ListedComparison, ListedTool
from core.compiled import Compiled, Given, given_keys, given_texts, one_of, without_times
from core.verdicts import Tally
from reviews.models import Listing
from reviews.selectors import current_listings
from tools.models import Comparison, Fact, Tool
from tools.querysets import SLOTS, takes_part, title_of

LOOKED_AT = 100
MOST_WRITTEN = 100
PAIRS_PER_TOOL = 3
RELATED = 4

# What is told of a tool that lies near, and of its category.
LISTED = [
    *(f"tool__{name}" for name in ("name", "slug", "qualifier", "tagline", "licence", "published_at")),
    *(f"tool__entry_{name}" for name in ("amount", "currency", "unit")),
    *(f"tool__category__{name}" for name in ("name", "slug")),
]


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
    given: dict[str, Any] = {"own": own, "besides": list(besides)}
    for place, profile in enumerate(profiles):
        given |= {f"{name}_{place}": value for name, value in _traits(profile).items()}
    rows: list[Any] = sorted(_neighbours(len(own), count)(**given), key=lambda row: (row.of, row.place))
    nearest: dict[int, list[int]] = {key: [] for key in own}
    for row in rows:
        row.tool.title = row.tool_title
        if row.of < len(own):
            nearest[own[row.of]].append(row.tool_id)
    return Neighbours({row.tool_id: ListedTool(row.tool, Tally(row.ships, row.total)) for row in rows}, nearest)


def comparisons_around(tool_ids: Collection[int]) -> list[Comparison]:
    """The published comparisons in which any of these tools takes part, those with most of them first. One query.

    So if there is one of just these tools, it is the first. Among equals come the featured ones, the latest first.
    """
    return _AROUND(tools=list(tool_ids))


def _around() -> QuerySet[Comparison]:
    tools = given_keys("tools")
    shared = reduce(add, [Case(When(one_of(slot, tools), then=1), default=0) for slot in SLOTS])
    size = reduce(add, [Case(When(**{f"{slot}__isnull": False}, then=1), default=0) for slot in SLOTS])
    found = without_times(Comparison.objects.published().filter(takes_part(tools)))
    return found.order_by(shared.desc(), size.asc(), "-featured", "-published_at", "pk")[:MOST_WRITTEN]


_AROUND = Compiled(_around)


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


def _traits(profile: Profile) -> dict[str, Any]:
    """What `_nearest` is given of a tool."""
    shelf = profile.tool.category_id
    return {
        "shelf": shelf,
        "shelf_tag": [f"category:{shelf}"],
        "tags": profile.tags,
        "share": float(profile.share),
        "score": float(profile.score),
    }


@cache
def _neighbours(number: int, count: int) -> Compiled[Listing]:
    """What `neighbours_of` asks for so many tools: the `count` nearest `of` each, by its place among them."""

    def build() -> QuerySet[Listing, Any]:
        named = current_listings().filter(one_of("tool", given_keys("besides")))
        besides = named.annotate(of=Value(number, IntegerField()), place=Value(0, IntegerField()))
        return _with_titles(besides).union(*(_with_titles(_nearest(place, count)) for place in range(number)), all=True)

    return Compiled(build)


def _nearest(place: int, count: int) -> QuerySet[Listing, Any]:
    """The listings of the `count` tools nearest to one with these `_traits`, with their `place`, nearest first."""
    own, tags, number = given_keys("own"), given_texts(f"tags_{place}"), FloatField()
    shelf = Given(f"shelf_{place}", BigIntegerField())
    latest = Tool.objects.published().filter(~one_of("id", own), category=shelf).newest().values("pk")[:count]
    # What is looked at comes in the order of an index, whose first part is sorted by lest another one is taken.
    on_shelf = current_listings().filter(one_of("tags__0", given_texts(f"shelf_tag_{place}")), published_at__lte=Now())
    looked_at = on_shelf.filter(~one_of("tool", own)).order_by("tags__0", "-published_at", "-tool_id")[:LOOKED_AT]
    candidates = Listing.objects.filter(Q(tags__overlap=tags) | Q(tool__in=latest), pk__in=looked_at.values("pk"))
    apart = Abs(F("share") - Given(f"share_{place}", number)) + Abs(F("score") - Given(f"score_{place}", number)) / 100
    order = [_shared(tags).desc(), apart.asc(), F("published_at").desc(), F("tool_id").desc()]
    # In two steps, so that only of the nearest all that lists tell is read.
    nearest = Listing.objects.filter(pk__in=candidates.order_by(*order).values("pk")[:count])
    return nearest.annotate(of=Value(place, IntegerField()), place=Window(RowNumber(), order_by=order))


def _shared(tags: Given) -> Func:
    """How many of these tags a listing has."""
    return Func(
        F("tags"),
        tags,
        template="(SELECT count(*) FROM unnest(%(expressions)s))",
        arg_joiner=") AS tag WHERE tag = ANY(",
        output_field=IntegerField(),
    )


def _with_titles(listings: QuerySet[Listing, Any]) -> QuerySet[Listing, Any]:
    listings = listings.annotate(tool_title=title_of("tool__")).select_related("tool__category")
    return listings.only("ships", "total", *LISTED)
