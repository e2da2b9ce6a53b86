"""The desk's lists stay quick however much there is to list."""

import pytest

from reviews.models import Review
from tests.factories import CategoryFactory, ComparisonFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tools.models import Comparison, Tool

pytestmark = pytest.mark.django_db
MANY = 200


@pytest.fixture
def tools():
    category = CategoryFactory()
    return Tool.objects.bulk_create(ToolFactory.build_batch(MANY, category=category))


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
