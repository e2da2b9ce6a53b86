"""Long lists are read slice by slice, onwards and backwards, without missing or repeating a row."""

import base64
import json
from datetime import datetime

import pytest

from core.keyset import NoSuchPlace, Order, slice_of
from reviews.models import Listing
from reviews.selectors import current_listings
from tests.factories import ReviewFactory, ToolFactory

BY_NAME = Order({"name": str, "tool_id": int})
BY_SHIP = Order({"share": float, "total": int, "tool_id": int}, descending=True)
NEWEST = Order({"published_at": datetime, "tool_id": int}, descending=True)


@pytest.fixture
def seven(db) -> None:
    """Seven tools, of which some stand level in every order."""
    tools = [
        ToolFactory(name=name, slug=f"tool-{number}")
        for number, name in enumerate(["é", "a\u00a0", "b", "C", "ç", "d\u200d", "e"])
    ]
    ReviewFactory(tool=tools[1])
    ReviewFactory(tool=tools[4])


@pytest.mark.parametrize("order", [BY_NAME, BY_SHIP, NEWEST], ids=["name", "ship", "newest"])
def test_slices_make_up_the_whole_list_both_ways(seven: None, order: Order):
    keys = [f"-{name}" if order.descending else name for name in order.columns]
    whole = list(current_listings().order_by(*keys))

    onwards, piece = [], slice_of(current_listings(), order, size=3)
    assert piece.before == ""
    while True:
        onwards += piece.rows
        if not piece.after:
            break
        last, piece = piece, slice_of(current_listings(), order, after=piece.after, size=3)
        assert slice_of(current_listings(), order, before=piece.before, size=3).rows == last.rows

    backwards = piece.rows
    while piece.before:
        piece = slice_of(current_listings(), order, before=piece.before, size=3)
        backwards = piece.rows + backwards
    assert onwards == backwards == whole
    assert len(whole) == 7


def test_a_row_that_goes_meanwhile_does_not_matter(seven: None):
    first = slice_of(current_listings(), BY_NAME, size=2)
    Listing.objects.filter(pk=first.rows[-1].pk).delete()

    assert [row.name for row in slice_of(current_listings(), BY_NAME, after=first.after, size=2).rows] == [
        "c",
        "d\u200d",
    ]


def named(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "place",
    ["x", "é", "%00", "W10", "eyJhIjogMX0", "[" * 50_000, named("a"), named(1, 1), named("a", "1"), named("a", True),
     named("a\0", 1), named("a\ud800", 1), named("a", 2**63), named("a", 1, 1), named("a", None)],
)  # fmt: skip
def test_what_names_no_place_is_refused(place: str):
    with pytest.raises(NoSuchPlace):
        BY_NAME.values_of(place)


@pytest.mark.parametrize("place", [named("today", 1), named("2026-11-20", 1), named("2026-11-20T10:00:00", 1)])
def test_what_names_no_moment_is_refused(place: str):
    with pytest.raises(NoSuchPlace):
        NEWEST.values_of(place)


def test_a_moment_of_any_time_zone_can_be_asked_for(seven: None):
    piece = slice_of(current_listings(), NEWEST, after=named("2027-01-01T00:00:00+23:59", 1), size=3)

    assert len(piece.rows) == 3


@pytest.mark.parametrize("share", ["NaN", "Infinity", "1e999", "1" + "0" * 400])
def test_what_names_no_number_is_refused(share: str):
    with pytest.raises(NoSuchPlace):
        BY_SHIP.values_of(base64.urlsafe_b64encode(f"[{share}, 1, 1]".encode()).decode())
