"""An edition as the mail that it will be: to look at, and to send to whoever is trying it out."""

from collections.abc import Collection
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends import filebased

from digest.letters import addressed, edition_letter
from digest.models import Edition, Fate
from digest.outcomes import Trouble, hand_over, mail_server

NOBODYS_ADDRESS = "reader@example.org"


class NotTaken(Exception):
    """A test mail that did not go out; the message says why and what to do."""


def trial(edition: Edition, *, address: str, categories: Collection[int] = ()) -> EmailMultiAlternatives | None:
    """The mail to a reader of these categories (primary keys), or of all news; None where there is nothing for them.

    Its personal links belong to nobody, so whoever follows them changes nothing.
    """
    letter = edition_letter(edition, frozenset(categories) or None)
    # Another one each time, or a mailbox would take the second test for the first.
    return addressed(letter, edition, address=address or NOBODYS_ADDRESS, key=uuid4()) if letter else None


def send_trial(edition: Edition, *, address: str) -> str:
    """Send the edition with all its news to `address` only, and return what became of it. Raises NotTaken."""
    if not address:
        raise NotTaken("No test was sent: your account has no email address. Ask a superuser to put one in.")
    message = trial(edition, address=address)
    if message is None:
        raise NotTaken("No test was sent: there is nothing in this edition. Put back one of its items.")
    try:
        with mail_server() as server:
            outcome = hand_over(message, server)
    except Trouble as trouble:
        raise NotTaken(f"No test was sent. {trouble}") from trouble
    if outcome.fate == Fate.UNKNOWN:
        raise NotTaken(f"The test may have been sent to {address}, or not. {outcome.note}")
    if outcome.fate != Fate.SENT:
        raise NotTaken(f"The mail server did not take the test to {address}. It said: {outcome.note}")
    if isinstance(server, filebased.EmailBackend):
        return f"A test is written to {server.file_path}."
    return f"A test is on its way to {address}."
