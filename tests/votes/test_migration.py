"""Votes that were cast before there were tallies are counted when the tallies come."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from core.verdicts import Tally
from tests.factories import ToolFactory
from tests.votes.ballot_box import assert_tallies_are_right, ship, tallies
from votes.models import Vote

BEFORE = [("votes", "0001_initial")]


def migrate(targets: list[tuple[str, str]]) -> StateApps:
    executor = MigrationExecutor(connection)
    return executor.migrate(targets).apps


@pytest.mark.django_db(transaction=True)
def test_votes_from_before_are_counted():
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    tool, other = ToolFactory.create_batch(2)
    try:
        old = migrate(BEFORE).get_model("votes", "Vote")
        old.objects.bulk_create(
            old(tool_id=key, voter=uuid.uuid4(), choice=choice)
            for key, choice in [(tool.pk, "ship"), (tool.pk, "ship"), (tool.pk, "skip"), (other.pk, "skip")]
        )
    finally:
        # Whatever has happened, the tests after this one need the tables as they are now.
        migrate(latest)

    assert tallies() == {tool.pk: Tally(2, 3), other.pk: Tally(0, 1)}
    assert set(Vote.objects.values_list("state", "network")) == {("counted", "")}

    ship(tool)

    assert tallies()[tool.pk] == Tally(3, 4)
    assert_tallies_are_right()
