"""Whoever changes a verdict that readers have seen tells them why, and can put it better later."""

from typing import Any

import pytest

from core.models import State
from reviews.models import GivenVerdict, Review
from tests.admin.desk import answer
from tests.admin.pages import columns, open_form, page, signed_in_as
from tests.factories import ReviewFactory, ToolFactory
from tests.pages import get, texts
from tests.voting import page_of

pytestmark = pytest.mark.django_db
ASKED = "Readers have seen another verdict or score: tell them why it changes."


@pytest.fixture(params=["tool", "review"])
def desk(request) -> Any:
    """The two pages on which a review is changed: `save(client, review, **changes)` gives the answer."""

    def save(client, review, **changes):
        if request.param == "review":
            return client.post(page(review), open_form(client, review) | changes)
        form = open_form(client, review.tool)
        return client.post(page(review.tool), form | {f"reviews-0-{name}": value for name, value in changes.items()})

    return save


@pytest.mark.parametrize(
    ("changes", "reason"), [({"verdict": "skip"}, ""), ({"score": "40"}, "   "), ({"score": ""}, "")]
)
def test_a_change_of_verdict_or_score_asks_for_a_reason(admin_client, desk, changes, reason):
    review = ReviewFactory(verdict="ship", score=80)
    before = columns(review)

    refused = desk(admin_client, review, **changes, reason=reason, body="New words.")

    assert refused.status_code == 200
    assert texts(page_of(refused).select(".field-reason .errorlist")) == [ASKED]
    assert "New words." in refused.content.decode()
    assert columns(review) == before


def test_with_one_it_is_saved_for_readers_to_see(admin_client, desk):
    review = ReviewFactory(verdict="ship", score=80)

    saved = desk(admin_client, review, verdict="skip", score="30", reason="  It broke.  ")

    assert saved.status_code == 302
    assert [(one.verdict, one.score, one.reason) for one in GivenVerdict.objects.all()] == [
        ("ship", 80, ""),
        ("skip", 30, "It broke."),
    ]


@pytest.mark.parametrize(
    ("more", "changes"),
    [
        ({}, {"body": "Other words."}),
        ({}, {"verdict": "skip", "state": State.WITHDRAWN}),
        ({"state": State.DRAFT, "published_at": None}, {"verdict": "skip", "state": State.PUBLISHED}),
        ({"published_at": "2999-01-01T00:00Z"}, {"verdict": "skip"}),
        ({"tool__state": State.DRAFT}, {"verdict": "skip"}),
        ({"tool__published_at": "2999-01-01T00:00Z"}, {"verdict": "skip"}),
    ],
    ids=["words", "withdrawn", "draft", "scheduled", "tool is a draft", "tool is scheduled"],
)
def test_whatever_readers_do_not_see_change_needs_none(admin_client, desk, more, changes):
    review = ReviewFactory(verdict="ship", **more)

    assert desk(admin_client, review, **changes).status_code == 302

    assert columns(review).items() >= {name: str(value) for name, value in changes.items()}.items()


def test_a_reason_that_nothing_needs_is_told_to_nobody(admin_client, desk):
    review = ReviewFactory(verdict="ship")

    assert desk(admin_client, review, body="Other words.", reason="Just so.").status_code == 302

    assert [one.reason for one in GivenVerdict.objects.all()] == [""]


def test_a_reason_is_bearable(admin_client, desk):
    refused = desk(admin_client, ReviewFactory(), verdict="skip", reason="x" * 301)

    assert "Ensure this value has at most 300 characters (it has 301)." in refused.content.decode()


def test_a_tool_with_several_changes_says_where_a_reason_is_missing(admin_client):
    tool = ToolFactory()
    for number in range(3):
        ReviewFactory(tool=tool, reviewer__name=f"Reviewer {number}", verdict="ship")
    form = open_form(admin_client, tool) | {f"reviews-{number}-verdict": "skip" for number in range(3)}

    refused = page_of(admin_client.post(page(tool), form | {"reviews-1-reason": "It broke."}))

    asked = [ASKED in place.text for place in refused.select(".scorecard .inline-related")]
    assert asked == [True, False, True]
    assert set(Review.objects.values_list("verdict", flat=True)) == {"ship"}


def test_other_mistakes_are_said_first(admin_client):
    review = ReviewFactory(verdict="ship")
    form = open_form(admin_client, review) | {"verdict": "skip", "body": ""}

    html = answer(admin_client, page(review), form)

    assert "Readers need this before it can be published." in html


@pytest.mark.parametrize("role", ["Editor", None])
def test_a_reason_can_be_put_better_later_on_the_page_of_the_review(admin_client, role):
    client = signed_in_as(role) if role else admin_client
    review = ReviewFactory.create(verdict="ship")
    review.verdict, review.change_reason = "skip", "It brok."
    review.save()
    form = open_form(client, review)
    assert form["verdicts-1-reason"] == "It brok."

    assert client.post(page(review), form | {"verdicts-1-reason": "It broke."}).status_code == 302

    assert [one.reason for one in review.verdicts.all()] == ["", "It broke."]
    assert "It broke." in get(client, review.tool.get_absolute_url()).text


def test_what_was_told_and_when_cannot_be_put_otherwise(admin_client):
    review = ReviewFactory(verdict="ship", score=80)
    before = list(review.verdicts.values())
    form = open_form(admin_client, review) | {
        "verdicts-0-verdict": "skip",
        "verdicts-0-score": "1",
        "verdicts-0-since_0": "2020-01-01",
        "verdicts-0-DELETE": "on",
        "verdicts-TOTAL_FORMS": "2",
        "verdicts-1-verdict": "skip",
        "verdicts-1-reason": "Invented.",
    }

    admin_client.post(page(review), form)

    assert list(review.verdicts.values()) == before
