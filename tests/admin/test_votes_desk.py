"""Staff see the votes, where several came from one network, and who decided what about them."""

import uuid

import pytest
from django.contrib.auth.models import User

from core.models import Choice
from tests.factories import ToolFactory, VoteFactory
from tests.pages import get, texts
from votes.models import Burst, Ruling, Vote, VoteState

pytestmark = pytest.mark.django_db
VOTES, BURSTS, RULINGS = (f"/admin/votes/{model}/" for model in ("vote", "burst", "ruling"))


@pytest.fixture
def bursts() -> None:
    """Three votes from one network and two from another on A, two from the first on B, and single ones."""
    a, b = ToolFactory(name="A", slug="aaa"), ToolFactory(name="B", slug="bbb")
    for tool, network, count in ((a, "one", 2), (a, "two", 2), (b, "one", 2), (a, "three", 1), (b, "four", 1)):
        VoteFactory.create_batch(count, tool=tool, network=network)
    VoteFactory(tool=a, network="one", choice=Choice.SKIP, state=VoteState.WITHHELD)
    VoteFactory.create_batch(3, tool=a)  # so old that their network is forgotten


def rows(client, path, *columns):
    """What stands in these columns of a list, row by row."""
    lines = get(client, path).select("#result_list tbody tr")
    return [texts(line.select(", ".join(f".field-{column}" for column in columns))) for line in lines]


def test_the_list_shows_the_latest_vote_first_with_its_state(admin_client, admin_user):
    ruling = Ruling.objects.create(state=VoteState.WITHHELD, by=admin_user, vote_count=1)
    tool = ToolFactory(name="A")
    VoteFactory(tool=tool, created_at="2026-11-01T10:00Z")
    VoteFactory(tool=tool, choice=Choice.SKIP, state=VoteState.WITHHELD, ruling=ruling, created_at="2026-11-02T10:00Z")

    (latest, first) = rows(admin_client, VOTES, "tool", "choice", "state", "ruling")

    assert latest[:3] == ["A", "Skip", "Withheld"]
    assert latest[3].startswith("Withheld by admin, ")
    assert first == ["A", "Ship", "Counted", "-"]


def test_the_list_shows_which_votes_are_taken_back(admin_client):
    VoteFactory(tool=ToolFactory(name="A"), state=VoteState.WITHHELD, taken_back=True)
    VoteFactory(tool=ToolFactory(name="B"), state=VoteState.WITHHELD)

    icons = get(admin_client, VOTES).select("#result_list .field-taken_back img")

    assert rows(admin_client, VOTES, "tool") == [["B"], ["A"]]
    assert [icon["alt"] for icon in icons] == ["False", "True"]


def test_the_page_of_a_vote_shows_what_is_kept_of_it(admin_client):
    vote = VoteFactory(voter=uuid.UUID(int=7), network="0123456789abcdef")

    html = admin_client.get(f"{VOTES}{vote.pk}/change/").content.decode()

    assert str(vote.voter) in html
    assert vote.network in html


@pytest.mark.parametrize(
    ("search", "found"), [("q=aaa", 9), ("q=B", 3), ("q=one", 5), ("q=on", 0), ("q=aaa+one", 3), ("q=nothing", 0)]
)
def test_votes_are_found_by_tool_and_by_whole_network(admin_client, bursts, search, found):
    assert len(rows(admin_client, f"{VOTES}?{search}", "tool")) == found


@pytest.mark.parametrize(
    ("narrowing", "found"), [("state__exact=withheld", 1), ("state__exact=counted", 11), ("choice__exact=skip", 1)]
)
def test_votes_are_narrowed_by_what_they_say_and_whether_they_count(admin_client, bursts, narrowing, found):
    assert len(rows(admin_client, f"{VOTES}?{narrowing}", "tool")) == found


def test_only_several_votes_of_one_network_on_one_tool_are_a_burst_largest_first(admin_client, bursts):
    lines = rows(admin_client, BURSTS, "tool", "vote_count", "ship_count", "withheld_count")

    assert lines[0] == ["A", "3", "2", "1"]
    assert sorted(lines[1:]) == [["A", "2", "2", "0"], ["B", "2", "2", "0"]]


def test_a_burst_leads_to_its_votes(admin_client, bursts):
    link = get(admin_client, BURSTS).select_one(".field-votes a")

    assert len(rows(admin_client, link["href"], "tool")) == 3
    assert {vote.network for vote in admin_client.get(link["href"]).context["cl"].result_list} == {"one"}


@pytest.mark.parametrize(("search", "found"), [("aaa", 2), ("B", 1), ("one", 2), ("on", 0)])
def test_bursts_are_found_by_tool_and_by_network(admin_client, bursts, search, found):
    assert len(rows(admin_client, f"{BURSTS}?q={search}", "tool")) == found


def test_a_network_that_is_forgotten_leaves_no_burst(bursts):
    Vote.objects.update(network="")

    assert not Burst.objects.exists()


def test_rulings_say_who_decided_when_and_about_how_many(admin_client):
    editor = User.objects.create_user("editor")
    Ruling.objects.create(state=VoteState.WITHHELD, by=editor, vote_count=3)
    Ruling.objects.create(state=VoteState.COUNTED, by=editor, vote_count=2)

    lines = rows(admin_client, RULINGS, "by", "state", "vote_count")

    assert lines == [["editor", "Counted", "2"], ["editor", "Withheld", "3"]]
    assert len(rows(admin_client, f"{RULINGS}?state__exact=withheld", "by")) == 1
