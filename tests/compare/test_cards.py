"""Cards: small pages with a verdict, for a frame on pages of other sites."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from core.models import Choice, State
from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory, VoteFactory
from tests.pages import get, texts


@pytest.fixture
def tools(db):
    """`A`, reviewed by two and voted on by five, and `B`, of which nothing is known."""
    tool = ToolFactory(name="Tool A", slug="a", entry_amount=20, entry_unit="month")
    for place, (verdict, day) in enumerate([(Choice.SHIP, 3), (Choice.SKIP, 9)]):
        reviewer = ReviewerFactory(name=f"Reviewer {place}", slug=f"reviewer-{place}", position=place)
        moment = datetime(2026, 10, day, 12, tzinfo=UTC)
        ReviewFactory(tool=tool, reviewer=reviewer, verdict=verdict, published_at=moment)
    VoteFactory.create_batch(5, tool=tool)
    ToolFactory(name="Tool B", slug="b")


def figures(part) -> list[list[str]]:
    """What a card says in figures, and each of them."""
    return [texts([pair.dt, pair.dd]) for pair in part.select(".figures > div")]


def test_a_tool_s_card_says_what_its_page_says(client: Client, tools):
    card, page = get(client, "/cards/tools/a"), get(client, "/tools/a")

    assert texts(card.select("h1")) == ["Tool A"]
    assert texts(card.select(".stamp")) == texts(page.select(".tool-head .stamp")) == ["Mixed"]
    assert texts(card.select(".line")) == ["Mixed · 1 ship / 1 skip"]
    assert figures(card) == figures(page) == [["Panel ship", "50%"], ["Community", "100%"], ["Entry", "$20/mo"]]
    assert [mark["class"] for mark in card.select(".marks i")] == [["ship"], ["skip"]]
    assert card.select_one(".marks")["aria-label"] == "1 of 2 ships"
    assert card.time["datetime"] == "2026-10-09"
    assert texts(card.select(".foot a")) == ["The reasons: Tool A on Tiebreak"]


def test_a_comparison_s_card_has_the_answer_and_each_tool(client: Client, tools):
    card, page = get(client, "/cards/compare/a-vs-b"), get(client, "/compare/a-vs-b")

    assert texts(card.select("h1")) == [f"Tool A vs Tool B: {page.select_one('.answer strong').text}"]
    assert texts(card.select("h2")) == ["Tool A", "Tool B"]
    assert texts(card.select(".stamp")) == ["Mixed", "Not reviewed yet"]
    assert [figures(side)[1] for side in card.select(".side")] == [
        ["Community", "100%"],
        ["Community", "– No community votes yet"],
    ]
    assert card.select_one(".side:last-of-type [aria-label]")["aria-label"] == "Not known"


def test_before_the_first_review_it_says_so(client: Client, tools):
    card = get(client, "/cards/tools/b")

    assert texts(card.select(".stamp")) == ["Not reviewed yet"]
    assert not card.time
    assert "No verdict yet" in card.text


@pytest.mark.parametrize(
    ("path", "page"), [("/cards/tools/a", "/tools/a"), ("/cards/compare/a-vs-b", "/compare/a-vs-b")]
)
def test_it_has_nothing_but_links_to_its_page(client: Client, tools, path, page):
    response = client.get(path)
    card = BeautifulSoup(response.content, "html.parser")

    assert not card.select("script, form, input, button, img, iframe, [style], [onclick]")
    assert [link["href"] for link in card.select("link[rel=stylesheet]")] == ["/static/css/card.css"]
    assert card.select_one("link[rel=canonical]")["href"] == f"http://testserver{page}"
    assert card.select_one("meta[name=robots]")["content"] == "noindex"
    for link in card.select("a"):
        assert (link["href"], link["target"], link["rel"]) == (f"http://testserver{page}", "_blank", ["noopener"])
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("query", "theme"),
    [("", None), ("?theme=dark", "dark"), ("?theme=light", "light"), ("?theme=dark&theme=light", "light")]
    + [(f"?theme={odd}", None) for odd in ("", "Dark", "blue", "%22%3E%3Cscript%3E", "%00", "%ff")],
)
def test_its_theme_is_the_system_s_unless_the_address_says_otherwise(client: Client, tools, query, theme):
    for path in ("/cards/tools/a", "/cards/tools/none"):
        card = get(client, path + query)
        assert card.html.get("data-theme") == theme
        assert card.select_one("meta[name=color-scheme]")["content"] == (theme or "light dark")


def test_where_there_is_none_a_card_says_so_and_leads_nowhere(client: Client, tools):
    ToolFactory(name="Draft", slug="draft", state=State.DRAFT, published_at=None)

    for path in ("tools/none", "tools/draft", "compare/a-vs-draft", "compare/a-vs-b-vs-c-vs-d-vs-e", "compare/-vs-"):
        response = client.get(f"/cards/{path}")
        card = BeautifulSoup(response.content, "html.parser")
        assert response.status_code == 404
        assert texts(card.select("h1")) == ["Not found"]
        assert "draft" not in card.text.lower()
        assert not card.select("a, form, link[rel=canonical]")


def test_names_are_only_text(client: Client, tools):
    ToolFactory(name='<b>Bold</b> & "quoted" {{ x }}', slug="odd")

    for path in ("/cards/tools/odd", "/cards/compare/a-vs-odd"):
        card = get(client, path)
        assert '<b>Bold</b> & "quoted" {{ x }}' in card.text
        assert not card.b
