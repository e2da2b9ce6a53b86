"""What people at the site are answered, and which of it is as promised."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPResponse

CANONICAL = re.compile(rb'<link rel="canonical" href="([^"]*)"')
TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)


class Kind(StrEnum):
    FINE = "as it should be"
    AWAY = "503 that says when to try again"
    BROKEN = "no whole answer"
    WRONG = "not what was asked for"
    FAILED = "any other answer"


@dataclass(frozen=True)
class Heard:
    """One request and what came of it; the times are of the monotonic clock."""

    begun: float
    ended: float
    kind: Kind
    what: str
    is_write: bool = False


@dataclass(frozen=True)
class Page:
    """An address, and what tells its content from any other's."""

    path: str
    title: bytes
    canonical: bytes
    body: bytes | None = None

    def is_this(self, body: bytes) -> bool:
        """Whether that is the page, whole and no other's."""
        if self.body is not None:
            return body == self.body
        return body.rstrip().endswith(b"</html>") and (self.title, self.canonical) == told_by(body)


def told_by(body: bytes) -> tuple[bytes, bytes]:
    """The title and the canonical address of a page; empty where it has none."""
    title, canonical = TITLE.search(body), CANONICAL.search(body)
    return title[1] if title else b"", canonical[1] if canonical else b""


def kind_of(response: HTTPResponse, *, is_right: bool) -> Kind:
    """What an answer is, given whether its content is what was asked for."""
    if response.status == 503:
        is_clear = response.headers.get("Retry-After", "").isdigit()
        is_kept_by_nobody = "no-store" in response.headers.get("Cache-Control", "")
        return Kind.AWAY if is_clear and is_kept_by_nobody else Kind.FAILED
    if response.status != 200:
        return Kind.FAILED
    return Kind.FINE if is_right else Kind.WRONG


def seconds_to_recover(heard: Sequence[Heard], ended: float) -> float:
    """How long after the end of a fault the last request came to its end that went wrong; 0 if none did."""
    return max(0.0, *(each.ended - ended for each in heard if each.kind is not Kind.FINE), 0.0)
