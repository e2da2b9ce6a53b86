"""The two messages that answer a sign-up."""

import pytest
from django.test import Client

from digest.letters import already, confirmation
from digest.models import Standing
from tests.digest.mailbox import opened
from tests.factories import SubscriberFactory

pytestmark = pytest.mark.django_db


def test_the_message_to_confirm_says_who_asked_for_what_and_what_doing_nothing_means(client: Client):
    reader = SubscriberFactory(standing=Standing.PENDING, confirmation="ab" * 16, address="ann@example.org")

    mail = opened(confirmation(reader))

    assert mail.parsed["Subject"] == "Confirm your address for the Tiebreak digest"
    for words in ("ann@example.org", "Somebody, we hope you, asked for the weekly digest", "7 days", "do nothing"):
        assert words in " ".join(mail.text.split())
        assert words in " ".join(mail.page.text.split())
    links = mail.links()
    assert len([link for link in links if "/digest/confirm/" in link]) == 1
    assert {client.get(link.removeprefix("http://testserver")).status_code for link in links} == {200}
    assert not [name for name in mail.parsed if name.startswith("List-")]
    assert mail.parsed["Auto-Submitted"] == "auto-generated"
    assert mail.parsed["Message-ID"].endswith("@testserver>")


def test_who_is_subscribed_already_gets_their_settings(client: Client):
    reader = SubscriberFactory()

    mail = opened(already(reader))

    assert mail.parsed["Subject"] == "You get the Tiebreak digest already"
    links = mail.links()
    assert {link.split("/")[4] for link in links if "/digest/" in link} == {"you", "leave"}
    assert {client.get(link.removeprefix("http://testserver")).status_code for link in links} == {200}


@pytest.mark.parametrize("name", ["Ann & <Söhne>", "漢字", "x" * 200])
def test_the_sites_name_is_put_in_whatever_it_is(settings, name):
    settings.SITE_NAME = name
    reader = SubscriberFactory(confirmation="ab" * 16)

    for mail in (opened(confirmation(reader)), opened(already(reader))):
        assert name in str(mail.parsed["Subject"])
        assert name in mail.page.text
