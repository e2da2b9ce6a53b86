"""Long lists in slices that cost the same wherever they begin: each is asked for by the row before or after it."""

import base64
import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

M = TypeVar("M", bound=Model)
HIGHEST_KEY = 2**63 - 1
NOT_IN_DATABASE = re.compile("[\0\ud800-\udfff]")


class NoSuchPlace(ValueError):
    """A text does not name a place in a list."""


@dataclass(frozen=True, slots=True)
class Order:
    """The columns that a list is sorted by, the last of them different in every row, each with the type of its values.

    Give it an index of the same columns in the same direction. Types are int, float, str and datetime.
    """

    columns: dict[str, type]
    descending: bool = False

    def place_of(self, row: Model) -> str:
        """The name of the place of `row`, fit for an address."""
        values = [getattr(row, name) for name in self.columns]
        plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
        return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")

    def values_of(self, place: str) -> list[Any]:
        """The values of the columns at a place. Raises NoSuchPlace for what this order has not named."""
        try:
            values = json.loads(base64.b64decode(place + "=" * (-len(place) % 4), altchars=b"-_", validate=True))
            if not isinstance(values, list):
                raise NoSuchPlace(place)
            return [_read(value, kind) for value, kind in zip(values, self.columns.values(), strict=True)]
        except (ValueError, OverflowError, RecursionError) as error:
            raise NoSuchPlace(place) from error


@dataclass(frozen=True, slots=True)
class Slice(Generic[M]):
    """Some rows of a list in order, and the places to ask for those before and after them, empty where are none."""

    rows: list[M]
    before: str
    after: str


def slice_of(rows: QuerySet[M], order: Order, *, after: str = "", before: str = "", size: int) -> Slice[M]:
    """The `size` rows, or fewer, that come right after or right before a place; without either, the first.

    One query. Raises NoSuchPlace for a place that this order has not named.
    """
    backwards = bool(before) and not after
    place = before if backwards else after
    falling = order.descending != backwards
    if place:
        rows = rows.filter(_beyond(order, order.values_of(place), falling=falling))
    sorting = [F(name).desc() if falling else F(name).asc() for name in order.columns]
    found = list(rows.order_by(*sorting)[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return Slice(
        rows=found,
        before=order.place_of(found[0]) if found and (has_more if backwards else place) else "",
        after=order.place_of(found[-1]) if found and (has_more or backwards) else "",
    )


def _beyond(order: Order, values: list[Any], *, falling: bool) -> LessThan | GreaterThan:
    compare = LessThan if falling else GreaterThan
    # As rows and not column by column, so that the index leads straight to the place.
    return compare(_row([F(name) for name in order.columns]), _row([Value(value) for value in values]))


def _row(parts: list[Any]) -> Func:
    return Func(*parts, template="ROW(%(expressions)s)", output_field=BooleanField())


def _read(value: Any, kind: type) -> Any:
    if kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise NoSuchPlace(value)
        return moment.astimezone(UTC)  # the database knows fewer time zones than Python
    if kind is float and isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    if kind is int and type(value) is int and abs(value) <= HIGHEST_KEY:
        return value
    if kind is str and isinstance(value, str) and not NOT_IN_DATABASE.search(value):
        return value
    raise NoSuchPlace(str(value))
