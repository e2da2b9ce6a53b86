"""So many times a minute and no more, for each key by itself, whoever counts."""

import math
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from core.models import Bucket
from core.rate_limits import HOUR, MINUTE, Limit, seconds_to_wait
from tests.at_once import at_once

KEY = "voter 7"


def let_pass(seconds: float) -> None:
    """As if that time had gone by."""
    Bucket.objects.update(full_at=F("full_at") - timedelta(seconds=seconds))


def taken(limit: Limit, tries: int) -> int:
    """How many of so many tries in a row were let through."""
    return [seconds_to_wait(limit) for _ in range(tries)].count(0)


@pytest.mark.django_db
@pytest.mark.parametrize("per_minute", [1, 2, 7, 20])
def test_so_many_in_a_row_and_then_no_more(per_minute):
    limit = Limit(KEY, per_minute)

    assert taken(limit, per_minute) == per_minute
    waits = [seconds_to_wait(limit) for _ in range(3)]
    assert all(isinstance(wait, int) and 1 <= wait <= math.ceil(MINUTE / per_minute) for wait in waits)


@pytest.mark.django_db
@pytest.mark.parametrize("per_minute", [1, 7, 30])
def test_whoever_waits_as_long_as_told_is_let_through_once_more(per_minute):
    limit = Limit(KEY, per_minute)
    taken(limit, per_minute)

    let_pass(seconds_to_wait(limit))

    assert seconds_to_wait(limit) == 0


@pytest.mark.django_db
def test_a_limit_may_count_by_the_hour():
    limit = Limit(KEY, 4, HOUR)

    assert taken(limit, 6) == 4
    assert HOUR / 4 - MINUTE < seconds_to_wait(limit) <= HOUR / 4
    let_pass(HOUR // 4)
    assert taken(limit, 2) == 1


@pytest.mark.django_db
def test_the_seconds_told_are_never_too_few():
    limit = Limit(KEY, 1)
    taken(limit, 1)

    wait = seconds_to_wait(limit)

    # With one a minute the next is there when the bucket is full.
    assert Bucket.objects.filter(full_at__lte=Now() + timedelta(seconds=wait)).exists()


@pytest.mark.django_db
def test_whoever_tries_again_too_early_waits_no_longer_for_it():
    limit = Limit(KEY, 2)
    taken(limit, 2)

    assert taken(limit, 20) == 0
    let_pass(30)

    assert taken(limit, 20) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "free"), [(0.5, 5), (1, 10), (60, 10)])
def test_time_gives_back_as_many_as_flow_in_and_never_more_than_there_were(minutes, free):
    limit = Limit(KEY, 10)
    taken(limit, 10)

    let_pass(60 * minutes)

    assert taken(limit, 20) == free


@pytest.mark.django_db
def test_one_key_does_not_limit_another():
    taken(Limit(KEY, 1), 2)

    assert seconds_to_wait(Limit("voter 8", 1)) == 0


@pytest.mark.django_db
def test_the_first_limit_without_a_token_takes_none_of_the_later_ones():
    narrow, wide = Limit("voter 7", 1), Limit("network 7", 2)
    assert seconds_to_wait(narrow, wide) == 0

    assert all(seconds_to_wait(narrow, wide) for _ in range(5))

    assert taken(wide, 5) == 1


@pytest.mark.django_db
def test_a_later_limit_stops_as_well():
    narrow, wide = Limit("voter 7", 1), Limit("network 7", 2)
    taken(narrow, 1)

    assert 1 <= seconds_to_wait(wide, narrow) <= MINUTE
    assert taken(wide, 5) == 2, "it has lost nothing by it"


@pytest.mark.django_db(transaction=True)
def test_too_many_at_once_get_no_more_than_there_are():
    limit = Limit(KEY, 10)

    got = at_once([partial(taken, limit, 3)] * 10)

    assert sum(got) == 10


@pytest.mark.django_db(transaction=True)
def test_as_many_at_once_as_there_are_get_one_each():
    for number in range(20):
        limit = Limit(f"voter {number}", 10)

        assert at_once([partial(seconds_to_wait, limit)] * 10) == [0] * 10


@pytest.mark.django_db
def test_the_limits_are_not_written_twice():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE oid = 'core_bucket'::regclass")
        assert cursor.fetchone() == ("u",)
