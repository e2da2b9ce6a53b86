"""The catalogue shows the tools that its address asks for, says what is set, and answers whatever it cannot read."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.models import Choice
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.pages import get, texts


@pytest.fixture
def shelves(db) -> None:
    """Alpha: agents, MIT, free, ships, on Linux. Beta: agents, mixed, on Linux. Gamma: MIT, skips. Delta: nothing."""
    agents = CategoryFactory(name="Agents", slug="agents")
    builder, skeptic = ReviewerFactory(name="Builder"), ReviewerFactory(name="Skeptic")
    runs_on = AttributeFactory(name="Runs on", slug="runs-on")
    alpha = ToolFactory(name="Alpha", category=agents, licence="MIT", entry_amount=0)
    beta = ToolFactory(name="Beta", category=agents, licence="Apache-2.0", entry_amount=20)
    gamma = ToolFactory(name="Gamma", licence="MIT")
    ToolFactory(name="Delta")
    ToolFactory(name="Draft", licence="MIT", state="draft")
    for tool in (alpha, beta):
        FactFactory(tool=tool, attribute=runs_on, value="Linux")
        ReviewFactory(tool=tool, reviewer=builder)
    ReviewFactory(tool=beta, reviewer=skeptic, verdict=Choice.SKIP)
    ReviewFactory(tool=gamma, reviewer=skeptic, verdict=Choice.SKIP)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Alpha", "Beta", "Delta", "Gamma"]),
        ("category=agents", ["Alpha", "Beta"]),
        ("category=Agents", ["Alpha", "Beta"]),
        ("licence=MIT", ["Alpha", "Gamma"]),
        ("free=1", ["Alpha"]),
        ("verdict=ship", ["Alpha"]),
        ("verdict=mixed", ["Beta"]),
        ("verdict=skip", ["Gamma"]),
        ("verdict=none", ["Delta"]),
        ("reviewer=skeptic", ["Beta", "Gamma"]),
        ("fact=runs-on:Linux", ["Alpha", "Beta"]),
        ("fact=runs-on:Linux&fact=runs-on:Linux&reviewer=skeptic", ["Beta"]),
        ("licence=MIT&category=agents&verdict=skip", []),
        ("licence=WTFPL", []),
        ("page=2&colour=red&utm_source=letter", ["Alpha", "Beta", "Delta", "Gamma"]),
    ],
)
def test_the_address_says_which_tools_are_shown(client: Client, shelves: None, query: str, names: list[str]):
    assert texts(get(client, f"/tools/?{query}").select(".card h3")) == names


def test_what_is_set_stands_in_the_form_and_can_be_taken_away(client: Client, shelves: None):
    page = get(client, "/tools/?category=agents&reviewer=builder&fact=runs-on:Linux&sort=newest")

    assert texts(page.select(".lead .weighs")) == ["2 tools, newest first."]
    chosen = [option["value"] for option in page.select(".filters option[selected]")]
    assert chosen == ["newest", "agents", "builder", "runs-on:Linux"]
    assert {(chip.text.strip(), chip["href"]) for chip in page.select(".chips a")} == {
        ("Remove the filter Agents ×", "/tools/?reviewer=builder&fact=runs-on:Linux&sort=newest"),
        ("Remove the filter Reviewed by Builder ×", "/tools/?category=agents&fact=runs-on:Linux&sort=newest"),
        ("Remove the filter Runs on: Linux ×", "/tools/?category=agents&reviewer=builder&sort=newest"),
        ("Clear all", "/tools/?sort=newest"),
    }
    assert page.select_one(".filters").has_attr("open")
    assert not get(client, "/tools/?sort=newest").select_one(".filters").has_attr("open")


def test_where_nothing_fits_the_page_says_how_to_go_on(client: Client, shelves: None):
    page = get(client, "/tools/?licence=MIT&verdict=mixed")

    assert texts(page.select("section .none")) == ["No tool fits all of this. Take a filter away, or clear all."]
    assert "Apache 2.0 (1)" in page.select_one("#filter-licence").text


def test_fields_left_empty_leave_the_address(client: Client, shelves: None):
    sent = "category=&verdict=ship&reviewer=+&fact=&fact=runs-on:Linux&sort="

    assert client.get(f"/tools/?{sent}")["Location"] == "/tools/?verdict=ship&fact=runs-on:Linux"
    assert client.get("/tools/?category=&sort=")["Location"] == "/tools/"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("category=nope", "There is no category “nope”. It can be agents or developer-tools."),
        ("category=%00", "There is no category “”."),
        ("verdict=maybe", "There is no verdict “maybe”. It can be ship, mixed, skip or none."),
        ("free=yes", "What is free is asked for with free=1, and not with “yes”."),
        ("sort=price", "There is no sort “price”. It can be name, newest, ship, score or community."),
        ("reviewer=nobody", "There is no reviewer “nobody”. It can be builder or skeptic."),
        ("category=agents&category=developer-tools", "Only one category can be asked for at a time"),
        ("licence=" + "x" * 2_000, "No licence is as long as this one: at most 80 characters."),
        ("licence=M%00IT", "No licence has a control character in it, as “M IT” has."),
        ("fact=Linux", "Write a fact as its attribute and its value, such as runs-on:Linux, and not “Linux”."),
        ("fact=weight:1", "There is no attribute “weight”. It can be runs-on."),
        ("fact=runs-on:1%07", "No fact has a control character in it"),
        ("fact=%F0%9F:%C0", "There is no attribute “�”."),
        ("fact=runs-on:Linux&fact=runs-on:macOS", "A tool has one “runs-on” only, and this address names several."),
        ("&".join(f"fact=a{number}:1" for number in range(11)), "At most 10 facts can be asked for at a time."),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(client: Client, shelves: None, query: str, says: str):
    answer = client.get(f"/tools/?{query}")

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_wrong_filter_costs_no_other(client: Client, shelves: None):
    page = get(client, "/tools/?category=nope&licence=MIT&after=W10")

    links = {link.text: link["href"] for link in page.select("main a")}
    assert links["Agents"] == "/tools/?licence=MIT&category=agents"
    assert links["Leave this out"] == "/tools/?licence=MIT"


def test_reading_and_counting_takes_the_same_few_queries_whatever_is_asked(
    client: Client, catalogue: None, django_assert_max_num_queries: DjangoAssertNumQueries
):
    asked = "category=local-inference&reviewer=builder&fact=api-compatibility:OpenAI&sort=community"
    with django_assert_max_num_queries(12):
        page = get(client, f"/tools/?{asked}")

    assert len(page.select(".card")) == 2


def test_only_the_whole_list_is_for_search_engines(client: Client, shelves: None):
    plain, sifted = get(client, "/tools/?utm_source=letter"), get(client, "/tools/?free=1")

    assert plain.select_one("link[rel=canonical]")["href"] == "http://testserver/tools/"
    assert sifted.select_one("link[rel=canonical]") is None
    assert sifted.select_one("meta[name=robots]")["content"] == "noindex"


def test_a_shelf_leads_to_its_filters(client: Client, shelves: None):
    link = get(client, "/categories/agents").find("a", string="Filter and sort these")

    assert link["href"] == "/tools/?category=agents"
