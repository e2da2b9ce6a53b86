"""An edition goes to every confirmed reader, once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from prometheus_client import REGISTRY

from digest import editions
from digest.models import Delivery, Edition, Fate, Stage, Standing
from digest.sending import BATCH, send_batch
from tests.digest.mailing import approved, begun, delivery_to, fates, latest, readers, send, send_all
from tests.factories import CategoryFactory, ItemFactory, SubscriberFactory, ToolFactory
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


def test_everyone_who_is_confirmed_gets_it_once(mail_server: MailServer):
    wanted = readers(3)
    edition = begun()

    send_all(edition)

    assert mail_server.recipients == [reader.address for reader in wanted]
    assert fates(edition) == {Fate.SENT: 3}
    for delivery in edition.deliveries.all():
        assert (delivery.tries, delivery.note, delivery.claimed_by) == (1, "", None)
        assert delivery.ended_at


def test_what_became_of_each_mail_is_counted_for_whoever_watches(mail_server: MailServer):
    def sent() -> float:
        return REGISTRY.get_sample_value("tiebreak_deliveries_total", {"outcome": "sent"}) or 0

    readers(2)
    before = sent()

    send_all(begun())

    assert sent() == before + 2


def test_the_mail_is_to_one_reader_and_named_after_edition_and_reader(mail_server: MailServer):
    one, other = readers(2)
    edition = begun()

    send_all(edition)

    messages = [mail.message for mail in mail_server.taken]
    assert [message["To"] for message in messages] == [one.address, other.address]
    assert len({message["Message-ID"] for message in messages}) == 2
    assert {message["Subject"] for message in messages} == {edition.subject}


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.LEFT, Standing.SUPPRESSED])
def test_who_is_not_confirmed_has_no_delivery(mail_server: MailServer, standing: Standing):
    SubscriberFactory(standing=standing)
    edition = begun()

    send_all(edition)

    assert mail_server.taken == []
    assert not edition.deliveries.exists()


def test_who_has_paused_is_left_out_and_the_ledger_says_why(mail_server: MailServer):
    paused = SubscriberFactory(paused_until=timezone.now() + timedelta(days=1))
    back = SubscriberFactory.create(paused_until=timezone.now() - timedelta(days=1))
    edition = begun()

    send_all(edition)

    assert mail_server.recipients == [back.address]
    assert (delivery_to(paused).fate, delivery_to(paused).note) == (Fate.SKIPPED, editions.ON_PAUSE)


def test_who_confirms_after_it_has_begun_gets_the_next(mail_server: MailServer):
    edition = begun()
    SubscriberFactory()

    send_all(edition)

    assert mail_server.taken == []
    assert fates(edition) == {}


def test_a_batch_goes_over_one_connection(mail_server: MailServer):
    readers(BATCH + 2)
    edition = begun()

    assert send(edition) == BATCH
    assert mail_server.sessions == 1
    assert send(edition) == 2
    assert mail_server.sessions == 2
    assert send(edition) == 0
    assert len(set(mail_server.recipients)) == len(mail_server.taken) == BATCH + 2


def test_a_worker_that_is_told_to_stop_does_so_after_the_mail_in_its_hands(mail_server: MailServer):
    readers(3)
    edition = begun()

    assert send_batch(edition, is_over=lambda: len(mail_server.taken) == 1) == 1

    assert fates(edition) == {Fate.SENT: 1, Fate.WAITING: 2}
    assert not Delivery.objects.filter(claimed_by__isnull=False).exists()
    send_all(edition)
    assert len(set(mail_server.recipients)) == len(mail_server.taken) == 3


def test_a_letter_that_cannot_be_written_does_not_keep_the_others_waiting(mail_server: MailServer, caplog):
    item = ItemFactory(path=f"/tools/{ToolFactory().slug}", categories=[CategoryFactory().pk])
    other = CategoryFactory.create(name="Image Models", slug="image-models")
    ItemFactory(
        edition=item.edition, path=f"/tools/{ToolFactory().slug}", categories=[other.pk], notes=["no pair of texts"]
    )
    poison, reader = SubscriberFactory(categories=[other]), SubscriberFactory(categories=[CategoryFactory()])
    edition = editions.approve(item.edition)
    assert editions.begin(edition)

    assert send(edition) == 0
    assert "It cannot be written: ValueError" in latest(edition).trouble
    Edition.objects.update(held_until=None)
    send_all(edition)

    assert mail_server.recipients == [str(reader.address)]
    assert (delivery_to(poison).fate, delivery_to(poison).tries) == (Fate.WAITING, 0)


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_out_of_the_hands_of_a_worker_is_still_sent(mail_server: MailServer):
    first, second = readers(2)
    edition = begun()
    in_its_hands = Delivery.objects.filter(fate=Fate.CLAIMED)
    mail_server.do = lambda mail: in_its_hands.update(fate=Fate.WAITING, claimed_by=None, claimed_at=None)

    send(edition)
    assert delivery_to(second).fate == Fate.WAITING
    send_all(edition)

    assert mail_server.recipients == [first.address, second.address]


def test_nothing_is_sent_before_its_time():
    readers(1)
    edition = approved()
    editions.approve(edition, send_at=timezone.now() + timedelta(hours=1))

    assert not editions.begin(edition)

    assert latest(edition).stage == Stage.APPROVED
    assert not edition.deliveries.exists()


def test_beginning_twice_makes_no_second_delivery():
    readers(2)
    edition = begun()

    assert not editions.begin(edition)

    assert edition.deliveries.count() == 2


def test_once_it_has_begun_the_database_knows_how_many_deliveries_there_are():
    readers(321)

    begun()

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'digest_delivery'")
        assert cursor.fetchone() == (321,)


def test_it_is_finished_once_nothing_is_open(mail_server: MailServer):
    readers(2)
    edition = begun()

    assert not editions.finish(edition)
    send_all(edition)
    assert editions.finish(edition)

    assert latest(edition).stage == Stage.SENT
    assert editions.progress(edition).sentence == "2 of 2 deliveries sent"
    with pytest.raises(editions.NotNow):
        editions.pause(edition)
