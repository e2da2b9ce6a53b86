"""Readers are told when a verdict became another, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import State
from reviews.models import GivenVerdict, Review
from tests.factories import PUBLISHED_AT, ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import PAGES, get, texts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(review: Review, *said: tuple[str, int | None, datetime, str], seen: bool = True) -> None:
    """Let a review have told all that, one after another, and say now what it said last."""
    GivenVerdict.objects.filter(review=review).delete()
    for verdict, score, since, reason in said:
        GivenVerdict.objects.create(review=review, verdict=verdict, score=score, since=since, reason=reason)
    verdict, score, _, _ = said[-1]
    Review.objects.filter(pk=review.pk).update(verdict=verdict, score=score)


@pytest.fixture
def review() -> Any:
    """A review of tool a, which can be compared with b."""
    ToolFactory(name="B", slug="b")
    tool = ToolFactory(name="A", slug="a")
    return ReviewFactory(tool=tool, reviewer=ReviewerFactory(name="Builder", slug="builder"), verdict="ship", score=80)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def test_the_tools_page_shows_the_dated_history_with_its_reasons(client: Client, review):
    told(
        review,
        ("ship", 80, at(10, 1), ""),
        ("skip", 30, at(10, 20), "It *broke* <b>twice</b>."),
        ("skip", 35, at(11, 2), ""),
    )

    page = get(client, "/tools/a")

    section = page.select_one("section[aria-labelledby=verdicts]")
    assert texts(section.select("h2, h3")) == ["Changed verdicts", "Builder"]
    assert texts(section.select("li")) == [
        "1 Oct 2026 Ship 80",
        "20 Oct 2026 Skip 30 It *broke* <b>twice</b>.",
        "2 Nov 2026 Skip 35 No reason was given.",
    ]
    assert [tag["datetime"] for tag in section.select("time")] == ["2026-10-01", "2026-10-20", "2026-11-02"]


def test_where_nothing_changed_nothing_is_said_of_it(client: Client, review):
    assert not get(client, "/tools/a").select("#verdicts")


def test_it_stands_there_as_soon_as_it_happens(client: Client, review):
    review.verdict, review.change_reason = "skip", "It broke."
    review.save()

    page = get(client, "/tools/a")

    today = f"{timezone.localdate():%-d %b %Y}"
    assert texts(page.select(".changes li")) == ["1 Oct 2026 Ship 80", f"{today} Skip 80 It broke."]


def test_what_is_still_to_come_is_not_told(client: Client, review):
    told(review, ("ship", 80, PUBLISHED_AT, ""))
    GivenVerdict.objects.create(review=review, verdict="skip", since=timezone.now() + DAY, reason="Soon.")

    assert not get(client, "/tools/a").select("#verdicts")


def test_what_changed_before_the_tool_was_public_is_not_told(client: Client, review):
    told(
        review,
        ("ship", 90, at(9, 1), ""),
        ("skip", 30, at(9, 20), "Unseen."),
        ("ship", 70, at(10, 20), "Seen."),
    )

    assert texts(get(client, "/tools/a").select(".changes li")) == ["20 Sep 2026 Skip 30", "20 Oct 2026 Ship 70 Seen."]


def test_reviewers_stand_in_panel_order(client: Client, review):
    first = ReviewerFactory(name="Ahead", position=0)
    other = ReviewFactory(tool=review.tool, reviewer=first)
    for one in (review, other):
        told(one, ("ship", 80, at(10, 1), ""), ("skip", 80, at(11, 1), ""))

    page = get(client, "/tools/a")

    assert texts(page.select("section[aria-labelledby=verdicts] h3")) == ["Ahead", "Builder"]


@pytest.mark.parametrize("hidden", [{"state": State.DRAFT}, {"state": State.WITHDRAWN}])
def test_what_a_hidden_review_said_is_hidden_too(client: Client, review, hidden):
    told(review, ("ship", 80, at(10, 1), ""), ("skip", 30, at(11, 1), "It broke."))
    Review.objects.update(**hidden)

    for path in ("/tools/a", "/compare/a-vs-b"):
        assert "It broke." not in get(client, path).text
        assert not get(client, path).select(".turn, .changes")


def turns(client: Client) -> list[str]:
    """What a comparison says of verdicts that became others."""
    return texts(get(client, "/compare/a-vs-b").select(".scorecard .turn"))


def test_a_comparison_marks_a_verdict_that_turned_lately(client: Client, review):
    when = timezone.now() - 10 * DAY
    told(review, ("ship", 80, PUBLISHED_AT, ""), ("skip", 30, when, "It broke."))

    assert turns(client) == [f"Was Ship 80 until {timezone.localtime(when):%-d %b %Y}. Why it changed: Builder on A"]
    link = get(client, "/compare/a-vs-b").select_one(".turn a")
    assert link["href"] == "/tools/a#verdicts"
    assert get(client, "/tools/a").select_one("#verdicts")


@pytest.mark.parametrize(("age", "count"), [(30 * DAY - timedelta(hours=1), 1), (30 * DAY + timedelta(hours=1), 0)])
def test_it_does_so_for_thirty_days(client: Client, review, age, count):
    told(review, ("ship", 80, timezone.now() - 60 * DAY, ""), ("skip", 30, timezone.now() - age, "It broke."))
    type(review.tool).objects.update(published_at=timezone.now() - 90 * DAY)

    assert len(turns(client)) == count


def test_another_score_alone_is_no_turn(client: Client, review):
    told(review, ("ship", 80, PUBLISHED_AT, ""), ("ship", 60, timezone.now() - DAY, "Slower."))

    assert turns(client) == []
    assert len(get(client, "/tools/a").select(".changes li")) == 2


def test_another_score_later_does_not_hide_a_turn(client: Client, review):
    now = timezone.now()
    told(review, ("ship", 80, PUBLISHED_AT, ""), ("skip", 30, now - 3 * DAY, ""), ("skip", 35, now - DAY, ""))

    assert len(turns(client)) == 1
    assert turns(client)[0].startswith("Was Ship 80 until")


def test_the_mark_and_the_history_cost_no_query(client: Client, demo):
    paths = [
        (path, budget) for path, budget in PAGES if path.startswith(("/compare/s", "/tools/s")) and "quote" not in path
    ]
    assert len(paths) == 3

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    before = [queries(path) for path, _ in paths]
    for verdict in ("skip", "ship", "skip"):
        Review.objects.update(verdict=verdict)

    assert [queries(path) for path, _ in paths] == before
    assert all(count <= budget for count, (_, budget) in zip(before, paths, strict=True))
    assert get(client, "/tools/smolvlm-3b").select(".changes li")
    assert get(client, paths[0][0]).select(".turn")
