"""Bookmarks: tools and comparisons that a reader keeps, in a signed cookie and nowhere else."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from compare.keeping.cookies import MOST_BOOKMARKS, Kept, keep, kept_by
from core.keyset import HIGHEST_KEY
from tests.factories import ReviewFactory, ToolFactory
from tests.pages import get, texts
from tests.voting import IN_PLACE, is_kept_by_nobody, page_of
from tools.models import Tool

BROWSERS_TAKE = 4096  # name, value and all of one cookie


@pytest.fixture(autouse=True)
def tools(db) -> dict[str, Tool]:
    return {name: ToolFactory.create(name=name.upper(), slug=name) for name in "abcd"}


def do(client: Client, action: str, of: str = "", **form: str) -> Any:
    return client.post("/bookmarks/", {"action": action, "of": of, **form}, headers=IN_PLACE)


def said(answer: Any) -> str:
    return " ".join(page_of(answer).select_one('[hx-swap-oob="innerHTML:#kept"]').text.split())


def bookmarked(client: Client) -> list[str]:
    return texts(get(client, "/bookmarks/").select(".kept-list h3"))


def button(answer: Any) -> str:
    (one,) = page_of(answer).select("#bookmark")
    return str(one["value"])


def fill(count: int) -> list[Tool]:
    """So many tools in the database, which are no more work than a query."""
    made = ToolFactory.build_batch(count, category=Tool.objects.earliest("pk").category)
    return Tool.objects.bulk_create(made)


def test_tools_and_comparisons_are_kept_the_latest_first(client: Client, tools: dict[str, Tool]):
    ReviewFactory(tool=tools["a"])
    for of, words in {"a": "A is bookmarked.", "b-vs-a": "B vs A is bookmarked.", "c": "C is bookmarked."}.items():
        assert said(do(client, "add", of)) == words
    do(client, "add", "a")  # again

    page = get(client, "/bookmarks/")
    assert [link["href"] for link in page.select(".kept-list h3 a")] == ["/tools/c", "/compare/b-vs-a", "/tools/a"]
    assert texts(page.select(".kept-list .line")) == [
        "Not reviewed yet",
        "B: Not reviewed yet",
        "A: Ship · 1 ship / 0 skip",
        "Ship · 1 ship / 0 skip",
    ]
    assert len(page.select(".kept-list form[action='/tray']")) == 2


def test_they_are_removed_one_by_one_in_whatever_order_and_all_at_once(client: Client):
    for of in ("a", "b", "c-vs-d"):
        do(client, "add", of)

    assert said(do(client, "remove", "d-vs-c")) == "D vs C is no longer bookmarked."
    do(client, "remove", "a")
    do(client, "remove", "a")
    assert bookmarked(client) == ["B"]
    assert said(do(client, "clear")) == "All bookmarks are removed."
    page = get(client, "/bookmarks/")
    assert "Nothing is bookmarked yet." in page.text
    assert client.cookies["bookmarks"].value == client.cookies["yours"].value == ""


@pytest.mark.parametrize(
    ("page", "of", "other_order"),
    [
        ("/tools/a", "a", "a"),
        ("/compare/a-vs-b", "a-vs-b", "b-vs-a"),
        ("/compare/a-vs-b-vs-c", "a-vs-b-vs-c", "c-vs-b-vs-a"),
    ],
)
def test_the_button_of_a_page_says_what_it_would_do(client: Client, page, of, other_order):
    assert get(client, page).select_one("#bookmark-of")["value"] == of
    assert button(client.get(page)) == "add"
    assert button(client.get(f"/yours?of={of}")) == "add"

    assert button(do(client, "add", of)) == "remove"
    assert button(client.get(f"/yours?of={other_order}")) == "remove"
    assert button(client.get(page)) == "add"  # this page is the same for everyone
    assert button(do(client, "remove", other_order)) == "add"


def test_the_drawer_lists_the_latest(client: Client):
    made = fill(9)
    for tool in made:
        do(client, "add", tool.slug)
    Tool.objects.filter(pk=made[-1].pk).update(state="draft")

    links = page_of(client.get("/yours")).select("#drawer li a")

    assert texts(links) == [tool.name for tool in made[-2:-8:-1]]
    assert not page_of(Client().get("/yours")).select("#drawer")


def test_the_fifty_first_is_refused_and_fifty_stay(client: Client):
    made = fill(MOST_BOOKMARKS)
    for tool in made:
        do(client, "add", tool.slug)

    in_place, whole = do(client, "add", "a"), client.post("/bookmarks/", {"action": "add", "of": "a"})

    assert in_place.status_code == whole.status_code == 422
    assert said(in_place).startswith("You have 50 bookmarks, and there is room for no more.")
    assert "remove one, then bookmark this again" in page_of(whole).select_one("[role=alert]").text
    assert bookmarked(client) == [tool.name for tool in reversed(made)]
    do(client, "remove", made[0].slug)
    assert said(do(client, "add", "a")) == "A is bookmarked."


def test_fifty_comparisons_of_four_tools_with_the_highest_keys_fit_into_the_cookie():
    marks = tuple(tuple(HIGHEST_KEY - 4 * place - part for part in range(4)) for place in range(MOST_BOOKMARKS))
    response = HttpResponse()

    keep(RequestFactory().get("/"), response, Kept(bookmarks=marks))

    cookie = response.cookies["bookmarks"]
    assert len(cookie.OutputString()) <= BROWSERS_TAKE
    request = RequestFactory().get("/")
    request.COOKIES["bookmarks"] = cookie.value
    assert kept_by(request).bookmarks == marks


@pytest.mark.parametrize(
    ("action", "of", "status", "message"),
    [
        ("add", "nothing", 404, "Nothing has changed: no tool here is called “nothing”."),
        ("add", "a-vs-nothing", 404, "Nothing has changed: no tool here is called “nothing”."),
        ("add", "a-vs-b-vs-c-vs-d-vs-e", 404, "Nothing has changed: no tool here is called"),
        ("add", "\0<b>" + "x" * 2000, 404, "Nothing has changed: no tool here is called"),
        ("add", "", 422, "Nothing has changed: the form did not say which tool."),
        ("sell", "a", 422, "Nothing has changed: the form did not say what to do."),
    ],
)
def test_what_cannot_be_done_is_said_and_loses_nothing(client: Client, action, of, status, message):
    do(client, "add", "a")

    in_place, whole = do(client, action, of), client.post("/bookmarks/", {"action": action, "of": of})

    assert in_place.status_code == whole.status_code == status
    assert said(in_place).startswith(message)
    assert message in page_of(whole).select_one("[role=alert]").text
    assert bookmarked(client) == ["A"]


def test_another_site_can_do_nothing_with_them(client: Client):
    do(client, "add", "a")

    answer = client.post("/bookmarks/", {"action": "clear"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, bool(answer.cookies)) == (403, False)
    assert bookmarked(client) == ["A"]


def test_without_scripts_the_page_shows_it_and_leads_back(client: Client):
    form = page_of(client.get("/compare/a-vs-b")).select("main .keep form")[1]
    fields = {field["name"]: field["value"] for field in form.select("input")} | {"action": "add"}

    answer = client.post(form["action"], fields)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/bookmarks/?next=%2Fcompare%2Fa-vs-b")
    page = get(client, answer.headers["Location"])
    assert texts(page.select(".kept-list h3")) == ["A vs B"]
    assert page.select_one("main .onward a")["href"] == "/compare/a-vs-b"


def test_what_is_gone_is_told_and_forgotten_with_the_next_change(client: Client, tools: dict[str, Tool]):
    for of in ("a", "a-vs-b", "c"):
        do(client, "add", of)
    Tool.objects.filter(slug="a").update(state="withdrawn")
    tools["c"].slug = "sea"
    tools["c"].save()

    page = get(client, "/bookmarks/")
    assert [link["href"] for link in page.select(".kept-list h3 a")] == ["/tools/sea"]
    assert "2 bookmarks are of tools that are no longer here." in texts(page.select(".said"))

    do(client, "add", "d")
    assert not get(client, "/bookmarks/").select(".said")


def test_the_page_is_for_one_reader_and_costs_one_query(client: Client, django_assert_num_queries):
    do(client, "add", "a-vs-b")
    do(client, "add", "c")

    with django_assert_num_queries(1):
        answer = client.get("/bookmarks/")

    assert is_kept_by_nobody(answer)
    assert page_of(answer).select_one("meta[name=robots]")["content"] == "noindex"
    assert client.head("/bookmarks/").status_code == 200
    assert client.delete("/bookmarks/").status_code == 405


def test_a_change_of_the_one_leaves_the_other_alone(client: Client):
    """Another tab may have changed it meanwhile."""
    do(client, "add", "a")

    assert client.post("/tray", {"action": "add", "tool": "b"}).cookies.keys() == {"tray", "yours"}
    assert do(client, "clear").cookies.keys() == {"bookmarks", "yours"}
