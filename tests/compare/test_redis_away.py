"""While the Redis of CACHE_URL is away, each process keeps pages for itself, and nobody waits for long."""

import math
import socket
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import RequestFactory

from compare.caching.keeping import kept_pages
from compare.caching.places import cache_settings
from compare.caching.shared_pages import SharedPages
from compare.watching.checks import Look
from tests.kept import forget_pages, make_older
from tests.site import free_port


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where somebody takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(params=["gone", "silent"])
def away(request, settings, monkeypatch, silent_port: int, tmp_path) -> None:
    port = silent_port if request.param == "silent" else free_port()
    settings.PAGE_CACHE_SECONDS = 60
    settings.CACHES = cache_settings(f"redis://127.0.0.1:{port}/0", tmp_path)
    monkeypatch.setattr(SharedPages, "alone_until", math.inf)
    forget_pages()  # that each process keeps for itself
    monkeypatch.setattr(SharedPages, "alone_until", 0.0)


def test_pages_are_kept_and_one_at_a_time_makes_them(away: None, caplog):
    made = []

    def make(request) -> HttpResponse:
        made.append(request)
        return HttpResponse(f"page {len(made)}")

    def ask() -> bytes:
        response = kept_pages(make)(RequestFactory().get("/about"))
        assert isinstance(response, HttpResponse)
        return response.content

    assert [ask(), ask()] == [b"page 1", b"page 1"]
    make_older("/about", by=65)
    assert [ask(), ask()] == [b"page 2", b"page 2"]
    assert caches["default"].add("turn", 1, 5)
    assert not caches["default"].add("turn", 1, 5)
    assert caches["pictures"].get_or_set("picture", lambda: b"drawn", 60) == b"drawn"
    # It is asked once, and then left alone for a while.
    assert len([line for line in caplog.messages if "CACHE_URL is away" in line]) == 1


def test_readiness_tells_of_it(away: None, db):
    assert "no cache: is away" in map(str, Look().findings())
