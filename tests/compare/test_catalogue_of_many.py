"""Among 100,000 tools every page of the catalogue costs about the same, however it is sifted, sorted and far in.

Cost is how many pages of the database (8 KB) its queries touch; the listings alone fill thousands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict

from compare.catalogue.community_order import BY_BOUND
from compare.catalogue.facets import build_facets
from compare.catalogue.slices import ORDERS, SORTS, Filters, slice_of_tools
from reviews.selectors import current_listings
from tests.pages import get
from tools.models import Category
from votes.models import CommunityTally

pytestmark = [pytest.mark.usefixtures("many_tools"), pytest.mark.django_db]
WHOLE = 1_000  # pages of the database for a page of the whole list
SIFTED = 4_000  # and of a list that is sifted


@contextmanager
def explained() -> Iterator[list[dict[str, Any]]]:
    """Collects the plans of the queries inside, with what running them has touched."""
    plans: list[dict[str, Any]] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params, many, context)
        plans.append(context["cursor"].fetchone()[0][0]["Plan"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield plans


def touched(plans: list[dict[str, Any]]) -> int:
    return sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans)


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from steps(part)


def middle_of(sort: str) -> str:
    """A place in the middle of the whole list; by community in the middle of those with votes."""
    rows: QuerySet[Any]
    if sort == "community":
        order, rows, prefix = BY_BOUND, CommunityTally.objects.all(), "voted."
    else:
        order, rows, prefix = ORDERS[sort], current_listings(), ""
    keys = [f"-{name}" if order.descending else name for name in order.columns]
    return prefix + order.place_of(rows.order_by(*keys)[rows.count() // 2])


@pytest.mark.parametrize("sort", SORTS)
def test_the_whole_list_is_walked_along_an_index(sort: str):
    place = middle_of(sort)

    with explained() as plans:
        first = slice_of_tools(Filters(sort=sort))
    with explained() as plans_amid:
        amid = slice_of_tools(Filters(sort=sort), after=place)

    assert (len(first.rows), len(amid.rows), first.how_many) == (24, 24, 1_001)
    assert touched(plans) < WHOLE
    assert touched(plans_amid) < WHOLE
    # All but the first query of each, which counts: it reads the first thousand rows wherever they are.
    taken = [step for plan in plans[1:] + plans_amid[1:] for step in steps(plan)]
    assert "reviews_listing" not in [step["Relation Name"] for step in taken if step["Node Type"] == "Seq Scan"]
    assert not [step for step in taken if step["Node Type"] == "Sort" and step["Actual Rows"] > 100]


@pytest.mark.parametrize(
    ("sort", "query"),
    [
        *((sort, "category=speech") for sort in SORTS),
        *((sort, "category=speech&licence=MIT&fact=memory:3+GB") for sort in SORTS),
        ("newest", "verdict=none"),
        ("ship", "verdict=skip"),
        ("ship", "verdict=none&free=1"),
        ("score", "verdict=none"),
        ("community", "free=1&licence=MIT"),
    ],
)
def test_a_sifted_list_costs_no_more_further_in(sort: str, query: str):
    filters, place = Filters.from_query(QueryDict(f"{query}&sort={sort}")), middle_of(sort)

    with explained() as plans:
        assert len(slice_of_tools(filters).rows) == 24
    with explained() as plans_amid:
        slice_of_tools(filters, after=place)

    assert touched(plans) < SIFTED
    assert touched(plans_amid) < SIFTED


def test_of_many_tools_a_choice_says_how_many_it_leaves_at_least():
    filters = Filters.from_query(QueryDict("category=speech"))

    with explained() as plans:
        facets = {facet.name: facet.options for facet in build_facets(filters, Category.objects.all())}

    keys = dict(Category.objects.values_list("slug", "pk"))
    tags = {option: [f"category:{keys[option.value]}"] for option in facets["category"]}
    for name in ("licence", "verdict"):
        tags |= {option: [f"{name}:{option.value}", *filters.tags.values()] for option in facets[name]}
    counts = {option.label: option.count for option in tags}
    assert (counts["Speech"], counts["MIT"], counts["Coding assistants"]) == ("50+", "50+", "4")
    for option, wanted in tags.items():
        number = current_listings().filter(tags__contains=wanted).count()
        assert option.number < number if option.is_more else option.number == number, option
    assert touched(plans) < SIFTED


def test_numbers_that_are_rough_are_explained(client):
    assert "“50+” means 50 or more." in get(client, "/tools/").text
