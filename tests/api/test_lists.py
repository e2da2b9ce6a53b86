"""Lists come in pages that lead to each other, filtered and sorted as asked."""

import pytest

from compare.catalogue.slices import SORTS
from tests.api.asking import SITE, data, problem, walk
from tests.factories import (
    PUBLISHED_AT,
    CategoryFactory,
    ComparisonFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tools.models import FormerSlug

pytestmark = pytest.mark.django_db
LISTS = ["tools", "comparisons", "reviews", "reviewers", "categories"]


@pytest.fixture
def seven() -> None:
    """Seven of everything, all published at one moment."""
    for number in range(7):
        tool = ToolFactory(
            name=f"T{number}",
            category=CategoryFactory(name=f"Shelf {number}", slug=f"shelf-{number}"),
            entry_amount=number % 2,
        )
        ReviewFactory(tool=tool, reviewer=ReviewerFactory(), verdict="skip" if number % 3 else "ship", score=number)
        ComparisonFactory(first=tool, second=ToolFactory(name=f"U{number}", category=tool.category))
        VoteFactory.create_batch(number, tool=tool)


@pytest.mark.parametrize("address", [*LISTS, *(f"tools?sort={sort}" for sort in SORTS)])
def test_the_pages_of_a_list_hold_each_thing_once_and_lead_both_ways(client, seven, address):
    sign = "&" if "?" in address else "?"
    whole = data(client, f"{address}{sign}limit=100")
    assert whole["next"] is whole["previous"] is None
    assert len(whole["items"]) == (14 if address.startswith("tools") else 7)

    pages = walk(client, f"{address}{sign}limit=3")
    last = data(client, f"{address}{sign}limit=100")["items"][-1:]

    assert [item for page in pages for item in page] == whole["items"]
    assert all(len(page) == 3 for page in pages[:-1])
    assert pages[-1][-1:] == last


def test_a_page_names_its_neighbours_in_the_header_too(client, seven):
    first = client.get("/api/tools?limit=3&free=1&sort=newest")
    second = client.get(first.json()["next"].removeprefix(SITE))

    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert "limit=3&free=1&sort=newest&after=" in first.json()["next"]
    assert second.headers["Link"] == f'<{second.json()["previous"]}>; rel="prev"'
    assert data(client, second.json()["previous"])["items"] == first.json()["items"]


def test_tools_are_filtered_and_sorted_as_in_the_catalogue(client, seven):
    def names(query: str) -> list[str]:
        return [tool["name"] for tool in data(client, f"tools?limit=100&{query}")["items"]]

    assert names("free=1&verdict=ship") == ["T0", "T6"]
    assert names("category=shelf-3") == ["T3", "U3"]
    assert names("sort=score")[:3] == ["T6", "T5", "T4"]
    assert names("sort=community&verdict=skip")[:2] == ["T5", "T4"]


def test_reviews_are_filtered_by_who_wrote_them_and_what_about(client, seven):
    about = ToolFactory.create(name="About", category=CategoryFactory(slug="shelf-3"))
    FormerSlug.objects.create(slug="once", tool=about)
    critic = ReviewerFactory(name="Critic", slug="critic")
    ReviewFactory(tool=about, reviewer=critic, published_at=PUBLISHED_AT.replace(year=2025))

    def tools(query: str) -> list[str]:
        return [review["tool"]["slug"] for review in data(client, f"reviews?{query}")["items"]]

    assert tools("tool=about") == tools("tool=once") == tools("reviewer=critic") == ["about"]
    assert tools("category=shelf-3") == ["t3", "about"]
    assert tools("category=shelf-3&reviewer=critic&tool=about") == ["about"]
    assert tools("category=shelf-4&tool=about") == []
    for query in ("tool=nix", "category=nix", "reviewer=nix", "tool=%00"):
        problem(client, f"reviews?{query}", 404)


def test_the_panel_has_its_ship_rates_and_whoever_left_it_with_reviews(client):
    left, new = ReviewerFactory(name="Left", active=False), ReviewerFactory(name="New")
    ReviewerFactory(name="Never", active=False)
    ReviewFactory(reviewer=left)

    reviewers = data(client, "reviewers")["items"]

    assert [(one["name"], one["active"]) for one in reviewers] == [("Left", False), (new.name, True)]
    assert reviewers[0]["verdicts"] == {"percent": 100, "ships": 1, "skips": 0, "total": 1}
    assert reviewers[1]["verdicts"]["percent"] is None


def test_a_search_finds_tools_and_names_the_comparison_that_is_meant(client, seven):
    found = data(client, "search?q=T3")
    pair = data(client, "search?q=T3+vs+T4")

    assert "t3" in [tool["slug"] for tool in found["tools"]]
    assert pair["comparison_url"] == f"{SITE}/compare/t3-vs-t4"
    assert data(client, "search?q=%00!")["problem"]


@pytest.mark.parametrize(
    ("address", "most"),
    [("tools", 6), ("comparisons", 3), ("reviews", 2), ("reviewers", 3), ("categories", 2)],
)
def test_a_page_costs_the_same_queries_however_much_is_on_it(
    client, seven, django_assert_max_num_queries, address, most
):
    data(client, f"{address}?limit=1")  # the day's secret

    for limit in (1, 100):
        with django_assert_max_num_queries(most):  # one of them for the limit
            data(client, f"{address}?limit={limit}")
