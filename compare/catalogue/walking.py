"""Keeping the database from walking along an index where few rows are wanted and it would meet none for long."""

from dataclasses import replace
from typing import TypeVar

from django.db.models import F, Func, Model, QuerySet

from core.keyset import Order

M = TypeVar("M", bound=Model)


class Unseen(Func):
    """An expression whose value the planner does not know beforehand, nor of which index it is."""

    template = "(SELECT %(expressions)s)"


def sorted_anew(rows: QuerySet[M], order: Order) -> tuple[QuerySet[M], Order]:
    """`rows`, which are few, and `order`, such that they are looked up and then sorted. The places stay the same.

    Left alone, the planner walks along the index of the order if it takes the place for one near the end, and where
    thousands of rows stand level, it does.
    """
    columns = {f"unseen_{name}": kind for name, kind in order.columns.items()}
    shown = {f"unseen_{name}": Unseen(F(name)) for name in order.columns}
    return rows.annotate(**shown), replace(order, columns=columns)
