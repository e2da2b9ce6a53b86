"""The desk's lists stay quick however much there is to list."""

from itertools import pairwise, product

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import State
from digest.models import Delivery, Edition, Fate, Stage, Subscriber
from reviews.models import Review
from tests.factories import (
    PUBLISHED_AT,
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    EditionFactory,
    ReviewerFactory,
    ReviewFactory,
    SubscriberFactory,
    ToolFactory,
    VoteFactory,
)
from tools.models import Comparison, Fact, Tool
from votes.models import Ruling, Vote, VoteState

pytestmark = pytest.mark.django_db
MANY = 200
SOME = 500
MOST_QUERIES = 12
# Every list, as it opens and as it is searched, narrowed, sorted and counted.
LISTS = {
    "tools/tool": ["", "?q=dodo", "?stage=draft", "?_facets=True", "?o=-1.4", "?p=9", "?all="],
    "tools/fact": ["", "?due=yes", "?due=yes&_facets=True", "?q=dodo", "?o=1.2"],
    "tools/comparison": ["", "?q=dodo", "?stage=published&_facets=True"],
    "tools/category": ["", "?q=developer"],
    "tools/attribute": ["", "?q=attribute"],
    "tools/record": ["", "?q=dodo"],
    "reviews/reviewer": ["", "?q=reviewer", "?_facets=True"],
    "reviews/review": ["", "?q=dodo", "?stage=draft&verdict__exact=ship&_facets=True", "?o=1.2.3"],
    "digest/edition": ["", "?stage__exact=sending&_facets=True", "?o=1.2"],
    "digest/subscriber": ["", "?q=reader1", "?standing__exact=confirmed", "?o=1.4"],
    "digest/delivery": ["", "?q=reader1@example.org", "?fate__exact=sent", "?o=2.3"],
    "duplicates": [""],
    "deleted": [""],
}


@pytest.fixture
def tools():
    category = CategoryFactory()
    return Tool.objects.bulk_create(ToolFactory.build_batch(MANY, category=category))


def rule_often(count: int) -> list[Ruling]:
    editor = User.objects.create_user("editor")
    return Ruling.objects.bulk_create(Ruling(state=VoteState.WITHHELD, by=editor, vote_count=1) for _ in range(count))


def fill_the_desk() -> None:
    """A thousand tools with names as different as those of real ones, and thousands of what belongs to them."""
    syllables = ["do", "ra", "mi", "fa", "sol", "la", "ti", "bu", "ke", "wo"]
    names = ["".join(parts).capitalize() for parts in product(syllables, repeat=3)]
    more = {"category": CategoryFactory(), "tagline": "One.", "description": "Two.", "published_at": PUBLISHED_AT}
    tools = Tool.objects.bulk_create(
        Tool(name=name, slug=name.lower(), state=State.PUBLISHED if place % 2 else State.DRAFT, **more)
        for place, name in enumerate(names)
    )
    size, reviewers = AttributeFactory.create_batch(MANY)[0], ReviewerFactory.create_batch(8)
    Fact.objects.bulk_create(Fact(tool=tool, attribute=size, value="3B") for tool in tools[:SOME])
    Review.objects.bulk_create(
        Review(tool=tool, reviewer=reviewers[place % 8], verdict="ship", body="It ships.")
        for place, tool in enumerate(tools[:SOME])
    )
    Comparison.objects.bulk_create(Comparison(first=one, second=two) for one, two in pairwise(tools[:SOME]))
    ToolFactory.create(name=names[0].upper(), slug="once-more")
    Tool.objects.filter(pk__in=[tool.pk for tool in tools[-60:]]).delete()
    fill_the_digest()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself once all this is there


