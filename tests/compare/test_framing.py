"""Nobody may put a page of the site into a frame, but for the cards, which are made for it."""

import logging
from typing import Any

import pytest
from django.test import Client

from tests.pages import COMPARISON
from tests.routes import addresses

FRAMABLE = {"tool-card", "comparison-card"}
OTHERS = [
    "/nowhere", "/cards", "/cards/", "/cards/nowhere", "/cards/tools/smolvlm-3b/", "/badges/", "/tools", "/favicon.ico",
    "/admin/", "/admin/login/", "/admin/nowhere/", "/admin",
]  # fmt: skip


def policy(response: Any) -> dict[str, str]:
    """The content security policy, by its directives."""
    directives = response.headers.get("Content-Security-Policy", "").split(";")
    return dict(directive.strip().partition(" ")[::2] for directive in directives)


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL, "django")  # many of these are not there


def test_cards_and_nothing_else_may_be_framed(client: Client, demo: None):
    seen = set()
    for name, path in [*addresses(), *(("other", path) for path in OTHERS)]:
        response = client.get(path)
        response.getvalue()  # reads files to their end
        seen.add(name)
        if name in FRAMABLE:
            assert "X-Frame-Options" not in response.headers, path
            assert policy(response)["frame-ancestors"] == "*", path
        else:
            assert response.headers["X-Frame-Options"] == "DENY", path
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


def test_the_leave_is_kept_with_the_page(client: Client, demo: None, kept_pages: None, django_assert_num_queries):
    path = "/cards/tools/smolvlm-3b"
    first = client.get(path)
    with django_assert_num_queries(0):
        again = client.get(path)
        unchanged = client.get(path, headers={"if-none-match": first.headers["ETag"]})

    assert (again.content, unchanged.status_code) == (first.content, 304)
    for response in (first, again, unchanged):
        assert "X-Frame-Options" not in response.headers
        assert policy(response)["frame-ancestors"] == "*"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "public" in response.headers["Cache-Control"]
