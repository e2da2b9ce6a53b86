"""Leaving takes one press or one request of a mail program, works at once, and is for good."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from digest.models import Standing, Subscriber
from digest.subscribing import sign_up
from tests.digest.readers import links_of, reader_who_is, standing_of, words_of

pytestmark = pytest.mark.django_db
AFTER = dict.fromkeys(Standing, Standing.LEFT) | {Standing.SUPPRESSED: Standing.SUPPRESSED}


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.CONFIRMED, Standing.SUPPRESSED])
def test_the_button_unsubscribes(client: Client, standing):
    reader = reader_who_is(standing, left_at=None)
    link = links_of(reader)["leave"]

    page = BeautifulSoup(client.get(link).content, "html.parser")
    assert [button.text for button in page.main.select("form[method=post] button")] == ["Unsubscribe"]

    answer = client.post(link)
    assert answer.status_code == 200
    assert "You are unsubscribed" in words_of(answer)
    assert standing_of(reader) == AFTER[standing]
    assert Subscriber.objects.get().left_at is not None
    # To a suppressed address no message would come.
    assert (
        ("sign up below" in words_of(answer))
        == (standing != Standing.SUPPRESSED)
        == (b'name="address"' in answer.content)
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded; charset=utf-7"),
        (
            b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--',
            "multipart/form-data",
        ),
        (b"List-Unsubscribe=One-Click", "application/json"),
        (b"List-Unsubscribe=One-Click", ""),
        (b"", ""),
    ],
)
def test_mail_programs_unsubscribe_with_one_request(body, kind):
    reader = reader_who_is(Standing.CONFIRMED)
    browser = Client(enforce_csrf_checks=True, headers={"Origin": "https://mail.example"})

    answer = browser.generic("POST", links_of(reader)["leave"], body, content_type=kind)

    assert answer.status_code == 200
    assert not answer.cookies
    assert standing_of(reader) == Standing.LEFT


def test_leaving_twice_is_leaving_once(client: Client):
    reader = reader_who_is(Standing.CONFIRMED)
    link = links_of(reader)["leave"]
    client.post(link)
    first = Subscriber.objects.get().left_at

    assert client.post(link).status_code == client.get(link).status_code == 200
    assert Subscriber.objects.get().left_at == first


def test_a_pause_does_not_stand_in_the_way(client: Client):
    reader = reader_who_is(Standing.CONFIRMED, paused_until="2999-01-01T00:00Z")

    client.post(links_of(reader)["leave"])

    assert standing_of(reader) == Standing.LEFT


def test_signing_up_again_alone_brings_nobody_back(client: Client):
    reader = reader_who_is(Standing.CONFIRMED)
    answer = client.post(links_of(reader)["leave"])
    assert f'value="{reader.address}"' in answer.content.decode()

    sign_up(address=reader.address)

    assert standing_of(reader) == Standing.LEFT


def test_a_request_for_somebody_who_was_erased_has_what_it_wants(client: Client):
    reader = reader_who_is(Standing.CONFIRMED)
    link = links_of(reader)["leave"]
    reader.delete()

    answer = client.post(link, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert "You are unsubscribed" in words_of(answer)
