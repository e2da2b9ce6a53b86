"""What becomes of somebody's subscription: signing up, confirming, choosing, pausing, leaving, being forgotten."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum
from secrets import compare_digest, token_hex
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.rate_limits import DAY, Limit, seconds_to_wait
from digest import letters
from digest.models import Standing, Subscriber
from tools.models import Category

COOLDOWN = timedelta(minutes=10)
# Three in a row, and one more every eight hours: within a day never more than five.
MESSAGES_IN_A_ROW, MOST_MESSAGES_A_DAY = 3, 5
FORGOTTEN_AFTER = timedelta(days=30)
SECRET_BYTES = 16
LONGEST_REASON = 300

# The same work for an address that is new and for one that is known, in whatever standing.
_SIGN_UP = """
    INSERT INTO digest_subscriber (key, address, standing, confirmation, suppressed_because, everything)
    VALUES (%s, %s, 'pending', '', '', TRUE)
    ON CONFLICT (lower(address)) DO UPDATE SET updated_at = statement_timestamp()
    RETURNING *
"""


class Link(Enum):
    """What a link to confirm an address comes to, now that it is opened."""

    CONFIRMS = "it confirms"
    CONFIRMED = "the address is confirmed already"
    USED = "it was used, or another has taken its place"
    REFUSED = "nothing is sent to the address any more"


def sign_up(*, address: str) -> Subscriber:
    """Note that somebody gave `address` (see `digest.addresses`), and return what stands there, new or not."""
    return Subscriber.objects.raw(_SIGN_UP, [uuid.uuid4(), address])[0]


@transaction.atomic
def answer_sign_up(subscriber: Subscriber, *, retried: bool = False) -> EmailMultiAlternatives | None:
    """The message that answers a sign-up, noted as sent: to confirm, or that there is nothing to confirm.

    None where nothing is to be sent: to a suppressed address, within ten minutes of the last message, after too many
    of them in a day, and to somebody who has had everything erased meanwhile. `retried` is whether the same message
    was noted before and could not be sent; then it is neither too soon nor one too many.
    """
    reader = _locked().filter(pk=subscriber.pk).first()
    if reader is None or reader.standing == Standing.SUPPRESSED:
        return None
    if not retried and (_is_answered(reader) or seconds_to_wait(_messages_to(reader))):
        return None
    reader.asked_at = timezone.now()
    if reader.standing != Standing.CONFIRMED and not reader.confirmation:
        reader.confirmation = token_hex(SECRET_BYTES)
    reader.save()
    return letters.already(reader) if reader.standing == Standing.CONFIRMED else letters.confirmation(reader)


def opened(subscriber: Subscriber, confirmation: str) -> Link:
    """What the link comes to that holds the secret `confirmation` for `subscriber`. Changes nothing."""
    if subscriber.standing == Standing.SUPPRESSED:
        return Link.REFUSED
    if subscriber.standing == Standing.CONFIRMED:
        return Link.CONFIRMED
    is_open = subscriber.confirmation and compare_digest(subscriber.confirmation.encode(), confirmation.encode())
    return Link.CONFIRMS if is_open else Link.USED


@transaction.atomic
def confirm(subscriber: Subscriber, confirmation: str) -> Link:
    """Confirm the address, once, if the link with this secret still does; what it came to.

    Raises Subscriber.DoesNotExist for somebody who was erased.
    """
    reader = _held(subscriber)
    link = opened(reader, confirmation)
    if link is Link.CONFIRMS:
        reader.standing, reader.confirmation, reader.confirmed_at = Standing.CONFIRMED, "", timezone.now()
        reader.left_at = reader.paused_until = None
        reader.save()
    return link


@transaction.atomic
def leave(subscriber: Subscriber) -> Subscriber:
    """Send nothing more, until the address is signed up and confirmed anew; the subscriber as they stand now.

    A suppressed address stays so. Raises Subscriber.DoesNotExist for somebody who was erased.
    """
    reader = _held(subscriber)
    if reader.standing != Standing.SUPPRESSED:
        reader.standing = Standing.LEFT
    reader.left_at = reader.left_at or timezone.now()
    reader.confirmation = ""
    reader.save()
    return reader


@transaction.atomic
def suppress(subscriber: Subscriber, *, because: str) -> None:
    """Send nothing more to an address that is no good, or whose reader complained, until staff lift it."""
    reader = _locked().filter(pk=subscriber.pk).first()
    if reader is not None and reader.standing != Standing.SUPPRESSED:
        reader.standing, reader.suppressed_because = Standing.SUPPRESSED, because[:LONGEST_REASON]
        reader.confirmation = ""
        reader.save()


@transaction.atomic
def lift(subscriber: Subscriber) -> None:
    """Let a suppressed address be signed up anew. Until it is, its reader is one who has left."""
    reader = _locked().filter(pk=subscriber.pk).first()
    if reader is not None and reader.standing == Standing.SUPPRESSED:
        reader.standing, reader.suppressed_because = Standing.LEFT, ""
        reader.left_at = reader.left_at or timezone.now()
        reader.save()


@transaction.atomic
def prefer(subscriber: Subscriber, *, categories: Collection[Category] | None) -> Subscriber:
    """Send only what is about one of `categories`, or everything for None; the subscriber as they stand now.

    Raises ValueError for no category at all, and Subscriber.DoesNotExist for somebody who was erased.
    """
    if categories is not None and not categories:
        raise ValueError("Nothing would ever be sent.")
    reader = _held(subscriber)
    reader.everything = categories is None
    reader.save()
    reader.categories.set(categories or [])
    return reader


@transaction.atomic
def pause(subscriber: Subscriber, *, until: datetime | None) -> Subscriber:
    """Send nothing before `until`, or go on at once for None; the subscriber as they stand now.

    Raises Subscriber.DoesNotExist for somebody who was erased.
    """
    reader = _held(subscriber)
    reader.paused_until = until
    reader.save()
    return reader


def export_of(subscriber: Subscriber) -> dict[str, Any]:
    """Everything that is kept of a subscriber, by names that a person understands."""
    names = [field.name for field in Subscriber._meta.concrete_fields if field.name != "id"]
    deliveries = subscriber.deliveries.select_related("edition").order_by("pk")
    return {
        **{name: getattr(subscriber, name) for name in names},
        "categories": [category.name for category in subscriber.categories.all()],
        "deliveries": [
            {
                "edition": delivery.edition.week,
                "subject": delivery.edition.subject,
                "fate": delivery.get_fate_display(),
                "note": delivery.note,
                "tries": delivery.tries,
                "due_at": delivery.due_at,
                "claimed_at": delivery.claimed_at,
                "ended_at": delivery.ended_at,
            }
            for delivery in deliveries
        ],
    }


@transaction.atomic
def erase(subscriber: Subscriber) -> None:
    """Delete everything about a subscriber; their deliveries no longer say whose they were.

    Raises Subscriber.DoesNotExist where that has happened before.
    """
    # Locked against new references as well: an edition may begin at this moment.
    Subscriber.objects.select_for_update().get(pk=subscriber.pk).delete()


@transaction.atomic
def forget_unconfirmed() -> int:
    """Delete the addresses that nobody has confirmed for 30 days since they were given last; how many."""
    long_ago = timezone.now() - FORGOTTEN_AFTER
    # Whoever confirms at this moment comes first or is gone, and is never deleted as a confirmed one.
    stale = Subscriber.objects.select_for_update().filter(standing=Standing.PENDING, updated_at__lt=long_ago)
    keys = list(stale.values_list("pk", flat=True))
    Subscriber.objects.filter(pk__in=keys).delete()
    return len(keys)


def _locked() -> QuerySet[Subscriber]:
    """Subscribers whom nobody else changes before the transaction ends; deliveries may refer to them meanwhile."""
    return Subscriber.objects.select_for_update(no_key=True)


def _held(subscriber: Subscriber) -> Subscriber:
    """The subscriber as they are now, locked. Raises Subscriber.DoesNotExist."""
    return _locked().get(pk=subscriber.pk)


def _is_answered(reader: Subscriber) -> bool:
    return reader.asked_at is not None and timezone.now() - reader.asked_at < COOLDOWN


def _messages_to(reader: Subscriber) -> Limit:
    code = salted_hmac("digest.sign_up", reader.address.lower(), algorithm="sha256").hexdigest()
    return Limit(f"sign-up {code}", MESSAGES_IN_A_ROW, DAY)
