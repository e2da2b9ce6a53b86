"""What is suggested while somebody types."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.models import State
from tests.factories import CategoryFactory, ComparisonFactory, ToolFactory
from tests.pages import get, texts


def suggested(client: Client, question: str) -> dict[str, str]:
    """The suggestions' paths by their titles, in order."""
    options = get(client, f"/search/suggestions?q={question}").select("[role=option]")
    return {str(option["data-title"]): str(option["href"]) for option in options}


def test_tools_come_before_comparisons(client: Client, db):
    lute = ToolFactory(name="Lute")
    ComparisonFactory(first=ToolFactory(name="Harp"), second=lute)

    assert suggested(client, "lu") == {"Lute": "/tools/lute", "Compare Harp vs Lute": "/compare/harp-vs-lute"}


def test_a_tool_is_shown_with_its_category_and_tells_namesakes_apart(client: Client, db):
    shelf = CategoryFactory(name="Strings", slug="strings")
    ToolFactory(name="Lute", slug="lute-one", qualifier="small", category=shelf)
    ToolFactory(name="Lute", slug="lute-two", qualifier="big", category=shelf)

    page = get(client, "/search/suggestions?q=lute")

    assert texts(page.select("a")) == ["Lute (small) Strings", "Lute (big) Strings"]


def test_there_are_eight_at_most(client: Client, db):
    tools = [ToolFactory(name=f"Lute {number}") for number in range(12)]
    for other in tools[1:]:
        ComparisonFactory(first=tools[0], second=other)

    titles = list(suggested(client, "lute"))

    assert len(titles) == 8
    assert [title for title in titles if title.startswith("Compare")] == titles[6:]


def test_the_picker_is_given_tools_only(client: Client, db):
    ComparisonFactory(first=ToolFactory(name="Lute"))

    assert suggested(client, "lute&only=tools") == {"Lute": "/tools/lute"}


def test_the_second_name_of_a_comparison_is_suggested(client: Client, db):
    for name in ("Lute", "Harp", "Harmonium"):
        ToolFactory(name=name)

    assert suggested(client, "lute vs har") == {
        "Compare Lute vs Harp": "/compare/lute-vs-harp",
        "Compare Lute vs Harmonium": "/compare/lute-vs-harmonium",
    }


@pytest.mark.parametrize(
    "question", ["", "%20", "?!", "%00", "%ff", "a" * 201, "a vs b vs c vs d vs e", "xyzzy vs lute"]
)
def test_there_may_be_nothing_to_suggest(client: Client, db, question):
    ToolFactory(name="Lute")

    response = client.get(f"/search/suggestions?q={question}")

    assert (response.status_code, response.content.strip()) == (200, b"")


def test_drafts_are_not_suggested(client: Client, db):
    draft = ToolFactory(name="Lute", state=State.DRAFT, published_at=None)
    ComparisonFactory(first=draft, second=ToolFactory(name="Luting"))

    assert suggested(client, "lut") == {"Luting": "/tools/luting"}


def test_suggestions_are_the_same_for_everyone(client: Client, db):
    response = client.get("/search/suggestions?q=lute")

    assert "public" in response.headers["Cache-Control"]
    assert "Cookie" not in response.headers.get("Vary", "")
    assert client.post("/search/suggestions").status_code == 405


def test_queries(client: Client, demo: None, django_assert_max_num_queries: DjangoAssertNumQueries):
    for question in ("mistral", "smollm3 vs mistral"):
        with django_assert_max_num_queries(3):
            client.get("/search/suggestions", {"q": question})
