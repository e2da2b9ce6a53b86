"""Of the new voters of one network on one tool only so many count at once; the others wait for the staff's word."""

import pytest
from django.contrib.auth.models import User

from core.models import Choice
from core.verdicts import Tally
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right, ship, states, tallies
from tools.models import Tool
from votes.cast import cast_vote
from votes.models import Ruling, Vote, VoteState
from votes.rulings import rule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_a_day(settings) -> None:
    settings.VOTES_PER_NETWORK_AND_DAY = 2


@pytest.fixture
def tool() -> Tool:
    made: Tool = ToolFactory.create()
    return made


@pytest.fixture
def judge(django_user_model) -> User:
    made: User = django_user_model.objects.create_user("judge")
    return made


def test_voters_beyond_the_number_are_withheld_and_not_counted(tool):
    for _ in range(4):
        ship(tool)

    assert states(tool) == ["counted", "counted", "withheld", "withheld"]
    assert tallies() == {tool.pk: Tally(2, 2)}


def test_other_networks_and_other_tools_are_not_affected(tool):
    for _ in range(3):
        ship(tool, network="crowd")
    other = ToolFactory()

    ship(tool, network="home")
    ship(other, network="crowd")

    assert states(tool) == ["counted", "counted", "withheld", "counted"]
    assert states(other) == ["counted"]


def test_a_change_of_mind_uses_nothing_up(tool):
    voter = ship(tool)
    for choice in (Choice.SKIP, Choice.SHIP, Choice.SKIP):
        cast_vote(tool=tool, voter=voter, choice=choice, network="home")

    ship(tool)

    assert states(tool) == ["counted", "counted"]


def test_a_voter_who_changes_a_withheld_vote_stays_withheld(tool):
    *_, late = [ship(tool) for _ in range(3)]

    cast_vote(tool=tool, voter=late, choice=Choice.SKIP, network="elsewhere")

    vote = Vote.objects.get(voter=late)
    assert (vote.choice, vote.state, vote.network) == ("skip", "withheld", "home")
    assert tallies() == {tool.pk: Tally(2, 2)}


def test_a_counted_vote_stays_counted_when_it_is_changed_from_a_crowded_network(tool):
    voter = ship(tool, network="home")
    for _ in range(3):
        ship(tool, network="crowd")

    cast_vote(tool=tool, voter=voter, choice=Choice.SKIP, network="crowd")

    assert Vote.objects.get(voter=voter).state == VoteState.COUNTED
    assert tallies() == {tool.pk: Tally(2, 3)}


def test_votes_withheld_and_released_leave_a_trace_and_move_the_tally(tool, judge):
    one, *_ = VoteFactory.create_batch(3, tool=tool)

    assert rule(Vote.objects.all(), VoteState.WITHHELD, by=judge) == 3
    assert tallies() == {}
    assert rule(Vote.objects.exclude(pk=one.pk), VoteState.COUNTED, by=judge) == 2
    assert tallies() == {tool.pk: Tally(2, 2)}

    released, withheld = Ruling.objects.order_by("-pk")
    assert (withheld.state, withheld.by, withheld.vote_count) == ("withheld", judge, 3)
    assert (released.state, released.by, released.vote_count) == ("counted", judge, 2)
    assert (withheld.votes.count(), released.votes.count()) == (1, 2)
    assert_tallies_are_right()


def test_only_votes_in_another_state_are_ruled_on(tool, judge):
    VoteFactory(tool=tool, state=VoteState.WITHHELD)
    VoteFactory(tool=tool)

    assert rule(Vote.objects.all(), VoteState.WITHHELD, by=judge) == 1

    assert Ruling.objects.get().vote_count == 1
    assert Vote.objects.filter(ruling=None).count() == 1


@pytest.mark.parametrize("state", VoteState)
def test_where_all_are_there_already_there_is_no_ruling(tool, judge, state):
    VoteFactory.create_batch(2, tool=tool, state=state)

    assert rule(Vote.objects.all(), state, by=judge) == 0

    assert not Ruling.objects.exists()


def test_a_released_vote_stays_released_when_it_is_changed(tool, judge):
    *_, late = [ship(tool) for _ in range(3)]
    rule(Vote.objects.filter(voter=late), VoteState.COUNTED, by=judge)

    cast_vote(tool=tool, voter=late, choice=Choice.SKIP, network="home")

    assert Vote.objects.get(voter=late).state == VoteState.COUNTED
    assert tallies() == {tool.pk: Tally(2, 3)}
