"""Tools in the order of what the community says: first those with votes, by the least that these vouch for, the lower
end of their interval; then those without, A to Z. Two lists, each with an index of its own, read as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from compare.catalogue.walking import sorted_anew
from core.keyset import NoSuchPlace, Order, slice_of
from core.verdicts import Tally
from reviews.models import Listing
from votes.community import NO_VOTES, Community
from votes.models import CommunityTally

Row = CommunityTally | Listing
M = TypeVar("M", CommunityTally, Listing)
BY_BOUND = Order({"lower_bound": float, "tool_id": int}, descending=True)
A_TO_Z = Order({"name": str, "tool_id": int})
PARTS = {"voted": BY_BOUND, "unvoted": A_TO_Z}


def slice_by_community(
    listings: QuerySet[Listing], *, after: str, before: str, size: int, anew: bool = False
) -> tuple[list[Row], str, str]:
    """The `size` rows, or fewer, that come right after or right before a place, and the places before and after them.

    A row is the tally of a tool with votes, or the listing of one without. One query, or two where the lists meet.
    `anew` says that `listings` are few and to be sorted anew. Raises NoSuchPlace.
    """
    backwards = bool(before) and not after
    part, place = _read(before if backwards else after)
    parts = list(PARTS)[::-1] if backwards else list(PARTS)
    found: list[tuple[str, Row]] = []
    for name in parts[parts.index(part) :]:
        if len(found) <= size:
            walk = _Walk(place, backwards=backwards, size=size + 1 - len(found), anew=anew)
            found += [(name, row) for row in _next(name, listings, walk)]
        place = ""
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    places = [f"{name}.{PARTS[name].place_of(row)}" for name, row in found]
    goes_back, goes_on = (has_more, True) if backwards else (bool(after), has_more)
    return (
        [row for _, row in found],
        places[0] if places and goes_back else "",
        places[-1] if places and goes_on else "",
    )


def community_figure(row: Row) -> str:
    """What the community says of a tool, as its card shows it in this order."""
    if isinstance(row, Listing):
        return NO_VOTES
    return f"Community: {Community(Tally(row.ships, row.total), settings.COMMUNITY_MIN_VOTES).label}"


def _read(place: str) -> tuple[str, str]:
    """The list in which a place is, and the place in that list; without a place the beginning of the first."""
    part, _, rest = place.partition(".")
    if place and not (part in PARTS and rest):
        raise NoSuchPlace(place)
    return part or "voted", rest


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far to go on in a list and from which place; without one, from the end on which one comes in."""

    place: str
    backwards: bool
    size: int
    anew: bool

    def through(self, rows: QuerySet[M], order: Order) -> list[M]:
        """The rows that are met, the nearest first."""
        if self.anew:
            rows, order = sorted_anew(rows, order)
        if not self.backwards:
            return slice_of(rows, order, after=self.place, size=self.size).rows
        if self.place:
            return slice_of(rows, order, before=self.place, size=self.size).rows[::-1]
        return slice_of(rows, replace(order, descending=not order.descending), size=self.size).rows


def _next(name: str, listings: QuerySet[Listing], walk: _Walk) -> Sequence[Row]:
    if name == "voted":
        listed = Exists(listings.filter(tool=OuterRef("tool")))
        return walk.through(CommunityTally.objects.filter(listed, lower_bound__gt=-1), BY_BOUND)
    voted = Exists(CommunityTally.objects.filter(tool=OuterRef("tool"), total__gt=0))
    return walk.through(listings.filter(~voted), A_TO_Z)
