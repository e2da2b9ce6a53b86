"""The tray: up to four tools that a reader puts aside to compare, in a signed cookie and nowhere else."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.signing import get_cookie_signer
from django.test import Client

from tests.factories import ToolFactory
from tests.pages import get, texts
from tests.voting import IN_PLACE, is_kept_by_nobody, page_of
from tools.models import FormerSlug, Tool

ELSEWHERE = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]


@pytest.fixture(autouse=True)
def tools(db) -> dict[str, Tool]:
    return {name: ToolFactory.create(name=name.upper(), slug=name) for name in "abcde"}


def do(client: Client, action: str, *slugs: str, **form: str) -> Any:
    return client.post("/tray", {"action": action, "tool": slugs, **form}, headers=IN_PLACE)


def said(answer: Any) -> str:
    return " ".join(page_of(answer).select_one('[hx-swap-oob="innerHTML:#kept"]').text.split())


def in_tray(client: Client) -> list[str]:
    return texts(get(client, "/tray").select(".kept-list > li > a"))


def put_cookie(client: Client, value: str) -> None:
    """Put the tray's cookie with this in it, signed as the site signs it, into the reader's browser."""
    client.cookies["tray"] = get_cookie_signer(salt="traycompare.keeping.tray").sign(value)


def test_tools_come_in_the_order_in_which_they_are_added(client: Client):
    for slug in "bac":
        answer = do(client, "add", slug)

    assert said(answer) == "C is in the tray, which holds 3 of 4 now."
    assert texts(page_of(answer).select(".tray li a")) == ["B", "A", "C"]
    assert page_of(answer).select_one(".tray .go")["href"] == "/compare/b-vs-a-vs-c"
    assert in_tray(client) == ["B", "A", "C"]


def test_a_comparison_comes_into_the_tray_whole(client: Client):
    form = page_of(client.get("/compare/c-vs-a")).select_one(".keep form")

    answer = client.post(
        form["action"], {"action": "add", "tool": [one["value"] for one in form.select("[name=tool]")]}
    )

    assert answer.status_code == 303
    assert in_tray(client) == ["C", "A"]


def test_they_change_places_and_go_again(client: Client):
    do(client, "add", "a", "b", "c")

    assert said(do(client, "swap", "a")) == "A is number 2 in the tray now."
    assert in_tray(client) == ["B", "A", "C"]
    do(client, "swap", "c")  # the last has nothing after it
    assert in_tray(client) == ["B", "A", "C"]
    assert said(do(client, "remove", "b")) == "B is out of the tray, 2 of 4 left."
    do(client, "remove", "b")  # pressed twice
    assert in_tray(client) == ["A", "C"]
    assert said(do(client, "empty")) == "The tray is empty."
    assert in_tray(client) == []
    assert client.cookies["tray"].value == client.cookies["yours"].value == ""


def test_one_tool_asks_for_another_and_fills_the_picker(client: Client):
    link = page_of(do(client, "add", "a")).select_one(".tray .go")

    assert link.text == "Add another"
    assert get(client, link["href"]).select_one("[name=first]")["value"] == "A"


@pytest.mark.parametrize(
    ("action", "slugs", "status", "message"),
    [
        ("add", ["e"], 422, "The tray has room for 4 tools, and this would make 5."),
        ("add", ["nothing"], 404, "Nothing has changed: no tool here is called “nothing”."),
        ("add", ["\0", "a"], 404, "Nothing has changed: no tool here is called"),
        ("add", list("abcde"), 422, "Nothing has changed: four tools at most go together."),
        ("add", [], 422, "Nothing has changed: the form did not say which tool."),
        ("swap", ["e"], 422, "Nothing has changed: E is not in the tray."),
        ("sell", ["a"], 422, "Nothing has changed: the form did not say what to do."),
    ],
)
def test_what_cannot_be_done_is_said_and_loses_nothing(client: Client, action, slugs, status, message):
    do(client, "add", "a", "b", "c", "d")

    in_place, whole = do(client, action, *slugs), client.post("/tray", {"action": action, "tool": slugs})

    assert in_place.status_code == whole.status_code == status
    assert said(in_place).startswith(message)
    assert message in page_of(whole).select_one("[role=alert]").text
    assert in_tray(client) == ["A", "B", "C", "D"]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_another_site_can_do_nothing_with_it(client: Client, headers):
    do(client, "add", "a")

    answer = client.post("/tray", {"action": "empty"}, headers=headers)

    assert answer.status_code == 403
    assert not answer.cookies
    assert in_tray(client) == ["A"]


def test_without_scripts_the_tray_shows_itself_and_leads_back(client: Client):
    answer = client.post("/tray", {"action": "add", "tool": "a", "next": "/tools/?sort=newest"})

    page = get(client, answer.headers["Location"])
    assert texts(page.select(".kept-list > li > a")) == ["A"]
    assert page.select_one("main .onward a")["href"] == "/tools/?sort=newest"
    assert {field["value"] for field in page.select("main form [name=next]")} == {"/tools/?sort=newest"}


@pytest.mark.parametrize(
    "way", ["https://evil.example", "//evil.example", "/\\evil.example", "//[#", "javascript:x", ""]
)
def test_no_way_back_leads_elsewhere(client: Client, way):
    answer = client.post("/tray", {"action": "add", "tool": "a", "next": way})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/tray")
    assert not get(client, f"/tray?next={way}").select("main .onward")


def test_the_cookies_are_for_the_site_alone_and_a_mark_for_its_scripts(client: Client, settings):
    settings.SESSION_COOKIE_SECURE = True

    cookies: SimpleCookie = do(client, "add", "a").cookies

    assert cookies["__Host-tray"]["httponly"]
    assert not cookies["__Host-yours"]["httponly"]
    for cookie in cookies.values():
        assert cookie["secure"]
        assert cookie["samesite"] == "Lax"


def test_what_is_ones_own_is_kept_by_nobody_and_costs_one_query(client: Client, django_assert_num_queries):
    do(client, "add", "a", "b")

    for path in ("/tray", "/yours"):
        with django_assert_num_queries(1):
            answer = client.get(path)
        assert is_kept_by_nobody(answer)
    with django_assert_num_queries(0):
        assert not page_of(Client().get("/yours")).select(".tray")
    assert client.head("/tray").status_code == 200
    assert client.put("/tray").status_code == client.post("/yours").status_code == 405


def test_a_tool_with_a_new_name_stays_and_one_that_is_gone_is_told(client: Client, tools: dict[str, Tool]):
    do(client, "add", "a", "b", "c")
    tools["a"].slug = "alpha"
    tools["a"].save()
    Tool.objects.filter(slug="b").update(state="withdrawn")
    tools["c"].delete()

    page = page_of(client.get("/yours"))
    assert texts(page.select(".tray li a")) == ["A"]
    assert page.select_one(".gone").text == "2 tools are no longer here."

    assert said(do(client, "add", "d")) == "D is in the tray, which holds 2 of 4 now."
    assert not page_of(client.get("/yours")).select(".gone")


def test_a_page_older_than_a_new_name_still_adds(client: Client, tools: dict[str, Tool]):
    FormerSlug.objects.create(slug="formerly", tool=tools["a"])

    assert said(do(client, "add", "formerly")) == "A is in the tray, which holds 1 of 4 now."


@pytest.mark.parametrize("cookie", ["x", "1:2:3", "\x00", "é", "a" * 4000])
def test_a_cookie_of_another_hand_is_none(client: Client, cookie):
    client.cookies["tray"] = client.cookies["bookmarks"] = cookie

    assert client.get("/yours").status_code == client.get("/bookmarks/").status_code == 200
    assert in_tray(client) == []
    assert said(do(client, "add", "a")) == "A is in the tray, which holds 1 of 4 now."


def test_of_a_cookie_that_another_version_signed_is_read_what_can_be(client: Client, tools: dict[str, Tool]):
    do(client, "add", "a")
    key = client.cookies["tray"].value.partition(":")[0]
    for value in (f"v9.{key}-0", f"{key}.{key}.!", f"{key}-zzzzzzzzzzzzz", "", "-", "."):
        put_cookie(client, value)
        assert client.get("/tray").status_code == 200

    put_cookie(client, f"!!.{key}.zzzzzzzzzzzzzz")
    assert in_tray(client) == ["A"]


def test_every_list_and_every_page_of_tools_has_the_button(client: Client):
    for path, count in {"/tools/": 5, "/categories/developer-tools": 5, "/tools/a": 1, "/compare/a-vs-b": 1}.items():
        forms = get(client, path).select("main form[action='/tray']")
        assert len(forms) == count, path
        assert {form.select_one("[name=next]")["value"] for form in forms} == {path}
