"""The panel at a glance: how each reviewer judges and scores the tools of a comparison."""

from bs4 import BeautifulSoup
from django.test import Client

from core.models import Choice
from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import get, texts
from tools.models import Tool


def picture(page: BeautifulSoup) -> dict[str, list[str]]:
    return {row.th.text: texts(row.select("td")) for row in page.select(".scores tbody tr")}


def bars(page: BeautifulSoup) -> list[str | None]:
    """How long the bar of each cell is, None where there is none."""
    fills = [cell.select_one("svg rect.fill") for cell in page.select(".scores td")]
    return [str(fill["width"]) if fill else None for fill in fills]


def two_tools() -> tuple[Tool, Tool]:
    return ToolFactory(slug="a", name="A"), ToolFactory(slug="b", name="B")


def test_it_sets_verdicts_and_scores_of_each_reviewer_against_each_other(client: Client, demo: None):
    page = get(client, "/compare/smolvlm-3b-vs-mistral-8x22b-v2")

    assert picture(page) == {
        "Builder": ["Ship 85", "Ship 82"],
        "Skeptic": ["Ship 78", "Ship 75"],
        "Futurist": ["Ship 82", "Ship 78"],
        "Founder": ["Skip 52", "Skip 55"],
    }
    assert bars(page) == ["85%", "82%", "78%", "75%", "82%", "78%", "52%", "55%"]


def test_the_bar_of_a_skip_is_ticked(client: Client, db):
    a, b = two_tools()
    builder = ReviewerFactory()
    ReviewFactory(tool=a, reviewer=builder, score=60, verdict=Choice.SHIP)
    ReviewFactory(tool=b, reviewer=builder, score=55, verdict=Choice.SKIP)

    left, right = get(client, "/compare/a-vs-b").select(".scores td")

    assert left.select_one(".ticks") is None
    assert right.select_one(".ticks")["x2"] == "55%"


def test_without_scores_it_shows_the_verdicts_alone(client: Client, demo: None):
    page = get(client, "/compare/smollm3-vs-mistral-small-3-1")

    assert picture(page) == {
        "Builder": ["Ship", "Ship"],
        "Skeptic": ["Ship", "Skip"],
        "Futurist": ["Ship", "Ship"],
        "Founder": ["Skip", "No review"],
        "Creator": ["No review", "Ship"],
    }
    assert bars(page) == [None] * 10


def test_it_is_not_there_where_nobody_reviewed(client: Client, db):
    two_tools()

    assert not get(client, "/compare/a-vs-b").select(".scores")


def test_it_tells_a_missing_score_from_a_missing_review(client: Client, db):
    a, b = two_tools()
    for place, (left, right) in enumerate([(0, 100), (50, None)]):
        reviewer = ReviewerFactory(name=f"R{place}", position=place)
        ReviewFactory(tool=a, reviewer=reviewer, score=left)
        ReviewFactory(tool=b, reviewer=reviewer, score=right)
    ReviewFactory(tool=a, reviewer=ReviewerFactory(name="R2", position=2), score=7)

    page = get(client, "/compare/a-vs-b")

    assert picture(page) == {
        "R0": ["Ship 0", "Ship 100"],
        "R1": ["Ship 50", "Ship No score"],
        "R2": ["Ship 7", "No review"],
    }
    assert bars(page) == ["0%", "100%", "50%", None, "7%", None]
