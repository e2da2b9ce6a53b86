"""The page of one tool."""

from datetime import date

from django.test import Client

from compare.tool_page import build_tool_page
from reviews.selectors import with_awaited
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    FactFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.pages import get, texts
from tools.models import Tool


def test_it_shows_the_scorecard_and_the_facts(client: Client, db):
    tool = ToolFactory(name="A", slug="a", pricing="Free", licence="Apache-2.0")
    ReviewFactory(tool=tool, reviewer__name="Skeptic", reviewer__position=2, body="Prove *it*.", score=40)
    ReviewFactory(tool=tool, reviewer__name="Builder", reviewer__position=1)
    FactFactory(tool=tool, attribute=AttributeFactory(name="Size"), value="3B", checked_on="2026-11-01")

    page = get(client, "/tools/a")

    assert texts(page.select(".opinion h3")) == ["Builder", "Skeptic"]
    assert page.select_one(".prose em").text == "it"
    assert texts(page.select(".ledger tr")) == [
        "PricingFree",
        "Best for–",
        "LicenceApache 2.0",
        "Size3B No source, checked 1 Nov 2026",
    ]
    assert "Ship · 2 ship / 0 skip · No community votes yet" in texts(page.select(".line"))


def test_a_tool_of_which_little_is_known_says_so(client: Client, db):
    ToolFactory(name="A", slug="a")

    page = get(client, "/tools/a")

    assert "The panel has not reviewed A yet." in page.text
    assert not page.find(string="Comparisons")


def test_a_stale_fact_is_marked(db):
    FactFactory(checked_on=date(2026, 1, 1))
    tool = with_awaited(Tool.objects.all()).get()

    assert build_tool_page(tool, today=date(2026, 11, 21)).facts[0].cell.is_stale


def test_it_leads_to_its_comparisons_and_to_others_on_its_shelf(client: Client, db):
    tool, other = ToolFactory(name="A", slug="a"), ToolFactory(name="B", slug="b")
    elsewhere = ToolFactory(name="C", slug="c", category=CategoryFactory(name="Agents", slug="agents"))
    ComparisonFactory(first=elsewhere, second=tool)
    ComparisonFactory(first=elsewhere, second=other)
    ToolFactory(name="Draft", state="draft")

    page = get(client, "/tools/a")

    assert [link["href"] for link in page.select(".pair h3 a")] == ["/compare/c-vs-a"]
    assert [link["href"] for link in page.select(".shelf-list a")] == ["/tools/b", "/compare/a-vs-b"]


def test_it_offers_the_six_newest_of_its_shelf(client: Client, db):
    ToolFactory(name="A", slug="a")
    for day in range(1, 9):
        ToolFactory(name=f"Day {day}", published_at=f"2026-09-0{day}T00:00Z")

    assert texts(get(client, "/tools/a").select(".shelf-list h3")) == [f"Day {day}" for day in range(8, 2, -1)]
