"""Readers take along everything that is kept of them, and have all of it erased."""

import json
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from digest.models import Delivery, Fate, Standing, Subscriber
from tests.digest.readers import kept, links_of, reader_who_is, words_of
from tests.factories import CategoryFactory, DeliveryFactory, EditionFactory, SubscriberFactory

pytestmark = pytest.mark.django_db
SENT_AT = datetime(2026, 11, 16, 8, tzinfo=UTC)


@pytest.fixture
def reader() -> Subscriber:
    reader = SubscriberFactory(address="jörg@example.org", categories=[CategoryFactory(name="Audio", slug="audio")])
    edition = EditionFactory(week="2026-W46", subject="Three ships")
    DeliveryFactory(edition=edition, subscriber=reader, fate=Fate.SENT, ended_at=SENT_AT, note="250 ok", tries=1)
    DeliveryFactory(edition=edition, note="somebody else's")
    return reader


def test_the_file_holds_everything_that_is_kept(client: Client, reader):
    answer = client.get(links_of(reader)["export"])

    data = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="digest-data.json"'
    assert "jörg@example.org" in answer.content.decode()
    (delivery,) = data["deliveries"]
    assert data["categories"] == ["Audio"]
    assert (delivery["edition"], delivery["subject"], delivery["fate"]) == ("2026-W46", "Three ships", "Sent")
    assert (delivery["note"], delivery["tries"], delivery["ended_at"]) == ("250 ok", 1, "2026-11-16T08:00:00Z")
    columns = {field.name for field in Subscriber._meta.fields} - {"id"}
    assert data.keys() == columns | {"categories", "deliveries"}


def test_erasing_takes_a_second_step_and_leaves_nothing_but_that_something_was_sent(client: Client, reader):
    link = links_of(reader)["reader"]
    page = BeautifulSoup(client.get(link).content, "html.parser")
    step = BeautifulSoup(client.get(page.select_one("a[href$='?do=erase']")["href"]).content, "html.parser")
    assert Subscriber.objects.filter(pk=reader.pk).exists()
    form = step.main.form

    answer = client.post(form["action"], {form.button["name"]: form.button["value"]})

    assert answer.status_code == 200
    assert "It is all erased" in words_of(answer)
    assert not Subscriber.objects.filter(pk=reader.pk).exists()
    assert [delivery.subscriber for delivery in Delivery.objects.filter(note="250 ok")] == [None]
    assert Delivery.objects.filter(note="somebody else's", subscriber=None).count() == 0
    left = str(kept())
    assert reader.address not in left
    assert str(reader.key) not in left


def test_a_second_press_finds_nothing_left(client: Client, reader):
    link = links_of(reader)["reader"]

    assert [client.post(link, {"do": "erase"}).status_code for _ in range(2)] == [200, 410]
    assert client.post(link, {"do": "everything"}).status_code == 410


@pytest.mark.parametrize("standing", Standing)
def test_whoever_is_erased_may_sign_up_as_if_for_the_first_time(client: Client, standing):
    reader = reader_who_is(standing)
    client.post(links_of(reader)["reader"], {"do": "erase"})

    client.post("/digest/sign-up", {"address": reader.address})

    anew = Subscriber.objects.get()
    assert (anew.standing, anew.key == reader.key) == (Standing.PENDING, False)
