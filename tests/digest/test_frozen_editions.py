"""What was sent stays as it was sent, whoever tries to change it and in whatever way."""

import pytest
from django.db import IntegrityError, transaction

from digest.models import Delivery, Edition, Fate, Item, Stage
from tests.digest.mailing import approved, begun, delivery_to, latest, readers, send_all
from tests.factories import DeliveryFactory, EditionFactory, ItemFactory
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: Edition.objects.filter(pk=edition.pk).update(subject="Another"),
        lambda edition: Edition.objects.filter(pk=edition.pk).update(introduction="Another"),
        lambda edition: Edition.objects.filter(pk=edition.pk).update(week="2030-W01"),
        lambda edition: Edition.objects.filter(pk=edition.pk).update(begun_at=None, stage="draft"),
        lambda edition: Edition.objects.filter(pk=edition.pk)._raw_delete("default"),
        lambda edition: edition.items.update(title="Another"),
        lambda edition: edition.items.update(dropped=True),
        lambda edition: edition.items.all().delete(),
        lambda edition: ItemFactory(edition=edition),
        lambda edition: Item.objects.bulk_create([ItemFactory.build(edition=edition)]),
        lambda edition: edition.items.update(edition=EditionFactory()),
    ],
)
def test_nothing_of_an_edition_changes_once_it_has_begun(change):
    edition = begun()
    before = (list(Edition.objects.values()), list(Item.objects.values()))

    with pytest.raises(IntegrityError, match="stays as it was sent"), transaction.atomic():
        change(edition)

    assert (list(Edition.objects.values()), list(Item.objects.values())) == before


@pytest.mark.parametrize("stage", [Stage.SENDING, Stage.PAUSED, Stage.SENT])
def test_no_edition_is_sent_that_is_not_kept_from_changes(stage: Stage):
    edition = approved()
    values = {"stage": stage, "finished_at": edition.send_at}

    with pytest.raises(IntegrityError, match="begun_at_a_time"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**values)


def test_before_that_everything_may_change():
    edition = approved()

    edition.items.update(title="Another")
    Edition.objects.filter(pk=edition.pk).update(subject="Another")
    ItemFactory(edition=edition)
    edition.delete()

    assert not Item.objects.exists()


@pytest.mark.parametrize("fate", [Fate.WAITING, Fate.UNKNOWN, Fate.SKIPPED, Fate.REFUSED])
def test_what_was_sent_can_never_be_sent_again(mail_server: MailServer, fate: Fate):
    (reader,) = readers(1)
    edition = begun()
    send_all(edition)

    with pytest.raises(IntegrityError, match="never sent again"), transaction.atomic():
        edition.deliveries.update(fate=fate)

    assert delivery_to(reader).fate == Fate.SENT


def test_nobody_has_two_deliveries_of_an_edition():
    readers(1)
    edition = begun()
    delivery = edition.deliveries.get()

    with pytest.raises(IntegrityError, match="digest_delivery_once_per_subscriber"), transaction.atomic():
        DeliveryFactory(edition=edition, subscriber=delivery.subscriber)
    assert Delivery.objects.count() == 1


def test_a_delivery_in_hand_is_in_somebodys_hands():
    readers(1)
    edition = begun()

    with pytest.raises(IntegrityError, match="claimed_by_somebody"), transaction.atomic():
        edition.deliveries.update(fate=Fate.SENDING)
    assert latest(edition).deliveries.get().fate == Fate.WAITING
