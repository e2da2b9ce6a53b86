"""What the mail server refuses is tried again, or is not, and each refusal is counted and told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Bucket
from core.rate_limits import MINUTE
from digest import editions
from digest.models import Fate, Stage, Standing
from digest.sending import MOST_REFUSED_IN_A_ROW, MOST_TRIES
from tests.digest.mailing import begun, delivery_to, fates, latest, make_due, readers, send, send_all
from tests.smtp import MailServer, Rule

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
def test_refused_for_now_it_is_tried_again_later(mail_server: MailServer, at: str):
    refused, taken = readers(2)
    mail_server.rules = [Rule("450 4.2.1 The mailbox is busy", to=refused.address, at=at, times=1)]
    edition = begun()

    send_all(edition)

    assert mail_server.recipients == [taken.address]
    delivery = delivery_to(refused)
    assert (delivery.fate, delivery.tries) == (Fate.WAITING, 1)
    assert delivery.note == "450 4.2.1 The mailbox is busy"

    make_due(edition)
    send_all(edition)

    assert mail_server.recipients == [taken.address, refused.address]
    delivery = delivery_to(refused)
    assert (delivery.fate, delivery.tries, delivery.note) == (Fate.SENT, 2, "")


def test_each_further_try_comes_four_times_later_until_the_last(mail_server: MailServer, settings):
    (reader,) = readers(1)
    mail_server.rules = [Rule("451 4.3.0 Try again later")]
    edition = begun()

    for minutes in (1, 4, 16, 64, 256, 1024):
        before = timezone.now()
        assert send(edition) == 1
        wait = timedelta(seconds=minutes * settings.DIGEST_RETRY_SECONDS)
        assert before + wait <= delivery_to(reader).due_at <= timezone.now() + wait
        make_due(edition)
    send(edition)

    delivery = delivery_to(reader)
    assert (delivery.fate, delivery.tries) == (Fate.REFUSED, MOST_TRIES)
    assert delivery.note == "Given up after 7 tries. 451 4.3.0 Try again later"
    reader.refresh_from_db()
    assert reader.standing == Standing.CONFIRMED


@pytest.mark.parametrize(
    ("answer", "at", "is_suppressed"),
    [
        ("550 5.1.1 No such mailbox", "RCPT", True),
        ("550 5.1.1 No such mailbox", "DATA", True),
        ("552 5.2.2 The mailbox is full", "RCPT", False),
        ("553 5.1.7 Bad sender address syntax", "RCPT", False),
        ("550 5.1.8 The domain of the sender does not exist", "RCPT", False),
        ("550 No such user", "RCPT", True),
        ("550 5.7.1 We want no mail from you", "RCPT", False),
        ("554 5.6.0 We do not like its content", "DATA", False),
        ("554 Refused", "DATA", False),
    ],
)
def test_refused_for_good_it_is_not_tried_again(mail_server: MailServer, answer: str, at: str, is_suppressed: bool):
    refused, taken = readers(2)
    mail_server.rules = [Rule(answer, to=refused.address, at=at)]
    edition = begun()

    send_all(edition)
    make_due(edition)
    send_all(edition)

    assert mail_server.recipients == [taken.address]
    delivery = delivery_to(refused)
    assert (delivery.fate, delivery.tries, delivery.note) == (Fate.REFUSED, 1, answer)
    refused.refresh_from_db()
    assert (refused.standing == Standing.SUPPRESSED) is is_suppressed
    assert refused.suppressed_because == (answer if is_suppressed else "")
    assert editions.finish(edition)


def test_a_suppressed_address_gets_no_later_edition(mail_server: MailServer):
    readers(1)
    mail_server.rules = [Rule("550 5.1.1 No such mailbox")]
    send_all(begun())
    mail_server.rules = []

    later = begun()
    send_all(later)

    assert mail_server.taken == []
    assert not later.deliveries.exists()


def test_refused_throughout_it_is_paused_and_says_so(mail_server: MailServer):
    readers(MOST_REFUSED_IN_A_ROW + 2)
    mail_server.rules = [Rule("550 5.7.1 Your server is on a list")]
    edition = begun()

    send_all(edition)

    assert latest(edition).stage == Stage.PAUSED
    assert latest(edition).trouble == "Paused after 10 refusals in a row. The last: 550 5.7.1 Your server is on a list"
    assert fates(edition) == {Fate.REFUSED: MOST_REFUSED_IN_A_ROW, Fate.WAITING: 2}

    mail_server.rules = []
    editions.resume(edition)
    send_all(edition)

    assert fates(edition) == {Fate.REFUSED: MOST_REFUSED_IN_A_ROW, Fate.SENT: 2}
    assert latest(edition).trouble == ""


def test_refused_throughout_it_is_paused_also_where_the_rate_lets_one_mail_out_at_a_time(mail_server, settings):
    settings.DIGEST_RATES = [(1, MINUTE)]
    readers(MOST_REFUSED_IN_A_ROW + 2)
    mail_server.rules = [Rule("550 5.7.1 Your server is on a list")]
    edition = begun()

    for _ in range(MOST_REFUSED_IN_A_ROW + 2):
        make_due(edition)
        send(edition)
        Bucket.objects.all().delete()  # as if the minute had passed

    assert latest(edition).stage == Stage.PAUSED
    assert fates(edition) == {Fate.REFUSED: MOST_REFUSED_IN_A_ROW, Fate.WAITING: 2}


def test_refusals_that_are_not_in_a_row_pause_nothing(mail_server: MailServer):
    everyone = readers(2 * MOST_REFUSED_IN_A_ROW - 1)
    taken = everyone[MOST_REFUSED_IN_A_ROW - 1]
    mail_server.rules = [Rule("550 5.7.1 No", to=reader.address) for reader in everyone if reader != taken]
    edition = begun()

    send_all(edition)

    assert latest(edition).stage == Stage.SENDING
    assert fates(edition) == {Fate.REFUSED: 2 * (MOST_REFUSED_IN_A_ROW - 1), Fate.SENT: 1}
