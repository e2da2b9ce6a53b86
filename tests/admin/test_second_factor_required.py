"""A host can ask all staff for a second factor: without one they get no further than the page to switch it on."""

import pytest
from django.contrib import admin
from django.test import Client

from tests.admin.staff import FACTOR, LOGIN, code_of, is_in, make_staff, sign_in, switch_on, words
from tests.admin.test_sign_in import addresses
from tests.voting import page_of


@pytest.fixture(autouse=True)
def required(settings):
    settings.STAFF_SECOND_FACTOR = "required"


@pytest.fixture
def editor(db):
    return make_staff()


def test_signing_in_leads_to_the_page_that_switches_it_on(client, editor):
    signed_in = sign_in(client, next="/admin/tools/tool/")

    answer = client.get(signed_in.headers["Location"], follow=True)

    assert answer.redirect_chain[-1] == (FACTOR, 302)
    assert "This site asks all staff for a second factor" in words(answer)


def test_nothing_else_of_the_desk_is_shown(client, editor):
    sign_in(client)

    for address in addresses(admin.site.get_urls()):
        if address not in (FACTOR, LOGIN, "/admin/logout/"):
            for method in (client.get, client.post):
                answer = method(address)
                assert answer.status_code == 302, address
                assert answer.headers["Location"].startswith(LOGIN), address
    page = page_of(client.get(FACTOR))
    assert not page.select("#nav-sidebar")
    assert "/admin/tools/" not in str(page)


def test_with_it_switched_on_the_desk_opens(client, editor):
    sign_in(client)

    switch_on(client)

    assert is_in(client)
    anew = Client()
    assert sign_in(anew).status_code == 200
    assert sign_in(anew, code=code_of(editor)).status_code == 302
    assert is_in(anew)


def test_whoever_switches_it_off_is_back_at_that_page(client, editor):
    sign_in(client)
    switch_on(client)

    answer = client.post(FACTOR, {"do": "off", "code": code_of(editor)}, follow=True)

    assert "1. Put this key into your app" in words(answer)
    assert not is_in(client)


def test_signing_out_is_possible_without(client, editor):
    sign_in(client)

    assert client.post("/admin/logout/").status_code == 200
    assert client.get(FACTOR).headers["Location"].startswith(LOGIN)


def test_strangers_do_not_get_there(client, db):
    assert client.get(FACTOR).headers["Location"].startswith(LOGIN)
    assert client.post(FACTOR, {"do": "on"}).headers["Location"].startswith(LOGIN)
