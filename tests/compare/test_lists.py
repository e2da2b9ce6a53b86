"""The front page, the catalogue, its shelves and the panel."""

import pytest
from django.test import Client

from core.models import Choice
from tests.factories import CategoryFactory, ComparisonFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import get, texts
from tools.models import Tool


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (
            "/",
            [
                "No comparison is featured yet.",
                "The panel has published no verdict yet.",
                "Nobody sits on the panel yet.",
            ],
        ),
        ("/tools/", ["0 tools, A to Z.", "No tool is published yet."]),
        ("/compare/", ["No comparison is featured yet."]),
        ("/reviewers/", ["Nobody sits on the panel yet."]),
    ],
)
def test_an_empty_site_says_what_is_not_there_yet(client: Client, db, path, says):
    text = get(client, path).text

    assert [sentence for sentence in says if sentence not in text] == []


def test_the_catalogue_lists_published_tools_by_name_with_their_verdicts(client: Client, db):
    beta = ToolFactory(name="Beta", maker="Maker", entry_amount="0")
    ToolFactory(name="Alpha")
    ToolFactory(name="Draft", state="draft")
    for verdict in (Choice.SHIP, Choice.SKIP):
        ReviewFactory(tool=beta, verdict=verdict)

    page = get(client, "/tools/")

    assert "2 tools, A to Z." in page.text
    assert texts(page.select(".card h3")) == ["Alpha", "Beta"]
    assert texts(page.select(".card .stamp")) == ["Not reviewed yet", "Mixed"]
    assert texts(page.select(".card .line")) == ["Not reviewed yet", "Mixed · 1 ship / 1 skip · Entry Free"]


def test_a_shelf_holds_its_own_tools_only(client: Client, db):
    ToolFactory(name="Here")
    ToolFactory(name="Elsewhere", category=CategoryFactory(name="Agents", slug="agents"))

    page = get(client, "/categories/agents")

    assert texts(page.select(".card h3")) == ["Elsewhere"]
    assert texts(page.select(".section-head h2")) == ["1 tool"]


def test_an_empty_shelf_leads_on(client: Client, db):
    CategoryFactory(name="Agents", slug="agents")

    assert "No tool on this shelf is published yet." in get(client, "/categories/agents").text


def test_the_front_page_shows_the_newest_tools_featured_comparisons_and_the_panel(client: Client, db):
    left, right = ToolFactory(name="Left"), ToolFactory(name="Right")
    ComparisonFactory(first=left, second=right)
    ComparisonFactory(first=right, second=left, third=ToolFactory(name="Draft", state="draft"))
    builder = ReviewerFactory(name="Builder", position=1)
    ReviewerFactory(name="Gone", position=2, active=False)
    ReviewFactory(tool=left, reviewer=builder)
    ToolFactory(name="Not reviewed")

    page = get(client, "/")

    assert texts(page.select(".pair h3")) == ["Left vs Right"]
    assert texts(page.select(".split li")) == ["Left Ship · 1 ship / 0 skip", "Right Not reviewed yet"]
    assert texts(page.select(".card h3"))[:-1] == ["Left"]
    assert texts(page.select(".panel li")) == ["Builder Looks at everything once. Ships 1 of 1 (100%)"]


def test_a_new_review_brings_an_old_tool_to_the_front(client: Client, db):
    for day, name in enumerate(["Old", "Young", "Younger"], 1):
        ReviewFactory(tool__name=name, published_at=f"2026-09-0{day}T00:00Z")
    ReviewFactory(tool=Tool.objects.get(name="Old"), published_at="2026-09-09T00:00Z")

    assert texts(get(client, "/").select(".shelf-list h3")) == ["Old", "Younger", "Young"]


def test_a_reviewer_shows_every_verdict_and_the_ship_rate(client: Client, db):
    builder = ReviewerFactory(name="Builder", likes="Weights.", tired_of="Wrappers.")
    ReviewFactory(reviewer=builder, tool__name="One", score=90)
    ReviewFactory(reviewer=builder, tool__name="Two", verdict=Choice.SKIP)
    ReviewFactory(reviewer=builder, tool__name="Three")
    ReviewFactory(reviewer=builder, tool__name="Hidden", tool__state="draft")
    ReviewFactory(tool__name="Of another")

    page = get(client, "/reviewers/builder")

    assert sorted(texts(page.select(".opinion h3"))) == ["One", "Three", "Two"]
    assert texts(page.select(".traits dd")) == ["Weights.", "Wrappers.", "67% 2 ship / 1 skip"]


def test_a_reviewer_who_left_keeps_a_page(client: Client, db):
    ReviewerFactory(name="Gone", active=False)

    text = get(client, "/reviewers/gone").text

    assert "Gone is not on the panel at present." in text
    assert "Gone has not published a verdict yet." in text
