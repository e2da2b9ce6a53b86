"""A tool's title: its name, with the qualifier where readers could take it for another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import State
from reviews.models import Review
from tests.factories import ReviewFactory, ToolFactory
from tools.models import Tool

pytestmark = pytest.mark.django_db


def title_of(tool: Tool) -> str:
    return Tool.objects.titled().get(pk=tool.pk).title


def test_a_name_that_no_other_tool_has_stands_alone():
    tool = ToolFactory(name="SmolLM3", qualifier="on-device release")
    ToolFactory(name="SmolLM3 Pro", qualifier="cloud")

    assert title_of(tool) == "SmolLM3"


def test_namesakes_are_shown_with_their_qualifiers():
    one = ToolFactory(name="SmolLM3", qualifier="on-device release")
    other = ToolFactory(name="SMOLLM3", slug="other", qualifier="consumer-GPU release")

    assert title_of(one) == "SmolLM3 (on-device release)"
    assert title_of(other) == "SMOLLM3 (consumer-GPU release)"


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.DRAFT, "published_at": None},
        {"state": State.DRAFT},
        {"published_at": timezone.now() + timedelta(days=365)},
    ],
    ids=["draft", "withdrawn", "not yet public"],
)
def test_a_namesake_that_readers_cannot_see_does_not_count(hidden):
    tool = ToolFactory(name="SmolLM3", qualifier="on-device release")
    namesake = ToolFactory(name="SmolLM3", slug="other", qualifier="consumer-GPU release", **hidden)

    assert title_of(tool) == "SmolLM3"
    assert title_of(namesake) == "SmolLM3 (consumer-GPU release)"


def test_a_tool_without_qualifier_has_its_name_for_a_title():
    tool = ToolFactory(name="SmolLM3", state=State.DRAFT)
    ToolFactory(name="SmolLM3", slug="other", qualifier="on-device release")

    assert title_of(tool) == "SmolLM3"


def test_a_tool_that_was_read_without_its_title_looks_it_up():
    tool = ToolFactory(name="SmolLM3", qualifier="on-device release")
    ToolFactory(name="smollm3", slug="other", qualifier="consumer-GPU release")

    assert Tool.objects.get(pk=tool.pk).title == "SmolLM3 (on-device release)"


def test_titles_of_a_whole_list_cost_one_query(django_assert_num_queries):
    for number in range(10):
        ToolFactory(name="SmolLM3", slug=f"smollm3-{number}", qualifier=f"release {number}")

    with django_assert_num_queries(1):
        titles = {tool.title for tool in Tool.objects.titled()}

    assert titles == {f"SmolLM3 (release {number})" for number in range(10)}


def test_titles_beside_reviews_cost_no_query_of_their_own(django_assert_num_queries):
    for number in range(3):
        ReviewFactory(tool__name="SmolLM3", tool__slug=f"smollm3-{number}", tool__qualifier=f"release {number}")

    with django_assert_num_queries(1):
        titles = {review.tool_title for review in Review.objects.latest_first()}

    assert titles == {f"SmolLM3 (release {number})" for number in range(3)}


def test_staff_always_see_the_qualifier():
    assert str(ToolFactory.build(name="SmolLM3", qualifier="on-device release", category=None)) == (
        "SmolLM3 (on-device release)"
    )
    assert str(ToolFactory.build(name="SmolLM3", category=None)) == "SmolLM3"
