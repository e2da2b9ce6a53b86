"""Whatever happens to the votes, and by whatever way, each tally is what the votes on its tool add up to."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Q

from core.models import Choice
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right
from tools.models import Tool
from votes.models import Vote, VoteState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tools() -> None:
    """A tool with votes of all kinds, one with a vote that is withheld, and one without a vote."""
    one, other, _ = ToolFactory.create_batch(3)
    VoteFactory.create_batch(3, tool=one, choice=Choice.SHIP)
    VoteFactory.create_batch(2, tool=one, choice=Choice.SKIP)
    VoteFactory(tool=one, state=VoteState.WITHHELD)
    VoteFactory(tool=other, choice=Choice.SKIP, state=VoteState.WITHHELD)


def save_another_choice() -> None:
    vote = Vote.objects.filter(choice=Choice.SHIP).earliest("pk")
    vote.choice = Choice.SKIP
    vote.save()


def save_on_another_tool() -> None:
    vote = Vote.objects.earliest("pk")
    vote.tool = Tool.objects.latest("pk")
    vote.save()


def swap_the_choices() -> None:
    Vote.objects.update(choice=Choice.SKIP)


def withhold_some() -> None:
    Vote.objects.filter(choice=Choice.SHIP).update(state=VoteState.WITHHELD)


def release_all() -> None:
    Vote.objects.update(state=VoteState.COUNTED)


def change_everything_together() -> None:
    Vote.objects.update(tool=Tool.objects.latest("pk"), state=VoteState.COUNTED, choice=Choice.SHIP)


def create_many() -> None:
    new = [VoteFactory.build(tool=tool, choice=choice) for tool in Tool.objects.all() for choice in Choice]
    Vote.objects.bulk_create(new)


def create_or_change_many() -> None:
    known = [VoteFactory.build(tool=vote.tool, voter=vote.voter, choice=Choice.SKIP) for vote in Vote.objects.all()]
    new = [VoteFactory.build(tool=tool) for tool in Tool.objects.all()]
    Vote.objects.bulk_create(
        [*known, *new], update_conflicts=True, unique_fields=["tool", "voter"], update_fields=["choice", "state"]
    )


def change_many() -> None:
    votes = list(Vote.objects.all())
    for number, vote in enumerate(votes):
        vote.choice = Choice.values[number % 2]
        vote.state = VoteState.values[number // 2 % 2]
    Vote.objects.bulk_update(votes, ["choice", "state"])


def delete_one() -> None:
    Vote.objects.earliest("pk").delete()


def delete_some() -> None:
    Vote.objects.filter(Q(choice=Choice.SHIP) | Q(state=VoteState.WITHHELD)).delete()


def delete_a_tool() -> None:
    Tool.objects.earliest("pk").delete()


def delete_all_tools() -> None:
    Tool.objects.all().delete()


def by_sql(statement: str) -> Callable[[], None]:
    def execute() -> None:
        with connection.cursor() as cursor:
            # As it is outside a test, where the votes were committed long ago.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement)

    return execute


HAPPENINGS: dict[str, Callable[[], None]] = {
    happening.__name__.replace("_", " "): happening
    for happening in (
        save_another_choice, save_on_another_tool, swap_the_choices, withhold_some, release_all,
        change_everything_together, create_many, create_or_change_many, change_many, delete_one, delete_some,
        delete_a_tool, delete_all_tools,
    )
} | {
    "sql insert": by_sql(
        "INSERT INTO votes_vote (tool_id, voter, choice, state, network) "
        "SELECT tool_id, gen_random_uuid(), choice, state, network FROM votes_vote"
    ),
    "sql update": by_sql("UPDATE votes_vote SET choice = CASE choice WHEN 'ship' THEN 'skip' ELSE 'ship' END"),
    "sql delete": by_sql("DELETE FROM votes_vote WHERE choice = 'ship'"),
    "sql merge": by_sql(
        "MERGE INTO votes_vote USING tools_tool ON tool_id = tools_tool.id "
        "WHEN MATCHED AND choice = 'skip' THEN UPDATE SET choice = 'ship', state = 'counted' "
        "WHEN MATCHED THEN DELETE "
        "WHEN NOT MATCHED THEN INSERT (tool_id, voter, choice, state, network) "
        "VALUES (tools_tool.id, gen_random_uuid(), 'ship', 'counted', '')"
    ),
    "sql truncate": by_sql("TRUNCATE votes_vote"),
}  # fmt: skip


def votes() -> set[tuple]:
    return set(Vote.objects.values_list("pk", "tool", "choice", "state"))


@pytest.mark.parametrize("happening", HAPPENINGS.values(), ids=HAPPENINGS.keys())
def test_the_tallies_follow(happening):
    before = votes()

    happening()

    assert votes() != before
    assert_tallies_are_right()
