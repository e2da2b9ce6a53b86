"""A voter is a random number in a signed cookie of the browser's, and nothing about a person."""

import time
import uuid
from unittest.mock import patch

import pytest
from django.core.signing import b62_encode, get_cookie_signer
from django.http import HttpResponse
from django.test import RequestFactory

from votes.voters import COOKIE, MAX_AGE_SECONDS, SALT, ForgedVoter, forget, new_voter, remember, voter_of


def request_with(**cookies: str):
    request = RequestFactory().get("/", headers={"user-agent": "Browser"}, REMOTE_ADDR="192.0.2.7")
    request.COOKIES.update(cookies)
    return request


def cookie_of(voter: uuid.UUID):
    """The cookie that a browser is given."""
    response = HttpResponse()
    remember(response, voter)
    (cookie,) = response.cookies.values()
    return cookie


def signed(value: str, salt: str = COOKIE + SALT, *, seconds_ago: int = 0) -> str:
    """A cookie's value with the site's own signature."""
    signer = get_cookie_signer(salt=salt)
    with patch.object(signer, "timestamp", lambda: b62_encode(int(time.time()) - seconds_ago)):
        return str(signer.sign(value))


def test_a_browser_without_the_cookie_is_no_voter_yet():
    assert voter_of(request_with()) is None
    assert voter_of(request_with(csrftoken="secret")) is None


def test_a_browser_that_shows_its_cookie_is_known_again():
    voter = uuid.uuid4()

    assert voter_of(request_with(voter=cookie_of(voter).value)) == voter


def test_the_cookie_holds_the_random_number_and_its_signature_only():
    voter = uuid.uuid4()
    number, time, signature = cookie_of(voter).value.split(":")

    assert number == str(voter)
    assert time.isalnum()
    assert len(signature) == 43


@pytest.mark.parametrize("https", [True, False])
def test_the_cookie_is_kept_from_scripts_and_other_sites_for_400_days(settings, https):
    settings.SESSION_COOKIE_SECURE = https
    cookie = cookie_of(uuid.uuid4())

    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 400 * 24 * 3600
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert bool(cookie["secure"]) is https
    assert cookie.key == ("__Host-voter" if https else "voter")


GENUINE = str(uuid.UUID(int=7, version=4))
FORGERIES = {
    "empty": lambda: "",
    "no signature": lambda: GENUINE,
    "made up": lambda: f"{GENUINE}:1abcde:{'a' * 43}",
    "another's signature": lambda: f"{GENUINE}:{cookie_of(uuid.uuid4()).value.partition(':')[2]}",
    "another cookie's salt": lambda: signed(GENUINE, "sessionid"),
    "the salt without the name": lambda: signed(GENUINE, SALT),
    "no number": lambda: signed("ann@example.org"),
    "older than any browser keeps it": lambda: signed(GENUINE, seconds_ago=MAX_AGE_SECONDS + 60),
    "letters of no language": lambda: "\x00\udcff:\U0001f600",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_cookie_that_the_site_has_not_set_is_told_apart(forgery):
    with pytest.raises(ForgedVoter):
        voter_of(request_with(voter=forgery()))


def test_a_cookie_of_another_secret_key_is_told_apart(settings):
    cookie = cookie_of(uuid.uuid4())
    settings.SECRET_KEY = "another" * 10

    with pytest.raises(ForgedVoter):
        voter_of(request_with(voter=cookie.value))


@pytest.mark.parametrize("seconds_ago", [0, MAX_AGE_SECONDS - 60])
def test_a_cookie_is_good_for_as_long_as_browsers_keep_it(seconds_ago):
    assert str(voter_of(request_with(voter=signed(GENUINE, seconds_ago=seconds_ago)))) == GENUINE


def test_a_first_vote_sent_twice_is_one_voters():
    assert new_voter(request_with(csrftoken="secret")) == new_voter(request_with(csrftoken="secret"))


@pytest.mark.parametrize("other", ["other", ""], ids=["other", "empty"])
def test_other_browsers_are_other_voters(other):
    assert new_voter(request_with(csrftoken=other)) != new_voter(request_with(csrftoken="secret"))


def test_a_voters_number_is_a_random_one_and_does_not_show_the_secret():
    voter = new_voter(request_with(csrftoken="c0ffee" * 5))

    assert (voter.version, voter.variant) == (4, uuid.RFC_4122)
    assert "c0ffee" not in voter.hex


def test_a_forgotten_cookie_is_thrown_away_at_once():
    response = HttpResponse()

    forget(response)

    cookie = response.cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["path"], cookie["samesite"]) == ("", 0, "/", "Lax")
