"""The community's tally of each tool, also of tools without a vote."""

import pytest

from core.models import Choice
from core.verdicts import Tally
from tests.factories import ReviewFactory, ToolFactory, VoteFactory
from tools.models import Tool
from votes.selectors import community_tallies

pytestmark = pytest.mark.django_db


def voted(ships: int, skips: int) -> int:
    """The key of a tool with so many votes."""
    tool: Tool = ToolFactory.create()
    VoteFactory.create_batch(ships, tool=tool, choice=Choice.SHIP)
    VoteFactory.create_batch(skips, tool=tool, choice=Choice.SKIP)
    return tool.pk


def test_each_tool_has_the_tally_of_its_own_votes():
    loved, split, skipped, other = voted(4, 0), voted(2, 2), voted(0, 3), voted(1, 1)

    assert community_tallies([loved, split, skipped]) == {loved: Tally(4, 4), split: Tally(2, 4), skipped: Tally(0, 3)}
    assert community_tallies([other]) == {other: Tally(1, 2)}


def test_a_tool_without_a_vote_has_an_empty_tally():
    silent, loud = voted(0, 0), voted(1, 0)

    assert community_tallies([silent, loud]) == {silent: Tally(0, 0), loud: Tally(1, 1)}


def test_reviews_are_no_votes():
    review = ReviewFactory()

    assert community_tallies([review.tool.pk]) == {review.tool.pk: Tally(0, 0)}


def test_the_tallies_of_many_tools_cost_one_query(django_assert_num_queries):
    keys = [voted(1, number) for number in range(4)]

    with django_assert_num_queries(1):
        tallies = community_tallies(key for key in keys)

    assert list(tallies.values()) == [Tally(1, 1), Tally(1, 2), Tally(1, 3), Tally(1, 4)]


def test_no_tools_have_no_tallies():
    assert community_tallies([]) == {}
