"""What is too long or no HTTP is refused with the status that says so, and the site goes on answering."""

import socket

import pytest

from tests.site import Site

HOST = b"Host: 127.0.0.1\r\nConnection: close\r\n"


def raw(site: Site, sent: bytes) -> bytes:
    """All that the site says to these bytes, to the end of the connection."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def posted(*headers: bytes) -> bytes:
    return b"POST /tray HTTP/1.1\r\n" + HOST + b"".join(header + b"\r\n" for header in headers) + b"\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 5_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: " + b"a" * 10_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: 1\r\n" % number for number in range(120)) + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X-Bent: a\0b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (posted(b"Content-Length: many"), 400),
        (posted(b"Content-Length: -1"), 400),
        (posted(b"Content-Length: \xd9\xa3"), 400),
        (posted(b"Content-Length: 1", b"Content-Length: 2") + b"ab", 400),
        (posted(b"Content-Length: 1", b"Transfer-Encoding: chunked") + b"0\r\n\r\n", 400),
        (posted(b"Content-Length: 99999999", b"Content-Type: application/x-www-form-urlencoded"), 413),
    ],
    ids=[
        "line", "header", "headers", "NUL", "other host", "no HTTP", "length", "below 0", "digits", "two lengths",
        "smuggled", "body",
    ],
)  # fmt: skip
def test_it_is_refused(open_site: Site, sent: bytes, status: int):
    assert raw(open_site, sent).startswith(b"HTTP/1.1 %d " % status)
    assert open_site.get("/about").status == 200


def test_nobody_says_in_a_header_where_the_site_is_mounted(open_site: Site):
    asked = b"GET /elsewhere/about HTTP/1.1\r\nSCRIPT_NAME: /elsewhere\r\n" + HOST + b"\r\n"
    assert raw(open_site, asked).startswith(b"HTTP/1.1 404 ")
    assert "/elsewhere" not in open_site.get("/about").text
