"""The desk's lists stay quick however much there is to list."""

import pytest
from django.contrib.auth.models import User

from reviews.models import Review
from tests.factories import CategoryFactory, ComparisonFactory, ReviewerFactory, ReviewFactory, ToolFactory, VoteFactory
from tools.models import Comparison, Tool
from votes.models import Ruling, Vote, VoteState

pytestmark = pytest.mark.django_db
MANY = 200


@pytest.fixture
def tools():
    category = CategoryFactory()
    return Tool.objects.bulk_create(ToolFactory.build_batch(MANY, category=category))


def rule_often(count: int) -> list[Ruling]:
    editor = User.objects.create_user("editor")
    return Ruling.objects.bulk_create(Ruling(state=VoteState.WITHHELD, by=editor, vote_count=1) for _ in range(count))


def test_a_list_of_many_tools_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    reviewers = ReviewerFactory.create_batch(4)
    Review.objects.bulk_create(ReviewFactory.build(tool=tool, reviewer=who) for tool in tools for who in reviewers)

    with django_assert_max_num_queries(14):
        html = admin_client.get("/admin/tools/tool/").content.decode()

    assert html.count("Ship · 4 ship / 0 skip") == 100  # the first page of two


def test_a_list_of_many_comparisons_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    Comparison.objects.bulk_create(
        ComparisonFactory.build(first=tools[place], second=tools[place + 1], third=tools[place - 1], fourth=None)
        for place in range(MANY - 1)
    )

    with django_assert_max_num_queries(14):
        html = admin_client.get("/admin/tools/comparison/").content.decode()

    assert html.count(" vs ") >= 100


def test_a_list_of_many_reviews_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    reviewer = ReviewerFactory()
    Review.objects.bulk_create(ReviewFactory.build(tool=tool, reviewer=reviewer) for tool in tools)

    with django_assert_max_num_queries(14):
        html = admin_client.get("/admin/reviews/review/").content.decode()

    assert html.count('<td class="field-reviewer') == 100


def test_a_tool_with_a_full_scorecard_opens_with_few_queries(admin_client, tools, django_assert_max_num_queries):
    ReviewFactory.create_batch(5, tool=tools[0])

    with django_assert_max_num_queries(25):
        html = admin_client.get(f"/admin/tools/tool/{tools[0].pk}/change/").content.decode()

    assert "Ship · 5 ship / 0 skip" in html


def test_a_list_of_many_votes_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    rulings = rule_often(MANY)
    Vote.objects.bulk_create(
        VoteFactory.build(tool=tool, ruling=ruling) for tool, ruling in zip(tools, rulings, strict=True)
    )

    with django_assert_max_num_queries(4):
        html = admin_client.get("/admin/votes/vote/").content.decode()

    assert html.count("Withheld by editor") == 100


def test_a_list_of_many_bursts_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    Vote.objects.bulk_create(VoteFactory.build(tool=tool, network="one") for tool in tools for _ in range(2))

    with django_assert_max_num_queries(4):
        html = admin_client.get("/admin/votes/burst/").content.decode()

    assert html.count("See the votes") == 100


def test_a_list_of_many_rulings_takes_few_queries(admin_client, django_assert_max_num_queries):
    rule_often(MANY)

    with django_assert_max_num_queries(6):
        html = admin_client.get("/admin/votes/ruling/").content.decode()

    assert html.count('<td class="field-by') == 100
