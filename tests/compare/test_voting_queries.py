"""Ballots and votes cost the same few queries however many tools, votes and readers there are."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import ReviewFactory, ToolFactory, VoteFactory
from tests.voting import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def voter() -> Voter:
    """A reader with a vote on one of four tools; the day's secret is known by then."""
    for name in "ABCD":
        tool = ToolFactory(name=name, slug=name.lower())
        ReviewFactory.create_batch(3, tool=tool)
        VoteFactory.create_batch(6, tool=tool)
    voter = Voter()
    assert voter.vote("a", "ship").status_code == 200
    return voter


@pytest.mark.parametrize("slugs", ["a", "a-vs-b", "a-vs-b-vs-c-vs-d"])
def test_ballots_of_a_voter_cost_three_queries(voter: Voter, django_assert_num_queries: DjangoAssertNumQueries, slugs):
    with django_assert_num_queries(3):
        assert voter.ballots(slugs).status_code == 200


def test_ballots_of_somebody_who_has_not_voted_cost_two(
    voter: Voter, django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(2):
        assert Voter().ballots("a-vs-b-vs-c-vs-d").status_code == 200


@pytest.mark.parametrize(("choice", "queries"), [("skip", 6), ("ship", 6), ("none", 6)])
def test_a_vote_in_place(voter: Voter, django_assert_num_queries: DjangoAssertNumQueries, choice, queries):
    form = {"csrfmiddlewaretoken": voter.token("a"), "choice": choice}

    with django_assert_num_queries(queries):
        assert voter.send("a", form).status_code == 200


def test_a_vote_without_scripts(voter: Voter, django_assert_num_queries: DjangoAssertNumQueries):
    form = {"csrfmiddlewaretoken": voter.token("a"), "choice": "skip"}

    with django_assert_num_queries(6):
        assert voter.send("a", form, in_place=False).status_code == 302
