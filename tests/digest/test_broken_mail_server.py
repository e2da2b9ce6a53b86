"""A mail server that is away, or goes away in the midst: nothing is lost, and nothing is sent twice."""

import pytest

from digest import editions
from digest.models import Edition, Fate, Stage
from tests.digest.mailing import begun, delivery_to, fates, latest, make_due, readers, send, send_all
from tests.site import free_port
from tests.smtp import HANG_UP, MailServer, Rule

pytestmark = pytest.mark.django_db


def test_a_server_that_is_away_is_waited_for_and_nothing_counts_as_tried(mail_server: MailServer, settings):
    readers(3)
    edition = begun()
    settings.EMAIL_PORT = free_port()

    assert send(edition) == 0

    assert fates(edition) == {Fate.WAITING: 3}
    assert set(edition.deliveries.values_list("tries", "note", "claimed_by")) == {(0, "", None)}
    held = latest(edition)
    assert held.stage == Stage.SENDING
    assert held.held_until
    assert "The mail server cannot be used: " in held.trouble
    assert "refused" in held.trouble

    settings.EMAIL_PORT = mail_server.port
    assert send(edition) == 0, "it is held"
    make_due(edition)
    send_all(edition)

    assert fates(edition) == {Fate.SENT: 3}
    assert latest(edition).trouble == ""


@pytest.mark.parametrize("answer", ["421 4.3.2 We are closing", "550 5.7.1 You may not send as this", HANG_UP])
def test_a_sender_that_is_not_wanted_is_nobodys_refusal(mail_server: MailServer, answer: str):
    readers(3)
    mail_server.rules = [Rule(answer, at="MAIL")]
    edition = begun()

    send_all(edition)

    assert fates(edition) == {Fate.WAITING: 3}
    assert set(edition.deliveries.values_list("tries", "note", "claimed_by")) == {(0, "", None)}
    assert "The mail server does not take mail: " in latest(edition).trouble


def test_a_connection_that_is_lost_before_the_message_went_leaves_it_waiting(mail_server: MailServer):
    first, second, third = readers(3)
    mail_server.rules = [Rule(HANG_UP, to=second.address, times=1)]
    edition = begun()

    assert send(edition) == 1

    assert mail_server.recipients == [first.address]
    assert fates(edition) == {Fate.SENT: 1, Fate.WAITING: 2}
    assert latest(edition).trouble

    make_due(edition)
    send_all(edition)
    assert mail_server.recipients == [first.address, second.address, third.address]


def test_a_server_that_closes_in_good_order_in_the_midst_costs_one_try(mail_server: MailServer):
    first, second, third = readers(3)
    mail_server.rules = [Rule("421 4.3.2 We are closing", to=second.address, times=1)]
    edition = begun()

    send_all(edition)
    assert fates(edition) == {Fate.SENT: 1, Fate.WAITING: 2}
    make_due(edition)
    send_all(edition)

    assert mail_server.recipients == [first.address, second.address, third.address]
    assert [delivery_to(reader).tries for reader in (first, second, third)] == [1, 2, 1]


def test_a_connection_that_is_lost_after_the_message_went_leaves_its_fate_unknown(mail_server: MailServer):
    first, second, third = readers(3)
    mail_server.rules = [Rule(HANG_UP, to=second.address, at="DATA")]
    edition = begun()

    send(edition)
    make_due(edition)
    send_all(edition)
    make_due(edition)
    send_all(edition)

    assert mail_server.recipients == [first.address, second.address, third.address]
    delivery = delivery_to(second)
    assert (delivery.fate, delivery.tries) == (Fate.UNKNOWN, 1)
    assert delivery.note.startswith("The connection ended while the server had it")
    assert editions.finish(edition)
    assert editions.progress(edition).sentence == "2 of 3 deliveries sent, 1 unknown"


def test_one_reader_at_whom_the_server_always_fails_does_not_keep_the_others_waiting(mail_server: MailServer):
    poison, *others = readers(3)
    mail_server.rules = [Rule(f"250 {'2' * 9000}", to=poison.address, at="RCPT")]
    edition = begun()

    assert send(edition) == 0
    Edition.objects.update(held_until=None)
    assert send(edition) == 2

    assert mail_server.recipients == [reader.address for reader in others]
    assert delivery_to(poison).fate == Fate.WAITING


def test_a_server_that_takes_a_message_in_other_words_gets_no_second(mail_server: MailServer):
    first, second = readers(2)
    mail_server.rules = [Rule("252 2.0.0 I shall do my best", to=first.address, at="DATA")]
    edition = begun()

    send_all(edition)
    make_due(edition)
    send_all(edition)

    assert fates(edition) == {Fate.SENT: 2}
    assert mail_server.recipients == [second.address]


@pytest.mark.parametrize("answer", ["What is this?", "354 Go ahead", f"250 {'2' * 9000}"])
def test_what_is_not_understood_once_the_message_went_leaves_its_fate_unknown(mail_server: MailServer, answer: str):
    reader, _ = readers(2)
    mail_server.rules = [Rule(answer, to=reader.address, at="DATA")]
    edition = begun()

    send_all(edition)
    make_due(edition)
    send_all(edition)

    assert fates(edition) == {Fate.UNKNOWN: 1, Fate.SENT: 1}
    assert delivery_to(reader).tries == 1


def test_a_server_that_always_hangs_up_does_not_use_up_the_whole_edition(mail_server: MailServer):
    readers(5)
    mail_server.rules = [Rule(HANG_UP, at="DATA")]
    edition = begun()

    send_all(edition)

    assert fates(edition) == {Fate.UNKNOWN: 1, Fate.WAITING: 4}
    assert latest(edition).trouble.startswith("The connection ended while the server had it")


def test_mail_settings_that_cannot_be_used_leave_nothing_in_the_hands_of_the_worker(settings):
    readers(2)
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    edition = begun()

    assert send(edition) == 0

    assert set(edition.deliveries.values_list("fate", "claimed_by")) == {(Fate.WAITING, None)}
    assert "POSTMARK_SERVER_TOKEN" in latest(edition).trouble


@pytest.mark.parametrize("stage", [Stage.SENDING, Stage.SENT])
def test_staff_decide_to_send_what_is_unknown_once_more(mail_server: MailServer, stage: Stage, admin_user):
    (reader,) = readers(1)
    mail_server.rules = [Rule(HANG_UP, at="DATA", times=1)]
    edition = begun()
    send_all(edition)
    if stage == Stage.SENT:
        editions.finish(edition)

    assert editions.decide_unknown(edition, send_again=True, by=admin_user) == 1
    send_all(edition)

    assert mail_server.recipients == [reader.address] * 2
    assert delivery_to(reader).fate == Fate.SENT


def test_staff_decide_to_leave_what_is_unknown_at_that(mail_server: MailServer, admin_user):
    (reader,) = readers(1)
    mail_server.rules = [Rule(HANG_UP, at="DATA", times=1)]
    edition = begun()
    send_all(edition)

    assert editions.decide_unknown(edition, send_again=False, by=admin_user) == 1

    assert delivery_to(reader).fate == Fate.UNKNOWN
    with pytest.raises(editions.NotNow):
        editions.decide_unknown(edition, send_again=True, by=admin_user)
    send_all(edition)
    assert mail_server.recipients == [reader.address]
