"""Without scripts a reader votes on a page of its own and is led back to where they came from."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import ReviewFactory, ToolFactory
from tests.pages import texts
from tests.voting import Voter, community, is_kept_by_nobody, own_vote, page_of, said
from tools.models import Tool
from votes.models import Vote

ELSEWHERE = [
    "",
    "https://evil.example/tools/a",
    "//",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    " javascript:alert(1)",
    "tools/b",
    "@evil.example",
    "\x00//evil.example",
    "/" + "a" * 5000,
]


@pytest.fixture(autouse=True)
def tools(db) -> list[Tool]:
    return [ToolFactory.create(name=name, slug=name.lower()) for name in "AB"]


@pytest.fixture
def voter() -> Voter:
    return Voter()


def way_back(page: BeautifulSoup) -> str:
    return str(page.select_one(".onward a")["href"])


@pytest.mark.parametrize("start", ["/compare/a-vs-b", "/tools/b"])
def test_a_link_leads_to_the_form_and_the_form_leads_back(voter: Voter, start):
    links = page_of(voter.client.get(start)).select('a[href^="/tools/b/vote"]')
    assert len(links) == 1

    form = page_of(voter.client.get(links[0]["href"])).select_one("form.ballot")
    fields = {field["name"]: field["value"] for field in form.select("input")} | {"choice": "skip"}
    answer = voter.client.post(form["action"], fields)

    assert form["method"] == "post"
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{start}#counted")
    assert own_vote(voter.client.get("/tools/b/vote"), "b") == "skip"


def test_the_page_has_one_heading_the_panel_and_both_buttons(voter: Voter, tools: list[Tool]):
    ReviewFactory(tool=tools[0])

    answer = voter.client.get("/tools/a/vote?next=/compare/a-vs-b")

    page = page_of(answer)
    assert texts(page.select("h1")) == ["Ship or skip: A"]
    assert "The panel: Ship · 1 ship / 0 skip" in page.text
    assert [button["value"] for button in page.select("form.ballot button")] == ["ship", "skip"]
    assert way_back(page) == "/compare/a-vs-b"


def test_no_search_engine_and_no_cache_keeps_the_page(client: Client):
    answer = client.get("/tools/a/vote")

    assert page_of(answer).select_one("meta[name=robots]")["content"] == "noindex"
    assert not page_of(answer).select("link[rel=canonical]")
    assert is_kept_by_nobody(answer)
    for link in page_of(client.get("/compare/a-vs-b")).select('a[href*="/vote?"]'):
        assert link["rel"] == ["nofollow"]


def test_the_page_shows_the_vote_and_takes_it_back(voter: Voter):
    voter.vote("a", "ship", in_place=False)
    page = voter.client.get("/tools/a/vote")
    answer = voter.vote("a", "none", in_place=False)

    assert own_vote(page, "a") == "ship"
    assert community(page) == "1 of 1 ships"
    assert answer.status_code == 302
    assert not Vote.objects.exists()


@pytest.mark.parametrize("back", ["/compare/b-vs-a", "/tools/?page=2", "/"])
def test_a_voter_is_led_back_to_any_page_of_this_site(voter: Voter, back):
    assert voter.vote("a", "ship", in_place=False, next=back).headers["Location"] == f"{back}#counted"


@pytest.mark.parametrize("elsewhere", ELSEWHERE, ids=lambda address: ascii(address[:20]))
def test_nobody_is_led_anywhere_else(voter: Voter, elsewhere):
    page = page_of(voter.client.get("/tools/a/vote", {"next": elsewhere}))
    answer = voter.vote("a", "ship", in_place=False, next=elsewhere)

    assert way_back(page) == "/tools/a"
    assert page.select_one("[name=next]")["value"] == "/tools/a"
    assert (answer.status_code, answer.headers["Location"]) == (302, "/tools/a#counted")
    assert Vote.objects.count() == 1


def test_without_a_way_back_it_is_the_tools_page(voter: Voter):
    assert voter.vote("a", "ship", in_place=False).headers["Location"] == "/tools/a#counted"


def test_a_refused_voter_still_finds_the_way_back(voter: Voter):
    answer = voter.vote("a", "meh", in_place=False, next="/compare/a-vs-b")

    assert "Nothing was recorded" in said(answer)
    assert way_back(page_of(answer)) == "/compare/a-vs-b"


def test_the_address_with_a_slash_leads_to_the_one_without(client: Client):
    answer = client.get("/tools/a/vote/?next=/compare/a-vs-b")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/tools/a/vote?next=/compare/a-vs-b")
