"""What no review can be: neither in a form nor past all forms."""

import pytest
from django.db.models import ProtectedError

from core.models import Choice, State
from reviews.models import Review
from tests.core.refusals import complaints, refused_by
from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory

pytestmark = pytest.mark.django_db


def test_a_reviewer_reviews_a_tool_once():
    review = ReviewFactory()
    again = ReviewFactory.build(tool=review.tool, reviewer=review.reviewer, verdict=Choice.SKIP)

    assert complaints(again)["__all__"] == ["This reviewer has reviewed this tool already."]
    with refused_by("reviews_review_once_per_reviewer"):
        Review.objects.bulk_create([again])


def test_even_a_draft_counts_as_the_review():
    review = ReviewFactory(state=State.DRAFT)

    with refused_by("reviews_review_once_per_reviewer"):
        Review.objects.bulk_create([ReviewFactory.build(tool=review.tool, reviewer=review.reviewer)])


@pytest.mark.parametrize(
    ("score", "words", "constraint"),
    [
        (101, "Ensure this value is less than or equal to 100.", "reviews_review_score_in_range"),
        (32767, "Ensure this value is less than or equal to 100.", "reviews_review_score_in_range"),
        (-1, "Ensure this value is greater than or equal to 0.", "reviews_review_score_(in_range|check)"),
    ],
)
def test_a_score_is_between_0_and_100(score, words, constraint):
    review = ReviewFactory()

    with refused_by(constraint):
        Review.objects.filter(pk=review.pk).update(score=score)
    with refused_by(constraint):
        Review.objects.bulk_create([ReviewFactory.build(tool=review.tool, reviewer=ReviewerFactory(), score=score)])
    review.score = score
    assert complaints(review) == {"score": [words]}


@pytest.mark.parametrize("score", [None, 0, 55, 100])
@pytest.mark.parametrize("verdict", Choice.values)
def test_a_score_is_optional_and_goes_with_either_verdict(score, verdict):
    review = ReviewFactory(score=score, verdict=verdict)

    review.full_clean()
    review.refresh_from_db()
    assert (review.score, review.verdict, review.ships) == (score, verdict, verdict == "ship")


@pytest.mark.parametrize("verdict", ["meh", "SHIP", ""])
def test_there_is_no_third_verdict(verdict):
    review = ReviewFactory()

    with refused_by("reviews_review_verdict_known"):
        Review.objects.filter(pk=review.pk).update(verdict=verdict)
    with refused_by("reviews_review_verdict_known"):
        Review.objects.bulk_create([ReviewFactory.build(tool=review.tool, reviewer=ReviewerFactory(), verdict=verdict)])
    review.verdict = verdict
    assert set(complaints(review)) == {"verdict"}


@pytest.mark.parametrize("body", ["", " ", "\n\n\t"])
def test_a_published_review_says_something(body):
    review = ReviewFactory()

    with refused_by("reviews_review_published_is_whole"):
        Review.objects.filter(pk=review.pk).update(body=body)
    review.body = body
    assert complaints(review) == {"body": ["Readers need this before it can be published."]}


def test_a_draft_may_still_be_without_words():
    ReviewFactory(state=State.DRAFT, published_at=None, body="").full_clean()


def test_a_reviewer_who_has_reviewed_cannot_be_thrown_away():
    review = ReviewFactory()

    with pytest.raises(ProtectedError):
        review.reviewer.delete()


def test_a_tool_takes_its_reviews_along_when_it_is_deleted():
    review = ReviewFactory()

    review.tool.delete()

    assert not Review.objects.exists()


def test_a_review_goes_by_its_reviewer_and_tool():
    review = ReviewFactory.build(
        reviewer=ReviewerFactory.build(name="Builder", slug="builder"),
        tool=ToolFactory.build(name="Smol", category=None),
    )

    assert str(review) == "Builder on Smol"
    assert review.reviewer.get_absolute_url() == "/reviewers/builder"
