"""The picture of how two tools score, reviewer by reviewer."""

from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory


def picture(client: Client, path: str) -> dict[str, list[str]]:
    page = BeautifulSoup(client.get(path).content, "html.parser")
    return {
        row.th.text: [" ".join(cell.text.split()) for cell in row.select("td")]
        for row in page.select(".scores tbody tr")
    }


def test_it_sets_the_scores_of_each_reviewer_against_each_other(client: Client, demo: None):
    assert picture(client, "/compare/smolvlm-3b-vs-mistral-8x22b-v2") == {
        "Builder": ["85", "82"],
        "Skeptic": ["78", "75"],
        "Futurist": ["82", "78"],
        "Founder": ["52", "55"],
    }


def test_it_is_not_there_where_nobody_gave_a_score(client: Client, demo: None):
    assert picture(client, "/compare/smollm3-vs-mistral-small-3-1") == {}


def test_it_tells_a_missing_score_from_a_missing_review(client: Client, db):
    a, b = ToolFactory(slug="a"), ToolFactory(slug="b")
    for place, (left, right) in enumerate([(0, 100), (50, None)]):
        reviewer = ReviewerFactory(name=f"R{place}", position=place)
        ReviewFactory(tool=a, reviewer=reviewer, score=left)
        ReviewFactory(tool=b, reviewer=reviewer, score=right)
    ReviewFactory(tool=a, reviewer=ReviewerFactory(name="R2", position=2), score=7)

    assert picture(client, "/compare/a-vs-b") == {
        "R0": ["0", "100"],
        "R1": ["50", "No score"],
        "R2": ["7", "No review"],
    }
