"""Among 100,000 tools each page of a list costs as much as the first, however far in.

Cost is how many blocks of the database (8 KB) its queries touch; the lists themselves fill thousands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test import Client

from compare.api.endpoints import LATEST_FIRST
from compare.catalogue.community_order import BY_BOUND
from compare.catalogue.slices import ORDERS
from core.keyset import Order
from reviews.models import Review
from reviews.selectors import current_listings
from tests.api.asking import data
from tools.models import Comparison
from votes.models import CommunityTally

pytestmark = [pytest.mark.usefixtures("many_tools"), pytest.mark.django_db]
# Without the index and the history, which would take a minute; a test's end brings both back.
COMPARISONS = """
    ALTER TABLE tools_comparison DISABLE TRIGGER USER;
    DROP INDEX tools_comparison_once_per_set;
    INSERT INTO tools_comparison
        (first_id, second_id, summary, featured, state, published_at, created_at, updated_at)
    SELECT id, next, '', true, 'published', now() - number / 100 * interval '1 minute', now(), now()
    FROM (
        SELECT id, lead(id) OVER (ORDER BY id) AS next, row_number() OVER (ORDER BY id) AS number
        FROM tools_tool WHERE id >= 1000000 AND state = 'published' AND published_at < now() LIMIT 20000
    ) AS tool
    WHERE next IS NOT NULL;
    ANALYZE tools_comparison
"""
# What a page may touch beyond what the first does: as much again, as its rows lie elsewhere.
MORE = 2


@contextmanager
def touched() -> Iterator[list[int]]:
    """Collects how many blocks each query inside touches."""
    blocks: list[int] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params, many, context)
            plan = context["cursor"].fetchone()[0][0]["Plan"]
            blocks.append(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield blocks


def assert_costs_the_same(client: Client, address: str, rows: QuerySet[Model], order: Order, prefix: str = "") -> None:
    """That the first page of a list, one in the middle of `rows` and one at their end cost about the same."""
    in_order = rows.order_by(*[f"-{name}" if order.descending else name for name in order.columns])
    count = rows.count()
    places = [prefix + order.place_of(in_order[place]) for place in (count // 2, count - 60)]
    addresses = [address, *(f"{address}&after={place}" for place in places)]
    costs = []
    for one in addresses:
        data(client, one)  # plans, types and the day's secret are known from now on
        with touched() as blocks:
            assert len(data(client, one)["items"]) == 24, one
        costs.append(sum(blocks))

    assert max(costs) <= MORE * costs[0], costs
    assert costs[0] < 1_000


@pytest.mark.parametrize("sort", ORDERS)
def test_tools(client, sort):
    assert_costs_the_same(client, f"tools?sort={sort}", current_listings(), ORDERS[sort])


def test_tools_by_community(client):
    voted = CommunityTally.objects.filter(lower_bound__gt=-1)

    assert_costs_the_same(client, "tools?sort=community", voted, BY_BOUND, "voted.")


@pytest.mark.parametrize("query", ["", "reviewer=auditor", "category=robotics"])
def test_reviews(client, query):
    name, _, slug = query.partition("=")
    path = {"": {}, "reviewer": {"reviewer__slug": slug}, "category": {"tool__category__slug": slug}}[name]

    assert_costs_the_same(client, f"reviews?{query}", Review.objects.published().filter(**path), LATEST_FIRST)


def test_comparisons(client):
    with connection.cursor() as cursor:
        cursor.execute(COMPARISONS)

    assert_costs_the_same(client, "comparisons?", Comparison.objects.published(), LATEST_FIRST)
