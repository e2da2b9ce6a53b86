"""A reader has one vote on a tool, and it says ship or skip."""

import uuid

import pytest
from django.db.models import ProtectedError

from core.models import Choice
from tests.core.refusals import complaints, refused_by
from tests.factories import ToolFactory, VoteFactory
from votes.models import Ruling, Vote, VoteState

pytestmark = pytest.mark.django_db


def test_a_reader_votes_on_a_tool_once():
    vote = VoteFactory()
    again = VoteFactory.build(tool=vote.tool, voter=vote.voter, choice=Choice.SKIP)

    assert complaints(again)["__all__"] == ["Vote with this Tool and Voter already exists."]
    with refused_by("votes_vote_once_per_voter"):
        Vote.objects.bulk_create([again])


def test_a_reader_may_vote_on_every_tool_and_every_reader_on_one():
    voter, tool = uuid.uuid4(), ToolFactory()
    VoteFactory(voter=voter, tool=tool)

    VoteFactory(voter=voter).full_clean()
    VoteFactory(tool=tool).full_clean()

    assert Vote.objects.count() == 3


@pytest.mark.parametrize("choice", ["meh", "SHIP", ""])
def test_there_is_no_third_choice(choice):
    vote = VoteFactory()

    with refused_by("votes_vote_choice_known"):
        Vote.objects.filter(pk=vote.pk).update(choice=choice)
    with refused_by("votes_vote_choice_known"):
        Vote.objects.bulk_create([VoteFactory.build(tool=vote.tool, choice=choice)])
    vote.choice = choice
    assert set(complaints(vote)) == {"choice"}


@pytest.mark.parametrize("state", ["held", "Counted", ""])
def test_a_vote_is_counted_or_withheld(state):
    vote = VoteFactory()

    with refused_by("votes_vote_state_known"):
        Vote.objects.filter(pk=vote.pk).update(state=state)
    with refused_by("votes_vote_state_known"):
        Vote.objects.bulk_create([VoteFactory.build(tool=vote.tool, state=state)])
    vote.state = state
    assert set(complaints(vote)) == {"state"}


def test_a_counted_vote_is_never_one_that_is_taken_back():
    counted, withheld = VoteFactory(), VoteFactory(state=VoteState.WITHHELD, taken_back=True)

    with refused_by("votes_vote_taken_back_is_withheld"):
        Vote.objects.filter(pk=counted.pk).update(taken_back=True)
    with refused_by("votes_vote_taken_back_is_withheld"):
        Vote.objects.filter(pk=withheld.pk).update(state=VoteState.COUNTED)
    with refused_by("votes_vote_taken_back_is_withheld"):
        Vote.objects.bulk_create([VoteFactory.build(tool=counted.tool, taken_back=True)])
    counted.taken_back = True
    assert set(complaints(counted)) == {"__all__"}


@pytest.mark.parametrize("state", ["held", "Counted", ""])
def test_a_ruling_withholds_or_releases(django_user_model, state):
    judge = django_user_model.objects.create_user("judge")
    ruling = Ruling(state=state, by=judge, vote_count=1)

    with refused_by("votes_ruling_state_known"):
        Ruling.objects.bulk_create([ruling])
    assert set(complaints(ruling)) == {"state"}


def test_whoever_has_ruled_on_votes_cannot_be_deleted(django_user_model):
    judge = django_user_model.objects.create_user("judge")
    ruling = Ruling.objects.create(state=VoteState.WITHHELD, by=judge, vote_count=1)
    VoteFactory(ruling=ruling)

    with pytest.raises(ProtectedError):
        judge.delete()
    with pytest.raises(ProtectedError):
        ruling.delete()


def test_a_voter_is_a_random_number_and_no_name():
    vote = VoteFactory.build(tool=ToolFactory(), voter="ann@example.org")

    assert complaints(vote)["voter"] == ["“ann@example.org” is not a valid UUID."]


def test_a_tool_takes_its_votes_along_when_it_is_deleted():
    vote = VoteFactory()

    vote.tool.delete()

    assert not Vote.objects.exists()


def test_a_vote_goes_by_its_choice_and_tool():
    assert str(VoteFactory.build(tool=ToolFactory.build(name="Smol", category=None))) == "ship on Smol"
