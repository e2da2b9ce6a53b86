"""The panel's tally of a tool and of a reviewer counts what is published, once each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Choice, State
from core.verdicts import Tally
from reviews.models import Review
from reviews.selectors import panel_of, reviewer_tallies, tally_of, with_panel
from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory, VoteFactory
from tools.models import Tool
from votes.selectors import community_tallies

pytestmark = pytest.mark.django_db

HIDDEN = [
    {"state": State.DRAFT, "published_at": None},
    {"state": State.DRAFT},
    {"published_at": timezone.now() + timedelta(days=365)},
]


def reviewed(ships: int, skips: int, **options):
    """A tool with so many published reviews."""
    tool = ToolFactory(**options)
    ReviewFactory.create_batch(ships, tool=tool, verdict=Choice.SHIP)
    ReviewFactory.create_batch(skips, tool=tool, verdict=Choice.SKIP)
    return tool


def panels() -> dict[str, Tally]:
    return {tool.slug: panel_of(tool) for tool in with_panel(Tool.objects.all())}


def test_each_tool_has_the_tally_of_its_own_reviews():
    reviewed(3, 1, slug="one")
    reviewed(0, 2, slug="other")
    reviewed(0, 0, slug="new")

    assert panels() == {"one": Tally(3, 4), "other": Tally(0, 2), "new": Tally(0, 0)}


@pytest.mark.parametrize("hidden", HIDDEN, ids=["draft", "withdrawn", "to come"])
@pytest.mark.parametrize("verdict", Choice.values)
def test_a_review_that_readers_cannot_see_does_not_count(hidden, verdict):
    tool = reviewed(1, 1, slug="one")
    ReviewFactory(tool=tool, verdict=verdict, **hidden)

    assert panels() == {"one": Tally(1, 2)}


def test_staff_see_the_tally_of_a_draft():
    reviewed(2, 1, slug="draft", state=State.DRAFT)

    assert panels() == {"draft": Tally(2, 3)}


def test_reviews_and_votes_do_not_multiply():
    tool = reviewed(3, 1, slug="one")
    VoteFactory.create_batch(2, tool=tool, choice=Choice.SHIP)
    VoteFactory.create_batch(8, tool=tool, choice=Choice.SKIP)

    assert panels() == {"one": Tally(3, 4)}
    assert community_tallies([tool.pk]) == {tool.pk: Tally(2, 10)}
    joined = with_panel(Tool.objects.filter(votes__isnull=False, facts__isnull=True))
    assert {panel_of(row) for row in joined} == {Tally(3, 4)}


def test_the_panel_of_a_whole_catalogue_costs_one_query(django_assert_num_queries):
    for number in range(5):
        reviewed(number, 1)

    with django_assert_num_queries(1):
        assert sorted(panel.ships for panel in panels().values()) == [0, 1, 2, 3, 4]


def test_reviews_at_hand_are_counted_as_they_are():
    tool = reviewed(3, 1)

    assert tally_of(tool.reviews.all()) == Tally(3, 4)
    assert tally_of(Review.objects.none()) == Tally(0, 0)
    assert tally_of(iter([ReviewFactory.build(verdict=Choice.SKIP, tool=None, reviewer=None)])) == Tally(0, 1)


def test_a_reviewer_has_the_tally_of_everything_they_published():
    builder, skeptic, newcomer, other = (ReviewerFactory() for _ in range(4))
    for reviewer, ships, skips in ((builder, 3, 1), (skeptic, 0, 2), (other, 5, 0)):
        ReviewFactory.create_batch(ships, reviewer=reviewer, verdict=Choice.SHIP)
        ReviewFactory.create_batch(skips, reviewer=reviewer, verdict=Choice.SKIP)

    assert reviewer_tallies([builder.pk, skeptic.pk, newcomer.pk]) == {
        builder.pk: Tally(3, 4),
        skeptic.pk: Tally(0, 2),
        newcomer.pk: Tally(0, 0),
    }


@pytest.mark.parametrize(
    "hidden",
    [*HIDDEN, {"tool__state": State.DRAFT}, {"tool__published_at": timezone.now() + timedelta(days=365)}],
    ids=["draft", "withdrawn", "to come", "of a draft", "of a tool to come"],
)
def test_a_reviewer_is_not_judged_by_what_readers_cannot_see(hidden):
    review = ReviewFactory()
    ReviewFactory(reviewer=review.reviewer, **hidden)

    assert reviewer_tallies([review.reviewer.pk]) == {review.reviewer.pk: Tally(1, 1)}


def test_the_tallies_of_all_reviewers_cost_one_query(django_assert_num_queries):
    keys = [ReviewFactory().reviewer.pk for _ in range(5)]

    with django_assert_num_queries(1):
        assert reviewer_tallies(key for key in keys) == dict.fromkeys(keys, Tally(1, 1))


def test_no_reviewers_have_no_tallies():
    assert reviewer_tallies([]) == {}
