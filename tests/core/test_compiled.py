"""What is compiled once gives the rows that its queryset gives, whoever asks and with whatever values."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compare.addressed import published_called
from compare.panels import build_sides
from core.compiled import Compiled, given_keys, given_texts, one_of
from reviews.models import Review
from reviews.selectors import with_awaited
from tests.factories import CategoryFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tools.models import Tool

pytestmark = pytest.mark.django_db

STAGES = [
    {"state": "draft", "published_at": None},
    {"state": "published", "published_at": "2999-01-01T00:00Z"},
    {"state": "withdrawn"},
    {},
]


def test_of_tools_at_every_stage_the_same_are_found_with_the_same_titles():
    for place, stage in enumerate(STAGES):
        ToolFactory(name="Twin 100%", slug=f"twin-{place}", qualifier=f"{place}%", **stage)
    ToolFactory(name="Twin 100%", slug="other", qualifier="another")
    slugs = ["twin-0", "twin-1", "twin-2", "twin-3", "nobody"]

    found = published_called(slugs)

    expected = with_awaited(Tool.objects.published().titled().filter(slug__in=slugs))
    assert [(tool.slug, tool.title) for tool in found.values()] == [(tool.slug, tool.title) for tool in expected]
    assert list(found) == ["twin-3"]
    assert found["twin-3"].title == "Twin 100% (3%)"


def test_of_reviews_at_every_stage_the_same_are_shown_in_the_same_order():
    tools = [ToolFactory(slug=f"tool-{place}") for place in range(4)]
    for tool in tools:
        for place, stage in enumerate(STAGES):
            ReviewFactory(tool=tool, reviewer=ReviewerFactory(name=f"{place}", slug=f"{place}"), **stage)
    found = published_called(f"tool-{place}" for place in range(4))

    sides = build_sides(list(found.values()))

    for side in sides:
        published = Review.objects.published().filter(tool=side.tool).in_panel_order()
        assert list(side.reviews.values()) == list(published)
        assert side.awaited == ["0", "1"]


def test_each_run_has_its_own_values_and_none_of_the_last():
    called = Compiled(lambda: Tool.objects.filter(one_of("slug", given_texts("slugs"))))
    for slug in "ab":
        ToolFactory(slug=slug)

    runs = [["a"], [], ["b", "a"], ["b'; --", 'b"', "%s", "%(slugs)s"]]

    assert [sorted(tool.slug for tool in called(slugs=slugs)) for slugs in runs] == [["a"], [], ["a", "b"], []]


def test_what_belongs_to_a_row_comes_with_it_in_the_same_query():
    tool = ToolFactory(category=CategoryFactory(name="Agents"))
    called = Compiled(lambda: Tool.objects.select_related("category").filter(one_of("id", given_keys("keys"))))

    with CaptureQueriesContext(connection) as asked:
        (found,) = called(keys=[tool.pk])
        assert found.category.name == "Agents"

    assert len(asked) == 1


def test_behind_a_pooler_nothing_is_kept_in_the_connection(monkeypatch):
    ToolFactory(slug="a")
    called = Compiled(lambda: Tool.objects.filter(one_of("slug", given_texts("slugs"))).order_by("slug", "name"))
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)

    assert [tool.slug for tool in called(slugs=["a"])] == ["a"]

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%\"slug\" ASC, %%name%%'")
        assert cursor.fetchone() == (0,)
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", False)
    assert [tool.slug for tool in called(slugs=["a"])] == ["a"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%\"slug\" ASC, %%name%%'")
        assert cursor.fetchone() == (1,)
