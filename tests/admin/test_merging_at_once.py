"""Tools are merged while readers vote and staff rule: no vote is lost, nobody waits for ever, every tally is exact."""

import contextlib
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from compare.desk.merging import merge_tools
from core.models import Choice
from tests.at_once import SECONDS_TO_WAIT, at_once
from tests.factories import FactFactory, ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right, ship
from tests.votes.test_taking_back_during_a_ruling import wait_until_someone_waits_for_us
from tests.voting import Voter
from tools.models import Fact, Tool
from votes.cast import ToolGone, cast_vote
from votes.models import Vote, VoteState
from votes.rulings import rule

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def two_tools() -> tuple[Tool, Tool]:
    keep, drop = ToolFactory(), ToolFactory()
    for tool in (keep, drop):
        VoteFactory.create_batch(10, tool=tool)
    return keep, drop


def merge_or_gone(keep: Tool, drop: Tool) -> str:
    try:
        merge_tools(keep=keep, drop=drop)
    except ToolGone:
        return "gone"
    return "merged"


def ship_or_gone(tool: Tool, voter: uuid.UUID) -> str:
    try:
        ship(tool, voter=voter, network=voter.hex)
    except ToolGone:
        return "gone"
    return "cast"


def say(tool: Tool, voter: uuid.UUID, choice: Choice | None) -> str:
    try:
        cast_vote(tool=tool, voter=voter, choice=choice, network=voter.hex)
    except ToolGone:
        return "gone"
    finally:
        connection.close()
    return "done"


@pytest.mark.parametrize("older_goes", [True, False])
def test_votes_cast_meanwhile_are_on_the_kept_tool_or_told_that_the_other_is_gone(older_goes):
    for _ in range(ROUNDS):
        drop, keep = two_tools() if older_goes else reversed(two_tools())
        voters = [uuid.uuid4() for _ in range(6)]

        casts = [partial(ship_or_gone, tool, voter) for voter in voters for tool in (drop, keep)]
        merged, *done = at_once([partial(merge_or_gone, keep, drop), *casts])

        assert merged == "merged"
        on_drop, on_keep = done[::2], done[1::2]
        assert on_keep == ["cast"] * 6
        assert set(on_drop) <= {"cast", "gone"}
        # Whoever voted on both, at the same moment, has one vote.
        assert set(Vote.objects.filter(tool=keep).values_list("voter", flat=True)) >= set(voters)
        assert Vote.objects.filter(tool=keep).count() == 20 + 6
        assert_tallies_are_right()


@pytest.mark.parametrize("choice", [Choice.SKIP, None])
@pytest.mark.parametrize(("on", "told"), [("dropped", "gone"), ("kept", "done")])
def test_a_vote_that_has_to_wait_for_a_merge_is_told_what_came_of_it(choice, on, told):
    tools = {"kept": ToolFactory(), "dropped": ToolFactory()}
    vote = VoteFactory(tool=tools[on])

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            merge_tools(keep=tools["kept"], drop=tools["dropped"])
            voting = pool.submit(say, tools[on], vote.voter, choice)
            wait_until_someone_waits_for_us()
        assert voting.result(SECONDS_TO_WAIT) == told

    said = Choice.SHIP if told == "gone" else choice
    assert [vote.choice for vote in Vote.objects.all()] == ([said] if said else [])
    assert_tallies_are_right()


def press_ship(voter: Voter, slug: str) -> int:
    return int(voter.vote(slug, "ship").status_code)


def test_a_voter_is_answered_by_the_site_whatever_comes_first():
    for number in range(ROUNDS):
        keep, drop = two_tools()
        voters = [Voter(REMOTE_ADDR=f"203.0.{number}.{host}") for host in range(4)]

        presses = [partial(press_ship, voter, drop.slug) for voter in voters]
        merging: list[partial] = [partial(merge_or_gone, keep, drop)]
        _, *statuses = at_once(merging + presses)

        assert set(statuses) <= {200, 404}
        assert Vote.objects.filter(tool=keep).count() == 20 + statuses.count(200)
        assert_tallies_are_right()


def change_minds(voter: uuid.UUID, drop: Tool, keep: Tool) -> None:
    for choice in (Choice.SKIP, Choice.SHIP):
        ship_or_gone(drop, voter)
        cast_vote(tool=keep, voter=voter, choice=choice, network=voter.hex)


def withhold_and_release(drop: Tool, keep: Tool, judge: User) -> None:
    for state in (VoteState.WITHHELD, VoteState.COUNTED):
        rule(Vote.objects.filter(tool__in=[keep, drop]), state, by=judge)


def test_rulings_and_changes_of_mind_meanwhile():
    judge = User.objects.create_user("judge")
    for _ in range(ROUNDS):
        keep, drop = two_tools()
        voters = [VoteFactory(tool=tool).voter for tool in (drop, keep, drop)]

        minds = [partial(change_minds, voter, drop, keep) for voter in voters]
        at_once([partial(merge_or_gone, keep, drop), *minds, *[partial(withhold_and_release, drop, keep, judge)] * 2])

        assert not Vote.objects.filter(tool_id=drop.pk).exists()
        assert_tallies_are_right()


def test_two_who_merge_the_same_tools_both_ways_round_merge_once():
    for _ in range(ROUNDS):
        one, other = two_tools()

        done = at_once([partial(merge_or_gone, *pair) for pair in [(one, other), (other, one)] * 3])

        assert sorted(done) == ["gone"] * 5 + ["merged"]
        assert Tool.objects.filter(pk__in=[one.pk, other.pk]).count() == 1
        assert Vote.objects.filter(tool__in=[one, other]).count() == 20
        assert_tallies_are_right()


def test_merges_in_a_circle_all_come_to_an_end():
    for _ in range(ROUNDS):
        tools = [FactFactory().tool for _ in range(3)]
        circle = [partial(merge_or_gone, tools[place], tools[place - 1]) for place in range(3)]

        done = at_once(circle)

        kept = Tool.objects.filter(pk__in=[tool.pk for tool in tools])
        assert kept.count() == 3 - done.count("merged")
        assert Fact.objects.filter(tool__in=kept).count() == 3


def rehearse(keep: Tool, drop: Tool) -> None:
    with contextlib.suppress(ToolGone):
        merge_tools(keep=keep, drop=drop, rehearse=True)


def test_rehearsals_beside_a_merge_change_nothing():
    for _ in range(ROUNDS):
        keep, drop = two_tools()

        at_once([partial(rehearse, keep, drop), partial(merge_or_gone, keep, drop), partial(rehearse, drop, keep)])

        assert Vote.objects.filter(tool=keep).count() == 20
        assert_tallies_are_right()
