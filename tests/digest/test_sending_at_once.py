"""Several workers on one edition: each delivery is in the hands of one of them."""

import pytest

from digest import editions
from digest.models import Fate, Stage
from digest.sending import claim
from tests.at_once import at_once
from tests.digest.mailing import approved, begun, fates, latest, make_due, readers, send_all
from tests.smtp import MailServer, Rule

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_two_of_them_ever_claim_the_same():
    readers(170)
    edition = begun()

    claims = at_once([lambda: claim(edition)] * 4)

    taken = [one.delivery for batch in claims for one in batch]
    assert sorted(taken) == sorted(edition.deliveries.values_list("pk", flat=True))


def test_together_they_send_everything_once(mail_server: MailServer):
    everyone = readers(170)
    mail_server.rules = [Rule("450 4.2.1 Try again later", percent=range(10), times=1)]
    edition = begun()

    at_once([lambda: send_all(edition)] * 3)
    make_due(edition)
    at_once([lambda: send_all(edition)] * 3)

    assert sorted(mail_server.recipients) == sorted(reader.address for reader in everyone)
    assert fates(edition) == {Fate.SENT: 170}
    assert 0 < edition.deliveries.filter(tries=2).count() < 170


def test_it_begins_once_though_all_of_them_see_that_it_is_time():
    readers(5)
    edition = approved()

    begun_by = at_once([lambda: editions.begin(edition)] * 4)

    assert begun_by.count(True) == 1
    assert edition.deliveries.count() == 5


def test_it_is_finished_once(mail_server: MailServer):
    readers(3)
    edition = begun()
    send_all(edition)

    assert at_once([lambda: editions.finish(edition)] * 4).count(True) == 1
    assert latest(edition).stage == Stage.SENT
