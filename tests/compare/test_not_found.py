"""An address that leads nowhere is answered with the nearest names."""

import pytest
from django.test import Client

from tests.factories import ToolFactory


@pytest.fixture(autouse=True)
def tools(db):
    ToolFactory(name="SmolVLM-3B", slug="smolvlm-3b")
    ToolFactory(name="Mistral Small 3.1", slug="mistral-small-3-1")
    ToolFactory(name="SmolVLM Secret", slug="smolvlm-secret", state="draft")


@pytest.mark.parametrize(
    ("path", "message", "suggestion"),
    [
        ("/tools/smolvm", "No tool here is called “smolvm”.", '<a href="/tools/smolvlm-3b">SmolVLM-3B</a>'),
        ("/smolvlm", "There is no page at this address.", '<a href="/tools/smolvlm-3b">SmolVLM-3B</a>'),
        (
            "/compare/smolvm-vs-mistral-small-3-1",
            "No tool here is called “smolvm”.",
            '<a href="/compare/smolvlm-3b-vs-mistral-small-3-1">SmolVLM-3B</a>',
        ),
        (
            "/compare/mistral-small-vs-smolvm",
            "No tool here is called “mistral-small” or “smolvm”.",
            '<a href="/compare/?first=mistral-small&amp;second=smolvm">Choose among the nearest names</a>',
        ),
        (
            "/categories/devel",
            "There is no category “devel”.",
            '<a href="/categories/developer-tools">Developer Tools</a>',
        ),
        ("/digest/?page=9", "There is no page “9” here; the list has 1 page.", '<a href="/digest/">The first page</a>'),
        ("/digest/?page=x", "There is no page “x” here; the list has 1 page.", '<a href="/digest/">The first page</a>'),
        ("/logos/none.png", "There is no such logo.", '<a href="/tools/">See all tools</a>'),
    ],
)
def test_it_says_what_is_missing_and_offers_what_is_near(client: Client, path, message, suggestion):
    response = client.get(path)

    html = response.content.decode()
    assert response.status_code == 404
    assert message in html
    assert suggestion in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_tool_that_is_named_already_is_not_offered_beside_itself(client: Client):
    html = client.get("/compare/smolvm-vs-smolvlm-3b").content.decode()

    assert "Perhaps you meant" not in html


def test_drafts_are_never_offered(client: Client):
    assert "smolvlm-secret" not in client.get("/tools/smolvlm-secre").content.decode()


def test_what_was_asked_is_shown_as_text_and_cut(client: Client):
    html = client.get("/tools/<img src=x>" + "x" * 500).content.decode()

    assert "“&lt;img src=x&gt;xxx" in html
    assert "x" * 100 not in html


def test_nothing_near_still_shows_a_way_on(client: Client):
    html = client.get("/tools/qqqqqq").content.decode()

    assert "Perhaps you meant" not in html
    assert '<a href="/compare/">compare two by name</a>' in html
