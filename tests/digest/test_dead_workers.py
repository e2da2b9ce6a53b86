"""What a worker had in its hands when it ended is found: what may have been sent is never sent again by itself."""

import pytest
from django.db import DatabaseError, connection

from digest.models import Delivery, Edition, Fate
from digest.sending import claim, sweep
from tests.at_once import at_once
from tests.digest.mailing import begun, delivery_to, fates, make_due, readers, send, send_all
from tests.running.processes import wait_until
from tests.smtp import Mail, MailServer

pytestmark = pytest.mark.django_db(transaction=True)


def end_connections_of_workers() -> None:
    """As if the machine of every worker had lost its power: the database notices that they are gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(claimed_by)) FROM digest_delivery WHERE claimed_by <> pg_backend_pid()"
        )


def send_until_killed(mail_server: MailServer, edition: Edition, *, at: str) -> None:
    """A worker that ends in the moment in which the server has its mail to `at`, and has not said so yet."""

    def do(mail: Mail) -> None:
        if mail.to == at:
            end_connections_of_workers()

    mail_server.do = do
    with pytest.raises(DatabaseError):
        at_once([lambda: send(edition)])
    mail_server.do = None


def test_what_was_only_claimed_waits_again():
    readers(3)
    edition = begun()
    at_once([lambda: claim(edition)])
    assert fates(edition) == {Fate.CLAIMED: 3}

    wait_until(lambda: sweep() == 3, "the database has noticed that the worker is gone")

    assert fates(edition) == {Fate.WAITING: 3}
    assert sweep() == 0
    assert set(edition.deliveries.values_list("tries", "claimed_by", "claimed_at")) == {(0, None, None)}


def test_what_was_being_handed_over_is_unknown_and_all_others_get_theirs(mail_server: MailServer):
    first, second, third = readers(3)
    edition = begun()

    send_until_killed(mail_server, edition, at=second.address)
    wait_until(lambda: sweep() == 2, "the database has noticed that the worker is gone")
    make_due(edition)
    send_all(edition)

    assert mail_server.recipients == [first.address, second.address, third.address]
    assert [delivery_to(reader).fate for reader in (first, second, third)] == [Fate.SENT, Fate.UNKNOWN, Fate.SENT]
    delivery = delivery_to(second)
    assert (delivery.note, delivery.claimed_by) == ("The worker that was handing it over has ended.", None)
    assert delivery.ended_at


def test_what_a_living_worker_has_in_its_hands_is_left_there():
    readers(3)
    edition = begun()
    claim(edition)

    assert sweep() == 0
    assert at_once([sweep]) == [0]

    assert fates(edition) == {Fate.CLAIMED: 3}


def test_a_number_that_the_database_has_given_to_another_since_is_no_living_worker():
    readers(1)
    edition = begun()
    claim(edition)
    connection.close()
    Delivery.objects.update(claimed_by=backend())

    assert sweep() == 1

    assert fates(edition) == {Fate.WAITING: 1}


def backend() -> int:
    """The number of the connection of these tests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
