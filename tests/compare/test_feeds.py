"""Whoever follows the panel by a feed hears every verdict as the site tells it, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from compare.following.latest import COUNT
from core.models import Choice, State
from reviews.models import Review
from tests.compare.atom import feed
from tests.factories import PUBLISHED_AT, CategoryFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import get
from tools.models import Tool

pytestmark = pytest.mark.django_db
FEEDS = ["/feeds/verdicts", "/feeds/changes", "/categories/developer-tools/feed", "/reviewers/builder/feed"]
LONG_AGO = PUBLISHED_AT - timedelta(days=90)
HOSTILE = "</title> \x1b\x0b & <b>\"'\ufffe]]>"


@pytest.fixture
def review(settings) -> Review:
    """Builder ships Cursor, on a site of its own."""
    settings.SITE_URL = "http://tiebreak.example"
    settings.ALLOWED_HOSTS = ["testserver"]
    return ReviewFactory(
        tool=ToolFactory(name="Cursor", slug="cursor", published_at=LONG_AGO),
        reviewer=ReviewerFactory(name="Builder", slug="builder"),
        score=80,
        body="It *ships*, see [why](https://docs.example/?a=1&b=2). <script>alert(1)</script>",
    )


def titles(client: Client, path: str) -> list[str]:
    return [entry.title for entry in feed(client, path).entries]


@pytest.mark.parametrize("path", ["/feeds/verdicts", *FEEDS[2:]])
def test_an_entry_tells_the_verdict_as_the_pages_do(client: Client, review, path):
    ReviewFactory(tool=review.tool, verdict="skip", published_at=PUBLISHED_AT - timedelta(days=1))

    entry = feed(client, path).entries[0]

    assert entry.title == "Builder says ship to Cursor · 80/100"
    assert entry.link == "http://tiebreak.example/tools/cursor"
    assert entry.author_detail == {"name": "Builder", "href": "http://tiebreak.example/reviewers/builder"}
    assert entry.published == entry.updated == "2026-10-01T09:00:00+00:00"
    text = BeautifulSoup(entry.summary, "html.parser")
    assert text.p.text == "Ship · 80/100. Panel on Cursor: Mixed · 1 ship / 1 skip."
    assert text.em.text == "ships"
    assert text.a["href"] == "https://docs.example/?a=1&b=2"
    assert "<script>" in text.text


def test_a_verdict_without_a_score_claims_none(client: Client, review):
    Review.objects.update(score=None, verdict="skip")

    (entry,) = feed(client, "/feeds/verdicts").entries

    assert entry.title == "Builder says skip to Cursor"
    assert "/100" not in entry.summary


def test_an_entry_stays_the_same_one_whatever_its_tool_is_called_and_however_the_site_is_reached(
    client: Client, review, settings
):
    before = [entry.id for entry in feed(client, "/feeds/verdicts").entries]
    tool = Tool.objects.get()
    tool.slug, tool.name = "cursor-next", "Cursor Next"
    tool.save()
    settings.SITE_URL = "https://tiebreak.example"
    read = feed(client, "/feeds/verdicts")

    assert [entry.id for entry in read.entries] == before
    assert before == [f"tag:tiebreak.example,{timezone.now().astimezone(UTC):%Y-%m-%d}:review/{review.pk}"]
    assert read.entries[0].link == "https://tiebreak.example/tools/cursor-next"


def test_a_change_updates_the_entry_and_does_not_repeat_it(client: Client, review):
    review.verdict, review.change_reason = Choice.SKIP, "It got slower."
    review.save()
    since = review.verdicts.latest("pk").since

    (entry,) = feed(client, "/feeds/verdicts").entries

    assert entry.title == "Builder says skip to Cursor · 80/100"
    assert entry.published == "2026-10-01T09:00:00+00:00"
    assert datetime.fromisoformat(entry.updated) == since


def test_each_feed_has_its_own_verdicts_latest_first(client: Client, review):
    skeptic, writing = ReviewerFactory(name="Skeptic", slug="skeptic"), CategoryFactory(name="Writing", slug="writing")
    quill = ToolFactory(name="Quill", category=writing, published_at=LONG_AGO)
    ReviewFactory(tool=quill, reviewer=skeptic, published_at=PUBLISHED_AT + timedelta(days=1))
    ReviewFactory(tool=quill, reviewer=review.reviewer, published_at=PUBLISHED_AT - timedelta(days=1))
    # Written long ago, and told with its tool.
    late = ToolFactory(name="Late", published_at=PUBLISHED_AT + timedelta(days=2))
    ReviewFactory(tool=late, reviewer=skeptic, published_at=PUBLISHED_AT - timedelta(days=9))
    at_last, first, second, third = (
        "Skeptic says ship to Late",
        "Skeptic says ship to Quill",
        "Builder says ship to Cursor · 80/100",
        "Builder says ship to Quill",
    )

    assert titles(client, "/feeds/verdicts") == [at_last, first, second, third]
    assert titles(client, "/categories/developer-tools/feed") == [at_last, second]
    assert titles(client, "/categories/writing/feed") == [first, third]
    assert titles(client, "/reviewers/builder/feed") == [second, third]
    assert titles(client, "/reviewers/skeptic/feed") == [at_last, first]


@pytest.mark.parametrize("what", ["tool", "review"])
def test_only_what_is_public_is_told(client: Client, review, what):
    later = timezone.now() + timedelta(days=1)
    for how in (
        {"state": State.DRAFT, "published_at": None},
        {"state": State.PUBLISHED, "published_at": later},
        {"state": State.WITHDRAWN},
    ):
        hidden = ReviewFactory(**({"tool": ToolFactory(**how)} if what == "tool" else how), reviewer=review.reviewer)
        hidden.verdicts.create(verdict="skip", since=PUBLISHED_AT + timedelta(days=3))

    for path in ("/feeds/verdicts", *FEEDS[2:]):
        assert titles(client, path) == ["Builder says ship to Cursor · 80/100"]
    assert titles(client, "/feeds/changes") == []


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_of_nothing_is_one_all_the_same_and_never_new(client: Client, path):
    ReviewerFactory(slug="builder")
    CategoryFactory()

    read = feed(client, path)

    assert read.entries == []
    assert read.feed.updated == "1970-01-01T00:00:00+00:00"


@pytest.mark.parametrize("path", FEEDS)
def test_no_text_breaks_a_feed(client: Client, path):
    shelf = CategoryFactory(name=HOSTILE, slug="developer-tools")
    critic = ReviewerFactory(name=HOSTILE, slug="builder", lens=HOSTILE)
    review = ReviewFactory(
        tool=ToolFactory(name=HOSTILE, slug="hostile", category=shelf), reviewer=critic, body=HOSTILE
    )
    review.verdict, review.change_reason = Choice.SKIP, HOSTILE
    review.save()

    (entry,) = feed(client, path).entries

    name = "</title>  & <b>\"']]>"
    assert BeautifulSoup(entry.summary, "html.parser").find("b") is None
    assert name in client.get(path).content.decode().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert entry.author == name


@pytest.mark.parametrize(("path", "queries"), [*zip(FEEDS, [2, 3, 4, 3], strict=True)])
def test_a_feed_costs_the_same_however_much_there_is(client: Client, review, django_assert_num_queries, path, queries):
    for number in range(COUNT + 2):
        ReviewFactory(reviewer=review.reviewer, published_at=PUBLISHED_AT - timedelta(hours=number))
    for changed in Review.objects.all():
        changed.score = 7
        changed.save()

    with django_assert_num_queries(queries):
        response = client.get(path)

    assert response.content.count(b"<entry>") == COUNT


def test_a_reader_that_has_it_is_sent_nothing_until_something_is_new(client: Client, review):
    mark = client.get("/feeds/verdicts")["ETag"]

    unchanged = client.get("/feeds/verdicts", headers={"If-None-Match": mark})
    Review.objects.update(body="It ships, and says so better.")
    better = client.get("/feeds/verdicts", headers={"If-None-Match": mark})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert better.status_code == 200


def test_a_feed_of_nobody_offers_the_others(client: Client, review):
    for path, other in (("/categories/devloper-tools/feed", "Developer Tools"), ("/reviewers/bilder/feed", "Builder")):
        assert client.get(path).status_code == 404
        assert other in [link.text for link in get(client, path).select(".suggestions a")]
    assert client.get("/reviewers/%00/feed").status_code == 404


def test_capital_letters_lead_to_the_feed(client: Client, review):
    for shouted, path in (("/Categories/x", None), ("/reviewers/BUILDER/feed", "/reviewers/builder/feed")):
        response = client.get(shouted)
        assert (response.status_code, response.get("Location")) == ((301, path) if path else (404, None))
    response = client.get("/categories/Developer-Tools/feed?a=b")
    assert (response.status_code, response["Location"]) == (301, "/categories/developer-tools/feed?a=b")


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/", []),
        ("/tools/cursor", []),
        ("/categories/developer-tools", ["/categories/developer-tools/feed"]),
        ("/reviewers/builder", ["/reviewers/builder/feed"]),
        ("/digest/", ["/digest/feed", "/feeds/changes"]),
    ],
)
def test_pages_tell_of_their_feeds(client: Client, review, path, own):
    page = get(client, path)

    told = [link["href"] for link in page.select("head link[rel=alternate][type='application/atom+xml']")]
    assert told == ["/feeds/verdicts", *own]
    shown = {link["href"] for link in page.select("main a")}
    assert set(own) <= shown
    assert path != "/" or "/feeds/verdicts" in shown
