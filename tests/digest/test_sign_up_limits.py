"""Nobody can have a mailbox or the whole world flooded with messages, and no network's address is kept for that."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from core.models import Bucket
from digest.models import Standing, Subscriber
from digest.subscribing import answer_sign_up
from tests.digest.readers import kept, reader_who_is, words_of

URL, NETWORK = "/digest/sign-up", "203.0.113.77"


def later(reader: Subscriber, **period: int) -> None:
    """Let that time go by for what is kept of the reader, and for their limit as well."""
    ago = timezone.now() - timedelta(**period)
    Subscriber.objects.filter(pk=reader.pk).update(asked_at=ago)
    for bucket in Bucket.objects.all():
        bucket.full_at -= timedelta(**period)
        bucket.save()


def test_a_network_that_gives_too_many_addresses_has_to_wait_and_others_have_not(db, settings):
    settings.SIGN_UPS_PER_NETWORK_AND_HOUR = 2
    client = Client(REMOTE_ADDR=NETWORK)
    answers = [client.post(URL, {"address": f"reader{number}@example.org"}) for number in range(3)]

    refused = answers[2]
    seconds = int(refused.headers["Retry-After"])
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= seconds <= 1800
    assert re.search(r"Try again in (30|29) minutes;", words_of(refused))
    assert 'value="reader2@example.org"' in refused.content.decode()
    assert Subscriber.objects.count() == 2
    assert Client(REMOTE_ADDR="198.51.100.9").post(URL, {"address": "a@example.org"}).status_code == 200


def test_typing_errors_do_not_count(db, settings):
    settings.SIGN_UPS_PER_NETWORK_AND_HOUR = 1
    client = Client(REMOTE_ADDR=NETWORK)

    assert [client.post(URL, {"address": typed}).status_code for typed in ("ann", "ann@", "ann@b.org")] == [
        422,
        422,
        200,
    ]


def test_a_second_message_within_ten_minutes_is_not_sent(db):
    reader = reader_who_is(Standing.PENDING)

    assert answer_sign_up(reader) is not None
    assert answer_sign_up(reader) is None
    later(reader, minutes=9)
    assert answer_sign_up(reader) is None
    later(reader, minutes=11)
    assert answer_sign_up(reader) is not None


def test_nobody_gets_more_than_five_messages_in_a_day(db):
    reader = reader_who_is(Standing.CONFIRMED)
    sent = 0
    for _ in range(23 * 5):
        sent += answer_sign_up(reader) is not None
        later(reader, minutes=12)

    assert sent == 5


def test_the_limit_outlives_what_is_kept_of_the_address(db):
    for _ in range(3):
        reader = reader_who_is(Standing.PENDING, address="ann@example.org")
        assert answer_sign_up(reader) is not None
        reader.delete()

    assert answer_sign_up(reader_who_is(Standing.PENDING, address="ANN@example.org")) is None


def test_what_could_not_be_sent_is_no_message_too_many(db):
    reader = reader_who_is(Standing.PENDING)

    for _ in range(5):
        answer_sign_up(reader)
        assert answer_sign_up(reader, retried=True) is not None


def test_neither_networks_nor_addresses_can_be_read_from_the_limits(db):
    Client(REMOTE_ADDR=NETWORK).post(URL, {"address": "ann@example.org"})
    answer_sign_up(Subscriber.objects.get())

    limits = list(Bucket.objects.values_list("key", flat=True))
    assert len(limits) == 2
    assert all(re.fullmatch(r"sign-ups? [0-9a-f]{32,64}", limit) for limit in limits)
    assert NETWORK not in str(kept())
