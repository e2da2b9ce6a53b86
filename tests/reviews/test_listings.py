"""What lists sort and sift by is what the panel says now, whoever changed it and however, also when its time comes."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.models import Choice, State
from core.verdicts import Tally
from reviews.models import Listing, Review
from reviews.selectors import current_listings
from tests.factories import CategoryFactory, FactFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tools.models import Category, Fact, Tool


def listing_of(tool: Tool) -> Listing:
    return current_listings().get(tool=tool)


def test_a_listing_says_what_the_panel_says(db):
    tool = ToolFactory(licence="MIT", entry_amount=0)
    fact = FactFactory(tool=tool, value="3B")
    ship = ReviewFactory(tool=tool, score=80)
    skip = ReviewFactory(tool=tool, verdict=Choice.SKIP, score=55)

    listing = listing_of(tool)

    assert (listing.ships, listing.total, listing.share, listing.score) == (1, 2, 0.5, 67.5)
    assert set(listing.tags) == {
        f"category:{tool.category_id}",
        "licence:MIT",
        "free",
        "verdict:mixed",
        f"reviewer:{ship.reviewer_id}",
        f"reviewer:{skip.reviewer_id}",
        f"fact:{fact.attribute_id}=3B",
    }


def test_a_tool_without_reviews_is_listed_last(db):
    tool = ToolFactory()

    listing = listing_of(tool)

    assert (listing.total, listing.share, listing.score) == (0, -1, -1)
    assert "verdict:none" in listing.tags


def test_whatever_changes_is_listed_anew(db):
    tool, other = ToolFactory(), ToolFactory(category=CategoryFactory(name="Shelf", slug="shelf"))
    fact, review = FactFactory(tool=tool), ReviewFactory(tool=tool)

    Review.objects.filter(pk=review.pk).update(tool=other, score=70)
    assert (listing_of(tool).total, listing_of(other).score) == (0, 70)
    Fact.objects.filter(pk=fact.pk).update(value="8B")
    assert f"fact:{fact.attribute_id}=8B" in listing_of(tool).tags
    Fact.objects.all().delete()
    assert not [tag for tag in listing_of(tool).tags if tag.startswith("fact:")]
    Category.objects.filter(pk=other.category_id).update(name="Vector databases")
    assert "'vector'" in listing_of(other).document
    Review.objects.all().delete()
    assert listing_of(other).total == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tools_tool SET name = 'Ångström & Søn' WHERE id = %s", [tool.pk])
    assert listing_of(tool).words.startswith("angstrom son ")
    assert listing_of(tool).name == "ångström & søn"


def test_what_readers_may_not_see_is_not_listed(db):
    later = timezone.now() + timedelta(days=1)
    ToolFactory(state=State.DRAFT, published_at=None)
    ToolFactory(state=State.WITHDRAWN)
    ToolFactory(published_at=later)
    gone = ToolFactory()
    gone.delete()
    tool = ToolFactory()
    ReviewFactory(tool=tool, state=State.DRAFT, published_at=None)
    ReviewFactory(tool=tool, published_at=later)

    assert [listing.tool_id for listing in current_listings()] == [tool.pk]
    assert listing_of(tool).total == 0


def test_a_scheduled_review_counts_from_its_time_on(db):
    tool = ToolFactory()
    ReviewFactory(tool=tool, published_at=timezone.now() + timedelta(hours=1))
    ReviewFactory(tool=tool, published_at=timezone.now() + timedelta(hours=2), verdict=Choice.SKIP)

    now, after_one, after_two = Listing.objects.filter(tool=tool.pk).order_by("since")

    assert [now.total, after_one.total, after_two.total] == [0, 1, 2]
    assert [now.until, after_one.until, after_two.until] == [after_one.since, after_two.since, None]
    assert [after_one.share, after_two.share] == [1, 0.5]


def test_a_scheduled_tool_comes_with_the_reviews_it_then_has(db):
    later = timezone.now() + timedelta(days=1)
    tool = ToolFactory(published_at=later)
    ReviewFactory(tool=tool)

    (listing,) = Listing.objects.filter(tool=tool.pk)

    assert (listing.since, listing.total) == (later, 1)


class VerdictsAgree(TestCase):
    """The database sorts by the same arithmetic as pages show."""

    @settings(max_examples=30)
    @given(st.lists(st.sampled_from(Choice.values), max_size=5))
    def test_the_verdict_is_that_of_the_tally(self, choices: list[str]):
        tool = ToolFactory()
        for number, choice in enumerate(choices):
            reviewer = ReviewerFactory(name=f"Critic {number}", slug=f"critic-{number}")
            ReviewFactory(tool=tool, reviewer=reviewer, verdict=choice)
        tally = Tally(choices.count("ship"), len(choices))

        listing = listing_of(tool)

        assert Tally(listing.ships, listing.total) == tally
        assert f"verdict:{(tally.verdict or 'none').lower()}" in listing.tags