def fill_the_digest() -> None:
    """As many editions as the longest page shows, and more, each sent to hundreds of subscribers."""
    readers = Subscriber.objects.bulk_create(SubscriberFactory.build_batch(SOME))
    sent = {"stage": Stage.SENT, "send_at": PUBLISHED_AT, "begun_at": PUBLISHED_AT, "finished_at": PUBLISHED_AT}
    editions = Edition.objects.bulk_create(EditionFactory.build_batch(30, **sent))
    Delivery.objects.bulk_create(
        Delivery(edition=edition, subscriber=reader, fate=Fate.SENT, due_at=PUBLISHED_AT)
        for edition in editions
        for reader in readers[:MANY]
    )


def test_every_list_of_a_thousand_tools_takes_few_queries(admin_client):
    fill_the_desk()
    assert Tool.objects.count() > 900
    taken = {}

    for name, queries in LISTS.items():
        for query in queries:
            with CaptureQueriesContext(connection) as asked:
                page = admin_client.get(f"/admin/{name}/{query}")
            assert page.status_code == 200
            taken[name + query] = len(asked)

    assert {path: count for path, count in taken.items() if count > MOST_QUERIES} == {}


def test_every_list_that_there_is_was_counted():
    lists = {f"{model._meta.app_label}/{model._meta.model_name}" for model in admin.site._registry}

    assert {name for name in lists if name.startswith(("tools", "reviews", "digest"))} < LISTS.keys()


def test_a_list_of_many_tools_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    reviewers = ReviewerFactory.create_batch(4)
    Review.objects.bulk_create(ReviewFactory.build(tool=tool, reviewer=who) for tool in tools for who in reviewers)

    with django_assert_max_num_queries(12):
        html = admin_client.get("/admin/tools/tool/").content.decode()

    assert html.count("Ship · 4 ship / 0 skip") == 100  # the first page of two


def test_a_list_of_many_comparisons_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    Comparison.objects.bulk_create(
        ComparisonFactory.build(first=tools[place], second=tools[place + 1], third=tools[place - 1], fourth=None)
        for place in range(MANY - 1)
    )

    with django_assert_max_num_queries(12):
        html = admin_client.get("/admin/tools/comparison/").content.decode()

    assert html.count(" vs ") >= 100


def test_a_list_of_many_reviews_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    reviewer = ReviewerFactory()
    Review.objects.bulk_create(ReviewFactory.build(tool=tool, reviewer=reviewer) for tool in tools)

    with django_assert_max_num_queries(12):
        html = admin_client.get("/admin/reviews/review/").content.decode()

    assert html.count('<td class="field-reviewer') == 100


def test_a_tool_with_a_full_scorecard_opens_with_few_queries(admin_client, tools, django_assert_max_num_queries):
    ReviewFactory.create_batch(5, tool=tools[0])

    with django_assert_max_num_queries(25):
        html = admin_client.get(f"/admin/tools/tool/{tools[0].pk}/change/").content.decode()

    assert "Ship · 5 ship / 0 skip" in html


def test_a_list_of_many_votes_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    rulings = rule_often(MANY)
    Vote.objects.bulk_create(
        VoteFactory.build(tool=tool, ruling=ruling) for tool, ruling in zip(tools, rulings, strict=True)
    )

    with django_assert_max_num_queries(4):
        html = admin_client.get("/admin/votes/vote/").content.decode()

    assert html.count("Withheld by editor") == 100


def test_a_list_of_many_bursts_takes_few_queries(admin_client, tools, django_assert_max_num_queries):
    Vote.objects.bulk_create(VoteFactory.build(tool=tool, network="one") for tool in tools for _ in range(2))

    with django_assert_max_num_queries(4):
        html = admin_client.get("/admin/votes/burst/").content.decode()

    assert html.count("See the votes") == 100


def test_a_list_of_many_rulings_takes_few_queries(admin_client, django_assert_max_num_queries):
    rule_often(MANY)

    with django_assert_max_num_queries(6):
        html = admin_client.get("/admin/votes/ruling/").content.decode()

    assert html.count('<td class="field-by') == 100
