"""An address that nobody confirms is not kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from digest.models import Standing, Subscriber
from digest.subscribing import forget_unconfirmed, sign_up
from tests.digest.readers import reader_who_is

pytestmark = pytest.mark.django_db


def aged(days: int) -> None:
    Subscriber.objects.update(updated_at=timezone.now() - timedelta(days=days))


def test_it_is_deleted_after_thirty_days_and_no_other_is():
    for standing in Standing:
        reader_who_is(standing)
    aged(29)
    assert forget_unconfirmed() == 0

    aged(31)
    assert forget_unconfirmed() == 1
    assert set(Subscriber.objects.values_list("standing", flat=True)) == set(Standing) - {Standing.PENDING}


def test_giving_it_once_more_counts_anew():
    reader = reader_who_is(Standing.PENDING)
    aged(31)

    sign_up(address=reader.address)

    assert forget_unconfirmed() == 0
