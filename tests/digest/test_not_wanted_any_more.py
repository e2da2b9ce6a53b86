"""What a reader decides after the edition has begun holds for what is queued already, at once."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from digest import subscribing
from digest.editions import OTHER_NEWS, finish, progress
from digest.models import Delivery, Fate, Subscriber
from digest.sending import NOT_WANTED, claim
from tests.at_once import at_once
from tests.digest.mailing import begun, delivery_to, fates, latest, readers, send_all
from tests.factories import CategoryFactory, SubscriberFactory
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


def pause(reader: Subscriber) -> None:
    subscribing.pause(reader, until=timezone.now() + timedelta(days=30))


def suppress(reader: Subscriber) -> None:
    subscribing.suppress(reader, because="The reader complained.")


@pytest.mark.parametrize("decide", [subscribing.leave, pause, suppress])
def test_who_leaves_or_pauses_before_the_first_mail_gets_none(mail_server: MailServer, decide):
    gone, stays = readers(2)
    edition = begun()

    decide(gone)
    send_all(edition)

    assert mail_server.recipients == [stays.address]
    delivery = delivery_to(gone)
    assert (delivery.fate, delivery.note, delivery.tries) == (Fate.SKIPPED, NOT_WANTED, 0)
    assert finish(edition)
    assert progress(edition).sentence == "1 of 2 deliveries sent, 1 not wanted"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("decide", [subscribing.leave, subscribing.erase])
def test_who_decides_so_while_the_worker_has_it_in_its_hands_gets_none(mail_server: MailServer, decide):
    first, gone, last = readers(3)
    edition = begun()
    mail_server.do = lambda mail: decide(gone) if mail.to == first.address else None

    send_all(edition)

    assert mail_server.recipients == [first.address, last.address]
    assert fates(edition) == {Fate.SENT: 2, Fate.SKIPPED: 1}


def test_who_has_had_everything_erased_gets_none_and_the_ledger_forgets_who_it_was(mail_server: MailServer):
    (erased,) = readers(1)
    edition = begun()

    subscribing.erase(erased)
    send_all(edition)

    assert mail_server.taken == []
    delivery = edition.deliveries.get()
    assert (delivery.fate, delivery.subscriber, delivery.claimed_by) == (Fate.SKIPPED, None, None)
    assert finish(edition)


def test_who_is_erased_after_it_was_sent_leaves_a_line_without_a_name(mail_server: MailServer):
    (erased,) = readers(1)
    edition = begun()
    send_all(edition)

    subscribing.erase(erased)

    delivery = edition.deliveries.get()
    assert (delivery.fate, delivery.subscriber) == (Fate.SENT, None)


def test_only_who_wants_news_of_a_category_of_the_edition_gets_it(mail_server: MailServer):
    other = CategoryFactory.create(name="Image Models", slug="image-models")
    wants_it = SubscriberFactory.create(categories=[CategoryFactory(), other])
    wants_other = SubscriberFactory(categories=[other])
    edition = begun()

    send_all(edition)

    assert mail_server.recipients == [wants_it.address]
    assert (delivery_to(wants_other).fate, delivery_to(wants_other).note) == (Fate.SKIPPED, OTHER_NEWS)


def test_who_chooses_other_categories_meanwhile_gets_none_either(mail_server: MailServer):
    other = CategoryFactory.create(name="Image Models", slug="image-models")
    (reader,) = readers(1)
    edition = begun()

    subscribing.prefer(reader, categories=[other])
    send_all(edition)

    assert mail_server.taken == []
    assert (delivery_to(reader).fate, delivery_to(reader).note) == (Fate.SKIPPED, OTHER_NEWS)


@pytest.mark.django_db(transaction=True)
def test_everybody_may_leave_at_the_moment_in_which_a_worker_takes_them(mail_server: MailServer):
    everyone = readers(8)
    edition = begun()

    at_once([partial(claim, latest(edition)), *[partial(subscribing.erase, reader) for reader in everyone]])

    assert Delivery.objects.filter(subscriber__isnull=True).count() == len(everyone)
    assert not Subscriber.objects.exists()
