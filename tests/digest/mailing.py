"""Editions on their way, for tests that look at the ledger and at the mail server."""

from collections import Counter
from itertools import count

from django.utils import timezone

from digest import editions
from digest.models import Delivery, Edition, Standing, Subscriber
from digest.sending import send_batch
from tests.factories import PUBLISHED_AT, ItemFactory, ToolFactory

_numbers = count(1)


def readers(number: int) -> list[Subscriber]:
    """So many confirmed readers who want all news."""
    confirmed = {"standing": Standing.CONFIRMED, "confirmed_at": PUBLISHED_AT}
    made = [Subscriber(address=f"everything{next(_numbers)}@example.org", **confirmed) for _ in range(number)]
    return Subscriber.objects.bulk_create(made)


def approved() -> Edition:
    """An approved edition that tells of one tool."""
    tool = ToolFactory()
    item = ItemFactory(path=f"/tools/{tool.slug}", title=tool.name, categories=[tool.category_id])
    return editions.approve(item.edition)


def begun() -> Edition:
    """An edition whose sending has just begun, to all readers that there are."""
    edition = approved()
    assert editions.begin(edition)
    return latest(edition)


def latest(edition: Edition) -> Edition:
    """The edition as it is now."""
    return Edition.objects.get(pk=edition.pk)


def send(edition: Edition) -> int:
    """Send a batch, as a worker does; how many were tried."""
    return send_batch(latest(edition))


def send_all(edition: Edition) -> None:
    """Send batches until nothing can be sent any more."""
    while send(edition):
        pass


def make_due(edition: Edition) -> None:
    """As if all the time had passed for which the edition or its deliveries have to wait."""
    Edition.objects.filter(pk=edition.pk).update(held_until=None)
    edition.deliveries.update(due_at=timezone.now())


def delivery_to(reader: Subscriber) -> Delivery:
    """The one line of the ledger that is about `reader`."""
    return Delivery.objects.get(subscriber=reader)


def fates(edition: Edition) -> Counter[str]:
    """How many deliveries have come to which fate."""
    return Counter(edition.deliveries.values_list("fate", flat=True))
