"""A vote that is taken back while staff rule on it is taken back, whatever they decide about it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.factories import VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right
from votes.cast import cast_vote
from votes.models import Vote, VoteState
from votes.rulings import rule
from votes.selectors import votes_of

SECONDS_TO_WAIT = 30.0


def take_back(vote: Vote) -> None:
    try:
        cast_vote(tool=vote.tool, voter=vote.voter, choice=None, network="home")
    finally:
        connection.close()


def wait_until_someone_waits_for_us() -> None:
    """Until another connection waits for what this one's transaction holds."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone():
                return
    raise AssertionError("Nobody waits.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", VoteState)
def test_the_ruling_does_not_hide_the_vote_from_whoever_takes_it_back(django_user_model, state):
    judge = django_user_model.objects.create_user("judge")
    (before,) = set(VoteState) - {state}
    vote = VoteFactory.create(state=before)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert rule(Vote.objects.all(), state, by=judge) == 1
            taking_back = pool.submit(take_back, vote)
            wait_until_someone_waits_for_us()
        taking_back.result(SECONDS_TO_WAIT)

    assert votes_of(vote.voter, [vote.tool.pk]) == {}
    assert list(Vote.objects.values_list("state", "taken_back")) == (
        [("withheld", True)] if state == VoteState.WITHHELD else []
    )
    assert_tallies_are_right()
