"""Of a voter's network a keyed hash is kept for a while, under a secret that is thrown away with its day."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import Bucket
from tests.factories import VoteFactory
from votes.models import DailySecret, Vote
from votes.networks import _secret_of, forget_networks, network_hash

pytestmark = pytest.mark.django_db

NETWORKS = ["192.0.2.7", "192.0.2.8", "2001:db8::/64", "unknown"]


@pytest.fixture(autouse=True)
def no_secret_remembered() -> Iterator[None]:
    """Each test starts as a new process does, and leaves no secret of its own in this one."""
    _secret_of.cache_clear()
    yield
    _secret_of.cache_clear()


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def vote_cast(at: datetime, network: str = "a" * 32) -> Vote:
    vote: Vote = VoteFactory.create(network=network)
    Vote.objects.filter(pk=vote.pk).update(created_at=at)
    return vote


def kept_networks() -> list[str]:
    return list(Vote.objects.order_by("pk").values_list("network", flat=True))


def test_a_network_has_one_hash_on_a_day_and_no_other_network_has_it():
    hashes = [network_hash(network) for network in NETWORKS]

    assert hashes == [network_hash(network) for network in NETWORKS]
    assert len(set(hashes)) == len(NETWORKS)


def test_all_processes_of_a_day_hash_alike():
    before = network_hash("192.0.2.7")

    _secret_of.cache_clear()

    assert network_hash("192.0.2.7") == before
    assert DailySecret.objects.count() == 1


@pytest.mark.parametrize("network", NETWORKS)
def test_a_hash_shows_nothing_of_the_network(network):
    assert re.fullmatch(r"[0-9a-f]{32}", network_hash(network))
    assert network_hash(network) != network_hash(network + "0")


def test_another_secret_makes_another_hash():
    before = network_hash("192.0.2.7")

    # As at midnight: the new day finds no secret of its own.
    DailySecret.objects.update(day=days_ago(1).astimezone(UTC).date())
    _secret_of.cache_clear()

    assert network_hash("192.0.2.7") != before


def test_the_first_vote_of_a_day_throws_old_secrets_away():
    today = timezone.now().astimezone(UTC).date()
    for days in (1, 2, 400):
        DailySecret.objects.create(day=today - timedelta(days=days), secret=b"old" * 10)

    network_hash("192.0.2.7")

    assert [secret.day for secret in DailySecret.objects.all()] == [today]


def test_votes_lose_their_network_after_thirty_days():
    vote_cast(days_ago(31))
    vote_cast(days_ago(30))
    vote_cast(days_ago(29))
    vote_cast(days_ago(0))

    assert forget_networks() == 2

    assert kept_networks() == ["", "", "a" * 32, "a" * 32]
    assert forget_networks() == 0


def test_a_vote_is_the_same_but_for_its_network():
    vote_cast(days_ago(31))
    before = Vote.objects.values().get()

    forget_networks()

    assert Vote.objects.values().get() == before | {"network": ""}


def test_past_secrets_and_rate_limits_without_use_go_too():
    today = timezone.now().astimezone(UTC).date()
    for days in (0, 1):
        DailySecret.objects.create(day=today - timedelta(days=days), secret=b"secret")
    Bucket.objects.create(key="idle", full_at=timezone.now() - timedelta(seconds=1))
    Bucket.objects.create(key="busy", full_at=timezone.now() + timedelta(minutes=1))

    forget_networks()

    assert [secret.day for secret in DailySecret.objects.all()] == [today]
    assert [bucket.key for bucket in Bucket.objects.all()] == ["busy"]


@pytest.mark.parametrize(("old", "told"), [(0, "0 votes"), (1, "1 vote"), (2, "2 votes")])
def test_the_command_tells_how_many_votes(old, told, capsys):
    for _ in range(old):
        vote_cast(days_ago(31))

    call_command("forget_networks")

    assert capsys.readouterr().out == f"Dropped the network of {told} older than 30 days.\n"
