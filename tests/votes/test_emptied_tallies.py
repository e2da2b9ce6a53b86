"""Tallies that are emptied while there are votes are counted anew at once; where the votes go too, none is left."""

import pytest
from django.db import connection

from core.models import Choice
from core.verdicts import Tally
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right, tallies
from tools.models import Tool
from votes.models import CommunityTally, Vote, VoteState

pytestmark = pytest.mark.django_db


@pytest.fixture
def tools() -> list[Tool]:
    """Two with counted votes, and one with a withheld vote only."""
    one, other, held = ToolFactory.create_batch(3)
    VoteFactory.create_batch(2, tool=one)
    VoteFactory(tool=one, choice=Choice.SKIP)
    VoteFactory(tool=one, state=VoteState.WITHHELD)
    VoteFactory(tool=other, choice=Choice.SKIP)
    VoteFactory(tool=held, state=VoteState.WITHHELD)
    return [one, other, held]


def truncate(tables: str) -> None:
    with connection.cursor() as cursor:
        # As it is outside a test, where the votes were committed long ago.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables}")


def test_tallies_emptied_alone_are_right_again(tools):
    right = {tools[0].pk: Tally(2, 3), tools[1].pk: Tally(0, 1)}
    assert tallies() == right

    truncate("votes_communitytally")

    assert tallies() == right
    assert_tallies_are_right()

    VoteFactory(tool=tools[1])

    assert tallies() == right | {tools[1].pk: Tally(1, 2)}


@pytest.mark.parametrize(
    "tables",
    ["votes_vote", "votes_vote, votes_communitytally", "votes_communitytally, votes_vote", "tools_tool CASCADE"],
)
def test_where_the_votes_go_no_tally_is_left(tools, tables):
    truncate(tables)

    assert not Vote.objects.exists()
    assert not CommunityTally.objects.exists()
