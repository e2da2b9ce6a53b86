"""Data for tests: everything published and whole unless a test says otherwise."""

import uuid
from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from core.models import Choice, State
from reviews.models import Review, Reviewer
from tools.models import Attribute, Category, Comparison, Fact, Tool
from votes.models import Vote

PUBLISHED_AT = datetime(2026, 10, 1, 9, tzinfo=UTC)


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
