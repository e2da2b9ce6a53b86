"""Whoever reads the log learns what happened, and not to whom."""

import io
import json
import logging

import pytest
from django.db import IntegrityError, transaction

from compare.logs import Json, impersonal
from tests.factories import SubscriberFactory

logger = logging.getLogger("tests.logs")


@pytest.mark.parametrize(
    "words",
    [
        "ann@example.org",
        "{'ann@example.org': (550, b'5.1.1 <ann@example.org>: no such user')}",
        "Key ann%40example.org",
        '"ann b"@example.org',
        "ann.o'brien@example.org",
        "ann+ann@ann.bücher.example",
        "用户ann@例子.广告",
        "/digest/you/ann:x-Y_z/data",
        "/digest/leave/ann:x-Y_z",
        "/digest/confirm/ann",
        "/preview/ann:b",
        "duplicate key value violates unique constraint\nDETAIL:  Key (address, key)=(ann, ann) already exists.",
        "Failing\nDETAIL:  Failing row contains (1, ann,\nann).\nCONTEXT:  a statement",
        'invalid input syntax for type integer: "what ann asks"',
        'syntax error in tsquery: "what ann asks"',
    ],
)
def test_what_names_somebody_is_left_out(words):
    assert "ann" not in impersonal(f"It failed: {words}").lower()


@pytest.mark.parametrize("address", ["203.0.113.77", "2001:db8:7::77", "::ffff:203.0.113.77", "fe80::77"])
def test_addresses_of_readers_are_left_out(address):
    said = impersonal(f"Invalid request from ip={address}: at 12:34:56 [{address}]:443")

    assert "77" not in said
    assert "12:34:56" in said


@pytest.mark.parametrize(
    "words",
    [
        "Listening at: http://127.0.0.1:8000 (17) and [::1]:8000",
        "2026-11-22 12:34:56,789 INFO gunicorn.error: Starting gunicorn 27.0.1",
        "Not Found: /digest/2026-w47",
        "100 % of it, with x[::2] and a::b",
        '  File "/srv/compare/views.py", line 3, in vote\n    @require_safe',
        'connection to server at "db.example", port 5432 failed: timeout expired',
    ],
)
def test_all_else_stays(words):
    assert impersonal(words) == words


def test_hostile_words_are_through_in_no_time():
    """Words on which a careless pattern would take minutes."""
    for part in ("a", "1.", "a:", ":", "@", '"', "DETAIL: ", "%40", "value "):
        assert impersonal(part * 20_000 + "@")


def test_errors_of_the_database_are_logged_without_what_was_refused(db, log: io.StringIO):
    SubscriberFactory(address="ann@example.org")
    try:
        with transaction.atomic():
            SubscriberFactory(address="ann@example.org")
    except IntegrityError:
        logger.exception("Nobody foresaw it: %s", "ann@example.org")

    assert "IntegrityError" in log.getvalue()
    assert "duplicate key value violates unique constraint" in log.getvalue()
    assert "ann" not in log.getvalue()


def test_a_json_line_is_one_object_whatever_is_in_it():
    record = logging.makeLogRecord(
        {"name": "a", "levelname": "INFO", "msg": 'ann@example.org\n"\x00ann@example.org \ud800', "route": "tool",
         "request": "GET /search?q=secret"}
    )  # fmt: skip
    told = Json().format(record)

    assert "\n" not in told
    assert json.loads(told)["route"] == "tool"
    assert "secret" not in told
    assert told.encode()
