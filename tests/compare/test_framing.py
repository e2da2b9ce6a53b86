"""Nobody may put a page of the site into a frame, but for the cards, which are made for it."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from compare.embedding import for_other_sites, framable
from tests.pages import COMPARISON
from tests.routes import routes

FILLED = {
    "slug": ["smolvlm-3b", "builder", "nothing"],
    "slugs": [COMPARISON.rpartition("/")[2], "mistral-8x22b-v2-vs-smolvlm-3b", "nothing-vs-smolvlm-3b"],
}
FRAMABLE = {"tool-card", "comparison-card"}
OTHERS = [
    "/nowhere", "/cards", "/cards/", "/cards/nowhere", "/cards/tools/smolvlm-3b/", "/badges/", "/tools", "/favicon.ico",
    "/admin/", "/admin/login/", "/admin/nowhere/", "/admin",
]  # fmt: skip


def addresses() -> Iterator[tuple[str, str]]:
    """Every address, by the name of its pattern; of those with a part to fill in, some that lead somewhere."""
    for name, route in routes():
        part = re.search(r"<(?:\w+:)?(\w+)>", route)
        values = FILLED.get(part[1], ["1"]) if part else [""]
        yield from ((name, f"/{re.sub(r'<[^>]+>', value, route)}") for value in values)
    yield from (("other", path) for path in OTHERS)


def policy(response: Any) -> dict[str, str]:
    """The content security policy, by its directives."""
    directives = response.headers.get("Content-Security-Policy", "").split(";")
    return dict(directive.strip().partition(" ")[::2] for directive in directives)


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL, "django")  # many of these are not there


def test_cards_and_nothing_else_may_be_framed(client: Client, demo: None):
    seen = set()
    for name, path in addresses():
        response = client.get(path)
        response.getvalue()  # reads files to their end
        seen.add(name)
        if name in FRAMABLE:
            assert "X-Frame-Options" not in response.headers, path
            assert policy(response)["frame-ancestors"] == "*", path
        else:
            assert response.headers.get("X-Frame-Options", "DENY") == "DENY", path
            assert policy(response)["frame-ancestors"] == "'none'", path
    assert seen >= FRAMABLE | {"home", "comparison", "tool-badge", "ballots", "other"}


@pytest.mark.parametrize("path", ["/", "/tools/smolvlm-3b", "/badges/tools/smolvlm-3b.svg", "/nowhere", "/admin/"])
def test_old_browsers_are_told_as_well(client: Client, demo: None, path):
    assert client.get(path).headers["X-Frame-Options"] == "DENY"


def test_nor_may_what_is_refused(client: Client, db):
    wrong_host = client.get("/", headers={"host": "elsewhere.example"})
    wrong_method = client.post("/tools/")
    forged = Client(enforce_csrf_checks=True).post("/about")

    assert [one.status_code for one in (wrong_host, wrong_method, forged)] == [400, 405, 403]
    for response in (wrong_host, wrong_method, forged):
        assert policy(response)["frame-ancestors"] == "'none'"


def test_a_card_runs_sends_and_loads_nothing_of_others(client: Client, demo: None):
    for path in ("/cards/tools/smolvlm-3b", "/cards/tools/nothing", f"/cards{COMPARISON}"):
        allowed = policy(client.get(path))
        assert {allowed[name] for name in ("default-src", "base-uri", "form-action")} == {"'none'"}
        assert "script-src" not in allowed
        assert {allowed[name] for name in ("style-src", "img-src")} == {"'self'"}


def test_what_has_not_changed_may_still_be_framed(client: Client, demo: None):
    """A browser takes the policy of the short answer for that of the whole one that it keeps."""
    path = "/cards/tools/smolvlm-3b"
    etag = client.get(path).headers["ETag"]

    response = client.get(path, headers={"if-none-match": etag})

    assert (response.status_code, response.content) == (304, b"")
    assert "X-Frame-Options" not in response.headers
    assert policy(response)["frame-ancestors"] == "*"


def test_the_leave_is_kept_with_the_page(settings):
    settings.PAGE_CACHE_SECONDS = 60
    calls = []

    def view(request: HttpRequest) -> HttpResponse:
        calls.append(request)
        return HttpResponse("a card")

    card = framable(for_other_sites(view))
    cache.clear()
    first = card(RequestFactory().get("/a-card"))
    again = card(RequestFactory().get("/a-card"))
    unchanged = card(RequestFactory().get("/a-card", headers={"if-none-match": first.headers["ETag"]}))
    cache.clear()

    assert (len(calls), again.content, unchanged.status_code) == (1, b"a card", 304)
    for response in (first, again, unchanged):
        assert response.xframe_options_exempt
        assert policy(response)["frame-ancestors"] == "*"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "public" in response.headers["Cache-Control"]
        assert "max-age=60" in response.headers["Cache-Control"]
