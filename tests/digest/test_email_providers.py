"""What an email provider answers decides what becomes of a delivery: it is never sent twice, and never lost."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from digest.models import Fate, Standing
from tests.digest.mailing import begun, delivery_to, latest, make_due, readers, send_all
from tests.site import free_port

pytestmark = pytest.mark.django_db

HANG_UP = 0
TAKEN = {"To": "{}", "MessageID": "1", "ErrorCode": 0, "Message": "OK"}
INACTIVE = {
    "ErrorCode": 406,
    "Message": "You tried to send to recipient(s) that have been marked as inactive. "
    "Found inactive addresses: {}. Inactive recipients are ones that have generated a hard bounce.",
}


class Provider(ThreadingHTTPServer):
    """Postmark's way to take mail, over HTTP: gives the answers in turn, and then takes everything."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ProviderRequest)
        self.answers: list[tuple[int, object]] = []
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class ProviderRequest(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Provider)
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked["To"])
        status, answer = self.server.answers.pop(0) if self.server.answers else (200, TAKEN)
        if status == HANG_UP:
            return
        body = answer if isinstance(answer, bytes) else json.dumps(answer).replace("{}", asked["To"]).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "token", "POSTMARK_API_URL": server.url}
        yield server
        server.shutdown()
        thread.join()


def test_a_provider_that_takes_it_has_sent_it(provider: Provider):
    wanted = readers(2)
    edition = begun()

    send_all(edition)

    assert provider.asked == [reader.address for reader in wanted]
    assert [delivery_to(reader).fate for reader in wanted] == [Fate.SENT] * 2


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (401, {"ErrorCode": 10, "Message": "No such token"}),
        (403, "Forbidden"),
        (404, "Not found"),
        (429, {"ErrorCode": 429, "Message": "Too many requests"}),
        (503, "Away"),
    ],
)
def test_a_provider_that_takes_nothing_for_now_is_asked_again_later(provider: Provider, status: int, answer: object):
    reader, other = readers(2)
    edition = begun()
    provider.answers = [(status, answer)]

    send_all(edition)

    assert provider.asked == [reader.address]
    assert (delivery_to(reader).fate, delivery_to(reader).tries) == (Fate.WAITING, 0)
    assert f"Postmark API response {status}" in latest(edition).trouble

    make_due(edition)
    send_all(edition)

    assert provider.asked == [reader.address, reader.address, other.address]
    assert delivery_to(reader).fate == Fate.SENT
    assert latest(edition).trouble == ""


def test_a_provider_that_cannot_be_reached_is_asked_again_later(provider: Provider, settings):
    (reader,) = readers(1)
    edition = begun()
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": f"http://127.0.0.1:{free_port()}/"}

    send_all(edition)

    assert (delivery_to(reader).fate, delivery_to(reader).tries) == (Fate.WAITING, 0)
    assert "Failed to establish a new connection" in latest(edition).trouble


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (HANG_UP, ""),
        (500, "Oh"),
        (502, "Oh"),
        (504, "Oh"),
        (200, b"no JSON"),
        (200, "no object"),
        (200, {"ErrorCode": 0}),
    ],
    ids=str,
)
def test_what_the_provider_does_not_say_is_unknown_and_not_sent_again(provider: Provider, status: int, answer: object):
    reader, other = readers(2)
    edition = begun()
    provider.answers = [(status, answer)]

    send_all(edition)
    assert delivery_to(other).fate == Fate.WAITING
    make_due(edition)
    send_all(edition)
    make_due(edition)
    send_all(edition)

    assert provider.asked == [reader.address, other.address]
    assert (delivery_to(reader).fate, delivery_to(reader).tries) == (Fate.UNKNOWN, 1)
    assert delivery_to(other).fate == Fate.SENT


@pytest.mark.parametrize(
    ("status", "answer", "is_suppressed"),
    [
        (422, INACTIVE, True),
        (422, {"ErrorCode": 300, "Message": "Invalid 'To' address: '{}'."}, True),
        (422, {"ErrorCode": 310, "Message": "There is something about this message"}, False),
        (400, "A bad request", False),
        (413, "Too large", False),
    ],
)
def test_one_that_the_provider_refuses_holds_up_nobody_else(
    provider: Provider, status: int, answer: object, is_suppressed: bool
):
    refused, taken = readers(2)
    edition = begun()
    provider.answers = [(status, answer)]

    send_all(edition)

    assert provider.asked == [refused.address, taken.address]
    assert (delivery_to(refused).fate, delivery_to(taken).fate) == (Fate.REFUSED, Fate.SENT)
    assert delivery_to(refused).note
    refused.refresh_from_db()
    assert (refused.standing == Standing.SUPPRESSED) is is_suppressed


def test_an_address_that_cannot_be_written_is_refused_before_anything_is_sent(provider: Provider):
    odd, taken = readers(2)
    odd.address = "reader@ü..example.org"
    odd.save()
    edition = begun()

    send_all(edition)

    assert provider.asked == [taken.address]
    assert (delivery_to(odd).fate, delivery_to(taken).fate) == (Fate.REFUSED, Fate.SENT)
