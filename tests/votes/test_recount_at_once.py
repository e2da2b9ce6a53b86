"""A recount may run while readers vote, and beside another one: nothing is lost and nothing counted twice."""

import pytest

from core.verdicts import Tally
from tests.at_once import at_once
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right, break_tally, ship, tallies
from tools.models import Tool
from votes.recount import Drift, recount

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tool() -> Tool:
    """A tool with five votes and a tally that is wrong."""
    made: Tool = ToolFactory.create(slug="wrong")
    VoteFactory.create_batch(5, tool=made)
    break_tally("wrong", Tally(2, 9))
    return made


def test_votes_cast_during_a_recount_are_counted_once(tool):
    def vote() -> None:
        for number in range(5):
            ship(tool, network=f"network {number}")

    def mend() -> None:
        recount()

    at_once([vote, vote, vote, mend])

    assert tallies() == {tool.pk: Tally(20, 20)}
    assert_tallies_are_right()


def test_of_several_recounts_at_once_one_mends_and_the_others_find_nothing(tool):
    for _ in range(5):
        break_tally("wrong", Tally(2, 9))

        found = at_once([recount] * 4)

        assert sorted(map(len, found)) == [0, 0, 0, 1]
        assert [Drift("wrong", Tally(2, 9), Tally(5, 5))] in found
    assert_tallies_are_right()
