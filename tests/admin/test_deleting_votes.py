"""What staff delete takes its votes and tallies along, and leaves the trace of what was decided."""

import pytest
from django.contrib.auth.models import User

from core.models import Choice
from core.verdicts import Tally
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right, tallies
from tools.models import Tool
from votes.models import CommunityTally, Ruling, Vote, VoteState
from votes.rulings import rule


@pytest.fixture
def tool(db, admin_user) -> Tool:
    """With three counted votes and two that were withheld."""
    made = ToolFactory(slug="a")
    VoteFactory.create_batch(2, tool=made, network="one")
    VoteFactory(tool=made, choice=Choice.SKIP)
    VoteFactory.create_batch(2, tool=made, network="two")
    rule(Vote.objects.filter(network="two"), VoteState.WITHHELD, by=admin_user)
    return made


def test_deleted_votes_are_counted_no_more(admin_client, tool):
    chosen = [*Vote.objects.filter(network="one")[:1], *Vote.objects.filter(network="two")[:1]]
    form = {"action": "delete_selected", "_selected_action": [vote.pk for vote in chosen]}

    assert "Are you sure" in admin_client.post("/admin/votes/vote/", form).content.decode()
    assert admin_client.post("/admin/votes/vote/", form | {"post": "yes"}).status_code == 302

    assert Vote.objects.count() == 3
    assert tallies() == {tool.pk: Tally(1, 2)}
    assert_tallies_are_right()
    assert Ruling.objects.get().vote_count == 2


def test_one_vote_is_deleted_on_its_page(admin_client, tool):
    vote = Vote.objects.get(choice=Choice.SKIP)

    assert admin_client.post(f"/admin/votes/vote/{vote.pk}/delete/", {"post": "yes"}).status_code == 302

    assert tallies() == {tool.pk: Tally(2, 2)}
    assert_tallies_are_right()


@pytest.mark.parametrize("in_bulk", [True, False])
def test_a_deleted_tool_takes_its_votes_and_its_tally_along(admin_client, tool, in_bulk):
    other = VoteFactory.create(network="two").tool
    bulk = {"action": "delete_selected", "_selected_action": [tool.pk]}
    path, form = ("/admin/tools/tool/", bulk) if in_bulk else (f"/admin/tools/tool/{tool.pk}/delete/", {})

    assert admin_client.post(path, form | {"post": "yes"}).status_code == 302

    assert not Tool.objects.filter(pk=tool.pk).exists()
    assert [vote.tool for vote in Vote.objects.all()] == [other]
    assert [tally.tool_id for tally in CommunityTally.objects.all()] == [other.pk]
    assert_tallies_are_right()
    assert Ruling.objects.count() == 1


def test_whoever_has_decided_something_stays_in_the_books(admin_client, tool):
    editor = User.objects.create_user("editor")
    rule(Vote.objects.filter(network="one"), VoteState.WITHHELD, by=editor)

    admin_client.post(f"/admin/auth/user/{editor.pk}/delete/", {"post": "yes"})

    assert User.objects.filter(pk=editor.pk).exists()
    assert Ruling.objects.filter(by=editor).count() == 1
