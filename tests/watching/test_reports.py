"""Errors are reported where the setting SENTRY_DSN names, and without it nothing of the kind is loaded."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import brotli
import psycopg
import pytest

from compare.watching.reports import without_readers
from tests.site import ROOT, environment

# A request whose view fails at something of a reader's; then what has been reported is sent.
FAIL = """
import django, sys; django.setup()
from django.test import Client
from compare.views import pages
def fail(request, *args): raise ValueError("xenia@example.org from 203.0.113.77 is refused")
from django.urls import get_resolver
next(one for one in get_resolver().url_patterns if getattr(one, "name", "") == "robots").callback = fail
reader = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Lynx of Xenia", "HTTP_COOKIE": "a=xenia"}
answer = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1", **reader).get("/robots.txt?q=xenia")
print(answer.status_code, "sentry_sdk" in sys.modules)
if "sentry_sdk" in sys.modules: sys.modules["sentry_sdk"].flush(10)
"""


UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


class Reported(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.reports.append(UNPACK[self.headers["Content-Encoding"]](body).decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Reported) as server:
        server.reports = []
        Thread(target=server.serve_forever).start()
        yield server
        server.shutdown()


def fail(data_dir: Path, **changes: str) -> str:
    """What a process prints whose view fails: the status of the answer, and whether Sentry's library is loaded."""
    told = environment(data_dir, DJANGO_SETTINGS_MODULE="compare.settings", **changes)
    done = subprocess.run([sys.executable, "-c", FAIL], cwd=ROOT, env=told, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_error_is_reported_without_whom_it_met(server: HTTPServer, tmp_path: Path):
    assert fail(tmp_path, SENTRY_DSN=f"http://key@127.0.0.1:{server.server_port}/1") == "500 True"

    said = "\n".join(server.reports)
    assert "ValueError" in said
    assert '"release":"tiebreak@' in said
    assert "robots" in said
    assert "xenia" not in said.lower()
    assert "203.0.113" not in said


def test_without_the_setting_nothing_of_it_is_loaded(tmp_path: Path):
    assert fail(tmp_path) == "500 False"


def test_a_database_that_is_away_is_not_reported_for_each_who_asks():
    away, wrong = psycopg.OperationalError("the connection is lost"), ValueError("a mistake")

    assert without_readers({"level": "error"}, {"exc_info": (type(away), away, None)}) is None
    assert without_readers({"level": "error"}, {"exc_info": (type(wrong), wrong, None)})["level"] == "error"
