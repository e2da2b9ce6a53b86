"""The tallies are right after any sequence of changes, and as they were after one that is taken back."""

import uuid
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import Choice
from core.verdicts import Tally
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right, tallies
from tools.models import Tool
from votes.models import Vote, VoteState

VOTERS = [uuid.UUID(int=number) for number in range(4)]


@dataclass
class Step:
    """One change, of the vote or votes of one voter."""

    way: str
    voter: uuid.UUID
    tool: int
    choice: str
    state: str

    def take(self, tools: list[Tool]) -> None:
        values = {"choice": self.choice, "state": self.state}
        key = {"voter": self.voter, "tool": tools[self.tool]}
        match self.way:
            case "save":
                Vote.objects.update_or_create(**key, defaults=values)
            case "update":
                Vote.objects.filter(voter=self.voter).update(**values)
            case "upsert":
                many = [Vote(voter=self.voter, tool=tool, **values) for tool in tools]
                Vote.objects.bulk_create(
                    many, update_conflicts=True, unique_fields=["tool", "voter"], update_fields=["choice", "state"]
                )
            case "move":
                there = Vote.objects.filter(tool=tools[self.tool]).values("voter")
                one = Vote.objects.filter(voter=self.voter).exclude(voter__in=there).order_by("pk")[:1]
                Vote.objects.filter(pk__in=one).update(tool=tools[self.tool])
            case "delete":
                Vote.objects.filter(**key).delete()


STEPS = st.builds(
    Step,
    way=st.sampled_from(["save", "update", "upsert", "move", "delete"]),
    voter=st.sampled_from(VOTERS),
    tool=st.integers(0, 2),
    choice=st.sampled_from(Choice.values),
    state=st.sampled_from(VoteState.values),
)


@pytest.mark.django_db
@settings(max_examples=25)
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
def test_the_tallies_are_right_after_every_step(steps):
    tools = ToolFactory.create_batch(3)

    for step in steps:
        step.take(tools)
        assert_tallies_are_right()


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_counted():
    vote = VoteFactory()
    before = {vote.tool.pk: Tally(1, 1)}

    with transaction.atomic():
        VoteFactory(tool=vote.tool, choice=Choice.SKIP)
        VoteFactory()
        vote.delete()
        assert tallies() != before
        transaction.set_rollback(True)

    assert tallies() == before
    assert_tallies_are_right()
