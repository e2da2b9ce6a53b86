"""Whatever is sent to any address, the site answers in order: it never breaks, leads elsewhere or tells too much.

`make fuzz` sends 20,000 requests; a run of the tests sends a few hundred. They are the same ones each time.
"""

import logging
import os
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, seed, settings

from tests.fuzz.answering import Answer, ask, faults, leads_elsewhere
from tests.fuzz.asking import Asked, requests
from tests.fuzz.world import World, make_world

REQUESTS = int(os.environ.get("FUZZ_REQUESTS") or 250)
IN_A_ROW = 250  # hypothesis remembers all that it has tried, and forgets it in between


@pytest.fixture
def world(demo: None) -> World:
    return make_world()


@pytest.fixture
def site() -> Iterator[WSGIHandler]:
    """The site, which leaves the connection open on which the test has its transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable()  # what is refused is logged with all its calls, thousands of times
    yield
    logging.disable(logging.NOTSET)


def test_it_answers_in_order(world: World, site: WSGIHandler):
    statuses: Counter[int] = Counter()
    for number in range(0, REQUESTS, IN_A_ROW):

        @seed(number)
        @settings(max_examples=min(IN_A_ROW, REQUESTS - number), suppress_health_check=list(HealthCheck))
        @given(requests(world))
        def answer_in_order(asked: Asked) -> None:
            answer = ask(site, asked)
            statuses[answer.status] += 1
            assert faults(answer) == []

        answer_in_order()

    print(
        f"\n{'status':>6} {'answers':>8}", *(f"{one:6} {count:8,}" for one, count in sorted(statuses.items())), sep="\n"
    )
    print(f"{'all':>6} {statuses.total():8,}")
    assert statuses.total() >= REQUESTS
    assert {200, 302, 400, 403, 404, 405} <= statuses.keys()


@pytest.mark.parametrize(
    ("location", "elsewhere"),
    [
        ("/tools/", False), ("?page=2", False), ("http://testserver/a", False), ("/search?q=//evil.example", False),
        ("//evil.example", True), ("https://testserver/", True), ("/\\evil.example", True),
        ("http:///evil.example", True),
        ("javascript:alert(1)", True), ("/a b", True), ("http://testserver@evil.example/", True),
    ],
)  # fmt: skip
def test_it_is_seen_where_a_redirect_leads(location: str, elsewhere: bool):
    assert leads_elsewhere(location) == elsewhere


@pytest.mark.parametrize(
    ("status", "changed", "body"),
    [
        (500, {}, b""),
        (302, {"Location": "//evil.example"}, b""),
        (200, {"Content-Security-Policy": ""}, b""),
        (200, {"Set-Cookie": "a=b", "Cache-Control": "public"}, b""),
        (200, {"X-Told": "a\nb"}, b""),
        (200, {}, b"<x-fuzz>"),
    ],
)
def test_each_fault_is_seen(status: int, changed: dict[str, str], body: bytes):
    good = {
        "Content-Type": "text/html", "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
    }  # fmt: skip

    assert faults(Answer(200, tuple(good.items()), b"")) == []
    assert len(faults(Answer(status, tuple((good | changed).items()), body))) == 1
