"""Readers whose vote is withheld are told so, and why, wherever they see it."""

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User

from tests.factories import ToolFactory
from tests.pages import texts
from tests.voting import Voter, community, own_vote, page_of, said
from votes.models import Vote, VoteState
from votes.rulings import rule

pytestmark = pytest.mark.django_db
NETWORK = "Many votes on it came from your network today, so yours is held until an editor has looked at it."
EDITOR = "An editor has withheld it from the count."


@pytest.fixture(autouse=True)
def counted(settings: LazySettings) -> None:
    """A tool that has its one counted vote of the network and day."""
    settings.VOTES_PER_NETWORK_AND_DAY = 1
    ToolFactory(name="A", slug="a")
    Voter().vote("a", "ship")


@pytest.fixture
def held() -> Voter:
    """The second reader of that network, who says skip."""
    voter = Voter()
    voter.vote("a", "skip")
    return voter


def why_on_the_page(voter: Voter) -> list[str]:
    return texts(page_of(voter.client.get("/tools/a/vote")).select(".said"))


def judge(state: VoteState, admin: User) -> None:
    assert rule(Vote.objects.filter(choice="skip"), state, by=admin) == 1


def test_one_beyond_the_limit_of_a_network_is_not_counted_and_says_so(held: Voter):
    answer = held.vote("a", "skip")

    assert said(answer) == f"You say skip to A. {NETWORK}"
    assert why_on_the_page(held) == [NETWORK]
    assert own_vote(answer, "a") == own_vote(held.ballots("a"), "a") == "skip"
    assert "You say skip, but it is withheld from the count." in page_of(held.ballots("a")).text
    assert community(answer) == "1 of 1 ships"


def test_one_that_an_editor_has_withheld_says_that(held: Voter, admin_user: User):
    judge(VoteState.COUNTED, admin_user)
    assert why_on_the_page(held) == []
    assert "withheld" not in page_of(held.ballots("a")).text

    judge(VoteState.WITHHELD, admin_user)

    assert why_on_the_page(held) == [EDITOR]
    assert "You say skip, but it is withheld from the count." in page_of(held.ballots("a")).text
    assert said(held.vote("a", "ship")) == f"You say ship to A. {EDITOR}"


def test_taken_back_it_is_nobodys_vote_and_cast_anew_it_is_withheld_still(held: Voter):
    answer = held.vote("a", "none")

    assert said(answer) == "You have taken back your vote on A."
    assert own_vote(answer, "a") is None
    assert "You have not voted on it." in page_of(held.ballots("a")).text
    assert why_on_the_page(held) == []

    answer = held.vote("a", "ship")

    assert said(answer) == f"You say ship to A. {NETWORK}"
    assert community(answer) == "1 of 1 ships"
