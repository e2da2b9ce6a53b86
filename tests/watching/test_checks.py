"""`/healthz` tells whether the process lives, `/readyz` whether it can serve pages."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from compare.watching import checks
from tests.site import free_port

ANYBODY = {"HTTP_HOST": "10.0.0.99:8000"}


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    monkeypatch.setattr(checks, "look", checks.Look())


def heard_of_worker(*, seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def test_health_needs_nothing_but_the_process(client: Client):
    """Not the database either, which this test has not."""
    answer = client.get("/healthz", **ANYBODY)

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_checks_are_answered_to_whoever_asks_and_never_kept(client: Client, db, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get(path, **ANYBODY)

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert "Vary" not in answer.headers
    assert client.head(path, **ANYBODY).status_code == 200
    assert client.post(path, **ANYBODY).status_code == 405
    assert client.get("/about", **ANYBODY).status_code in (301, 400)


def test_ready_with_a_worker(client: Client, db):
    heard_of_worker(seconds_ago=3)

    answer = client.get("/readyz?worker")

    assert answer.status_code == 200
    assert answer.content.decode().splitlines() == [
        "ready",
        "ok database: answers",
        "ok migrations: all are applied",
        "ok worker: heard of 3 seconds ago",
        "ok cache: keeps what it is given",
    ]


@pytest.mark.parametrize(("seconds_ago", "words"), [(None, "there is none"), (300, "heard of 300 seconds ago")])
def test_a_missing_worker_is_told_and_keeps_nobody_from_reading(client: Client, db, seconds_ago, words):
    if seconds_ago:
        heard_of_worker(seconds_ago=seconds_ago)

    readers, worker = client.get("/readyz"), client.get("/readyz?worker")

    assert f"no worker: {words}" in readers.content.decode()
    assert (readers.status_code, worker.status_code) == (200, 503)
    assert worker["Retry-After"] == "5"


def test_not_ready_until_all_migrations_are_applied(client: Client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions' AND name = '0001_initial'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "no migrations: 1 is to be applied" in answer.content.decode()


def test_many_who_ask_cost_the_database_little(client: Client, db, django_assert_num_queries: DjangoAssertNumQueries):
    client.get("/readyz")

    with django_assert_num_queries(0):
        answer = client.get("/readyz")

    assert answer.status_code == 200


def test_not_ready_without_a_database_that_answers(db, monkeypatch):
    """In a thread, whose connection is its own. (`test_a_watched_site.py` has a database that is frozen.)"""
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", str(free_port()))
    with ThreadPoolExecutor() as elsewhere:
        answer = elsewhere.submit(Client().get, "/readyz").result()

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer.content.decode().splitlines()[:2] == ["not ready", "no database: does not answer"]
