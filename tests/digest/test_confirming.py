"""An address is confirmed by pressing the button behind its link, once, and by nothing else."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from digest.models import Standing, Subscriber
from tests.digest.readers import SECRET, link_to_confirm, links_of, reader_who_is, standing_of, words_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.LEFT])
def test_the_button_behind_the_link_confirms(client: Client, standing):
    reader = reader_who_is(standing)
    link = link_to_confirm(reader)

    page = BeautifulSoup(client.get(link).content, "html.parser")
    assert [button.text for button in page.main.select("form[method=post] button")] == ["Yes, send me the digest"]
    assert standing_of(reader) == standing

    answer = client.post(link)
    reader.refresh_from_db()
    assert answer.status_code == 200
    assert "You are subscribed" in words_of(answer)
    assert (reader.standing, reader.confirmation, reader.left_at) == (Standing.CONFIRMED, "", None)
    assert reader.confirmed_at is not None


def test_a_browser_that_keeps_no_cookies_can_confirm():
    reader = reader_who_is(Standing.PENDING)

    assert Client(enforce_csrf_checks=True).post(link_to_confirm(reader)).status_code == 200
    assert standing_of(reader) == Standing.CONFIRMED


def test_a_second_press_says_that_it_is_done_already(client: Client):
    reader = reader_who_is(Standing.PENDING)
    link = link_to_confirm(reader)
    client.post(link)
    before = Subscriber.objects.values().get()

    for answer in (client.post(link), client.get(link)):
        assert answer.status_code == 200
        assert "The address is confirmed already" in words_of(answer)
    assert Subscriber.objects.values().get() == before


def test_a_used_link_does_not_bring_back_who_has_left(client: Client):
    reader = reader_who_is(Standing.PENDING)
    link = link_to_confirm(reader)
    client.post(link)
    reader.refresh_from_db()
    client.post(links_of(reader)["leave"])

    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        assert "sign up anew" in words_of(answer)
        assert f'value="{reader.address}"' in answer.content.decode()
    assert standing_of(reader) == Standing.LEFT


def test_nor_does_an_unused_one_after_leaving(client: Client):
    reader = reader_who_is(Standing.PENDING)
    link = link_to_confirm(reader)
    client.post(links_of(reader)["leave"])

    assert client.post(link).status_code == 410
    assert standing_of(reader) == Standing.LEFT


def test_a_link_that_another_has_replaced_is_over(client: Client):
    reader = reader_who_is(Standing.PENDING)
    older = link_to_confirm(reader, confirmation="f" * 32)

    assert [client.get(older).status_code, client.post(older).status_code] == [410, 410]
    assert standing_of(reader) == Standing.PENDING


def test_a_link_without_a_secret_confirms_nobody(client: Client):
    reader = reader_who_is(Standing.LEFT, confirmation="")

    assert client.post(link_to_confirm(reader, confirmation="")).status_code == 410
    assert standing_of(reader) == Standing.LEFT


@pytest.mark.parametrize(("days_old", "status", "standing"), [(6, 200, "confirmed"), (8, 410, "pending")])
def test_a_link_is_good_for_a_week(client: Client, days_old, status, standing):
    reader = reader_who_is(Standing.PENDING)

    answer = client.post(link_to_confirm(reader, days_old=days_old))

    assert answer.status_code == status
    assert ("This link has expired" in words_of(answer)) == (status == 410)
    assert standing_of(reader) == standing


def test_a_suppressed_address_cannot_be_confirmed(client: Client):
    reader = reader_who_is(Standing.SUPPRESSED, confirmation=SECRET)

    for answer in (client.get(link_to_confirm(reader)), client.post(link_to_confirm(reader))):
        assert answer.status_code == 409
        assert "This address cannot be confirmed" in words_of(answer)
    assert standing_of(reader) == Standing.SUPPRESSED


def test_who_confirms_anew_gets_the_digest_at_once_though_they_had_paused_before(client: Client):
    reader = reader_who_is(Standing.LEFT, paused_until="2999-01-01T00:00Z")

    client.post(link_to_confirm(reader))

    reader.refresh_from_db()
    assert not reader.is_paused
