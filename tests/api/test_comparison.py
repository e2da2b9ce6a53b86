"""A comparison in JSON says what its page says, in the order asked for."""

import pytest
from bs4 import BeautifulSoup

from tests.api.asking import SITE, data, problem
from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import COMPARISON, texts
from tools.models import FormerSlug

PAIR = COMPARISON.removeprefix("/compare/")


def test_it_has_the_answer_the_rows_and_the_scorecard_of_its_page(client, demo):
    told = data(client, f"compare/{PAIR}")

    page = BeautifulSoup(client.get(COMPARISON).content, "html.parser")
    text = " ".join(page.text.split())
    for shown in [told["title"], told["answer"]["headline"], told["answer"]["reason"], told["summary"]]:
        assert shown in text
    shown_rows = texts(page.select(".decision tbody th"))
    differing = [f"{row['criterion']}{' (differs)' if row['differs'] else ''}" for row in told["decision"]]
    assert differing == shown_rows
    for row in told["decision"]:
        assert len(row["cells"]) == 2
        assert all(cell["text"] is None or cell["text"] in text for cell in row["cells"])
    assert [tool["panel"]["percent"] for tool in told["tools"]] == [75, 75]
    assert told["url"] == told["canonical_url"] == f"{SITE}{COMPARISON}"


def test_the_order_asked_for_is_kept_and_the_canonical_one_named(client, demo):
    left, right = PAIR.split("-vs-")

    told = data(client, f"compare/{right}-vs-{left}")

    assert [tool["slug"] for tool in told["tools"]] == [right, left]
    assert told["url"] == f"{SITE}/compare/{right}-vs-{left}"
    assert told["canonical_url"] == f"{SITE}{COMPARISON}"


@pytest.mark.django_db
def test_a_reviewer_who_covered_only_one_tool_leaves_a_null(client):
    a, b = ToolFactory(name="A"), ToolFactory(name="B")
    both, one = ReviewerFactory(name="Both"), ReviewerFactory(name="One")
    for tool, reviewer in [(a, both), (b, both), (b, one)]:
        ReviewFactory(tool=tool, reviewer=reviewer, score=50)

    scorecard = data(client, "compare/a-vs-b")["scorecard"]

    assert [row["reviewer"]["name"] for row in scorecard] == ["Both", "One"]
    assert [[review and review["tool"]["slug"] for review in row["reviews"]] for row in scorecard] == [
        ["a", "b"],
        [None, "b"],
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("A-vs-b", "compare/a-vs-b"),
        ("once-vs-b", "compare/a-vs-b"),
        ("a-vs-b-vs-a", "compare/a-vs-b"),
        ("a-vs-a", "tools/a"),
        ("once-vs-a", "tools/a"),
    ],
)
def test_an_address_written_otherwise_leads_to_the_comparison(client, asked, there):
    FormerSlug.objects.create(slug="once", tool=ToolFactory.create(name="A"))
    ToolFactory(name="B")

    answer = client.get(f"/api/compare/{asked}")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"/api/{there}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("a-vs-nonesuch", "No tool here is called “nonesuch”."),
        ("nix-vs-nonesuch", "No tool here is called “nix” or “nonesuch”."),
        ("a", "A comparison takes two tools or more."),
        ("-vs-", "This address names no tool."),
        ("a-vs-b-vs-c-vs-d-vs-e", "A comparison takes up to four tools, and this address names 5."),
    ],
)
def test_what_cannot_be_compared_is_a_404_that_says_why(client, asked, said):
    ToolFactory(name="A")

    assert problem(client, f"compare/{asked}", 404)["message"].startswith(said)


@pytest.mark.django_db
def test_two_tools_and_four_cost_the_same_queries(client, django_assert_num_queries):
    for name in "ABCD":
        tool = ToolFactory(name=name)
        for place in range(3):
            ReviewFactory(tool=tool, reviewer=ReviewerFactory(name=f"R{place}", slug=f"r{place}"))
    data(client, "compare/a-vs-b")  # the day's secret

    for pair in ("a-vs-b", "a-vs-b-vs-c-vs-d"):
        with django_assert_num_queries(6):  # one of them for the limit
            data(client, f"compare/{pair}")
