"""What the owner of an address is sent after it was given: always what they need, and never a digest."""

import pytest
from django.core.mail import EmailMultiAlternatives

from digest.models import Standing, Subscriber
from digest.subscribing import answer_sign_up, sign_up
from tests.digest.readers import SECRET, link_to_confirm, reader_who_is, standing_of


def answered(reader: Subscriber) -> EmailMultiAlternatives:
    message = answer_sign_up(reader)
    assert message is not None
    assert message.to == [reader.address]
    reader.refresh_from_db()
    assert reader.asked_at is not None
    return message


def holds_link(message: EmailMultiAlternatives, reader: Subscriber) -> bool:
    """Whether both parts of a message lead to the page that confirms the reader's address."""
    (html, _), *_ = message.alternatives
    start = f"/digest/confirm/{reader.key.hex}.{reader.confirmation}:"
    return bool(reader.confirmation) and all(start in str(body) for body in (message.body, html))


@pytest.mark.django_db
def test_a_new_address_gets_a_link_to_confirm_it():
    reader = sign_up(address="ann@example.org")

    assert holds_link(answered(reader), reader)
    assert len(reader.confirmation) == 32
    assert standing_of(reader) == Standing.PENDING


@pytest.mark.django_db
def test_a_second_message_holds_the_same_secret_so_that_both_links_work():
    reader = reader_who_is(Standing.PENDING)

    assert holds_link(answered(reader), reader)
    assert reader.confirmation == SECRET


@pytest.mark.django_db
def test_who_has_left_gets_a_new_link(client):
    reader = reader_who_is(Standing.LEFT, confirmation="")

    assert holds_link(answered(reader), reader)
    assert standing_of(reader) == Standing.LEFT
    assert client.post(link_to_confirm(reader, confirmation=reader.confirmation)).status_code == 200
    assert standing_of(reader) == Standing.CONFIRMED


@pytest.mark.django_db
def test_who_is_confirmed_is_told_so_and_gets_no_link_to_confirm():
    reader = reader_who_is(Standing.CONFIRMED)

    assert "/digest/confirm/" not in answered(reader).body
    assert reader.confirmation == ""


@pytest.mark.django_db
def test_a_suppressed_address_and_an_erased_one_get_nothing():
    suppressed, erased = reader_who_is(Standing.SUPPRESSED), reader_who_is(Standing.PENDING)
    Subscriber.objects.get(pk=erased.pk).delete()

    assert answer_sign_up(suppressed) is answer_sign_up(erased) is None
    suppressed.refresh_from_db()
    assert suppressed.asked_at is None
