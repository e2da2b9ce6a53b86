"""How the site answers a request just as it came off the wire, and what must hold for any answer at all."""

import re
import sys
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction

from tests.fuzz.asking import Asked

HERE = "http://testserver"
EVERYWHERE = ("content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """All values of a header, whose name is in small letters; an empty string where it is not there."""
        return ", ".join(value for one, value in self.headers if one.lower() == name)


def ask(site: WSGIHandler, asked: Asked) -> Answer:
    """The answer, after which everything is in the database as it was before."""
    heard: list[tuple[str, list[tuple[str, str]]]] = []
    with transaction.atomic():
        parts = site(_environ(asked), lambda status, headers, *_: heard.append((status, headers)))
        body = b"".join(parts)
        parts.close()
        transaction.set_rollback(True)
    ((status, headers),) = heard
    return Answer(int(status[:3]), tuple(headers), body)


def faults(answer: Answer) -> list[str]:
    """What must not be so, whatever was asked."""
    found = []
    if answer.status >= 500:
        found.append(f"it broke with {answer.status}")
    if leads_elsewhere(answer.header("location")):
        found.append(f"it leads to {answer.header('location')!r}")
    found += [f"{name} is missing" for name in EVERYWHERE if not answer.header(name)]
    found += [f"a line breaks in {name}" for name, value in answer.headers if re.search(r"[\r\n\0]", name + value)]
    own = re.search("no-store|private", answer.header("cache-control")) or "Cookie" in answer.header("vary")
    if answer.header("set-cookie") and ("public" in answer.header("cache-control") or not own):
        found.append(f"it sets {answer.header('set-cookie')!r} on what others may be shown")
    if b"<x-fuzz" in answer.body and re.match("text/html|image/svg|.*xml", answer.header("content-type")):
        found.append("it shows markup that it was sent")
    return found


def leads_elsewhere(location: str) -> bool:
    """Whether a browser would go to another site, or might not agree with others where to go."""
    return bool(location) and re.fullmatch(r"(/(?![/\\])|\?)[!-~]*", location.removeprefix(HERE)) is None


def _environ(asked: Asked) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": asked.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": asked.path.decode("latin-1"),
        "QUERY_STRING": asked.query.decode("latin-1"),
        "CONTENT_TYPE": asked.content_type,
        "CONTENT_LENGTH": asked.content_length,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": asked.place,
        "HTTP_HOST": "testserver",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(asked.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in asked.headers:
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ
