"""Feeds and the map of the site cost the same with a hundred thousand tools as with eight."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from compare.following.sitemaps import OF_EACH_SHELF, Part, addresses
from tools.models import Category, Tool

pytestmark = [pytest.mark.usefixtures("many_tools"), pytest.mark.django_db]


def plans(client: Client, path: str) -> str:
    """How PostgreSQL goes about each query of a page."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    with connection.cursor() as cursor:
        told = []
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            told += [row[0] for row in cursor.fetchall()]
    return "\n".join(told)


@pytest.mark.parametrize("path", ["/feeds/verdicts", "/categories/robotics/feed", "/reviewers/auditor/feed"])
def test_a_feed_goes_along_indexes(client: Client, path):
    told = plans(client, path)

    assert "Index" in told
    assert "Seq Scan on reviews_review " not in told
    assert "Seq Scan on tools_tool " not in told


def test_the_map_has_every_tool_in_pages_of_bearable_length(client: Client):
    tools = [address for address in addresses() if "/tools.xml" in address]
    last = client.get(tools[-1].removeprefix("http://testserver")).content.decode()

    public = Tool.objects.published()
    assert len(tools) == -(-public.count() // Part.limit)
    assert last.count("<loc>") == public.count() - Part.limit * (len(tools) - 1)
    assert f"/tools/{public.order_by('slug').last().slug}</loc>" in last


def test_no_shelf_fills_the_map_with_its_pairs(client: Client):
    pairs = OF_EACH_SHELF * (OF_EACH_SHELF - 1) // 2
    told = [address for address in addresses() if "/comparisons.xml" in address]

    assert 1 < len(told) <= -(-Category.objects.count() * pairs // Part.limit) + 1
    assert client.get(told[0].removeprefix("http://testserver")).content.count(b"<loc>") == Part.limit
