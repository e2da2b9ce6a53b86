"""Guessing passwords comes to an end, without locking out those who know theirs, and little is kept of it."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from core.networks import ip_network
from tests.admin.staff import LOGIN, is_in, make_staff, sign_in, words
from tests.voting import page_of

pytestmark = pytest.mark.django_db
HERE, THERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def editor():
    return make_staff()


def fail(client, times: int, name: str = "editor", **came_from: str) -> list[int]:
    """The statuses of so many wrong passwords."""
    return [sign_in(client, name, "wrong", **came_from).status_code for _ in range(times)]


def test_the_sixth_wrong_password_is_refused_and_says_when_to_try_again(client):
    statuses = fail(client, 5)
    answer = sign_in(client, password="wrong")

    assert statuses[:4] == [200] * 4
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert "Try again in 15 minutes" in words(answer)
    assert len(page_of(answer).select("h1")) == 1
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_the_right_password_is_refused_there_and_taken_elsewhere(client):
    fail(client, 5, REMOTE_ADDR=HERE)

    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 429
    assert not is_in(client)
    assert sign_in(client, REMOTE_ADDR=THERE).status_code == 302
    assert is_in(client)


def test_a_name_that_does_not_exist_is_treated_alike(client):
    known, unknown = fail(client, 6), fail(client, 6, "nobody")

    assert known == unknown
    assert words(sign_in(client, "editor")) == words(sign_in(client, "nobody"))


def test_a_colleague_on_the_same_network_is_not_held_up(client):
    make_staff("colleague")
    fail(client, 5)

    assert sign_in(client, "colleague").status_code == 302


def test_trying_one_password_on_many_names_locks_the_network(client):
    for number in range(20):
        fail(client, 1, f"name-{number}", REMOTE_ADDR=HERE)

    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 429
    assert sign_in(client, REMOTE_ADDR=THERE).status_code == 302


def test_nineteen_names_are_not_many(client):
    for number in range(19):
        fail(client, 1, f"name-{number}")

    assert sign_in(client).status_code == 302


def test_a_made_up_header_makes_no_new_network(client):
    for number in range(5):
        fail(client, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")

    assert sign_in(client, HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429


def test_behind_a_trusted_proxy_networks_are_told_apart(client, settings):
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]

    for number in range(5):
        fail(client, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, {HERE}")

    assert sign_in(client, HTTP_X_FORWARDED_FOR=f"203.0.113.99, {HERE}").status_code == 429
    assert sign_in(client, HTTP_X_FORWARDED_FOR=THERE).status_code == 302


def test_addresses_of_one_household_are_one_network(client):
    for number in range(1, 6):
        fail(client, 1, REMOTE_ADDR=f"2001:db8:0:1::{number}")

    assert sign_in(client, REMOTE_ADDR="2001:db8:0:1:ffff::").status_code == 429
    assert sign_in(client, REMOTE_ADDR="2001:db8:0:2::1").status_code == 302


@pytest.mark.parametrize("unknown", ["", "nonsense"])
def test_connections_from_nowhere_are_one_network(client, unknown):
    fail(client, 5, REMOTE_ADDR=unknown)

    assert sign_in(client, REMOTE_ADDR=unknown).status_code == 429
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 302


def test_signing_in_forgives_the_wrong_passwords_before_it(client):
    fail(client, 4)
    assert sign_in(client).status_code == 302

    assert fail(client, 4) == [200] * 4


def test_an_account_of_ones_own_does_not_help_to_guess_another(client):
    make_staff("insider")
    fail(client, 4)
    assert sign_in(client, "insider").status_code == 302

    assert fail(client, 2)[-1] == 429


def test_a_lock_opens_by_itself_and_trying_meanwhile_does_not_prolong_it(client):
    fail(client, 5)
    before = AccessAttempt.objects.get().attempt_time
    fail(client, 3)
    assert AccessAttempt.objects.get().attempt_time == before

    AccessAttempt.objects.update(attempt_time=before - timedelta(minutes=15))

    assert sign_in(client).status_code == 302


def test_of_a_failure_only_the_name_and_the_network_are_kept(client):
    agent = {"HTTP_USER_AGENT": "my own browser", "HTTP_ACCEPT": "text/telltale"}
    for browser in ("one", "two"):
        sign_in(client, password="secret", code="123456", **agent | {"HTTP_USER_AGENT": browser})
    (kept,) = AccessAttempt.objects.values()

    assert (kept["username"], kept["ip_address"], kept["failures_since_start"]) == ("editor", "127.0.0.1", 2)
    assert kept["user_agent"] == kept["http_accept"] == ""
    assert "secret" not in kept["post_data"]
    assert "123456" not in kept["post_data"]


def test_of_a_sign_in_that_worked_nothing_is_kept(client):
    fail(client, 1)
    sign_in(client)
    client.post("/admin/logout/")

    assert not any(model.objects.exists() for model in (AccessAttempt, AccessFailureLog, AccessLog))


def test_the_daily_command_forgets_what_locks_nothing_and_sessions_that_are_over(client):
    fail(client, 1, "recent")
    fail(client, 1, "old")
    AccessAttempt.objects.filter(username="old").update(attempt_time=timezone.now() - timedelta(minutes=16))
    sign_in(client)
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - timedelta(seconds=1))

    call_command("forget_networks")

    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["recent"]
    assert [session.session_key for session in Session.objects.all()] == [client.session.session_key]


def test_a_lock_is_opened_by_command(client):
    fail(client, 5)

    call_command("axes_reset_username", "editor")

    assert sign_in(client).status_code == 302


def test_the_number_of_failures_is_a_setting(client, settings):
    settings.AXES_FAILURE_LIMIT = 2

    assert fail(client, 3)[-1] == 429


def test_the_form_can_still_be_looked_at(client):
    fail(client, 6)

    assert client.get(LOGIN).status_code == 200
