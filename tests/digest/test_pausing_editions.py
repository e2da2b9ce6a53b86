"""Staff can stop an edition at any moment and let it go on, and nobody gets it twice or not at all."""

import pytest

from digest import editions
from digest.models import Fate, Stage
from digest.sending import claim
from tests.digest.mailing import approved, begun, fates, latest, readers, send, send_all
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_paused_in_the_midst_it_stops_after_the_mail_that_is_just_handed_over(mail_server: MailServer):
    wanted = readers(4)
    edition = begun()
    mail_server.do = lambda mail: editions.pause(edition) if mail.to == wanted[1].address else None

    assert send(edition) == 2
    assert send(edition) == 0

    assert fates(edition) == {Fate.SENT: 2, Fate.WAITING: 2}
    assert latest(edition).stage == Stage.PAUSED

    editions.resume(edition)
    send_all(edition)

    assert mail_server.recipients == [reader.address for reader in wanted]
    assert fates(edition) == {Fate.SENT: 4}


def test_nothing_of_a_paused_one_is_claimed():
    readers(2)
    edition = begun()

    editions.pause(edition)

    assert claim(edition) == []
    assert fates(edition) == {Fate.WAITING: 2}
    assert not editions.finish(edition)


def test_what_is_not_being_sent_cannot_be_paused_nor_resumed():
    edition = approved()

    for action in (editions.pause, editions.resume):
        with pytest.raises(editions.NotNow):
            action(edition)


def test_what_has_begun_cannot_be_approved_anew_nor_taken_back():
    edition = begun()

    for action in (editions.approve, editions.take_back_approval):
        with pytest.raises(editions.NotNow):
            action(edition)
    assert latest(edition).stage == Stage.SENDING
