"""Which address shows a comparison, and where the others lead."""

import pytest
from django.test import Client

from tests.factories import ComparisonFactory, ToolFactory
from tests.pages import get, texts


@pytest.fixture
def tools(db):
    return {name: ToolFactory(name=name.upper(), slug=name) for name in ("a", "b", "c", "d", "e")}


def canonical(client: Client, path: str) -> str:
    html = client.get(path).content.decode()
    return html.split('rel="canonical" href="')[1].split('"')[0]


@pytest.mark.parametrize(
    "path", ["/compare/a-vs-b", "/compare/b-vs-a", "/compare/c-vs-a-vs-b", "/compare/d-vs-c-vs-b-vs-a"]
)
def test_two_to_four_tools_in_any_order_with_the_first_named_on_the_left(client: Client, tools, path):
    page = get(client, path)

    named = path.removeprefix("/compare/").upper().split("-VS-")
    assert texts(page.select("h1 .name")) == named
    assert texts(page.select(".running-head .name")) == named
    assert texts(page.select(".corner h2")) == named


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/compare/a-vs-b/", "/compare/a-vs-b"),
        ("/compare/A-vs-B", "/compare/a-vs-b"),
        ("/compare/a-VS-b", "/compare/a-vs-b"),
        ("/compare/a-vs-a", "/tools/a"),
        ("/compare/a-vs-b-vs-a", "/compare/a-vs-b"),
        ("/compare/a-vs-", "/compare/a"),
        ("/compare", "/compare/"),
        ("/tools", "/tools/"),
        ("/tools/a/", "/tools/a"),
        ("/tools/A", "/tools/a"),
        ("/reviewers", "/reviewers/"),
        ("/categories/Developer-Tools", "/categories/developer-tools"),
        ("/categories/developer-tools/", "/categories/developer-tools"),
        ("/about/", "/about"),
        ("/compare/a-vs-b/?from=mail", "/compare/a-vs-b?from=mail"),
        ("/compare/B-vs-A?from=mail", "/compare/b-vs-a?from=mail"),
    ],
)
def test_every_other_form_redirects_for_good(client: Client, tools, path, target):
    response = client.get(path)

    assert (response.status_code, response.headers["Location"]) == (301, target)


def test_without_a_featured_comparison_the_alphabetical_order_is_canonical(client: Client, tools):
    assert canonical(client, "/compare/a-vs-b") == "http://testserver/compare/a-vs-b"
    assert canonical(client, "/compare/b-vs-a") == "http://testserver/compare/a-vs-b"
    assert canonical(client, "/compare/c-vs-b-vs-a") == "http://testserver/compare/a-vs-b-vs-c"


def test_a_featured_comparison_sets_the_canonical_order(client: Client, tools):
    ComparisonFactory(first=tools["b"], second=tools["a"])

    assert canonical(client, "/compare/a-vs-b") == "http://testserver/compare/b-vs-a"
    assert canonical(client, "/compare/b-vs-a") == "http://testserver/compare/b-vs-a"


@pytest.mark.parametrize("changes", [{"featured": False}, {"state": "draft"}])
def test_a_comparison_that_is_not_put_forward_does_not(client: Client, tools, changes):
    ComparisonFactory(first=tools["b"], second=tools["a"], **changes)

    assert canonical(client, "/compare/b-vs-a") == "http://testserver/compare/a-vs-b"


def test_a_tools_old_slug_leads_to_the_new_one(client: Client, tools):
    for new_slug in ("a2", "a3"):
        tools["a"].slug = new_slug
        tools["a"].save()

    assert client.get("/compare/a-vs-b").headers["Location"] == "/compare/a3-vs-b"
    assert client.get("/compare/b-vs-a2?x=1").headers["Location"] == "/compare/b-vs-a3?x=1"
    assert client.get("/tools/a").headers["Location"] == "/tools/a3"
    assert client.get("/tools/a").status_code == 301


def test_a_single_tool_fills_the_first_field_of_the_picker(client: Client, tools):
    response = client.get("/compare/a")

    assert (response.status_code, response.headers["Location"]) == (302, "/compare/?first=A")


def test_the_picker_takes_it_as_a_beginning(client: Client, tools):
    response = client.get("/compare/a", follow=True)

    assert response.status_code == 200
    assert 'value="A"' in response.content.decode()
    assert "Nothing is compared yet" not in response.content.decode()


def test_five_tools_are_too_many_and_the_page_says_so(client: Client, tools):
    response = client.get("/compare/a-vs-b-vs-c-vs-d-vs-e")

    html = response.content.decode()
    assert response.status_code == 404
    assert "A comparison takes up to four tools, and this address names 5." in html
    assert '<a href="/compare/a-vs-b-vs-c-vs-d">Compare the first four</a>' in html
