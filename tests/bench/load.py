"""Load from wrk, and a reader beside it who checks that every page is still the one that it was."""

import contextlib
import hashlib
import http.client
import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_name("wrk.lua")
SECONDS_BETWEEN_CHECKS = 0.05
SECONDS_TO_ANSWER = 60


@dataclass(frozen=True)
class Load:
    """What wrk saw: whole answers, those that were not to the letter the one expected, and latencies in ms."""

    requests: int
    seconds: float
    wrong: int
    broken: int
    median: float
    p99: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def get(url: str, headers: Mapping[str, str] | None = None) -> bytes:
    """The body at `url`, as it travels. Raises AssertionError unless the status is 200."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=SECONDS_TO_ANSWER)
    with contextlib.closing(connection):
        connection.request("GET", f"{parts.path}?{parts.query}".rstrip("?"), headers=dict(headers or {}))
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, f"{url}: {response.status}"
        return body


def load(url: str, *, seconds: int, connections: int, encoding: str = "") -> Load:
    """Ask for `url` over so many connections for so long, accepting `encoding` besides plain answers."""
    headers = {"Accept-Encoding": encoding} if encoding else {}
    told = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    with tempfile.NamedTemporaryFile() as expected:
        expected.write(get(url, headers))
        expected.flush()
        ran = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", f"{SECONDS_TO_ANSWER}s", *told,
             "-s", str(SCRIPT), url, "--", expected.name],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    return Load(**json.loads(ran.stdout.strip().splitlines()[-1]))


@dataclass
class Checker:
    """Reads pages in turn, and counts whatever differs from what their address gave first, by SHA-256."""

    pages: Mapping[str, str]
    checked: int = 0
    wrong: list[str] = field(default_factory=list)

    def check_all(self, over: threading.Event) -> None:
        """Go round until `over`, some twenty pages a second."""
        while not over.is_set():
            for url, digest in self.pages.items():
                self.checked += 1
                if _digest(url) != digest:
                    self.wrong.append(url)
                if over.wait(SECONDS_BETWEEN_CHECKS):
                    return


@contextlib.contextmanager
def checked(urls: Sequence[str]) -> Iterator[Checker]:
    """For the length of a `with` block somebody reads these pages, whose content does not change meanwhile."""
    checker = Checker({url: _digest(url) for url in urls})
    over = threading.Event()
    reader = threading.Thread(target=checker.check_all, args=[over])
    reader.start()
    try:
        yield checker
    finally:
        over.set()
        reader.join()


def _digest(url: str) -> str:
    return hashlib.sha256(get(url)).hexdigest()
