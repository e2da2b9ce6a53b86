"""Whoever follows changed verdicts hears what became of which, and why."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from reviews.models import GivenVerdict, Review
from tests.compare.atom import feed
from tests.factories import PUBLISHED_AT, ReviewerFactory, ReviewFactory, ToolFactory
from tools.models import Tool

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def review() -> Review:
    """Builder ships Cursor."""
    reviewer = ReviewerFactory(name="Builder", slug="builder")
    return ReviewFactory(tool=ToolFactory(name="Cursor", slug="cursor"), reviewer=reviewer, score=80)


def then(review: Review, verdict: str, score: int | None, days: float, reason: str = "") -> None:
    """Let the review have said that from so many days after its publication on."""
    GivenVerdict.objects.create(
        review=review, verdict=verdict, score=score, since=PUBLISHED_AT + days * DAY, reason=reason
    )


def test_an_entry_tells_what_was_what_is_and_why(client: Client, review):
    then(review, "skip", 40, 1, "It got slower.")

    (entry,) = feed(client, "/feeds/changes").entries

    assert entry.title == "Builder turns to skip on Cursor · 40/100"
    assert entry.link == "http://testserver/tools/cursor#verdicts"
    assert entry.published == entry.updated == "2026-10-02T09:00:00+00:00"
    assert entry.author == "Builder"
    assert [line.text for line in BeautifulSoup(entry.summary, "html.parser").select("p")] == [
        "Was Ship 80, now Skip 40. Panel on Cursor: Ship · 1 ship / 0 skip.",
        "It got slower.",
    ]


def test_each_change_is_an_entry_latest_first(client: Client, review):
    then(review, "ship", 70, 1)
    then(review, "ship", None, 2)
    then(review, "ship", None, 3)  # says the same
    then(review, "skip", None, 4)
    then(review, "ship", 90, 4)  # in the same moment, so nobody has read the one before

    entries = feed(client, "/feeds/changes").entries

    assert [entry.title for entry in entries] == [
        "Builder turns to ship on Cursor · 90/100",
        "Builder takes the score of Cursor back",
        "Builder scores Cursor anew · 70/100",
    ]
    assert "No reason was given." in entries[0].summary


def test_what_no_reader_has_seen_change_is_not_told(client: Client, review):
    then(review, "skip", 40, 1)
    Tool.objects.update(published_at=PUBLISHED_AT + 2 * DAY)
    then(review, "ship", 60, (timezone.now() - PUBLISHED_AT).days + 2)  # is to come

    assert feed(client, "/feeds/changes").entries == []


def test_an_entry_stays_the_same_one_when_its_tool_gets_another_address(client: Client, review):
    then(review, "skip", 40, 1)
    before = feed(client, "/feeds/changes").entries[0].id
    Tool.objects.update(slug="cursor-next")

    assert feed(client, "/feeds/changes").entries[0].id == before
