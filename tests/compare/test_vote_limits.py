"""Nobody votes faster than people do, alone or from one network together, and nobody's address is kept for that."""

import re
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from core.models import Bucket
from tests.factories import ToolFactory
from tests.voting import Voter, own_vote, said
from votes.models import Vote, VoteState

EITHER_WAY = pytest.mark.parametrize("in_place", [True, False], ids=["in place", "without scripts"])
ADDRESS, OTHER = "203.0.113.77", "198.51.100.9"


@pytest.fixture(autouse=True)
def limits(db, settings: LazySettings) -> LazySettings:
    """One vote a minute and network, so that a second one soon after has to wait for nearly all of it."""
    ToolFactory(name="A", slug="a")
    settings.VOTES_PER_MINUTE_AND_NETWORK = 1
    return settings


def assert_has_to_wait(answer: Any) -> None:
    seconds = int(answer.headers["Retry-After"])

    assert answer.status_code == 429
    assert 1 <= seconds <= 60
    assert said(answer).startswith("Nothing was recorded: too many votes came at once.")
    assert re.search(rf"\b{seconds} seconds?\b", said(answer))
    assert own_vote(answer, "a") is None


@EITHER_WAY
def test_a_reader_who_votes_too_fast_is_told_when_to_come_again(limits: LazySettings, in_place):
    limits.VOTES_PER_MINUTE, limits.VOTES_PER_MINUTE_AND_NETWORK = 2, 100
    voter = Voter()
    voter.vote("a", "ship")
    voter.vote("a", "none")

    assert_has_to_wait(voter.vote("a", "skip", in_place=in_place))
    assert not Vote.objects.exists()
    assert Voter().vote("a", "skip").status_code == 200


@EITHER_WAY
def test_the_readers_of_a_network_share_its_limit(in_place):
    assert Voter(REMOTE_ADDR=ADDRESS).vote("a", "ship").status_code == 200

    answer = Voter(REMOTE_ADDR=ADDRESS).vote("a", "ship", in_place=in_place)

    assert_has_to_wait(answer)
    assert "voter" not in answer.cookies
    assert Vote.objects.count() == 1
    assert Voter(REMOTE_ADDR=OTHER).vote("a", "ship").status_code == 200


def test_whoever_throws_cookies_away_leaves_no_limits_of_voters_behind():
    assert statuses({}) == [200]
    before = Bucket.objects.count()

    assert statuses(*[{}] * 5) == [429] * 5

    assert before == Bucket.objects.count() == 2  # the first reader's and the network's


def test_looking_is_not_limited():
    voter = Voter()
    voter.vote("a", "ship")

    assert {voter.ballots("a").status_code for _ in range(5)} == {200}


def statuses(*requests: dict[str, str]) -> list[int]:
    """What the votes of new readers are answered with, one after another."""
    return [Voter(**request).vote("a", "ship").status_code for request in requests]


def test_nobody_gets_round_it_by_claiming_to_come_from_elsewhere():
    assert statuses({}, {"HTTP_X_FORWARDED_FOR": ADDRESS}, {"HTTP_X_FORWARDED_FOR": OTHER}) == [200, 429, 429]


def test_behind_a_trusted_proxy_the_address_that_it_names_counts(limits: LazySettings):
    limits.TRUSTED_PROXIES = [ip_network("127.0.0.1")]

    assert statuses(
        {"HTTP_X_FORWARDED_FOR": ADDRESS},
        {"HTTP_X_FORWARDED_FOR": OTHER},
        {"HTTP_X_FORWARDED_FOR": f"192.0.2.1, {OTHER}"},  # what a client claims stands before what the proxy saw
    ) == [200, 200, 429]


def test_neighbouring_ipv6_addresses_are_one_network():
    assert statuses(
        {"REMOTE_ADDR": "2001:db8:1:2::1"}, {"REMOTE_ADDR": "2001:db8:1:2:ffff::9"}, {"REMOTE_ADDR": "2001:db8:1:3::1"}
    ) == [200, 429, 200]


@pytest.mark.parametrize("address", ["", "no address", "\x00", "fe80::1%eth0", "999.1.1.1"])
def test_an_address_that_is_none_is_limited_too(address):
    assert statuses({"REMOTE_ADDR": address}, {"REMOTE_ADDR": address}) == [200, 429]


def test_the_first_votes_of_a_network_on_a_tool_count_and_further_ones_wait(limits: LazySettings):
    limits.VOTES_PER_NETWORK_AND_DAY, limits.VOTES_PER_MINUTE_AND_NETWORK = 2, 100
    ToolFactory(slug="b")
    for _ in range(3):
        voter = Voter(REMOTE_ADDR=ADDRESS)
        voter.vote("a", "ship")
        voter.vote("a", "skip")  # a vote that is changed is no further vote
    voter.vote("b", "ship")
    Voter(REMOTE_ADDR=OTHER).vote("a", "ship")

    states = Vote.objects.order_by("pk").values_list("tool__slug", "state")
    counted, withheld = VoteState.COUNTED, VoteState.WITHHELD
    assert list(states) == [("a", counted), ("a", counted), ("a", withheld), ("b", counted), ("a", counted)]


def test_no_address_is_kept_anywhere(limits: LazySettings):
    limits.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    voter = Voter(REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR=ADDRESS)
    assert [voter.vote("a", choice).status_code for choice in ("ship", "skip")] == [200, 429]

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row::text FROM "{table}" AS row')
            kept = " ".join(text for (text,) in cursor.fetchall())
            for address in ("10.1.2.3", ADDRESS):
                assert address not in kept, table
                assert address.encode().hex() not in kept, table
