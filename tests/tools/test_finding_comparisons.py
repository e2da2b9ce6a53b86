"""Comparisons are found by exactly their tools, or by any of them, and featured ones newest first."""

from datetime import timedelta
from itertools import combinations, permutations

import pytest

from tests.factories import PUBLISHED_AT, ComparisonFactory, ToolFactory
from tools.models import Comparison
from tools.querysets import SLOTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def tools():
    return [ToolFactory() for _ in range(5)]


@pytest.mark.parametrize("size", [2, 3, 4])
def test_a_comparison_is_found_by_its_tools_in_any_order(tools, size):
    wanted = ComparisonFactory.create(**dict(zip(SLOTS, tools, strict=False)) | dict.fromkeys(SLOTS[size:]))

    for order in permutations([tool.pk for tool in tools[:size]]):
        assert list(Comparison.objects.of_exactly(list(order))) == [wanted]


@pytest.mark.parametrize("size", [2, 3, 4])
def test_a_comparison_of_more_or_fewer_or_other_tools_is_another_one(tools, size):
    ComparisonFactory.create(**dict(zip(SLOTS, tools, strict=False)) | dict.fromkeys(SLOTS[size:]))
    keys = [tool.pk for tool in tools]

    for other_size in (1, 2, 3, 4):
        for others in combinations(keys, other_size):
            if set(others) != set(keys[:size]):
                assert not Comparison.objects.of_exactly(list(others)).exists()


def test_comparisons_are_found_by_any_tool_that_takes_part(tools):
    a, b, c, d, e = tools
    pair = ComparisonFactory.create(first=a, second=b)
    four = ComparisonFactory.create(first=b, second=c, third=d, fourth=a)
    other = ComparisonFactory.create(first=c, second=e)

    assert set(Comparison.objects.involving(a.pk)) == {pair, four}
    assert set(Comparison.objects.involving(d.pk)) == {four}
    assert set(Comparison.objects.involving(c.pk)) == {four, other}


def test_featured_comparisons_come_newest_first():
    newest, oldest, middle = (
        ComparisonFactory.create(published_at=PUBLISHED_AT + timedelta(days=days)) for days in (9, 1, 5)
    )
    ComparisonFactory.create(featured=False)

    assert list(Comparison.objects.featured()) == [newest, middle, oldest]
