"""Whoever gives an address does not learn whether it is known, from the answer or from the work that it takes."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from digest.models import Standing, Subscriber
from tests.digest.readers import reader_who_is

ADDRESS = "ann@example.org"


STATES = ["never given", "erased", "asked a moment ago", *Standing]


def bring_about(state: str) -> None:
    if state == "erased":
        reader_who_is(Standing.CONFIRMED, address=ADDRESS).delete()
    elif state == "asked a moment ago":
        reader_who_is(Standing.PENDING, address=ADDRESS, asked_at=timezone.now())
    elif state in Standing:
        reader_who_is(Standing(state), address="Ann@Example.org")


def test_the_answer_is_the_same_to_the_letter_and_takes_the_same_queries(client: Client, db):
    client.post("/digest/sign-up", {"address": "first.of.this.day@example.org"})
    told, asked = [], []
    for state in STATES:
        Subscriber.objects.all().delete()
        bring_about(state)
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/digest/sign-up", {"address": ADDRESS})
        headers = {name: value for name, value in answer.headers.items() if name not in ("Expires", "X-Request-ID")}
        told.append((answer.status_code, headers, answer.content, answer.cookies.output()))
        asked.append([query["sql"].split()[0] for query in queries])
        assert Subscriber.objects.get().address.lower() == ADDRESS

    assert len(asked[0]) >= 4
    assert told[0][0] == 200
    assert ADDRESS.encode() in told[0][2]
    assert all(one == told[0] for one in told)
    assert all(one == asked[0] for one in asked)


def test_nothing_a_reader_has_set_is_changed_by_somebody_who_gives_their_address(client: Client, db):
    readers = [reader_who_is(standing, everything=False, paused_until=timezone.now()) for standing in Standing]
    names = [field.name for field in Subscriber._meta.fields if field.name != "updated_at"]
    known = Subscriber.objects.order_by("pk").values(*names)
    before = list(known.all())

    for reader in readers:
        client.post("/digest/sign-up", {"address": reader.address.upper()})

    assert list(known.all()) == before
