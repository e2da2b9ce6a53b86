"""Wherever an address says where to go next, it leads to this site and nowhere else."""

from typing import Any

import pytest
from django.test import Client
from django.utils.encoding import iri_to_uri

from tests.admin.staff import LOGIN, PASSWORD, make_staff
from tests.factories import ToolFactory
from tests.fuzz.answering import leads_elsewhere
from tests.voting import Voter, page_of

ELSEWHERE = [
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "http:evil.example",
    "http:///evil.example", "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "/%09/evil.example",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "javascript:alert('evil.example')",
    "data:text/html,evil.example", "/／evil.example", "/\x00//evil.example", "//evil。example", "http://testserver:80@evil.example",
]  # fmt: skip
NAMES = ("next", "back", "url", "to", "return", "redirect", "redirect_to", "continue", "REDIRECT_FIELD_NAME")


@pytest.fixture
def client(db) -> Client:
    ToolFactory(name="A", slug="a")
    ToolFactory(name="B", slug="b")
    return Client()


def assert_stays(answer: Any) -> None:
    """It neither redirects to another site nor shows a link or a form that leads there."""
    assert answer.status_code < 500
    assert not leads_elsewhere(answer.headers.get("Location", ""))
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page = page_of(answer)
        ways = [str(tag.get(name, "")) for tag in page.select("a, form") for name in ("href", "action")]
        assert not [way for way in ways if "evil" in way and leads_elsewhere(iri_to_uri(way))]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_form_of_readers_leads_back_to_the_site(client: Client, target: str):
    forms = [("/tray", {"action": "add", "tool": "a"}), ("/bookmarks/", {"action": "add", "of": "a"})]
    for path, form in forms:
        assert_stays(client.post(path, form | {"next": target}))
        assert_stays(client.post(path, form, query_params={"next": target}))
        assert_stays(client.get(path, {"next": target}))
    voter = Voter()
    token = {"csrfmiddlewaretoken": voter.token("a")}
    cast = voter.send("a", token | {"choice": "ship", "next": target}, in_place=False)
    assert cast.status_code == 302
    assert_stays(cast)
    assert_stays(client.get("/tools/a/vote", {"next": target}))


@pytest.mark.parametrize("target", ELSEWHERE)
def test_so_does_signing_in_and_out(client: Client, target: str):
    make_staff()
    form = {"username": "editor", "password": PASSWORD}
    assert_stays(client.get(LOGIN, {"next": target}))
    for where in ({"data": form | {"next": target}}, {"data": form, "query_params": {"next": target}}):
        answer = client.post(LOGIN, **where)
        assert answer.status_code == 302
        assert_stays(answer)
    assert_stays(client.get(LOGIN, {"next": target}))
    assert_stays(client.post("/admin/logout/", {"next": target}, query_params={"next": target}))


def test_no_page_takes_any_such_name(client: Client):
    for path in ("/", "/tools/a", "/compare/a-vs-b", "/compare/", "/search", "/tools/", "/tools/a/", "/bookmarks/"):
        assert_stays(client.get(path, dict.fromkeys(NAMES, ELSEWHERE[0])))


@pytest.mark.parametrize("path", ["//evil.example", "/%5Cevil.example", "//evil.example/tools", "/\\evil.example/.."])
def test_a_path_that_looks_like_a_host_is_none(client: Client, path: str):
    for address in (path, f"{path}/", f"/tools{path}/", f"/compare{path}/"):
        assert_stays(client.get(address, PATH_INFO=address))
