"""What is offered beside a tool and a comparison: what lies nearest, and never the page itself."""

import pytest
from django.test import Client

from compare.panels import build_comparison
from compare.related import related_comparisons
from compare.tool_page import build_tool_page
from reviews.selectors import with_awaited
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.pages import get, texts
from tools.models import Tool


def tool(slug: str, *, ships: int = 0, skips: int = 0, score: int | None = None, facts: str = "", **fields) -> Tool:
    """A published tool with so many reviews, and with facts such as `size=3B, runs=phone`."""
    made: Tool = ToolFactory.create(name=slug.upper(), slug=slug, **fields)
    for place, verdict in enumerate(["ship"] * ships + ["skip"] * skips):
        critic = ReviewerFactory(name=f"Critic {place}", slug=f"critic-{place}")
        ReviewFactory(tool=made, reviewer=critic, verdict=verdict, score=score)
    for name, value in (fact.split("=") for fact in facts.split(", ") if fact):
        FactFactory(tool=made, attribute=AttributeFactory(name=name, slug=name), value=value)
    return made


def alternatives(slug: str) -> list[str]:
    page = build_tool_page(with_awaited(Tool.objects.titled().select_related("category").filter(slug=slug)).get())
    return [one.listed.tool.slug for one in page.alternatives]


def related(*slugs: str) -> list[str]:
    found = {one.slug: one for one in with_awaited(Tool.objects.titled().select_related("category"))}
    page = build_comparison([found[slug] for slug in slugs])
    return [
        one.path.removeprefix("/compare/") for one in related_comparisons([s.profile for s in page.sides], page.around)
    ]


def test_the_more_facts_are_shared_the_nearer(db):
    tool("a", facts="size=3B, runs=phone", licence="MIT", entry_amount=0)
    tool("none", facts="size=70B", licence="Apache-2.0")
    tool("licence", licence="MIT")
    tool("all", facts="size=3B, runs=phone", licence="MIT", entry_amount=0)
    tool("two", facts="size=3B, runs=phone")
    tool("elsewhere", facts="size=3B, runs=phone", category=CategoryFactory(name="Agents", slug="agents"))

    assert alternatives("a") == ["all", "two", "licence", "none"]


def test_among_equals_the_panel_tells_who_is_near(db):
    tool("a", ships=3, skips=1, score=80)
    tool("far", ships=0, skips=4, score=20)
    tool("near", ships=3, skips=1, score=70)
    tool("nearest", ships=3, skips=1, score=79)
    tool("unknown")

    assert alternatives("a") == ["nearest", "near", "far", "unknown"]


def test_on_a_shelf_where_nothing_is_shared_the_latest_are_offered(db):
    tool("a")
    for day in range(1, 9):
        tool(f"day-{day}", published_at=f"2026-09-0{day}T00:00Z")

    assert alternatives("a") == [f"day-{day}" for day in range(8, 2, -1)]


def test_on_a_long_shelf_the_latest_hundred_are_looked_at_and_none_that_are_still_to_come(db):
    shelf = tool("a", licence="MIT").category
    tool("too-old", licence="MIT", published_at="2025-01-01T00:00Z")
    tool("oldest", licence="MIT", published_at="2026-01-01T00:00Z")
    for year in (2026, 2999):
        later = {"published_at": f"{year}-02-01T00:00Z", "state": "published", "category": shelf}
        Tool.objects.bulk_create(ToolFactory.build(slug=f"{year}-{place}", **later) for place in range(99))

    offered = alternatives("a")

    assert offered[0] == "oldest"
    assert len(offered) == 6
    assert "too-old" not in offered


def test_comparisons_of_staff_come_first_those_with_most_in_common_leading(db):
    a, b, c, d = (tool(slug) for slug in "abcd")
    ComparisonFactory(first=a, second=b, summary="This very page.")
    ComparisonFactory(first=d, second=a)
    ComparisonFactory(first=c, second=b, featured=False)
    ComparisonFactory(first=c, second=b, third=a)
    ComparisonFactory(first=c, second=d)
    ComparisonFactory(first=a, second=c, state="draft")

    assert related("b", "a")[:3] == ["c-vs-b-vs-a", "d-vs-a", "b-vs-c"]


def test_then_come_pairs_with_what_is_near_in_their_canonical_order_and_never_the_page_itself(db):
    tool("b", facts="size=3B")
    tool("near-b", facts="size=3B")
    a, near_a = tool("a", facts="runs=phone"), tool("near-a", facts="runs=phone")
    ComparisonFactory(first=near_a, second=a, summary="A choice of sides.")

    found = related("b", "a")

    assert found == ["near-a-vs-a", "b-vs-near-b", "b-vs-near-a", "a-vs-near-b"]
    assert set(related("a", "b")) == set(found)


def test_nothing_is_offered_that_readers_cannot_see(db):
    tool("a", facts="size=3B")
    tool("b")
    tool("draft", facts="size=3B", state="draft", published_at=None)
    tool("later", facts="size=3B", published_at="2999-01-01T00:00Z")

    assert alternatives("a") == ["b"]
    assert related("a", "b") == []


def test_two_namesakes_are_told_apart(client: Client, db):
    tool("a")
    ToolFactory(name="Twin", slug="twin-1", qualifier="one")
    ToolFactory(name="Twin", slug="twin-2", qualifier="two")

    assert texts(get(client, "/tools/a").select(".shelf-list h3")) == ["Twin (two)", "Twin (one)"]


@pytest.mark.django_db
def test_they_stand_on_the_page_after_votes_digest_and_bookmarks(client: Client):
    for slug in "abc":
        tool(slug)

    page = get(client, "/compare/a-vs-b")

    assert texts(page.select("main h2"))[-3:] == ["Your call", "One email a week", "Related comparisons"]
    assert [link["href"] for link in page.select(".pair h3 a")] == ["/compare/a-vs-c", "/compare/b-vs-c"]
    assert page.select_one("#bookmark").find_next("h2").text == "Related comparisons"
