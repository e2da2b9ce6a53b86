"""A press of a button on a page casts, changes or takes back the reader's one vote, and shows what has become of it."""

import pytest
from django.conf import LazySettings

from core.cookies import own_cookie
from core.models import Choice
from tests.factories import ToolFactory, VoteFactory
from tests.voting import Voter, community, is_kept_by_nobody, own_vote, page_of, said
from tools.models import Tool
from votes.models import Vote


@pytest.fixture
def tool(db) -> Tool:
    return ToolFactory(name="A", slug="a")


def test_whoever_only_reads_has_no_vote_and_gets_no_voters_cookie(tool: Tool):
    voter = Voter()

    for path in ("/", "/tools/a", "/compare/", "/about/votes", "/tools/a/vote", "/ballots/a"):
        assert voter.client.get(path).status_code == 200
    assert "voter" not in voter.client.cookies
    assert own_vote(voter.ballots("a"), "a") is None
    assert "You have not voted on it." in page_of(voter.ballots("a")).text


def test_a_vote_is_answered_with_the_form_as_it_is_now(tool: Tool):
    VoteFactory(tool=tool, choice=Choice.SKIP)

    answer = Voter().vote("a", "ship")

    assert answer.status_code == 200
    assert own_vote(answer, "a") == "ship"
    assert community(answer) == "1 of 2 ships"
    assert said(answer) == "You say ship to A. It is counted."
    assert not page_of(answer).select("html, main")


@pytest.mark.parametrize("https", [True, False])
def test_the_first_vote_brings_a_cookie_that_only_this_site_reads(tool: Tool, settings: LazySettings, https):
    settings.SESSION_COOKIE_SECURE = https

    cookie = Voter().vote("a", "ship").cookies[own_cookie("voter")]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert bool(cookie["secure"]) == https
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert cookie["max-age"] == 400 * 24 * 3600


@pytest.mark.parametrize(
    ("presses", "own", "words"),
    [
        (["ship", "skip"], "skip", "0 of 1 ship"),
        (["ship", "skip", "ship"], "ship", "1 of 1 ships"),
        (["skip", "skip"], "skip", "0 of 1 ship"),
        (["ship", "none"], None, "No community votes yet"),
        (["none"], None, "No community votes yet"),
        (["skip", "none", "none", "ship"], "ship", "1 of 1 ships"),
    ],
)
def test_a_reader_has_one_vote_to_change_repeat_or_take_back(tool: Tool, presses, own, words):
    voter = Voter()

    for choice in presses:
        answer = voter.vote("a", choice)

    assert own_vote(answer, "a") == own
    assert community(answer) == words
    assert [vote.choice for vote in Vote.objects.all()] == ([own] if own else [])
    assert said(answer).startswith(f"You say {own} to A." if own else "You have taken back your vote on A.")


def test_each_tool_has_a_vote_of_its_own(tool: Tool):
    ToolFactory(name="B", slug="b")
    voter = Voter()

    voter.vote("a", "ship")
    voter.vote("b", "skip")

    ballots = voter.ballots("a-vs-b")
    assert [own_vote(ballots, slug) for slug in "ab"] == ["ship", "skip"]
    assert community(ballots) == ["1 of 1 ships", "0 of 1 ship"]


def test_neither_the_ballot_nor_the_answer_is_kept_by_anybody(tool: Tool):
    voter = Voter()

    assert is_kept_by_nobody(voter.ballots("a"))
    assert is_kept_by_nobody(voter.vote("a", "ship"))


def test_a_first_vote_sent_twice_is_one_vote(tool: Tool):
    voter, same_browser = Voter(), Voter()
    form = {"csrfmiddlewaretoken": voter.token("a"), "choice": "ship"}
    # Both left before the answer to the first came back with the voter's cookie.
    same_browser.client.cookies["csrftoken"] = voter.client.cookies["csrftoken"].value

    voter.send("a", form)
    answer = same_browser.send("a", form)

    assert community(answer) == "1 of 1 ships"
    assert Vote.objects.count() == 1
