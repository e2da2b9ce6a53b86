"""The catalogue stands in the order that its address asks for, and every card shows what it is sorted by."""

import pytest
from django.test import Client

from core.models import Choice
from tests.factories import ReviewFactory, ToolFactory, VoteFactory
from tests.pages import get, texts
from tools.models import Tool
from votes.models import Vote


@pytest.fixture
def tools(db) -> None:
    """Few: one ship, scored 60, the oldest. Mid: three of four, 80 and 81. None: not reviewed, the latest."""
    few = ToolFactory(name="Few", published_at="2026-01-31T12:00Z")
    mid = ToolFactory(name="Mid", published_at="2026-02-01T12:00Z")
    ToolFactory(name="None", published_at="2026-03-01T12:00Z")
    ReviewFactory(tool=few, score=60)
    for score, verdict in [(80, Choice.SHIP), (81, Choice.SHIP), (None, Choice.SHIP), (None, Choice.SKIP)]:
        ReviewFactory(tool=mid, score=score, verdict=verdict)


@pytest.mark.parametrize(
    ("sort", "cards"),
    [
        ("newest", {"None": "Listed 1 Mar 2026", "Mid": "Listed 1 Feb 2026", "Few": "Listed 31 Jan 2026"}),
        ("ship", {"Few": "Panel ship 100%", "Mid": "Panel ship 75%", "None": "Panel ship –"}),
        ("score", {"Mid": "Panel score 81/100", "Few": "Panel score 60/100", "None": "No panel score yet"}),
    ],
)
def test_cards_stand_in_order_and_show_it(client: Client, tools: None, sort: str, cards: dict[str, str]):
    page = get(client, f"/tools/?sort={sort}")

    assert texts(page.select(".card h3")) == list(cards)
    assert texts(page.select(".card .sorted-by")) == list(cards.values())


def test_the_usual_order_is_a_to_z_and_shows_nothing_more(client: Client, tools: None):
    page = get(client, "/tools/?sort=name")

    assert texts(page.select(".card h3")) == ["Few", "Mid", "None"]
    assert page.select(".sorted-by") == []


def vote(name: str, ships: int, total: int) -> None:
    tool = Tool.objects.get(name=name)
    Vote.objects.bulk_create(
        VoteFactory.build(tool=tool, choice=Choice.SHIP if number < ships else Choice.SKIP) for number in range(total)
    )


def test_few_votes_do_not_outrank_many(client: Client, tools: None):
    ToolFactory(name="Again without")
    vote("Few", 3, 3)
    vote("Mid", 40, 50)
    vote("Again without", 1, 1)
    Vote.objects.filter(tool__name="Again without").delete()

    page = get(client, "/tools/?sort=community")

    assert texts(page.select(".card h3")) == ["Mid", "Few", "Again without", "None"]
    assert texts(page.select(".card .sorted-by")) == [
        "Community: 80% ship of 50 votes (95% interval 67–89%)",
        "Community: 3 of 3 ship",
        "No community votes yet",
        "No community votes yet",
    ]
    assert texts(page.select(".weighs")) == ["4 tools, sorted by what the community says."]


def test_a_sifted_list_is_sorted_as_well(client: Client, tools: None):
    vote("Few", 3, 3)
    vote("None", 5, 5)

    assert texts(get(client, "/tools/?verdict=ship&sort=community").select(".card h3")) == ["Few", "Mid"]
