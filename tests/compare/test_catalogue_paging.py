"""The catalogue and its shelves are read piece by piece, onwards and backwards, and from no place that isn't there."""

import pytest
from django.test import Client

from compare.catalogue.slices import SORTS, Filters, slice_of_tools
from core.models import Choice
from tests.factories import ReviewFactory, ToolFactory, VoteFactory
from tests.pages import get, texts
from tools.models import Tool


@pytest.fixture
def seven(db) -> None:
    """Seven tools: three with votes, two of these level; two with reviews."""
    tools = [ToolFactory(name=name) for name in "gfedcba"]
    for tool in tools[2:5]:
        VoteFactory(tool=tool)
    VoteFactory(tool=tools[2], choice=Choice.SKIP)
    ReviewFactory(tool=tools[1], score=90)
    ReviewFactory(tool=tools[6], verdict=Choice.SKIP)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pieces_make_up_the_whole_list_both_ways(seven: None, sort: str, size: int):
    filters = Filters(sort=sort)
    whole = [listed.tool.name for listed in slice_of_tools(filters, size=100).rows]

    onwards, piece = [], slice_of_tools(filters, size=size)
    assert piece.before == ""
    onwards += piece.rows
    while piece.after:
        piece = slice_of_tools(filters, after=piece.after, size=size)
        onwards += piece.rows
    backwards = piece.rows
    while piece.before:
        piece = slice_of_tools(filters, before=piece.before, size=size)
        backwards = piece.rows + backwards

    assert [listed.tool.name for listed in onwards] == whole
    assert backwards == onwards
    assert sorted(whole) == list("abcdefg")


@pytest.fixture
def thirty(db) -> None:
    for number in range(30):
        ToolFactory(name=f"Tool {number:02}")


@pytest.mark.parametrize("path", ["/tools/", "/tools/?sort=community", "/categories/developer-tools"])
def test_pages_lead_on_and_back(client: Client, thirty: None, path: str):
    first = get(client, path)
    second = get(client, first.select_one("a[rel=next]")["href"])

    assert len(first.select(".card")) == 24
    assert texts(second.select(".card h3")) == [f"Tool {number}" for number in range(24, 30)]
    assert first.select_one("head link[rel=next]")["href"] == first.select_one("a[rel=next]")["href"]
    assert second.select_one("meta[name=robots]")["content"] == "noindex"
    assert second.select_one("a[rel=next]") is None
    back = client.get(second.select_one("a[rel=prev]")["href"])
    assert back["Location"] == path == second.find("a", string="First page")["href"]


def test_going_back_to_a_beginning_that_has_grown_shows_it_whole(client: Client, thirty: None):
    second = get(client, get(client, "/tools/").select_one("a[rel=next]")["href"])
    ToolFactory(name="A new one")

    page = get(client, second.select_one("a[rel=prev]")["href"])

    assert len(page.select(".card")) == 24
    assert page.select_one("a[rel=prev]")["href"]


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "before=%00",
        "after=" + "W" * 2_000,
        "after=voted.W10&sort=community",
        "before=unvoted.&sort=community",
        "after=WyJiIiwgMV0&sort=newest",  # a place in another order
        "after=WyJ6eiIsIDFd",  # beyond the end
    ],
)
def test_a_place_that_is_not_there_leads_to_the_beginning(client: Client, thirty: None, query: str):
    answer = client.get(f"/tools/?{query}")

    assert answer.status_code == 404
    assert "This place in the list does not exist." in answer.content.decode()
    assert "Start from the first page" in answer.content.decode()


def test_a_tool_that_goes_meanwhile_does_not_matter(client: Client, thirty: None):
    onwards = get(client, "/tools/").select_one("a[rel=next]")["href"]
    Tool.objects.filter(name="Tool 23").delete()

    assert texts(get(client, onwards).select(".card h3"))[0] == "Tool 24"


def test_a_shelf_has_no_such_place(client: Client, thirty: None):
    assert client.get("/categories/developer-tools?after=x").status_code == 404
