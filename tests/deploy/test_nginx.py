"""The nginx before the site keeps what is everybody's and nothing else, and covers for a site that is away."""

import contextlib
import gzip
import http.client
import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.nginx import nginx
from tests.running.processes import wait_until
from tests.site import free_port

EVERYBODYS = {"Cache-Control": "public, max-age=0, s-maxage=600, stale-while-revalidate=10", "Vary": "Accept-Encoding"}


class Upstream:
    """A site that answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.headers = dict(EVERYBODYS)
        self.status = 200
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.command, self.path, dict(self.headers)))
                site.may_answer.wait(10)
                self.send_response(site.status)
                for name, value in site.headers.items():
                    self.send_header(name, value)
                body = f"answer {len(site.asked)}".encode()
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def times(self) -> int:
        return len(self.asked)

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    site = Upstream()
    yield site
    with contextlib.suppress(OSError):
        site.end()


class Front:
    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()


@pytest.fixture
def front(upstream: Upstream, data_dir: Path) -> Iterator[Front]:
    port = free_port()
    static = data_dir / "collected"
    static.mkdir()
    (static / "site.0123456789ab.css").write_text("body {}")
    (static / "site.0123456789ab.css.gz").write_bytes(gzip.compress(b"body {}"))
    server = f"server 127.0.0.1:{upstream.server.server_port};"
    with nginx(data_dir / "nginx", listen=f"127.0.0.1:{port}", upstreams=server, static=static):
        yield Front(port)


def test_page_is_asked_for_once_however_many_want_it_at_once(front: Front, upstream: Upstream):
    upstream.may_answer.clear()
    with ThreadPoolExecutor(20) as readers:
        answers = [readers.submit(front.ask, "/compare/a-vs-b") for _ in range(20)]
        upstream.may_answer.set()

    assert {answer.result()[2] for answer in answers} == {b"answer 1"}
    assert upstream.times == 1


@pytest.mark.parametrize(
    "own",
    [
        {"Cache-Control": "no-store"},
        {"Cache-Control": "private, max-age=60"},
        {"Set-Cookie": "voter=me"},
        {"Vary": "Accept-Encoding, Cookie"},
        {"Cache-Control": ""},
    ],
    ids=str,
)
def test_what_is_one_readers_own_is_not_kept(front: Front, upstream: Upstream, own: dict[str, str]):
    upstream.headers |= own

    assert front.ask("/yours")[2] == b"answer 1"
    assert front.ask("/yours")[2] == b"answer 2"


def test_nobody_waits_until_another_has_got_their_own(front: Front, upstream: Upstream):
    upstream.headers = {"Cache-Control": "no-store"}
    upstream.may_answer.clear()
    with ThreadPoolExecutor(5) as readers:
        answers = [readers.submit(front.ask, "/ballots/a-vs-b") for _ in range(5)]
        try:
            wait_until(lambda: upstream.times == 5, "the site is asked by each of them")
        finally:
            upstream.may_answer.set()

    assert {answer.result()[0] for answer in answers} == {200}


def test_desk_is_never_kept(front: Front):
    assert front.ask("/admin/")[2] == b"answer 1"
    assert front.ask("/admin/")[2] == b"answer 2"


def test_whatever_a_browser_takes_there_are_three_kinds_of_answers(front: Front, upstream: Upstream):
    every = ["gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8", "gzip", "gzip;q=0.5", "gzip;q=0", "identity", "", "*"]
    for one in every:
        front.ask("/", Accept_Encoding=one)

    assert [headers.get("Accept-Encoding", "") for _, _, headers in upstream.asked] == ["br, gzip", "gzip", ""]


def test_site_learns_who_asks_and_what_for(front: Front, upstream: Upstream):
    front.ask("/", X_Forwarded_For="203.0.113.9", X_Forwarded_Ssl="on", X_Request_ID="made up")

    headers = upstream.asked[0][2]
    assert headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
    assert headers["Host"] == headers["X-Forwarded-Host"] == f"127.0.0.1:{front.port}"
    assert headers["X-Forwarded-Proto"] == "http"
    assert len(headers["X-Request-ID"]) == 32
    assert "X-Forwarded-Ssl" not in headers


def test_site_that_is_away_leaves_kept_pages_and_a_clear_word(front: Front, upstream: Upstream):
    front.ask("/about")
    upstream.end()

    assert front.ask("/about")[2] == b"answer 1"
    status, headers, body = front.ask("/votes", "POST")
    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert headers["Cache-Control"] == "no-store"
    assert b"Back in a moment" in body
    (style,) = re.findall(rb"<style>(.+?)</style>", body)
    assert f"'sha256-{b64encode(sha256(style).digest()).decode()}'" in headers["Content-Security-Policy"]


def test_site_that_says_it_cannot_answer_is_believed_once_a_page_is_over(front: Front, upstream: Upstream):
    upstream.headers = {"Cache-Control": "public, max-age=0, s-maxage=1"}
    assert front.ask("/about")[0] == 200
    upstream.status, upstream.headers = 503, {"Cache-Control": "no-store", "Retry-After": "5"}

    wait_until(lambda: front.ask("/about")[0] == 503, "the page is over")


def test_static_file_with_its_content_in_its_name_is_compressed_and_kept_for_good(front: Front, upstream: Upstream):
    status, headers, body = front.ask("/static/site.0123456789ab.css", Accept_Encoding="gzip")

    assert status == 200
    assert headers["Content-Type"].startswith("text/css")
    assert headers["Content-Encoding"] == "gzip"
    assert "immutable" in headers["Cache-Control"]
    assert headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == b"body {}"
    assert upstream.times == 0


def test_static_file_that_is_only_with_the_site_comes_from_there(front: Front):
    assert front.ask("/static/js/of.another.version.js")[2] == b"answer 1"


def test_neither_the_readiness_of_a_machine_nor_a_file_of_its_own_is_public(front: Front, upstream: Upstream):
    assert front.ask("/readyz")[0] == 404
    assert front.ask("/static/../../nginx/nginx.conf")[0] in {400, 404}
    assert upstream.times == 0


def test_log_names_no_reader_and_no_token(front: Front, data_dir: Path):
    front.ask("/digest/leave/a-token?query=secret", X_Forwarded_For="203.0.113.9")
    front.ask("/about")
    log = data_dir / "nginx" / "logs" / "access.log"
    wait_until(lambda: '"path":"/about"' in log.read_text(), "the requests are logged")

    assert '"path":"/digest/leave/..."' in log.read_text()
    for secret in ("a-token", "secret", "203.0.113.9"):
        assert secret not in log.read_text()
