"""Rules of tools and comparisons that take more than a line to tell the database."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from core.models import State
from tools.querysets import SLOTS


def namesakes_told_apart() -> ExclusionConstraint:
    """Published tools of one name each have a qualifier, and not the same one.

    A qualifier becomes the range that holds just itself, and no qualifier the range that holds
    everything, so "these two cannot stand side by side" is "their ranges overlap".
    """
    bound = NullIf(Lower("qualifier"), Value(""))
    return ExclusionConstraint(
        name="tools_tool_namesakes_told_apart",
        expressions=[
            (Lower("name"), RangeOperators.EQUAL),
            (Func(bound, bound, Value("[]"), function="textrange"), RangeOperators.OVERLAPS),
        ],
        condition=Q(state=State.PUBLISHED),
        violation_error_message=(
            "Another published tool has this name. Give each of them its own qualifier, such as “on-device release”."
        ),
    )


def all_different() -> Q:
    """No tool stands in two places of a comparison; an empty place is no tool."""
    different = Q()
    for place, slot in enumerate(SLOTS):
        for earlier in SLOTS[:place]:
            different &= ~Q(**{slot: F(earlier)})
    return different


def members() -> Func:
    """The set of a comparison's tools, the same in whatever order: the union of the ranges that hold just one key."""
    ranges = []
    for slot in SLOTS:
        key = Coalesce(F(slot), F("first"))  # an empty place adds nothing new to the set
        ranges.append(Func(key, key, Value("[]"), function="int8range"))
    return Func(*ranges, function="int8multirange", output_field=models.TextField())
