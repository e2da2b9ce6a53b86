"""Should a tally ever be wrong all the same, staff can find out, and mend it by counting anew."""

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from core.models import Choice
from core.verdicts import Tally
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right, break_tally, tallies
from votes.models import CommunityTally, VoteState
from votes.recount import Drift, drifts, recount

pytestmark = pytest.mark.django_db


def vote_on(slug: str) -> None:
    """Three votes that count, two of them ships, and one that does not."""
    tool = ToolFactory(slug=slug)
    VoteFactory.create_batch(2, tool=tool)
    VoteFactory(tool=tool, choice=Choice.SKIP)
    VoteFactory(tool=tool, state=VoteState.WITHHELD)


@pytest.fixture
def broken() -> None:
    """One tally that is right, and one each that is wrong, missing and superfluous."""
    for slug in ("missing", "right", "wrong"):
        vote_on(slug)
    break_tally("wrong", Tally(3, 9))
    with pgtrigger.ignore("votes.CommunityTally:only_by_votes"):
        CommunityTally.objects.filter(tool__slug="missing").delete()
        CommunityTally.objects.create(tool_id=ToolFactory(slug="superfluous").pk, ships=1, total=1)


FOUND = """\
missing: the tally says 0 of 0 ship, the votes say 2 of 3 ship
superfluous: the tally says 1 of 1 ships, the votes say 0 of 0 ship
wrong: the tally says 3 of 9 ship, the votes say 2 of 3 ship
"""


def test_what_is_right_is_told_to_be_right(capsys):
    vote_on("one")
    call_command("recount_votes")
    vote_on("other")
    call_command("recount_votes", "--check")

    assert capsys.readouterr().out == (
        "1 tally: each is what its votes add up to.\n2 tallies: each is what its votes add up to.\n"
    )


def test_a_check_names_what_is_wrong_and_changes_nothing(broken, capsys):
    before = tallies()

    with pytest.raises(CommandError, match=r"^3 tallies are wrong\. Run it without --check\.$"):
        call_command("recount_votes", "--check")

    assert capsys.readouterr().out == FOUND
    assert tallies() == before


def test_a_recount_names_what_was_wrong_and_mends_it(broken, capsys):
    call_command("recount_votes")

    assert capsys.readouterr().out == f"{FOUND}3 tallies were wrong and put right.\n"
    assert_tallies_are_right()

    call_command("recount_votes")

    assert capsys.readouterr().out == "3 tallies: each is what its votes add up to.\n"


def test_one_wrong_tally_is_told_in_the_singular(capsys):
    vote_on("one")
    break_tally("one", Tally(0, 4))

    with pytest.raises(CommandError, match=r"^1 tally is wrong\. "):
        call_command("recount_votes", "--check")
    call_command("recount_votes")

    assert capsys.readouterr().out.endswith("\n1 tally was wrong and put right.\n")


def test_looking_for_drifts_costs_one_query(broken, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = drifts()

    assert found[2] == Drift("wrong", Tally(3, 9), Tally(2, 3))


def test_the_tallies_follow_the_votes_again_after_a_recount(broken):
    recount()

    vote_on("new")

    assert len(tallies()) == 4
    assert_tallies_are_right()


def test_after_a_recount_nobody_else_may_write_a_tally():
    vote_on("one")
    break_tally("one", Tally(0, 1))
    recount()

    with pytest.raises(IntegrityError, match="Tallies follow the votes"):
        CommunityTally.objects.update(ships=0)
