"""Votes that are cast at the same moment are all kept, each once, and counted exactly."""

import uuid
from functools import partial

import pytest

from core.models import Choice
from core.verdicts import Tally
from tests.at_once import at_once
from tests.factories import ToolFactory
from tests.votes.ballot_box import assert_tallies_are_right, ship, states, tallies
from tools.models import Tool
from votes.cast import ToolGone, cast_vote
from votes.models import CommunityTally, Vote

pytestmark = pytest.mark.django_db(transaction=True)


def ship_or_gone(tool: Tool) -> str:
    try:
        ship(tool, network=uuid.uuid4().hex)
    except ToolGone:
        return "gone"
    return "cast"


def delete(tool: Tool) -> str:
    Tool.objects.get(pk=tool.pk).delete()
    return "deleted"


def test_one_voter_who_presses_eight_times_at_once_has_one_vote():
    tool, voter = ToolFactory(), uuid.uuid4()

    at_once([partial(ship, tool, voter=voter)] * 8)

    assert states(tool) == ["counted"]
    assert tallies() == {tool.pk: Tally(1, 1)}


def test_one_voter_who_says_different_things_at_once_has_one_vote():
    tool, voter = ToolFactory(), uuid.uuid4()
    presses = [
        partial(cast_vote, tool=tool, voter=voter, choice=choice, network="home")
        for choice in (Choice.SHIP, Choice.SKIP, None, Choice.SHIP, Choice.SKIP, None, Choice.SHIP, Choice.SKIP)
    ]

    at_once(presses)

    assert len(states(tool)) <= 1
    assert_tallies_are_right()


def test_one_voter_who_takes_a_withheld_vote_back_again_and_again_never_has_a_counted_one(settings):
    settings.VOTES_PER_NETWORK_AND_DAY = 0
    tool = ToolFactory()
    voter = ship(tool)
    settings.VOTES_PER_NETWORK_AND_DAY = 20

    presses = [
        partial(cast_vote, tool=tool, voter=voter, choice=choice, network="home")
        for choice in (None, Choice.SKIP, None, Choice.SHIP, None, Choice.SKIP, None, Choice.SHIP)
    ]
    for _ in range(5):
        at_once(presses)

    assert states(tool) == ["withheld"]
    assert tallies() == {}


def test_different_voters_at_once_are_all_counted():
    tools = ToolFactory.create_batch(2)
    votes = [
        partial(cast_vote, tool=tools[number % 2], voter=uuid.uuid4(), choice=choice, network=f"network {number}")
        for number, choice in enumerate([*[Choice.SHIP] * 10, *[Choice.SKIP] * 6])
    ]

    at_once(votes)

    assert tallies() == {tool.pk: Tally(5, 8) for tool in tools}


def test_not_one_vote_too_many_of_a_network_counts(settings):
    settings.VOTES_PER_NETWORK_AND_DAY = 3
    tool = ToolFactory()

    at_once([partial(ship, tool, network="crowd")] * 10)

    assert sorted(states(tool)) == ["counted"] * 3 + ["withheld"] * 7
    assert tallies() == {tool.pk: Tally(3, 3)}


@pytest.mark.parametrize("votes_before", [0, 20])
def test_a_tool_that_is_deleted_meanwhile_leaves_nothing_behind(votes_before):
    for _ in range(5):
        tool = ToolFactory()
        for number in range(votes_before):
            ship(tool, network=f"network {number}")

        done = at_once([partial(delete, tool), *[partial(ship_or_gone, tool)] * 7])

        assert done.count("cast") + done.count("gone") == 7
        assert not Tool.objects.filter(pk=tool.pk).exists()
    assert not Vote.objects.exists()
    assert not CommunityTally.objects.exists()
