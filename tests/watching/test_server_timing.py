"""Browsers are told what an answer took, and nothing that would give a secret away."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import ToolFactory


def test_a_page_tells_all_it_took(client: Client, db):
    ToolFactory(slug="a")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/tools/a")

    told = rf'total;dur=[\d.]+, db;dur=[\d.]+;desc="{len(queries)} queries"'
    assert re.fullmatch(told, answer["Server-Timing"])


def test_what_asked_the_database_nothing_says_nothing_of_it(client: Client):
    assert re.fullmatch(r"total;dur=[\d.]+", client.get("/about")["Server-Timing"])


def test_what_is_not_there_does_not_tell_how_it_was_looked_for(client: Client, db):
    assert re.fullmatch(r"total;dur=[\d.]+", client.get("/tools/nowhere")["Server-Timing"])


def test_what_is_sent_in_tells_nothing(client: Client, db):
    answer = client.post("/digest/sign-up", {"address": "ann@example.org"})

    assert answer.status_code == 200
    assert "Server-Timing" not in answer.headers
