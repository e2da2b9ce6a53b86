"""What a comparison page shows, part by part."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from compare.panels import build_comparison
from core.models import Choice
from reviews.selectors import with_awaited
from tests.factories import (
    AttributeFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tests.pages import get, texts
from tools.models import Tool


@pytest.fixture
def a(db) -> Tool:
    return ToolFactory(name="A", slug="a")


@pytest.fixture
def b(db) -> Tool:
    return ToolFactory(name="B", slug="b")


def decision(page: BeautifulSoup) -> dict[str, list[str]]:
    rows = page.select(".ledger tbody tr")
    return {texts(row.select("th"))[0].replace(" (differs)", ""): texts(row.select("td")) for row in rows}


def test_the_parts_stand_in_order(client: Client, a: Tool, b: Tool):
    page = get(client, "/compare/a-vs-b")

    assert texts(page.select("h1, h2, .eyebrow, .crumbs")) == [
        "Compare / A vs B",
        "AI tool comparison",
        "A vs B",
        "The answer",
        "A",
        "B",
        "Decision",
        "Reviewer scorecard",
        "Your call",
        "One email a week",
    ]


def test_tools_of_which_nothing_is_known_say_so_everywhere(client: Client, a: Tool, b: Tool):
    page = get(client, "/compare/a-vs-b")

    assert texts(page.select(".running-head .stamp")) == ["Not reviewed yet"] * 2
    assert texts(page.select(".corner .figures dd")) == ["– Not reviewed yet", "– No community votes yet", "–"] * 2
    assert decision(page) == {
        "Panel verdict": ["Not reviewed yet"] * 2,
        "Community": ["No community votes yet"] * 2,
        "Pricing": ["–"] * 2,
        "Best for": ["–"] * 2,
        "Category": ["Developer Tools"] * 2,
        "Licence": ["–"] * 2,
    }
    assert "No reviewer has covered either of these yet." in page.text


def test_a_panel_shows_what_is_known_of_its_tool(client: Client, b: Tool):
    ToolFactory(
        name="A",
        slug="a",
        maker="Maker",
        tagline="One line.",
        description="Two lines.",
        entry_amount="20",
        entry_unit="month",
        website="https://a.example/",
    )
    page = get(client, "/compare/a-vs-b")

    corner = page.select_one(".corner-1.corner")
    assert texts(corner.select(".shelf, h2, .tagline, .description")) == [
        "A",
        "Developer Tools · Maker",
        "One line.",
        "Two lines.",
    ]
    assert "$20/mo" in texts(corner.select("dd"))
    assert texts(corner.select(".logo")) == ["A"]
    own = corner.find("a", href="https://a.example/")
    assert own["rel"] == ["nofollow", "noopener"]
    assert corner.find("a", href="/tools/a") is not None


def test_facts_stand_side_by_side_by_attribute(client: Client, a: Tool, b: Tool):
    size, shape = AttributeFactory(name="Size", position=2), AttributeFactory(name="Shape", position=1)
    FactFactory(tool=a, attribute=size, value="3B")
    FactFactory(tool=b, attribute=size, value="7B")
    FactFactory(tool=b, attribute=shape, value="Round")

    rows = decision(get(client, "/compare/a-vs-b"))

    assert list(rows)[-2:] == ["Shape", "Size"]
    assert [cell.split(" No source")[0] for cell in rows["Size"]] == ["3B", "7B"]
    assert rows["Shape"][0] == "–"


def test_each_fact_names_its_source_and_its_day(a: Tool, b: Tool, client: Client):
    size = AttributeFactory(name="Size")
    FactFactory(tool=a, attribute=size, value="3B", source_url="https://www.a.example/size", checked_on="2026-11-01")
    FactFactory(tool=b, attribute=size, value="7B")

    page = get(client, "/compare/a-vs-b")

    assert decision(page)["Size"] == ["3B a.example, checked 1 Nov 2026", "7B No source, undated"]
    assert page.select_one(".source a")["href"] == "https://www.a.example/size"


def test_a_fact_is_stale_after_180_days(a: Tool, b: Tool):
    size = AttributeFactory(name="Size")
    FactFactory(tool=a, attribute=size, checked_on=date(2026, 5, 25))
    FactFactory(tool=b, attribute=size, checked_on=date(2026, 5, 24))

    tools = list(with_awaited(Tool.objects.order_by("slug")))
    page = build_comparison(tools, today=date(2026, 11, 21))

    assert [cell.is_stale for cell in page.rows[-1].cells] == [False, True]


def test_rows_that_differ_are_marked(client: Client, a: Tool):
    ToolFactory(name="B", slug="b", licence="MIT")
    AttributeFactory(name="Size", position=1)
    for tool, value in zip(Tool.objects.order_by("slug"), ("free", "Free"), strict=True):
        FactFactory(tool=tool, attribute=AttributeFactory(name="Size"), value=value)

    page = get(client, "/compare/a-vs-b")

    differing = texts(page.select("tr.differs th"))
    assert differing == ["Licence (differs)"]
    assert len(page.select("tr.same")) == 6
    assert page.select_one("label input#only-differing") is not None


def test_reviews_are_matched_by_reviewer_and_gaps_stay_honest(client: Client, a: Tool, b: Tool):
    founder = ReviewerFactory(name="Founder", position=1)
    creator = ReviewerFactory(name="Creator", position=2)
    ReviewFactory(tool=a, reviewer=founder, verdict=Choice.SKIP, body="No buyer.")
    ReviewFactory(tool=b, reviewer=creator, score=70, body="Raw `material`.")

    page = get(client, "/compare/a-vs-b")

    rows = page.select(".round")
    assert [texts(row.select("h3, .none, .verdict, .prose")) for row in rows] == [
        ["Founder", "Skip 1 Oct 2026", "No buyer.", "No Founder review"],
        ["Creator", "No Creator review", "Ship 70/100 1 Oct 2026", "Raw material."],
    ]
    assert rows[1].code.text == "material"


def test_each_panel_counts_its_own_reviews_and_scores(client: Client, a: Tool, b: Tool):
    for score in (85, 78, None):
        ReviewFactory(tool=a, score=score)
    ReviewFactory(tool=a, verdict=Choice.SKIP, score=52)

    corner = get(client, "/compare/a-vs-b").select_one(".corner-1.corner")

    assert texts(corner.select("dd"))[:2] == ["75%", "72/100"]
    assert corner.select_one(".marks")["aria-label"] == "3 of 4 ship"
    assert [mark["class"] for mark in corner.select(".marks i")] == [["ship"], ["ship"], ["ship"], ["skip"]]


def test_where_nothing_differs_there_is_nothing_to_filter(client: Client, a: Tool, b: Tool):
    page = get(client, "/compare/a-vs-b")

    assert not page.select("#only-differing")
    assert "Nothing known tells them apart" in page.text


@pytest.mark.parametrize(
    ("ships", "skips", "figure", "label"),
    [
        (2, 1, "2 of 3", "2 of 3 ship"),
        (4, 0, "4 of 4", "4 of 4 ship"),
        (4, 1, "80%", "80% ship of 5 votes (95% interval 38–96%)"),
    ],
)
def test_the_community_gets_a_percentage_only_from_five_votes_on(
    client: Client, a: Tool, b: Tool, ships, skips, figure, label
):
    VoteFactory.create_batch(ships, tool=a)
    VoteFactory.create_batch(skips, tool=a, choice=Choice.SKIP)

    page = get(client, "/compare/a-vs-b")

    assert figure in texts(page.select(".corner-1 dd"))
    assert decision(page)["Community"] == [label, "No community votes yet"]


def test_the_written_summary_is_shown(client: Client, a: Tool, b: Tool):
    ComparisonFactory(first=b, second=a, summary="Depends on <your> hardware.")

    assert texts(get(client, "/compare/a-vs-b").select(".summary")) == ["Depends on <your> hardware."]


def test_namesakes_are_told_apart_by_their_qualifiers(client: Client, db):
    ToolFactory(name="A", slug="a", qualifier="small")
    ToolFactory(name="A", slug="b", qualifier="large")

    assert texts(get(client, "/compare/a-vs-b").select("h1, .corner h2")) == [
        "A (small) vs A (large)",
        "A (small)",
        "A (large)",
    ]


def test_drafts_and_reviews_to_come_do_not_count(client: Client, a: Tool, b: Tool):
    ReviewFactory(tool=a, state="draft", body="A secret draft.")
    ReviewFactory(tool=a, published_at=datetime(2999, 1, 1, tzinfo=UTC), body="A secret to come.")
    ReviewFactory(tool=a)

    page = get(client, "/compare/a-vs-b")

    assert "secret" not in page.text
    assert decision(page)["Panel verdict"] == ["Ship · 1 ship / 0 skip", "Not reviewed yet"]


def test_prose_is_shown_without_anything_harmful(client: Client, a: Tool, b: Tool):
    ReviewFactory(tool=a, body="<script>alert(1)</script> ![x](https://evil.example/x.png) [y](javascript:alert(1))")

    prose = get(client, "/compare/a-vs-b").select_one(".prose")

    assert not prose.select("script, img, [onerror]")
    assert all(not link["href"].startswith("javascript:") for link in prose.select("a"))
