"""A tool in JSON says what its page says, and null where nothing is known."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from core.models import Choice
from tests.api.asking import SITE, data
from tests.factories import (
    AttributeFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tools.models import FormerSlug


@pytest.mark.parametrize("slug", ["smolvlm-3b", "mistral-next-70b", "smollm3-on-device"])
def test_a_tool_has_the_figures_and_words_of_its_page(client, demo, slug):
    tool = data(client, f"tools/{slug}")

    page = BeautifulSoup(client.get(f"/tools/{slug}").content, "html.parser")
    text = " ".join(page.text.split())
    for shown in [tool["title"], tool["tagline"], tool["description"], tool["panel"]["label"]]:
        assert shown in text
    assert tool["community"]["label"] == "No community votes yet"
    assert len(tool["reviews"]) == len(page.select(".opinion")) == tool["panel"]["total"]
    assert tool["url"] == f"{SITE}/tools/{slug}"
    assert tool["api_url"] == f"{SITE}/api/tools/{slug}"
    assert [one["title"] for one in tool["comparisons"]] == [
        " vs ".join(tool["title"] for tool in one["tools"]) for one in tool["comparisons"]
    ]
    for other in [*tool["comparisons"], *(one["tool"] for one in tool["alternatives"])]:
        assert page.select(f'a[href="{other["url"].removeprefix(SITE)}"]')


@pytest.mark.django_db
def test_what_is_not_known_is_null(client):
    ToolFactory(name="A", published_at=timezone.now() - timedelta(days=1))

    tool = data(client, "tools/a")

    unknown = {name for name, value in tool.items() if value is None}
    assert unknown == {
        "qualifier", "maker", "website", "licence", "licence_label", "entry", "pricing", "best_for", "logo_url",
    }  # fmt: skip
    assert tool["panel"] == {
        "percent": None, "ships": 0, "skips": 0, "total": 0, "verdict": None, "label": "Not reviewed yet",
        "score": None,
    }  # fmt: skip
    assert tool["published_at"].endswith("Z")


@pytest.mark.django_db
def test_facts_come_with_their_source_and_day_and_prices_with_their_parts(client):
    tool = ToolFactory(name="A", entry_amount=Decimal("0.20"), entry_unit="1M tokens", licence="Apache-2.0")
    size, speed = AttributeFactory(name="Size"), AttributeFactory(name="Speed")
    FactFactory(
        tool=tool, attribute=size, value="3B", source_url="https://example.org/size", checked_on=date(2020, 1, 2)
    )
    FactFactory(tool=tool, attribute=speed, value="fast")

    told = data(client, "tools/a")

    assert told["facts"] == [
        {
            "attribute": "Size", "value": "3B", "source_url": "https://example.org/size", "checked_on": "2020-01-02",
            "stale": True,
        },
        {"attribute": "Speed", "value": "fast", "source_url": None, "checked_on": None, "stale": False},
    ]  # fmt: skip
    assert told["entry"] == {"label": tool.entry_label, "amount": 0.2, "currency": "USD", "unit": "1M tokens"}
    assert (told["licence"], told["licence_label"]) == ("Apache-2.0", "Apache 2.0")


@pytest.mark.django_db
def test_the_community_has_a_percent_once_there_are_votes_enough(client):
    few, enough = ToolFactory(name="Few"), ToolFactory(name="Enough")
    VoteFactory.create_batch(3, tool=few)
    VoteFactory.create_batch(10, tool=enough)

    few, enough = data(client, "tools/few")["community"], data(client, "tools/enough")["community"]

    counts = {"ships": 3, "skips": 0, "total": 3, "minimum": 5}
    assert few == {"label": "3 of 3 ship", "percent": None, "interval": None} | counts
    assert (enough["percent"], enough["interval"]) == (100, {"low": 72, "high": 100})


@pytest.mark.django_db
def test_a_changed_verdict_says_what_it_was(client):
    review = ReviewFactory.create(tool=ToolFactory(name="A"), score=80)
    review.verdict, review.score, review.change_reason = Choice.SKIP, 20, "It got worse."
    review.save()

    (told,) = data(client, "tools/a")["reviews"]

    assert (told["verdict"], told["score"]) == ("skip", 20)
    (change,) = told["changes"]
    assert (change["before"]["verdict"], change["before"]["score"], change["before"]["reason"]) == ("ship", 80, None)
    assert (change["after"]["verdict"], change["after"]["reason"]) == ("skip", "It got worse.")


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["once", "ONCE", "A"])
def test_a_name_of_before_or_in_capitals_leads_to_the_tool(client, asked):
    FormerSlug.objects.create(slug="once", tool=ToolFactory.create(name="A"))

    answer = client.get(f"/api/tools/{asked}")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/tools/a")


@pytest.mark.django_db
def test_a_tool_costs_the_same_few_queries_whatever_is_known_of_it(client, django_assert_num_queries):
    tools = ToolFactory.create_batch(2)
    data(client, f"tools/{tools[0].slug}")  # the day's secret
    for tool in [*tools, *ToolFactory.create_batch(8)]:
        if tool != tools[0]:
            ComparisonFactory(first=tools[0], second=tool)
        for _ in range(3):
            ReviewFactory(tool=tool, reviewer=ReviewerFactory())
            FactFactory(tool=tool)

    with django_assert_num_queries(7):  # one of them for the limit
        told = data(client, f"tools/{tools[0].slug}")

    assert len(told["comparisons"]) == 8
