"""A comparison is two to four different tools, without a gap, and there is one of each set."""

from itertools import combinations, permutations

import pytest

from tests.core.refusals import complaints, refused_by
from tests.factories import ComparisonFactory, ToolFactory
from tools.models import Comparison
from tools.querysets import SLOTS

pytestmark = pytest.mark.django_db

ADJACENT, APART = [11, 12, 13, 14], [11, 13, 17, 29]


def of(*tools) -> Comparison:
    """A comparison of these tools in this order, not saved."""
    return Comparison(**dict(zip(SLOTS, tools, strict=False)))


@pytest.mark.parametrize(("one", "other"), list(combinations(range(4), 2)))
def test_a_tool_stands_in_a_comparison_only_once(one, other):
    tools = [ToolFactory() for _ in SLOTS]
    tools[other] = tools[one]

    assert complaints(of(*tools))["__all__"] == ["Each tool can stand in a comparison only once."]
    with refused_by("tools_comparison_of_different"):
        Comparison.objects.bulk_create([of(*tools)])


def test_a_tool_is_not_compared_with_itself():
    tool = ToolFactory()

    assert complaints(of(tool, tool))["__all__"] == ["Each tool can stand in a comparison only once."]
    with refused_by("tools_comparison_of_different"):
        Comparison.objects.bulk_create([of(tool, tool)])


def test_the_third_place_is_taken_before_the_fourth():
    gap = of(ToolFactory(), ToolFactory(), None, ToolFactory())

    assert complaints(gap)["__all__"] == ["Name a third tool before a fourth."]
    with refused_by("tools_comparison_without_gap"):
        Comparison.objects.bulk_create([gap])


@pytest.mark.parametrize("count", [0, 1])
def test_one_tool_makes_no_comparison(count):
    said = complaints(of(*[ToolFactory() for _ in range(count)]))

    assert said["second"] == ["This field cannot be null."]


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("keys", [ADJACENT, APART], ids=["adjacent keys", "keys apart"])
def test_there_is_one_comparison_of_a_set_in_whatever_order(keys, size):
    tools = [ToolFactory(pk=key) for key in keys[:size]]
    of(*tools).save()

    for order in permutations(tools):
        assert complaints(of(*order))["__all__"] == ["There is a comparison of these tools already."]
        with refused_by("tools_comparison_once_per_set"):
            Comparison.objects.bulk_create([of(*order)])


@pytest.mark.parametrize("keys", [ADJACENT, APART], ids=["adjacent keys", "keys apart"])
def test_every_other_set_of_the_same_tools_has_a_comparison_of_its_own(keys):
    tools = [ToolFactory(pk=key) for key in keys]
    sets = [chosen for size in (2, 3, 4) for chosen in combinations(tools, size)]

    for chosen in sets:
        comparison = of(*chosen)
        comparison.full_clean()
        comparison.save()

    assert Comparison.objects.count() == len(sets) == 11


def test_a_comparison_can_be_put_into_another_order_and_widened():
    first, second, third = (ToolFactory.create() for _ in range(3))
    comparison = of(first, second)
    comparison.save()

    comparison.first, comparison.second, comparison.third = third, first, second
    comparison.full_clean()
    comparison.save()

    comparison.refresh_from_db()
    assert comparison.tools == [third, first, second]
    assert comparison.tool_ids == [third.pk, first.pk, second.pk]


def test_a_comparison_goes_by_its_tools_in_order():
    comparison = ComparisonFactory(first__name="Smol", second__name="Mistral", third=ToolFactory(name="Zephyr"))

    assert str(comparison) == "Smol vs Mistral vs Zephyr"
    assert comparison.get_absolute_url() == "/compare/smol-vs-mistral-vs-zephyr"


def test_a_comparison_goes_with_any_of_its_tools():
    comparison = ComparisonFactory(third=ToolFactory())

    comparison.third.delete()

    assert not Comparison.objects.exists()
