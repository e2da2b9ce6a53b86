"""Staff send an edition to themselves, over the real mail server, and are told what became of it."""

import pytest

from tests.admin.pages import page, told
from tests.digest.mailing import approved, latest
from tests.factories import EditionFactory
from tests.smtp import HANG_UP, MailServer, Rule

pytestmark = pytest.mark.django_db
ADDRESS = "admin@example.com"  # as pytest-django makes the account


def send_test(client, edition) -> list[str]:
    return told(client.post(page(edition, "press"), {"do": "test"}, follow=True))


def test_it_comes_as_the_mail_will_be_and_each_time_as_a_new_one(admin_client, mail_server: MailServer):
    edition = approved()

    said = [send_test(admin_client, edition) for _ in range(2)]

    assert said == [[f"A test is on its way to {ADDRESS}."]] * 2
    assert mail_server.recipients == [ADDRESS] * 2
    first, second = (mail.message for mail in mail_server.taken)
    assert first["Subject"] == edition.subject
    assert first["Message-ID"] != second["Message-ID"]
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]
    html = first.get_body(["html"]).get_content()
    assert edition.items.get().title in html
    assert not edition.deliveries.exists()
    assert latest(edition) == edition


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("550 5.1.1 No such mailbox"), "The mail server did not take the test to admin@example.com. It said: 550"),
        (Rule("451 4.3.0 Busy"), "The mail server did not take the test to admin@example.com. It said: 451"),
        (Rule(HANG_UP, at="DATA"), "The test may have been sent to admin@example.com, or not."),
    ],
)
def test_what_the_server_says_is_told(admin_client, mail_server: MailServer, rule, words):
    mail_server.rules = [rule]

    (message,) = send_test(admin_client, approved())

    assert message.startswith(words)


def test_without_a_server_that_is_told(admin_client, settings, mail_server: MailServer):
    settings.EMAIL_PORT = 1  # nobody listens there

    (message,) = send_test(admin_client, approved())

    assert message.startswith("No test was sent. The mail server cannot be used: ")


def test_mail_that_goes_to_a_folder_says_so(admin_client, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)

    assert send_test(admin_client, approved()) == [f"A test is written to {tmp_path}."]
    assert len(list(tmp_path.iterdir())) == 1


def test_without_an_address_or_anything_to_tell_nothing_is_sent(admin_client, admin_user, mail_server: MailServer):
    assert send_test(admin_client, EditionFactory())[0].startswith(
        "No test was sent: there is nothing in this edition."
    )

    admin_user.email = ""
    admin_user.save()

    assert send_test(admin_client, approved())[0].startswith("No test was sent: your account has no email address.")
    assert mail_server.taken == []


@pytest.mark.parametrize("address", ["a\r\nBcc: b@example.org", "no address", "é@example.org", "@", "a@b@c"])
def test_an_address_that_is_none_breaks_nothing(admin_client, admin_user, mail_server: MailServer, address):
    admin_user.email = address
    admin_user.save()

    answer = admin_client.post(page(approved(), "press"), {"do": "test"}, follow=True)

    assert answer.status_code == 200
    assert len(told(answer)) == 1
    assert "b@example.org" not in mail_server.recipients
