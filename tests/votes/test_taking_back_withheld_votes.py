"""Nobody gets past the limit of a network or past an editor by taking a withheld vote back and casting it anew."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from core.models import Choice
from core.verdicts import Tally
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right, ship, tallies
from votes.cast import cast_vote
from votes.models import Vote, VoteState
from votes.rulings import rule
from votes.selectors import votes_of

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def judge(django_user_model) -> User:
    made: User = django_user_model.objects.create_user("judge")
    return made


@pytest.fixture(params=["beyond the limit", "by an editor"])
def vote(request, settings, judge) -> Vote:
    """A ship of long ago that is withheld, where a new vote would be counted, beside a skip that is counted."""
    tool = ToolFactory.create()
    settings.VOTES_PER_NETWORK_AND_DAY = 0 if request.param == "beyond the limit" else 20
    made = Vote.objects.filter(voter=ship(tool))
    settings.VOTES_PER_NETWORK_AND_DAY = 20
    rule(made, VoteState.WITHHELD, by=judge)  # which leaves alone what is withheld already
    made.update(created_at=LONG_AGO, updated_at=LONG_AGO)
    VoteFactory(tool=tool, choice=Choice.SKIP)
    return made.select_related("tool").get()


def say(vote: Vote, choice: Choice | None) -> None:
    """What the voter does, each time from another network than before."""
    cast_vote(tool=vote.tool, voter=vote.voter, choice=choice, network="elsewhere")


def kept(vote: Vote) -> dict[str, Any]:
    return Vote.objects.filter(pk=vote.pk).values().get()


def test_a_withheld_vote_taken_back_is_shown_to_nobody_as_theirs(vote):
    assert votes_of(vote.voter, [vote.tool_id]) == {vote.tool_id: vote}

    say(vote, None)

    assert votes_of(vote.voter, [vote.tool_id]) == {}
    assert kept(vote)["taken_back"]
    assert tallies() == {vote.tool_id: Tally(0, 1)}


@pytest.mark.parametrize("choice", Choice)
def test_cast_anew_it_is_withheld_as_before(vote, choice):
    before = kept(vote)

    say(vote, None)
    say(vote, choice)

    after = kept(vote)
    assert after["updated_at"] > LONG_AGO
    assert after == before | {"choice": choice, "updated_at": after["updated_at"]}
    assert votes_of(vote.voter, [vote.tool_id]) == {vote.tool_id: vote}
    assert tallies() == {vote.tool_id: Tally(0, 1)}
    assert_tallies_are_right()


def test_taking_it_back_once_more_changes_nothing(vote):
    say(vote, None)
    Vote.objects.filter(pk=vote.pk).update(updated_at=LONG_AGO)
    before = kept(vote)

    say(vote, None)

    assert kept(vote) == before


@pytest.mark.parametrize("state", VoteState)
def test_staff_rule_on_no_vote_that_is_taken_back(vote, judge, state):
    say(vote, None)
    before = kept(vote)

    assert rule(Vote.objects.filter(pk=vote.pk), state, by=judge) == 0

    assert kept(vote) == before


def test_cast_anew_it_can_be_released_and_then_be_taken_back_for_good(vote, judge):
    say(vote, None)
    say(vote, Choice.SHIP)

    assert rule(Vote.objects.filter(pk=vote.pk), VoteState.COUNTED, by=judge) == 1
    assert tallies() == {vote.tool_id: Tally(1, 2)}

    say(vote, None)

    assert not Vote.objects.filter(pk=vote.pk).exists()
    assert tallies() == {vote.tool_id: Tally(0, 1)}


def test_taking_it_back_costs_one_query(vote, django_assert_num_queries):
    with django_assert_num_queries(1):
        say(vote, None)
