"""What the settings of the digest and its mail mean."""

from typing import Any

import pytest

import compare.mail
from compare.environment import CannotStart, hour, rates, weekday
from compare.mail import anymail


def mail() -> dict[str, Any]:
    return compare.mail.mail("/data/mail", site_name="Tie, break", site_host="tiebreak.example")


@pytest.fixture(autouse=True)
def _told_nothing(monkeypatch):
    for name in ("EMAIL_URL", "EMAIL_FROM", "ANYMAIL", "DIGEST_DAY", "DIGEST_RATE"):
        monkeypatch.delenv(name, raising=False)


def test_days_hours_and_rates(monkeypatch):
    assert weekday("DIGEST_DAY") is None
    assert rates("DIGEST_RATE") == []

    monkeypatch.setenv("DIGEST_DAY", "Friday")
    monkeypatch.setenv("DIGEST_HOUR", "23")
    monkeypatch.setenv("DIGEST_RATE", "20/minute, 500/Day")

    assert weekday("DIGEST_DAY") == 4
    assert hour("DIGEST_HOUR", 8) == 23
    assert rates("DIGEST_RATE") == [(20, 60), (500, 86_400)]


def test_a_mail_server(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://user:p%40ss@mail.example.org")

    found = mail()

    assert found["EMAIL_BACKEND"] == "digest.smtp.EmailBackend"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("user", "p@ss")
    assert found["EMAIL_USE_TLS"]
    assert found["DEFAULT_FROM_EMAIL"] == '"Tie, break" <digest@tiebreak.example>'


def test_a_provider(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "anymail://postmark")
    monkeypatch.setenv("ANYMAIL", '{"POSTMARK_SERVER_TOKEN": "token"}')
    monkeypatch.setenv("EMAIL_FROM", "News <news@tiebreak.example>")

    found = mail()

    assert found["EMAIL_BACKEND"] == "anymail.backends.postmark.EmailBackend"
    assert anymail() == {"POSTMARK_SERVER_TOKEN": "token"}
    assert found["DEFAULT_FROM_EMAIL"] == "News <news@tiebreak.example>"


def test_a_local_run_without_a_mail_server_writes_to_a_folder_and_another_does_not_start(monkeypatch):
    monkeypatch.setattr(compare.mail, "IS_LOCAL", True)
    assert mail()["EMAIL_FILE_PATH"] == "/data/mail"

    monkeypatch.setattr(compare.mail, "IS_LOCAL", False)
    with pytest.raises(CannotStart, match="EMAIL_URL"):
        mail()
