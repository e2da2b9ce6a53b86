"""No more mail goes out than the setting DIGEST_RATE allows, by however many workers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Bucket
from core.rate_limits import DAY, HOUR, MINUTE
from digest.models import Fate
from digest.sending import rate_limits
from tests.at_once import at_once
from tests.digest.mailing import begun, fates, latest, make_due, readers, send, send_all
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


def test_what_is_over_the_rate_waits_and_is_no_trouble(mail_server: MailServer, settings):
    settings.DIGEST_RATES = [(20, DAY)]
    readers(5)
    edition = begun()

    send_all(edition)

    assert fates(edition) == {Fate.SENT: 2, Fate.WAITING: 3}
    assert set(edition.deliveries.filter(fate=Fate.WAITING).values_list("tries", "claimed_by")) == {(0, None)}
    assert latest(edition).trouble == ""
    until = latest(edition).held_until
    assert until
    assert abs(until - timezone.now() - timedelta(days=1) / 19) < timedelta(minutes=5)
    make_due(edition)
    assert send(edition) == 0, "there is no more for now"


@pytest.mark.parametrize("most", [1, 2, 9, 10, 11, 60, 2_000])
@pytest.mark.parametrize("period", [MINUTE, HOUR, DAY])
def test_no_period_has_more_than_the_rate_and_hardly_less(settings, most, period):
    settings.DIGEST_RATES = [(most, period)]

    (limit,) = rate_limits()

    flows_in = limit.most * period / limit.period
    # The last of these comes at the very end, and so belongs to the next period.
    assert limit.most + flows_in == pytest.approx(most + 1)
    assert flows_in >= 0.9 * most


def test_the_strictest_of_several_rates_counts(mail_server: MailServer, settings):
    settings.DIGEST_RATES = [(40, MINUTE), (30, DAY), (500, HOUR)]
    readers(5)

    send_all(begun())

    assert len(mail_server.taken) == 3


def test_what_one_rate_refuses_uses_up_nothing_of_the_others(mail_server: MailServer, settings):
    settings.DIGEST_RATES = [(30, HOUR), (10, DAY)]
    readers(3)

    send_all(begun())

    settings.DIGEST_RATES = [(30, HOUR)]
    send_all(begun())
    assert len(mail_server.taken) == 3


def test_waiting_for_a_short_period_uses_up_nothing_of_a_long_one(mail_server: MailServer, settings):
    settings.DIGEST_RATES = [(10, MINUTE), (30, DAY)]
    readers(3)
    edition = begun()

    for _ in range(3):
        make_due(edition)
        send_all(edition)
        Bucket.objects.filter(key=f"digest {MINUTE}").delete()  # as if the minute had passed

    assert len(mail_server.taken) == 3


def test_the_rate_is_of_all_editions_together(mail_server: MailServer, settings):
    settings.DIGEST_RATES = [(30, DAY)]
    readers(2)

    send_all(begun())
    send_all(begun())

    assert len(mail_server.taken) == 3


@pytest.mark.django_db(transaction=True)
def test_the_rate_is_of_all_workers_together(mail_server: MailServer, settings):
    settings.DIGEST_RATES = [(70, DAY)]
    readers(120)
    edition = begun()

    at_once([lambda: send_all(edition)] * 3)

    assert len(mail_server.taken) == 7
    assert fates(edition) == {Fate.SENT: 7, Fate.WAITING: 113}
