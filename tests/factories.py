"""Data for tests: everything published and whole unless a test says otherwise."""

import uuid
from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from core.models import Choice, State
from digest.models import Delivery, Edition, Item, Kind, Standing, Subscriber
from digest.weeks import Week
from reviews.models import Review, Reviewer
from tools.models import Attribute, Category, Comparison, Fact, Tool
from votes.models import Vote

PUBLISHED_AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
FIRST_MONDAY = date(2025, 1, 6)
WEEKS_PAST = 90  # all of them over, however many editions a test run makes


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ["slug"]

    name = "Developer Tools"
    slug = "developer-tools"


class ToolFactory(DjangoModelFactory):
    class Meta:
        model = Tool

    name = factory.Sequence(lambda number: f"Tool {number}")
    slug = factory.LazyAttribute(lambda tool: tool.name.lower().replace(" ", "-").replace(".", "-"))
    tagline = "It does what it says."
    description = "A tool for tests."
    category = factory.SubFactory(CategoryFactory)
    state = State.PUBLISHED
    published_at = PUBLISHED_AT


class AttributeFactory(DjangoModelFactory):
    class Meta:
        model = Attribute
        django_get_or_create = ["slug"]

    name = factory.Sequence(lambda number: f"Attribute {number}")
    slug = factory.LazyAttribute(lambda attribute: attribute.name.lower().replace(" ", "-"))
    position = factory.Sequence(lambda number: number)


class FactFactory(DjangoModelFactory):
    class Meta:
        model = Fact

    tool = factory.SubFactory(ToolFactory)
    attribute = factory.SubFactory(AttributeFactory)
    value = "3B"


class ReviewerFactory(DjangoModelFactory):
    class Meta:
        model = Reviewer
        django_get_or_create = ["slug"]

    name = factory.Sequence(lambda number: f"Reviewer {number}")
    slug = factory.LazyAttribute(lambda reviewer: reviewer.name.lower().replace(" ", "-"))
    lens = "Looks at everything once."
    position = factory.Sequence(lambda number: number)


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = Review

    tool = factory.SubFactory(ToolFactory)
    reviewer = factory.SubFactory(ReviewerFactory)
    verdict = Choice.SHIP
    body = "It ships."
    state = State.PUBLISHED
    published_at = PUBLISHED_AT


class ComparisonFactory(DjangoModelFactory):
    class Meta:
        model = Comparison

    first = factory.SubFactory(ToolFactory)
    second = factory.SubFactory(ToolFactory)
    state = State.PUBLISHED
    published_at = PUBLISHED_AT


class VoteFactory(DjangoModelFactory):
    class Meta:
        model = Vote

    tool = factory.SubFactory(ToolFactory)
    voter = factory.LazyFunction(uuid.uuid4)
    choice = Choice.SHIP


class SubscriberFactory(DjangoModelFactory):
    class Meta:
        model = Subscriber
        skip_postgeneration_save = True

    address = factory.Sequence(lambda number: f"reader{number}@example.org")
    standing = Standing.CONFIRMED
    confirmed_at = factory.Maybe("is_or_was_confirmed", PUBLISHED_AT, None)
    left_at = factory.Maybe("has_left", PUBLISHED_AT, None)
    suppressed_because = factory.Maybe("is_suppressed", "550 5.1.1 No such mailbox", "")

    class Params:
        is_or_was_confirmed = factory.LazyAttribute(lambda reader: reader.standing != Standing.PENDING)
        has_left = factory.LazyAttribute(lambda reader: reader.standing == Standing.LEFT)
        is_suppressed = factory.LazyAttribute(lambda reader: reader.standing == Standing.SUPPRESSED)

    @factory.post_generation
    def categories(self, create, extracted, **kwargs):
        """The chosen categories, in place of everything."""
        if extracted:
            self.categories.set(extracted)
            self.everything = False
            self.save()


class EditionFactory(DjangoModelFactory):
    """A draft; with `begun_at` (and a stage) one whose sending has begun. Make its items while it is a draft."""

    class Meta:
        model = Edition

    week = factory.Sequence(lambda number: Week(FIRST_MONDAY + timedelta(weeks=number % WEEKS_PAST)).name)
    subject = "What the panel says this week"


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = Item

    edition = factory.SubFactory(EditionFactory)
    kind = Kind.NEW
    position = factory.Sequence(lambda number: number)
    path = factory.Sequence(lambda number: f"/tools/tool-{number}")
    title = factory.Sequence(lambda number: f"Tool {number}")


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    edition = factory.SubFactory(EditionFactory)
    subscriber = factory.SubFactory(SubscriberFactory)
    due_at = PUBLISHED_AT
