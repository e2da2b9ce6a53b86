"""What happens to one reader at the same moment leaves them with one row, one message and one standing."""

import uuid
from functools import partial

import pytest

from digest.models import Delivery, Standing, Subscriber
from digest.subscribing import Link, answer_sign_up, confirm, erase, forget_unconfirmed, leave, sign_up
from tests.at_once import at_once
from tests.digest.readers import SECRET, reader_who_is
from tests.factories import DeliveryFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_address_that_is_given_eight_times_is_one_subscriber():
    spellings = ["ann@example.org", "Ann@example.org"] * 4

    readers = at_once([partial(sign_up, address=spelling) for spelling in spellings])

    assert {reader.pk for reader in readers} == {Subscriber.objects.get().pk}


def test_of_eight_answers_one_is_a_message():
    reader = sign_up(address="ann@example.org")

    messages = at_once([partial(answer_sign_up, reader)] * 8)

    assert sum(message is not None for message in messages) == 1
    reader.refresh_from_db()
    assert len(reader.confirmation) == 32


def test_of_eight_presses_one_confirms_and_the_others_find_it_done():
    reader = reader_who_is(Standing.PENDING)

    links = at_once([partial(confirm, reader, SECRET)] * 8)

    assert sorted(link.name for link in links) == ["CONFIRMED"] * 7 + ["CONFIRMS"]


def test_who_confirms_while_stale_addresses_are_forgotten_is_confirmed_or_gone():
    def confirmed(reader: Subscriber) -> int:
        try:
            return int(confirm(reader, SECRET) is Link.CONFIRMS)
        except Subscriber.DoesNotExist:
            return 0

    for _ in range(5):
        readers = [reader_who_is(Standing.PENDING, key=uuid.uuid4()) for _ in range(3)]
        Subscriber.objects.update(updated_at="2020-01-01T00:00Z")

        numbers: list[int] = at_once([*(partial(confirmed, reader) for reader in readers), forget_unconfirmed])

        assert sum(numbers) == 3
        left = Subscriber.objects.filter(pk__in=[reader.pk for reader in readers])
        assert [reader.standing for reader in left] == [Standing.CONFIRMED] * sum(numbers[:3])


def test_who_leaves_and_has_everything_erased_at_once_is_gone():
    def gone(what) -> str:
        try:
            what()
        except Subscriber.DoesNotExist:
            return "gone"
        return "done"

    delivery = DeliveryFactory.create(fate="sent")
    reader = delivery.subscriber

    done = at_once([partial(gone, partial(what, reader)) for what in [erase, leave, erase, leave, erase]])

    assert done[0::2].count("done") == 1
    assert not Subscriber.objects.exists()
    assert Delivery.objects.get().subscriber is None
