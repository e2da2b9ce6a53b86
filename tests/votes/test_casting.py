"""A reader casts a vote, changes it, says it again and takes it back, and has one vote on a tool at most."""

import uuid
from datetime import UTC, datetime

import pytest

from core.models import Choice
from core.verdicts import Tally
from tests.factories import ToolFactory
from tests.votes.ballot_box import ship, tallies
from tools.models import Tool
from votes.cast import ToolGone, cast_vote
from votes.models import Vote

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def tool() -> Tool:
    made: Tool = ToolFactory.create()
    return made


@pytest.fixture
def voter(tool) -> uuid.UUID:
    """Someone who said ship of the tool long ago."""
    voter = ship(tool)
    Vote.objects.update(created_at=LONG_AGO, updated_at=LONG_AGO)
    return voter


def test_a_first_vote_is_kept_and_counted(tool):
    voter = uuid.uuid4()

    cast_vote(tool=tool, voter=voter, choice=Choice.SKIP, network="home")

    vote = Vote.objects.get()
    assert (vote.tool, vote.voter, vote.choice, vote.state, vote.network, vote.ruling) == (
        tool, voter, "skip", "counted", "home", None,
    )  # fmt: skip
    assert tallies() == {tool.pk: Tally(0, 1)}


def test_a_vote_is_changed_in_its_place(tool, voter):
    cast_vote(tool=tool, voter=voter, choice=Choice.SKIP, network="elsewhere")

    vote = Vote.objects.get()
    assert vote.choice == Choice.SKIP
    assert vote.created_at == LONG_AGO
    assert vote.updated_at > LONG_AGO
    assert tallies() == {tool.pk: Tally(0, 1)}


def test_the_same_again_changes_nothing(tool, voter):
    before = Vote.objects.values().get()

    cast_vote(tool=tool, voter=voter, choice=Choice.SHIP, network="elsewhere")

    assert Vote.objects.values().get() == before
    assert tallies() == {tool.pk: Tally(1, 1)}


def test_a_vote_taken_back_is_gone_and_may_be_cast_again(tool, voter):
    cast_vote(tool=tool, voter=voter, choice=None, network="home")

    assert not Vote.objects.exists()
    assert tallies() == {}

    ship(tool, voter=voter)

    assert tallies() == {tool.pk: Tally(1, 1)}


def test_taking_back_twice_or_nothing_is_no_error(tool, voter):
    for who in (uuid.uuid4(), voter, voter):
        cast_vote(tool=tool, voter=who, choice=None, network="home")

    assert not Vote.objects.exists()


def test_a_vote_is_on_one_tool_and_by_one_voter(tool, voter):
    other = ToolFactory()
    ship(other, voter=voter)
    ship(tool)

    cast_vote(tool=tool, voter=voter, choice=None, network="home")

    assert tallies() == {tool.pk: Tally(1, 1), other.pk: Tally(1, 1)}


@pytest.mark.parametrize("choice", Choice)
def test_a_vote_on_a_tool_that_is_gone_is_told_and_not_kept(tool, voter, choice):
    Tool.objects.filter(pk=tool.pk).delete()

    with pytest.raises(ToolGone):
        cast_vote(tool=tool, voter=uuid.uuid4(), choice=choice, network="home")

    assert not Vote.objects.exists()
    assert tallies() == {}


@pytest.mark.parametrize("choice", [Choice.SHIP, Choice.SKIP, None])
def test_each_costs_one_query(tool, voter, choice, django_assert_num_queries):
    with django_assert_num_queries(1):
        cast_vote(tool=tool, voter=voter, choice=choice, network="home")
