"""Staff may rule on votes while readers cast them: nobody waits for ever, and every tally is exact."""

import uuid
from collections.abc import Sequence
from functools import partial
from itertools import permutations

import pytest

from core.models import Choice
from tests.at_once import at_once
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right, tallies
from tools.models import Tool
from votes.cast import cast_vote
from votes.models import Ruling, Vote, VoteState
from votes.rulings import rule

pytestmark = pytest.mark.django_db(transaction=True)


def test_rulings_beside_casts(django_user_model):
    judge = django_user_model.objects.create_user("judge")
    tools = ToolFactory.create_batch(3)
    voters = [uuid.uuid4() for _ in range(4)]
    for tool in tools:
        VoteFactory.create_batch(10, tool=tool)
        for voter in voters:
            VoteFactory(tool=tool, voter=voter)

    def change_minds(voter: uuid.UUID, tools: Sequence[Tool]) -> None:
        for choice in (Choice.SKIP, None, Choice.SHIP):
            for tool in tools:
                cast_vote(tool=tool, voter=voter, choice=choice, network=voter.hex)

    def withhold_and_release() -> None:
        for state in (VoteState.WITHHELD, VoteState.COUNTED):
            rule(Vote.objects.order_by("-pk"), state, by=judge)

    # Each reader in another order than the others, and than the staff.
    readers = [partial(change_minds, *each) for each in zip(voters, permutations(tools), strict=False)]
    at_once([*readers, withhold_and_release, withhold_and_release])

    assert Vote.objects.count() == 3 * 14
    assert Ruling.objects.exists()
    assert set(tallies()) <= {tool.pk for tool in tools}
    assert_tallies_are_right()


def test_rulings_beside_votes_that_are_taken_back_and_cast_anew(django_user_model):
    judge = django_user_model.objects.create_user("judge")
    tool = ToolFactory()
    voters = [VoteFactory(tool=tool, state=VoteState.WITHHELD).voter for _ in range(6)]

    def take_back_and_cast(voter: uuid.UUID) -> None:
        for choice in (None, Choice.SKIP, None, Choice.SHIP):
            cast_vote(tool=tool, voter=voter, choice=choice, network=voter.hex)

    def release_and_withhold() -> None:
        for state in (VoteState.COUNTED, VoteState.WITHHELD):
            rule(Vote.objects.all(), state, by=judge)

    at_once([*[partial(take_back_and_cast, voter) for voter in voters], release_and_withhold, release_and_withhold])

    assert {vote.voter for vote in Vote.objects.all()} == set(voters)
    assert Vote.objects.filter(choice=Choice.SHIP, taken_back=False).count() == len(voters)
    assert_tallies_are_right()


def test_two_rulings_on_the_same_votes_rule_on_each_once(django_user_model):
    judge = django_user_model.objects.create_user("judge")
    VoteFactory.create_batch(20, tool=ToolFactory())

    changed = at_once([partial(rule, Vote.objects.all(), VoteState.WITHHELD, by=judge)] * 4)

    assert sorted(changed) == [0, 0, 0, 20]
    assert Ruling.objects.get().vote_count == 20
    assert tallies() == {}
