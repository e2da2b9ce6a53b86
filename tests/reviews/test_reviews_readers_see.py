"""Which reviews readers see, and in which order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import State
from reviews.models import Review, Reviewer
from tests.factories import PUBLISHED_AT, ReviewerFactory, ReviewFactory, ToolFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "hidden",
    [
        {"tool__state": State.DRAFT},
        {"tool__published_at": timezone.now() + timedelta(days=365)},
        {"state": State.DRAFT},
        {"published_at": timezone.now() + timedelta(days=365)},
    ],
    ids=["of a draft", "of a tool to come", "a draft", "to come"],
)
def test_a_review_shows_only_when_it_and_its_tool_are_public(hidden):
    shown = ReviewFactory.create()
    ReviewFactory(**hidden)

    assert list(Review.objects.published()) == [shown]


def test_the_panel_speaks_in_its_order():
    tool = ToolFactory()
    for name, position in (("Zoe", 2), ("Bob", 3), ("Ann", 2), ("Eve", 1)):
        ReviewFactory(tool=tool, reviewer=ReviewerFactory(name=name, position=position))

    assert [str(reviewer) for reviewer in Reviewer.objects.all()] == ["Eve", "Ann", "Zoe", "Bob"]
    assert [str(review.reviewer) for review in Review.objects.in_panel_order()] == ["Eve", "Ann", "Zoe", "Bob"]
    assert [str(review.reviewer) for review in tool.reviews.all()] == ["Eve", "Ann", "Zoe", "Bob"]


def test_the_latest_reviews_come_first_and_those_of_one_moment_by_slug():
    reviewer = ReviewerFactory()
    for slug, days in (("b", 1), ("a", 1), ("old", 0), ("new", 2)):
        ReviewFactory(reviewer=reviewer, tool__slug=slug, published_at=PUBLISHED_AT + timedelta(days=days))

    assert [review.tool.slug for review in Review.objects.latest_first()] == ["new", "a", "b", "old"]
