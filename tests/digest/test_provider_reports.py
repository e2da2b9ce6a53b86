"""What an email provider reports, with the secret that it was given, stops mail to where none should go."""

import base64
import importlib
import json

import pytest
from django.test import Client
from django.urls import clear_url_caches

import compare.urls
from digest.models import Standing, Subscriber
from tests.factories import SubscriberFactory

SECRET = "provider:long-secret"
PATH = "/digest/webhooks/postmark/tracking/"


@pytest.fixture
def provider(db, settings, client: Client):
    """Reports as Postmark does, with a secret; the answer."""

    def report(secret: str = SECRET, **told: str):
        headers = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
        return client.post(PATH, json.dumps(told), "application/json", headers=headers)

    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    reload_addresses()
    yield report
    settings.ANYMAIL = {}
    reload_addresses()


def reload_addresses() -> None:
    importlib.reload(compare.urls)
    clear_url_caches()


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({"RecordType": "Bounce", "Type": "HardBounce", "Description": "No such mailbox"}, Standing.SUPPRESSED),
        ({"RecordType": "Bounce", "Type": "Transient"}, Standing.CONFIRMED),
        ({"RecordType": "Bounce", "Type": "Blocked"}, Standing.CONFIRMED),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, Standing.SUPPRESSED),
        ({"RecordType": "SubscriptionChange", "SuppressionReason": "ManualSuppression"}, Standing.LEFT),
        ({"RecordType": "Delivery"}, Standing.CONFIRMED),
    ],
)
def test_a_report(provider, told, standing):
    reader, other = SubscriberFactory(address="Ann@bücher.example"), SubscriberFactory()

    assert provider(Email="ann@xn--bcher-kva.example", **told).status_code == 200

    now = Subscriber.objects.get(pk=reader.pk)
    assert now.standing == standing
    assert ("Postmark" in now.suppressed_because) == (standing == Standing.SUPPRESSED)
    other.refresh_from_db()
    assert other.standing == Standing.CONFIRMED


@pytest.mark.parametrize("words", ["No such\0mailbox", "No such \ud800 mailbox"])
def test_a_report_in_words_that_cannot_be_kept(provider, words):
    reader = SubscriberFactory()

    assert provider(RecordType="Bounce", Type="HardBounce", Email=reader.address, Description=words).status_code == 200

    reader.refresh_from_db()
    assert reader.standing == Standing.SUPPRESSED


@pytest.mark.parametrize(
    "address", ["mailgun/tracking/", "mandrill/tracking/", "postmark/inbound/", "nobody/tracking/"]
)
@pytest.mark.usefixtures("provider")
def test_only_a_provider_whose_reports_can_be_checked_has_an_address(client: Client, address):
    assert client.post(f"/digest/webhooks/{address}", "{}", "application/json").status_code == 404


def test_a_report_of_nobody_changes_nothing(provider):
    assert provider(RecordType="Bounce", Type="HardBounce", Email="nobody@example.org").status_code == 200
    assert provider(RecordType="Bounce", Type="HardBounce", Email="no address").status_code == 200

    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("secret", ["provider:guessed", "", ":"])
def test_a_report_without_the_secret_is_refused(provider, secret, caplog):
    reader = SubscriberFactory()

    answer = provider(secret, RecordType="Bounce", Type="HardBounce", Email=reader.address)

    assert answer.status_code == 400
    reader.refresh_from_db()
    assert reader.standing == Standing.CONFIRMED


def test_without_a_secret_nothing_can_be_reported(db, client: Client):
    assert client.post(PATH, "{}", "application/json").status_code == 404
