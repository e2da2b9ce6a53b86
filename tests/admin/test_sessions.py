"""A session at the desk ends with the browser and after twelve hours, or after thirty days where that was asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from compare.desk.sign_in import SESSION_ENDS
from tests.admin.staff import LOGIN, PASSWORD, is_in, make_staff, sign_in, words
from tests.running.processes import PRODUCTION
from tests.site import manage


@pytest.fixture
def editor(db):
    return make_staff()


def ends_in(client: Client) -> timedelta:
    """How long the session may still last."""
    return datetime.fromtimestamp(client.session[SESSION_ENDS], UTC) - timezone.now()


def let_time_pass(client: Client, by: timedelta) -> None:
    session = client.session
    session[SESSION_ENDS] -= by.total_seconds()
    session.save()


def cookie(client: Client):
    return client.cookies["sessionid"]


def test_a_session_ends_with_the_browser(client, editor):
    sign_in(client)

    assert cookie(client)["max-age"] == cookie(client)["expires"] == ""
    assert client.session.get_expire_at_browser_close()


def test_a_session_ends_after_twelve_hours_whatever_happens_in_it(client, editor):
    sign_in(client)
    assert timedelta(hours=11, minutes=59) < ends_in(client) <= timedelta(hours=12)

    let_time_pass(client, timedelta(hours=11, minutes=55))
    assert is_in(client)
    let_time_pass(client, timedelta(minutes=5))

    assert not is_in(client)
    assert "too long ago" in words(client.get(LOGIN))
    sign_in(client)
    assert is_in(client)


@pytest.mark.parametrize("ticked", ["on", ""])
def test_a_long_session_takes_the_tick(client, editor, ticked):
    sign_in(client, keep_signed_in=ticked)

    is_long = not client.session.get_expire_at_browser_close()
    assert is_long == bool(cookie(client)["max-age"]) == (ends_in(client) > timedelta(days=29)) == bool(ticked)


def test_a_long_session_ends_after_thirty_days(client, editor):
    sign_in(client, keep_signed_in="on")
    assert timedelta(days=29, hours=23) < ends_in(client) <= timedelta(days=30)
    assert 29 * 86400 < cookie(client)["max-age"] <= 30 * 86400

    let_time_pass(client, timedelta(days=30))

    assert not is_in(client)


def test_signing_in_anew_without_the_tick_makes_it_short_again(client, editor):
    sign_in(client, keep_signed_in="on")
    sign_in(client)

    assert cookie(client)["max-age"] == ""
    assert ends_in(client) <= timedelta(hours=12)


def test_a_session_without_an_end_is_over(client, editor):
    sign_in(client)
    session = client.session
    del session[SESSION_ENDS]
    session.save()

    assert not is_in(client)


def test_a_new_password_ends_the_other_sessions(client, editor):
    other = Client()
    for browser in (client, other):
        sign_in(browser, keep_signed_in="on")

    form = {"old_password": PASSWORD, "new_password1": "another long phrase", "new_password2": "another long phrase"}
    assert client.post("/admin/password_change/", form).status_code == 302

    assert is_in(client)
    assert not is_in(other)


def test_signing_in_begins_a_new_session_with_a_new_token(client, editor):
    client.get(LOGIN)
    planted, token = "a" * 32, client.cookies["csrftoken"].value
    client.cookies["sessionid"] = planted

    sign_in(client)

    assert is_in(client)
    assert cookie(client).value != planted
    assert client.cookies["csrftoken"].value != token
    client.cookies["sessionid"] = planted
    assert not is_in(client)


def test_after_signing_out_the_old_session_opens_nothing(client, editor):
    sign_in(client, keep_signed_in="on")
    stolen = cookie(client).value

    client.post("/admin/logout/")

    client.cookies["sessionid"] = stolen
    assert not is_in(client)


def test_a_closed_account_is_out_at_once(client, editor):
    sign_in(client)
    editor.is_staff = False
    editor.save()

    assert not is_in(client)


def test_no_script_and_no_other_site_gets_the_session(client, editor):
    sign_in(client)

    assert cookie(client)["httponly"]
    assert cookie(client)["samesite"] == "Lax"


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_over_https_the_session_never_travels_in_the_clear(data_dir, scheme, secure):
    told = PRODUCTION | {"SITE_URL": f"{scheme}://tiebreak.example"}
    ran = manage(data_dir, "diffsettings", "--all", DATABASE_URL="postgres://tiebreak@127.0.0.1/tiebreak", **told)

    assert f"SESSION_COOKIE_SECURE = {secure}" in ran.stdout
    assert f"CSRF_COOKIE_SECURE = {secure}" in ran.stdout
