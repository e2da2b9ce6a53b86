"""Readers whose addresses are in other scripts than Latin get their mail like everybody else."""

import pytest

from digest.models import Fate, Standing
from tests.digest.mailing import begun, delivery_to, readers, send_all
from tests.factories import SubscriberFactory
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "sent_to"),
    [
        ("δοκιμή@παράδειγμα.δοκιμή", "δοκιμή@παράδειγμα.δοκιμή"),
        ("josé@example.org", "josé@example.org"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
    ],
)
def test_it_arrives_there(mail_server: MailServer, address: str, sent_to: str):
    reader = SubscriberFactory(address=address)
    edition = begun()

    send_all(edition)

    (mail,) = mail_server.taken
    assert mail.to == sent_to
    assert mail.message["To"] == sent_to
    assert mail.message["Subject"] == edition.subject
    assert delivery_to(reader).fate == Fate.SENT


def test_a_server_that_cannot_do_so_refuses_these_alone(mail_server: MailServer):
    mail_server.utf8 = False
    greek = SubscriberFactory(address="δοκιμή@example.org")
    (latin,) = readers(1)
    edition = begun()

    send_all(edition)

    assert mail_server.recipients == [latin.address]
    delivery = delivery_to(greek)
    assert delivery.fate == Fate.REFUSED
    assert delivery.note == "The mail server cannot send to an address in another script than Latin."
    greek.refresh_from_db()
    assert greek.standing == Standing.CONFIRMED


def test_an_address_that_no_message_can_name_holds_up_nobody_else(mail_server: MailServer):
    odd = SubscriberFactory(address="reader@ü..example.org")
    (other,) = readers(1)
    edition = begun()

    send_all(edition)

    assert mail_server.recipients == [other.address]
    assert delivery_to(odd).fate == Fate.REFUSED
    assert delivery_to(odd).note.startswith("It could not be written")
