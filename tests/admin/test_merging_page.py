"""Staff choose two tools, see what a merge would do either way round, and merge with one button."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from core.models import Choice, State
from tests.factories import (
    AttributeFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tests.pages import get, texts
from tests.voting import page_of, token_in
from tools.models import Fact, Tool

TOOLS, MERGE = "/admin/tools/tool/", "/admin/merge/"
RIGHTS = ["change_tool", "delete_tool", "publish_review"]


@pytest.fixture
def pair(db) -> tuple[Tool, Tool]:
    """SmolVLM-3B with a fact, and SmolVLM 3B with two facts, a review, comparisons and votes."""
    one, two = ToolFactory(name="SmolVLM-3B", slug="one"), ToolFactory(name="SmolVLM 3B", slug="two")
    size = AttributeFactory(name="Parameters")
    FactFactory(tool=one, attribute=size, value="3B")
    FactFactory(tool=two, attribute=size, value="3.1B")
    FactFactory(tool=two, attribute=AttributeFactory(name="Licence"), value="MIT")
    ReviewFactory(tool=two, reviewer=ReviewerFactory(name="Builder"), score=85)
    ComparisonFactory(first=two, second=ToolFactory(name="Other"))
    ComparisonFactory(first=one, second=two)
    VoteFactory(tool=two, voter=VoteFactory(tool=one).voter, choice=Choice.SKIP)
    VoteFactory(tool=two)
    return one, two


def merge_path(keep: Tool, drop: Tool) -> str:
    return f"{MERGE}?keep={keep.pk}&drop={drop.pk}"


def sections(client: Client, path: str) -> list[str]:
    """What each direction of a merge is said to do."""
    return texts(get(client, path).select("section[aria-labelledby^=keep-]"))


def press(client: Client, keep: Tool, drop: Tool) -> tuple[str, list[str]]:
    """Where the button leads, and in what words."""
    answer = client.post(MERGE, {"keep": keep.pk, "drop": drop.pk}, follow=True)
    assert answer.status_code == 200
    return answer.redirect_chain[-1][0], [str(message) for message in answer.context["messages"]]


def test_the_action_leads_from_two_chosen_tools_to_the_page_of_both(admin_client, pair):
    answer = admin_client.post(TOOLS, {"action": "merge_chosen", "_selected_action": [tool.pk for tool in pair]})

    assert answer.headers["Location"] == merge_path(*pair)


@pytest.mark.parametrize(("number", "said"), [(1, "1 tool"), (3, "3 tools")])
def test_the_action_asks_for_exactly_two(admin_client, number, said):
    chosen = [tool.pk for tool in ToolFactory.create_batch(number)]

    answer = admin_client.post(TOOLS, {"action": "merge_chosen", "_selected_action": chosen}, follow=True)

    (message,) = answer.context["messages"]
    assert str(message) == f"Nothing was merged: a merge takes two tools, and you have chosen {said}. Choose two."


def test_the_page_shows_both_tools_and_what_either_way_round_would_do(admin_client, pair):
    page = get(admin_client, merge_path(*pair))
    keep_one, keep_two = sections(admin_client, merge_path(*pair))

    table = page.select_one("#content table")
    assert texts(table.select("thead th")) == ["SmolVLM-3B", "SmolVLM 3B"]
    rows = [texts(row.select("th, td")) for row in table.select("tbody tr")]
    assert ["Panel", "Not reviewed yet", "Ship · 1 ship / 0 skip"] in rows
    for words in (
        "2 votes move.",
        "1 reader voted on both; of two votes the later stays, as it is, unless it was taken back.",
        "Counted on SmolVLM-3B: 1 of 1 ships before, 1 of 2 ships after.",
        "Licence: MIT",
        "Parameters 3B 3.1B",
        "Builder: ship, 85/100 (published)",
        "SmolVLM 3B vs Other becomes SmolVLM-3B vs Other",
        "SmolVLM-3B vs SmolVLM 3B goes",
        "/tools/two",
    ):
        assert words in keep_one, words
    assert "Parameters 3.1B 3B" in keep_two
    assert Tool.objects.count() == 3


def test_looking_changes_nothing_and_the_button_merges(admin_client, pair):
    keep, drop = pair
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin_client.cookies
    page = strict.get(merge_path(keep, drop))
    form = page_of(page).select_one(f"section[aria-labelledby=keep-{keep.pk}] form")
    assert form.select_one("button").text == "Keep SmolVLM-3B (one) and drop SmolVLM 3B (two)"
    fields = {field["name"]: field["value"] for field in form.select("[name]")}
    assert Tool.objects.filter(pk=drop.pk).exists()

    assert strict.post(form["action"], fields | {"csrfmiddlewaretoken": ""}).status_code == 403
    assert Tool.objects.filter(pk=drop.pk).exists()

    answer = strict.post(form["action"], fields | {"csrfmiddlewaretoken": token_in(page)}, follow=True)

    assert answer.redirect_chain == [(f"{TOOLS}{keep.pk}/change/", 302)]
    assert not Tool.objects.filter(pk=drop.pk).exists()
    assert set(Fact.objects.values_list("tool", "value")) == {(keep.pk, "3B"), (keep.pk, "MIT")}
    assert strict.get("/tools/two").headers["Location"] == "/tools/one"


def test_a_second_click_says_that_it_is_done_and_leads_to_the_tool(admin_client, pair):
    keep, drop = pair
    _, (first,) = press(admin_client, keep, drop)
    before = list(Fact.objects.values())

    _, (second,) = press(admin_client, keep, drop)

    assert first == "SmolVLM 3B is merged into SmolVLM-3B. What led to it leads to /tools/one now."
    link = f'<a href="{TOOLS}{keep.pk}/change/">SmolVLM-3B</a>'
    assert second == f"Of the two tools only {link} is here. If you have just merged them, that is done."
    assert list(Fact.objects.values()) == before
    assert Tool.objects.filter(pk=keep.pk).exists()


def test_the_other_button_after_a_merge_drops_nothing(admin_client, pair):
    press(admin_client, *pair)

    press(admin_client, *reversed(pair))

    assert Tool.objects.filter(pk=pair[0].pk).exists()


def test_one_way_round_may_be_impossible_and_the_page_says_why(admin_client, pair):
    keep, drop = pair
    Tool.objects.filter(pk=keep.pk).update(state=State.DRAFT)

    page = get(admin_client, merge_path(keep, drop))

    assert len(page.select("section form")) == 1
    why = "Readers see two and not one, so the address of two would lead nowhere. Publish one first, or keep two."
    assert why in sections(admin_client, merge_path(keep, drop))[0]
    assert press(admin_client, keep, drop) == (merge_path(keep, drop), [f"Nothing was merged. {why}"])
    assert Tool.objects.count() == 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "neither of the two tools is here"),
        ("?keep=0&drop=999999", "neither of the two tools is here"),
        ("?keep=%00&drop=" + "9" * 5000, "neither of the two tools is here"),
        ("?keep=" + "9" * 30 + "&drop=-1", "neither of the two tools is here"),
        ("?keep=KEEP&drop=one", "Of the two tools only"),
        ("?keep=KEEP", "Of the two tools only"),
        ("?keep=KEEP&drop=KEEP", "a tool cannot be merged with itself"),
    ],
)
def test_a_mistaken_address_is_answered_with_a_way_on(admin_client, query, said):
    tool = ToolFactory()

    answer = admin_client.get(MERGE + query.replace("KEEP", str(tool.pk)), follow=True)

    assert answer.redirect_chain == [(TOOLS, 302)]
    (message,) = answer.context["messages"]
    assert said in str(message)


def test_a_tool_cannot_be_merged_with_itself_by_post_either(admin_client, pair):
    _, (message,) = press(admin_client, pair[0], pair[0])

    assert message == "Nothing was merged: a tool cannot be merged with itself. Choose two in the list."
    assert Tool.objects.count() == 3


def test_names_are_shown_as_they_are_and_not_as_markup(admin_client, pair):
    Tool.objects.filter(pk=pair[1].pk).update(name="<b>Bold</b>", tagline="<script>alert(1)</script>")

    html = admin_client.get(merge_path(*pair)).content.decode()

    assert not re.search("<b>Bold|<script>alert", html)
    assert "&lt;b&gt;Bold&lt;/b&gt;" in html


@pytest.mark.parametrize("missing", [None, *RIGHTS])
def test_it_takes_the_right_to_change_and_delete_tools_and_to_publish_reviews(client, django_user_model, pair, missing):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    rights = [right for right in ["view_tool", "publish_tool", *RIGHTS] if right != missing]
    editor.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(editor)

    action = {"action": "merge_chosen", "_selected_action": [tool.pk for tool in pair]}
    statuses = [
        client.get(merge_path(*pair)).status_code,
        client.post(MERGE, {"keep": pair[0].pk, "drop": pair[1].pk}).status_code,
    ]

    assert statuses == ([403, 403] if missing else [200, 302])
    assert Tool.objects.filter(pk=pair[1].pk).exists() == bool(missing)
    assert ('value="merge_chosen"' in client.get(TOOLS).content.decode()) == (missing is None)
    if missing:
        assert client.post(TOOLS, action).headers.get("Location") != merge_path(*pair)


def test_nobody_else_gets_to_it(client, pair):
    assert client.get(MERGE).headers["Location"].startswith("/admin/login/")
    assert client.post(MERGE, {"keep": pair[0].pk, "drop": pair[1].pk}).status_code == 302
    assert Tool.objects.count() == 3
