"""The database remembers what readers were told by each review and when, whoever changes it and however."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.models import State
from reviews.models import GivenVerdict, Review
from tests.factories import PUBLISHED_AT, ReviewerFactory, ReviewFactory, ToolFactory
from tools.models import Tool

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=30)
EARLIER = PUBLISHED_AT - timedelta(days=30)
DRAFT: dict[str, Any] = {"state": State.DRAFT, "published_at": None}


def given(review: Review) -> list[tuple[str, int | None]]:
    """What a review has told from when on, earliest first."""
    return list(review.verdicts.values_list("verdict", "score"))


def since(review: Review) -> list[datetime]:
    return list(review.verdicts.values_list("since", flat=True))


def save(review: Review, **changes: Any) -> None:
    fresh = Review.objects.get(pk=review.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save()


def update(review: Review, **changes: Any) -> None:
    Review.objects.filter(pk=review.pk).update(**changes)


def bulk_update(review: Review, **changes: Any) -> None:
    fresh = Review.objects.get(pk=review.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    Review.objects.bulk_update([fresh], list(changes))


def raw(review: Review, **changes: Any) -> None:
    columns = ", ".join(f"{name} = %s" for name in changes)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE reviews_review SET {columns} WHERE id = %s", [*changes.values(), review.pk])


@pytest.fixture(params=[save, update, bulk_update, raw], ids=lambda way: way.__name__)
def change(request) -> Any:
    """Every way to change a row."""
    return request.param


def test_the_first_publication_gives_a_verdict_from_its_time_on():
    review = ReviewFactory(verdict="ship", score=80)

    assert given(review) == [("ship", 80)]
    assert since(review) == [PUBLISHED_AT]


def test_so_it_does_in_bulk():
    made = [ReviewFactory.build(tool=ToolFactory(), reviewer=ReviewerFactory()) for _ in range(2)]

    Review.objects.bulk_create(made)

    assert GivenVerdict.objects.count() == 2


def test_a_draft_gives_none_until_it_is_published(change):
    review = ReviewFactory(**DRAFT, verdict="ship")
    change(review, verdict="skip")
    assert given(review) == []

    change(review, state="published", published_at=PUBLISHED_AT)

    assert given(review) == [("skip", None)]


@pytest.mark.parametrize(
    "changes", [{"verdict": "skip"}, {"score": 40}, {"score": None}, {"verdict": "skip", "score": 40}]
)
def test_another_verdict_or_score_is_given_from_now_on(change, changes):
    review = ReviewFactory(verdict="ship", score=80)
    before = timezone.now() - timedelta(minutes=1)

    change(review, **changes)

    now = {"verdict": "ship", "score": 80} | changes
    assert given(review) == [("ship", 80), (now["verdict"], now["score"])]
    assert since(review)[0] == PUBLISHED_AT
    assert before <= since(review)[1] <= timezone.now()


def test_every_further_change_is_kept(change):
    review = ReviewFactory(verdict="ship", score=80)

    for verdict, score in (("skip", 40), ("ship", 80), ("ship", 85)):
        change(review, verdict=verdict, score=score)

    assert given(review) == [("ship", 80), ("skip", 40), ("ship", 80), ("ship", 85)]


@pytest.mark.parametrize(
    "changes",
    [{"body": "Other words."}, {"verdict": "ship"}, {"published_at": EARLIER}, {"published_at": LATER}, {"score": 80}],
)
def test_nothing_else_is_another_verdict(change, changes):
    review = ReviewFactory(verdict="ship", score=80)

    change(review, **changes)

    assert given(review) == [("ship", 80)]
    assert since(review) == [PUBLISHED_AT]


def test_a_scheduled_verdict_is_given_to_nobody_and_so_changed_in_place(change):
    review = ReviewFactory(verdict="ship", score=80, published_at=LATER)

    change(review, verdict="skip", score=40)

    assert given(review) == [("skip", 40)]
    assert since(review) == [LATER]


@pytest.mark.parametrize("moment", [LATER + timedelta(days=1), EARLIER])
def test_it_moves_with_its_time(change, moment):
    review = ReviewFactory(verdict="ship", published_at=LATER)

    change(review, published_at=moment)

    assert (given(review), since(review)) == ([("ship", None)], [moment])


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_what_is_taken_off_the_schedule_was_never_given(change, state):
    review = ReviewFactory(published_at=LATER)

    change(review, state=str(state))

    assert given(review) == []


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_what_readers_were_told_stays_when_a_review_goes(change, state):
    review = ReviewFactory(verdict="ship")

    change(review, state=str(state))
    change(review, verdict="skip")

    assert given(review) == [("ship", None)]


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_a_review_that_comes_back_with_another_verdict_has_changed_it(change, state):
    review = ReviewFactory(verdict="ship")
    change(review, state=str(state))
    change(review, verdict="skip")

    change(review, state="published")

    assert given(review) == [("ship", None), ("skip", None)]
    assert since(review)[1] > since(review)[0] == PUBLISHED_AT


def test_a_review_that_comes_back_with_the_same_has_not(change):
    review = ReviewFactory(verdict="ship")

    for state in ("withdrawn", "published"):
        change(review, state=state)

    assert given(review) == [("ship", None)]


def test_a_change_of_what_is_published_can_be_scheduled(change):
    review = ReviewFactory(verdict="ship")

    change(review, verdict="skip", published_at=LATER)
    change(review, verdict="skip", score=30)

    assert given(review) == [("ship", None), ("skip", 30)]
    assert since(review) == [PUBLISHED_AT, LATER]


def test_a_scheduled_change_back_is_none(change):
    review = ReviewFactory(verdict="ship")

    change(review, verdict="skip", published_at=LATER)
    change(review, verdict="ship")

    assert given(review) == [("ship", None)]


def test_all_reviews_changed_in_one_statement_are_kept_each_for_itself():
    one, two = ReviewFactory(verdict="ship"), ReviewFactory(verdict="skip")

    Review.objects.update(verdict="skip")

    assert (given(one), given(two)) == ([("ship", None), ("skip", None)], [("skip", None)])


def test_the_reason_stands_beside_what_it_explains():
    review = ReviewFactory.create(verdict="ship")
    review.verdict, review.change_reason = "skip", "It broke."
    review.save()

    assert [one.reason for one in review.verdicts.all()] == ["", "It broke."]
    Review.objects.update(verdict="ship")
    assert [one.reason for one in review.verdicts.all()] == ["", "It broke.", ""]


def needs_reason(review: Review, **changes: Any) -> bool:
    fresh = Review.objects.get(pk=review.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh.needs_reason()


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        ({"verdict": "skip"}, True),
        ({"score": 40}, True),
        ({"score": None}, True),
        ({"verdict": "skip", "published_at": LATER}, True),
        ({}, False),
        ({"body": "Other words."}, False),
        ({"verdict": "skip", "state": State.DRAFT}, False),
        ({"verdict": "skip", "state": State.WITHDRAWN}, False),
    ],
)
def test_a_reason_is_needed_where_readers_will_see_another_verdict(changes, needed):
    assert needs_reason(ReviewFactory(verdict="ship", score=80), **changes) is needed


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        (DRAFT, False),
        ({"published_at": LATER}, False),
        ({"tool__state": State.DRAFT}, False),
        ({"tool__state": State.WITHDRAWN}, False),
        ({"tool__published_at": LATER}, False),
        ({}, True),
    ],
    ids=["draft", "scheduled", "tool is a draft", "tool is withdrawn", "tool is scheduled", "public"],
)
def test_none_is_where_nobody_has_seen_one(more, needed):
    review = ReviewFactory(verdict="ship", **more)

    assert needs_reason(review, verdict="skip", state=State.PUBLISHED) is needed


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_coming_back_needs_one_only_with_another_verdict(state):
    review = ReviewFactory(verdict="ship")
    Review.objects.update(state=state, verdict="skip")

    assert needs_reason(review, state=State.PUBLISHED)
    assert not needs_reason(review, state=State.PUBLISHED, verdict="ship")


def test_a_review_that_is_new_needs_none():
    review = ReviewFactory.build(tool=ToolFactory(), verdict="ship")

    assert not review.needs_reason()


def test_a_change_that_was_made_without_one_is_not_asked_for_again():
    review = ReviewFactory(verdict="ship")
    Review.objects.update(verdict="skip")

    assert not needs_reason(review)
    assert needs_reason(review, verdict="ship")


def test_they_go_with_their_review_and_their_tool():
    ReviewFactory()

    Tool.objects.all().delete()

    assert not GivenVerdict.objects.exists()


def test_a_scheduled_change_keeps_its_reason_whatever_else_is_saved():
    review = ReviewFactory.create(verdict="ship", score=None)
    save(review, verdict="skip", published_at=LATER, change_reason="It breaks.")

    update(review, body="In other words.")
    save(review, body="In other words still.")

    assert list(review.verdicts.values_list("verdict", "reason")) == [("ship", ""), ("skip", "It breaks.")]
    assert not Review.objects.get(pk=review.pk).needs_reason()
    assert Review(pk=review.pk, tool=review.tool, verdict="skip", score=1, state=State.PUBLISHED).needs_reason()
