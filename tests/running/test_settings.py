"""A setting that makes no sense is named with what to set it to, before anything is started."""

import os
import runpy

import pytest

from compare.environment import CannotStart
from tests.site import ROOT, environment


@pytest.fixture
def refuse(monkeypatch, tmp_path):
    """What the settings say of an environment that they refuse, read as at a start."""

    def read(**told: str) -> str:
        kept = environment(tmp_path, **told)
        for name in set(os.environ) - set(kept):
            monkeypatch.delenv(name)
        for name, value in kept.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(CannotStart) as refusal:
            runpy.run_path(str(ROOT / "compare" / "settings.py"))
        return str(refusal.value)

    return read


NUMBER, ZONE = "a whole number from 1 on", "a time zone such as Europe/Berlin"


@pytest.mark.parametrize(
    ("setting", "value", "way_on"),
    [
        ("COMMUNITY_MIN_VOTES", "abc", NUMBER),
        ("FACT_STALE_AFTER_DAYS", "0", NUMBER),
        ("PAGE_CACHE_SECONDS", "-1", "a whole number from 0 on"),
        ("VOTES_PER_MINUTE", "0", NUMBER),
        ("VOTES_PER_MINUTE_AND_NETWORK", "0", NUMBER),
        ("VOTES_PER_NETWORK_AND_DAY", "0", NUMBER),
        ("SIGN_IN_FAILURES", "0", NUMBER),
        ("SIGN_UPS_PER_NETWORK_AND_HOUR", "0", NUMBER),
        ("WORKERS", "two", "a whole number from 0 on"),
        ("TIME_ZONE", "Nowhere", ZONE),
        ("TIME_ZONE", "../etc", ZONE),
        ("DIGEST_TIME_ZONE", "Nowhere", ZONE),
        ("DIGEST_DAY", "someday", "one of monday, tuesday"),
        ("DIGEST_HOUR", "-1", "a whole number from 0 on"),
        ("DIGEST_RETRY_SECONDS", "0", NUMBER),
        ("REPLICA_LAG_SECONDS", "0", NUMBER),
        ("LOG_LEVEL", "LOUD", "one of DEBUG, INFO, WARNING, ERROR, CRITICAL"),
        ("LOG_FORMAT", "xml", "one of line, json"),
        ("METRICS_PORT", "metrics", "a number from 1 to 65535"),
        ("METRICS_PORT", "8000", "another port"),  # where the site itself is
        ("SENTRY_DSN", "https://sentry.example/1", "https://key@sentry.example/1"),
        ("STAFF_SECOND_FACTOR", "always", "one of optional, required"),
        ("DEMO", "everything", "one of catalogue, seed"),
        *(
            ("SITE_URL", address, "https://tiebreak.example")
            for address in (
                "nonsense",
                "https://a.example/b",
                "http://[",
                "ftp://a.example",
                "https://u:p@a.example",
                "https://a.example?b=c",
            )
        ),
        *(
            ("ADMIN_PATH", path, "letters, digits and hyphens")
            for path in (
                "back stage",
                "/",
                "a//b",
                "a/../b",
                "ädmin",
                "admin?x",
                "admin.html",
                "a/<b>",
                "http://x",
                "-/_",
            )
        ),
        *(
            ("ADMIN_PATH", path, "where the site has its own pages")
            for path in ("tools", "Compare", "about/desk", "static/desk", "digest")
        ),
        *(
            ("EMAIL_URL", address, "smtp+tls://user:password@mail.example.org:587")
            for address in ("nonsense", "anymail://nobody", "smtp://host:port")
        ),
    ],
)
def test_what_makes_no_sense_is_named(refuse, setting, value, way_on):
    words = refuse(**{setting: value})

    assert f"{setting} is {value!r}" in words
    assert way_on in words


@pytest.mark.parametrize(
    "address", ["nonsense", "http://a.example", "redis://", "redis://a:port", "redis://a/b", "redis://:secret@a/0?db=x"]
)
def test_a_cache_that_is_none(refuse, address):
    words = refuse(CACHE_URL=address)

    assert "CACHE_URL does not name a Redis; write it as redis://host:6379/0" in words
    assert "secret" not in words


@pytest.mark.parametrize("proxies", ["nonsense", "10.0.0.7,192.168.0.1/24", "10.0.0.7 10.0.0.8"])
def test_trusted_proxies_that_are_none(refuse, proxies):
    words = refuse(TRUSTED_PROXIES=proxies)

    assert "TRUSTED_PROXIES: " in words
    assert proxies.rpartition(",")[2] in words
    assert "such as 10.0.0.7,192.168.0.0/24" in words


@pytest.mark.parametrize("rate", ["fast", "0/minute", "20/fortnight", "20/minute,x"])
def test_rates_that_are_none(refuse, rate):
    words = refuse(DIGEST_RATE=rate)

    assert f"DIGEST_RATE has {rate.rpartition(',')[2]!r}" in words
    assert "as in 60/minute" in words


def test_an_hour_that_is_none(refuse):
    assert refuse(DIGEST_HOUR="24") == "DIGEST_HOUR is 24; set it to an hour from 0 to 23."


@pytest.mark.parametrize("value", ["[1]", "{"])
def test_settings_of_a_provider_that_are_none(refuse, value):
    assert "ANYMAIL is no JSON object" in refuse(ANYMAIL=value)


def test_a_wrong_mail_address_does_not_tell_the_password(refuse):
    words = refuse(EMAIL_URL="smpt://user:hunter2@mail.example.org")

    assert "hunter2" not in words
    assert "mail.example.org" in words


def test_a_replica_needs_a_primary(refuse):
    assert "Set DATABASE_URL to the database that is written" in refuse(REPLICA_URL="postgres://ann@there/site")
