"""What was deleted comes back with all that went with it, and with nothing else."""

from copy import copy
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from core.history import events_of
from core.history import restore as restore_version
from reviews.models import GivenVerdict, Review
from tests.admin.pages import columns, page, restore, version
from tests.factories import AttributeFactory, ComparisonFactory, FactFactory, ReviewFactory, ToolFactory
from tools.models import Attribute, Comparison, Fact, FormerSlug, Tool

# What is deleted in one transaction belongs together, so these tests commit theirs.
pytestmark = pytest.mark.django_db(transaction=True)


def everything() -> list[list[dict[str, Any]]]:
    """All rows that go with a tool, but for when each was saved."""
    models = (Tool, Fact, Review, GivenVerdict, Comparison, FormerSlug)
    return [[columns(row) for row in model._default_manager.order_by("pk")] for model in models]


def delete(row: Any) -> None:
    """Delete a row, which keeps its primary key here."""
    copy(row).delete()


def a_whole_tool(**more: Any) -> Any:
    """A tool with two facts, a former slug, comparisons on either side, and a review whose verdict has changed."""
    tool = ToolFactory.create(**more)
    FactFactory.create_batch(2, tool=tool)
    review = ReviewFactory.create(tool=tool, verdict="ship", score=80)
    review.verdict, review.score, review.change_reason = "skip", 30, "It broke."
    review.save()
    ComparisonFactory(first=tool, summary="Which?")
    ComparisonFactory(third=tool)
    tool.slug += "-new"
    tool.save()
    return tool


def test_a_deleted_tool_comes_back_with_everything_and_its_neighbours_stay_as_they_are(admin_client):
    tool = a_whole_tool()
    a_whole_tool()
    before = everything()
    delete(tool)
    assert everything() != before

    (message,) = restore(admin_client, tool, version(tool))

    assert "is again what it was on" in message
    assert everything() == before
    assert [given.reason for given in tool.reviews.get().verdicts.all()] == ["", "It broke."]


def test_it_comes_back_by_the_page_of_the_desk_that_deletes_as_well(admin_client):
    tool = a_whole_tool()
    before = everything()
    assert admin_client.post(page(tool, "delete"), {"post": "yes"}).status_code == 302

    restore(admin_client, tool, version(tool))

    assert everything() == before


def test_an_earlier_version_of_it_brings_back_what_went_with_it_too(admin_client):
    tool = a_whole_tool(tagline="Old.")
    before = everything()
    Tool.objects.filter(pk=tool.pk).update(tagline="New.")
    earlier = version(tool, -2)
    delete(tool)

    restore(admin_client, tool, earlier)

    assert everything() == before


def test_what_was_deleted_before_stays_deleted(admin_client):
    tool = ToolFactory()
    early, late = FactFactory.create_batch(2, tool=tool)
    delete(early)
    delete(tool)

    restore(admin_client, tool, version(tool))

    assert [fact.pk for fact in Fact.objects.all()] == [late.pk]


def test_a_deleted_review_comes_back_with_what_readers_were_told(admin_client):
    tool = a_whole_tool()
    review, before = tool.reviews.get(), everything()
    delete(review)

    restore(admin_client, review, version(review), on=tool)

    assert everything() == before


def test_two_tools_that_went_together_come_back_one_after_the_other_with_their_comparison(admin_client):
    comparison = ComparisonFactory()
    one, two = comparison.tools
    before = everything()
    Tool.objects.all().delete()

    told = restore(admin_client, one, version(one))

    assert "is again what it was on" in told[0]
    assert told[1] == (
        f"This could not come back with it: comparison {comparison.pk}: "
        f"Second: tool instance with id {two.pk} is not a valid choice."
    )
    assert columns(one)
    assert not Comparison.objects.exists()
    assert len(restore(admin_client, two, version(two))) == 1
    assert everything() == before


def test_a_fact_whose_attribute_is_gone_does_not_keep_its_tool_from_coming_back(admin_client):
    lost, kept = AttributeFactory.create_batch(2)
    tool = ToolFactory()
    for attribute in (lost, kept):
        FactFactory(tool=tool, attribute=attribute)
    delete(tool)
    Attribute.objects.get(pk=lost.pk).delete()

    told = restore(admin_client, tool, version(tool))

    assert len(told) == 2
    assert f"attribute instance with id {lost.pk} is not a valid choice." in told[1]
    assert [fact.attribute_id for fact in Fact.objects.all()] == [kept.pk]


def test_a_former_slug_that_another_has_by_now_stays_with_it(admin_client):
    tool = ToolFactory.create(slug="first")
    tool.slug = "second"
    tool.save()
    delete(tool)
    other = ToolFactory.create(slug="first")
    other.slug = "third"
    other.save()

    told = restore(admin_client, tool, version(tool))

    assert columns(tool)["slug"] == "second"
    assert FormerSlug.objects.get(slug="first").tool == other
    assert told[1].startswith("This could not come back with it: former slug “first”: ")


def test_a_slug_that_another_has_by_now_keeps_the_tool_away_whole(admin_client):
    tool = a_whole_tool(slug="first")
    delete(tool)
    ToolFactory(slug="first-new")
    before = everything()

    (message,) = restore(admin_client, tool, version(tool))

    assert message == "Nothing is restored. Slug: Tool with this Slug already exists."
    assert everything() == before


def test_an_earlier_version_of_a_deleted_review_is_a_change_that_asks_for_its_reason():
    review = ReviewFactory.create(verdict="ship", score=None)
    key, first = review.pk, events_of(Review, pgh_obj=review.pk).earliest("pk")
    review.verdict, review.change_reason = "skip", "It broke."
    review.save()
    review.delete()

    with pytest.raises(ValidationError, match="say why it changes"):
        restore_version(first)
    assert not Review.objects.filter(pk=key).exists()

    restore_version(first, reason="It works again.")
    given = Review.objects.get(pk=key).verdicts.values_list("verdict", "reason")
    assert list(given) == [("ship", ""), ("skip", "It broke."), ("ship", "It works again.")]
