"""Naming tools to compare them, without a script."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import ComparisonFactory, ToolFactory


@pytest.fixture(autouse=True)
def tools(db):
    ToolFactory(name="SmolVLM-3B", slug="smolvlm-3b")
    ToolFactory(name="Mistral Small 3.1", slug="mistral-small-3-1")
    ToolFactory(name="SmolLM3", slug="smollm3", qualifier="consumer-GPU release")
    ToolFactory(name="SmolLM3", slug="smollm3-on-device", qualifier="on-device release")
    ToolFactory(name="Hidden", slug="hidden", state="draft")


def pick(client: Client, *names: str):
    return client.get("/compare/", dict(zip(("first", "second", "third", "fourth"), names, strict=False)))


@pytest.mark.parametrize(
    ("names", "target"),
    [
        (["smolvlm-3b", "mistral-small-3-1"], "/compare/smolvlm-3b-vs-mistral-small-3-1"),
        (["Mistral Small 3.1", "SMOLVLM-3b"], "/compare/mistral-small-3-1-vs-smolvlm-3b"),
        (
            ["SmolLM3 (on-device release)", " smolvlm-3b "],
            "/compare/smollm3-on-device-vs-smolvlm-3b",
        ),
        (["smollm3-on-device", "smolvlm-3b"], "/compare/smollm3-on-device-vs-smolvlm-3b"),
        (
            ["smolvlm-3b", "smollm3-on-device", "", "mistral-small-3-1"],
            "/compare/smolvlm-3b-vs-smollm3-on-device-vs-mistral-small-3-1",
        ),
        (
            ["smolvlm-3b", "smollm3 (consumer-gpu RELEASE)", "smollm3-on-device", "mistral-small-3-1"],
            "/compare/smolvlm-3b-vs-smollm3-vs-smollm3-on-device-vs-mistral-small-3-1",
        ),
    ],
)
def test_names_titles_and_slugs_lead_to_the_comparison(client: Client, names, target):
    response = pick(client, *names)

    assert (response.status_code, response.headers.get("Location")) == (302, target)


@pytest.mark.parametrize(
    ("names", "error", "offered"),
    [
        (
            ["SmolLM3", "smolvlm-3b"],
            "More than one tool has this name. Choose one:",
            "first=SmolLM3+%28on-device+release%29&second=smolvlm-3b",
        ),
        (["smolvlm-3b", "mistrl"], "No tool has this name. Did you mean one of these?", "second=Mistral+Small+3.1"),
        (["smolvlm-3b", "qqqq"], "No tool has a name like this.", None),
        (["smolvlm-3b", "Hidden"], "No tool has a name like this.", None),
        (["smolvlm-3b", "SmolVLM-3B"], "This tool is named twice.", None),
        (["smolvlm-3b", ""], "Name a tool here.", None),
        (["smolvlm-3b", "x" * 201], "Ensure this value has at most 200 characters", None),
        (["smolvlm-3b", "a\0b"], "Null characters are not allowed.", None),
    ],
)
def test_what_cannot_be_compared_is_said_at_its_field_and_nothing_typed_is_lost(client: Client, names, error, offered):
    response = pick(client, *names)

    page = BeautifulSoup(response.content, "html.parser")
    wrong = page.select_one("input[aria-invalid=true]")
    assert response.status_code == 422
    assert wrong is not None
    message = page.find(id=wrong["aria-describedby"])
    assert error in message.text
    typed = [name.replace("\0", "") for name in names]  # which no page can hold
    assert [field["value"] for field in page.select(".picker input")][: len(names)] == typed
    links = [link["href"] for link in message.select("a")]
    assert links == [] if offered is None else any(offered in link for link in links)


def test_a_choice_offered_leads_on(client: Client):
    page = BeautifulSoup(pick(client, "smolvlm-3b", "mistrl").content, "html.parser")

    response = client.get(page.select_one(".error a")["href"])

    assert response.headers["Location"] == "/compare/smolvlm-3b-vs-mistral-small-3-1"


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ("change=1", ["SmolVLM-3B", "Mistral Small 3.1", "SmolLM3", ""]),
        ("swap=first", ["Mistral Small 3.1", "SmolVLM-3B", "SmolLM3", ""]),
        ("swap=third", ["SmolVLM-3B", "Mistral Small 3.1", "", "SmolLM3"]),
        ("remove=first", ["Mistral Small 3.1", "SmolLM3", "", ""]),
        ("remove=third", ["SmolVLM-3B", "Mistral Small 3.1", "", ""]),
    ],
)
def test_names_are_swapped_and_taken_out_before_anything_is_compared(client: Client, asked, fields):
    response = client.get(f"/compare/?first=SmolVLM-3B&second=Mistral+Small+3.1&third=SmolLM3&{asked}")

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert [field["value"] for field in page.select(".picker input")] == fields
    assert not page.select("[aria-invalid]")


@pytest.mark.parametrize("asked", ["swap=fourth", "remove=fifth", "swap="])
def test_what_cannot_be_swapped_or_taken_out_is_compared_as_it_is(client: Client, asked):
    response = client.get(f"/compare/?first=SmolVLM-3B&second=Mistral+Small+3.1&{asked}")

    assert response.headers["Location"] == "/compare/smolvlm-3b-vs-mistral-small-3-1"


def test_enter_compares_and_each_button_says_what_it_moves(client: Client):
    buttons = BeautifulSoup(client.get("/compare/").content, "html.parser").select(".picker button")

    assert [button.get("name") for button in buttons] == [None, *["swap"] * 3, *["remove"] * 4]
    assert buttons[0].text == "Compare these"


def test_the_fields_offer_the_titles_of_published_tools(client: Client):
    page = BeautifulSoup(client.get("/compare/").content, "html.parser")

    offered = {option["value"] for option in page.select("datalist option")}
    assert offered == {
        "SmolVLM-3B",
        "Mistral Small 3.1",
        "SmolLM3 (consumer-GPU release)",
        "SmolLM3 (on-device release)",
    }


def test_the_page_lists_featured_comparisons_and_no_others(client: Client):
    ComparisonFactory(first__name="Left", second__name="Right", summary="A choice of sides.")
    ComparisonFactory(first__name="Up", second__name="Down", featured=False)
    ComparisonFactory(first__name="In", second__name="Out", state="draft")

    page = BeautifulSoup(client.get("/compare/").content, "html.parser")

    assert [link["href"] for link in page.select(".pair h3 a")] == ["/compare/left-vs-right"]
    assert "A choice of sides." in page.text
