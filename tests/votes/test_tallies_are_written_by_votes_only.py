"""Nothing but a vote changes a tally: the database refuses every other hand, and says what to do instead."""

import pytest
from django.db import IntegrityError, connection, transaction

from core.verdicts import Tally
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import tallies
from tools.models import Tool
from votes.models import CommunityTally

pytestmark = pytest.mark.django_db


def save() -> None:
    CommunityTally(tool=Tool.objects.latest("pk"), ships=7, total=7).save(force_insert=True)


def bulk_create() -> None:
    CommunityTally.objects.bulk_create([CommunityTally(tool=Tool.objects.latest("pk"), ships=7, total=7)])


def update() -> None:
    CommunityTally.objects.update(ships=0)


def delete() -> None:
    CommunityTally.objects.all().delete()


def sql_insert() -> None:
    execute("INSERT INTO votes_communitytally (tool_id, ships, total) SELECT max(id), 7, 7 FROM tools_tool")


def sql_update() -> None:
    execute("UPDATE votes_communitytally SET total = total + 1")


def sql_delete() -> None:
    execute("DELETE FROM votes_communitytally")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("write", [save, bulk_create, update, delete, sql_insert, sql_update, sql_delete])
def test_a_tally_written_by_hand_is_refused(write):
    vote = VoteFactory()
    ToolFactory()

    with (
        pytest.raises(IntegrityError, match=r"Tallies follow the votes\. Change the votes, or run manage\.py recount"),
        transaction.atomic(),
    ):
        write()

    assert tallies() == {vote.tool.pk: Tally(1, 1)}


def test_votes_are_counted_again_right_after_a_refusal():
    vote = VoteFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        update()

    VoteFactory(tool=vote.tool)

    assert tallies() == {vote.tool.pk: Tally(2, 2)}


def test_a_tool_that_goes_takes_its_tally_along():
    tool: Tool = ToolFactory.create()
    VoteFactory(tool=tool)
    tool.votes.all().delete()
    assert CommunityTally.objects.filter(tool=tool).exists()

    Tool.objects.filter(pk=tool.pk).delete()

    assert not CommunityTally.objects.exists()
