"""What stands in the links of the digest's mail: who they are for, signed."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from digest.models import Subscriber

READER = signing.Signer(salt="digest.reader")
CONFIRMATION = signing.TimestampSigner(salt="digest.confirmation")
CONFIRMATION_DAYS = 7


class BadLink(Exception):
    """A link that is none of this site's, or was cut short or changed on its way."""


class OldLink(Exception):
    """A link to confirm an address that is older than a week, or was used, or was replaced by a newer one."""


def reader_token(key: UUID) -> str:
    """What says in a link whom it is for. It is good for as long as the site keeps the subscriber."""
    return READER.sign(key.hex)


def reader_path(view: str, key: UUID) -> str:
    """The path of one of the pages that belong to the subscriber with this key: `reader`, `leave` or `export`."""
    return reverse(view, args=[reader_token(key)])


def key_in(token: str) -> UUID:
    """The key of the subscriber that `token` is for. Raises BadLink."""
    try:
        return UUID(READER.unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise BadLink from error


def confirmation_token(subscriber: Subscriber) -> str:
    """What confirms the address of a subscriber, once and within a week."""
    return CONFIRMATION.sign(f"{subscriber.key.hex}.{subscriber.confirmation}")


def confirmation_in(token: str) -> tuple[UUID, str]:
    """The subscriber's key in `token`, and what must equal their `confirmation`. Raises BadLink, and OldLink."""
    try:
        key, _, confirmation = CONFIRMATION.unsign(token, max_age=CONFIRMATION_DAYS * 86_400).partition(".")
        return UUID(key), confirmation
    except signing.SignatureExpired as error:
        raise OldLink from error
    except (signing.BadSignature, ValueError) as error:
        raise BadLink from error
