"""Each request is one line of the log, with an id that stands on all lines about it, and says nothing of who asked."""

import asyncio
import io
import logging
import re
from ipaddress import ip_network
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from compare.watching.jobs import name_in_log
from tests.factories import ToolFactory

READER = {
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_USER_AGENT": "Lynx of Ann",
    "HTTP_REFERER": "https://ann.example/diary",
    "HTTP_COOKIE": "sessionid=ann-session",
}


def test_a_line_names_the_route_and_what_it_took(client: Client, db, caplog):
    ToolFactory(slug="a")
    with CaptureQueriesContext(connection) as queries:
        client.get("/tools/a")

    (line,) = [record for record in caplog.records if record.name == "compare.requests"]
    assert (line.method, line.route, line.status, line.queries) == ("GET", "tool", 200, len(queries))
    assert line.ms >= line.database_ms > 0
    assert re.match(rf"GET tool 200 in [\d.]+ ms, {len(queries)} queries in [\d.]+ ms", line.getMessage())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/search?q=what+ann+asks&mail=ann@example.org"),
        ("get", "/digest/you/ann-token:x"),
        ("get", "/preview/ann-token:x"),
        ("get", "/nowhere/ann@example.org"),
        ("get", "/tools/a/vote?choice=ann"),
        ("post", "/digest/sign-up"),
    ],
)
def test_nothing_is_told_of_who_asks_and_for_what(client: Client, db, log: io.StringIO, method, path):
    getattr(client, method)(path, {"address": "ann@example.org"} if method == "post" else {}, **READER)

    assert "compare.requests" in log.getvalue()
    assert "ann" not in log.getvalue().lower()
    assert "203.0.113" not in log.getvalue()


def test_the_id_is_in_the_answer_and_on_every_line(client: Client, db, log: io.StringIO):
    answer, other = client.get("/nowhere"), client.get("/about")

    key = answer["X-Request-ID"]
    lines = [line for line in log.getvalue().splitlines() if key in line]
    assert len(lines) == 2
    assert "Not Found: /nowhere" in lines[1]
    assert re.fullmatch(r"[0-9a-f]{16}", other["X-Request-ID"])
    assert other["X-Request-ID"] != key


@pytest.mark.parametrize(
    ("peer", "given", "is_taken"),
    [
        ("10.0.0.1", "0af7651916cd43dd8448eb211c80319c", True),
        ("", "0af7651916cd43dd", True),  # over a Unix socket
        ("203.0.113.77", "0af7651916cd43dd8448eb211c80319c", False),
        ("10.0.0.1", "short", False),
        ("10.0.0.1", "x" * 65, False),
        ("10.0.0.1", "0af7651916cd43dd\nINFO forged", False),
    ],
)
def test_an_id_is_taken_from_a_proxy_of_the_host_only(client: Client, settings, peer, given, is_taken):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]

    answer = client.get("/healthz", REMOTE_ADDR=peer, HTTP_X_REQUEST_ID=given)

    assert (answer["X-Request-ID"] == given) == is_taken


def test_checks_and_files_are_not_worth_a_line(client: Client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/healthz")

    assert not caplog.records


def test_lines_of_a_job_carry_its_number(log: io.StringIO):
    async def work() -> str:
        logging.getLogger("digest.sending").warning("Something happened.")
        return "done"

    context = SimpleNamespace(job=SimpleNamespace(id=17))
    assert asyncio.run(name_in_log(work, context, None)) == "done"
    logging.getLogger("digest.sending").warning("Something else.")

    during, after = log.getvalue().splitlines()
    assert re.search(r'\[job 17\]|"job": "17"', during)
    assert "17" not in after.partition("digest.sending")[2]
