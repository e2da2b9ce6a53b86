"""Nothing half-finished is ever published, and publishing fills in its own time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import State
from tests.core.refusals import complaints, refused_by
from tests.factories import PUBLISHED_AT, CategoryFactory, ComparisonFactory, ReviewFactory, ToolFactory
from tools.models import Comparison, Tool

pytestmark = pytest.mark.django_db
RULE = "tools_tool_published_is_whole"
NEEDED = ["name", "tagline", "description"]


@pytest.mark.parametrize("blank", ["", " ", " \n\t "])
@pytest.mark.parametrize("field", NEEDED)
def test_a_published_tool_has_what_its_page_needs(field, blank):
    tool = ToolFactory.build(**{field: blank}, slug="smol", category=CategoryFactory())

    assert "Readers need this before it can be published." in complaints(tool)[field]
    with refused_by(RULE):
        Tool.objects.bulk_create([tool])
    with refused_by(RULE):
        Tool.objects.filter(pk=ToolFactory().pk).update(**{field: blank})


def test_all_that_is_missing_is_said_at_once():
    tool = ToolFactory.build(name="", slug="A-vs-B", tagline="", description=" ", category=None, entry_amount="-1")

    assert set(complaints(tool)) == {"name", "slug", "tagline", "description", "category", "entry_amount"}


def test_a_draft_may_be_half_finished_but_cannot_be_published_past_the_form():
    draft = ToolFactory(tagline="", description="", state=State.DRAFT, published_at=None)

    draft.full_clean()
    with refused_by(RULE):
        Tool.objects.filter(pk=draft.pk).update(state=State.PUBLISHED, published_at=PUBLISHED_AT)


@pytest.mark.parametrize("factory", [ToolFactory, ComparisonFactory, ReviewFactory])
def test_what_is_published_has_a_publish_time(factory):
    row = factory()
    model = type(row)

    with refused_by(f"{model._meta.label_lower.replace('.', '_')}_published_is_whole"):
        model.objects.filter(pk=row.pk).update(published_at=None)


@pytest.mark.parametrize("factory", [ToolFactory, ComparisonFactory, ReviewFactory])
def test_there_is_no_third_state(factory):
    row = factory()
    model = type(row)

    with refused_by(f"{model._meta.label_lower.replace('.', '_')}_published_is_whole"):
        model.objects.filter(pk=row.pk).update(state="hidden")
    row.state = "hidden"
    assert complaints(row)["state"] == ["Value 'hidden' is not a valid choice."]


@pytest.mark.parametrize("factory", [ToolFactory, ComparisonFactory, ReviewFactory])
def test_publishing_without_a_time_publishes_now(factory):
    row = factory(state=State.DRAFT, published_at=None)
    before = timezone.now()

    row.state = State.PUBLISHED
    row.full_clean()
    row.save()

    row.refresh_from_db()
    assert before <= row.published_at <= timezone.now()
    assert row.is_published
    assert row in type(row).objects.published()


@pytest.mark.parametrize("factory", [ToolFactory, ComparisonFactory, ReviewFactory])
def test_publishing_without_a_form_fills_in_the_time_as_well(factory):
    before = timezone.now()

    row = factory(published_at=None)

    assert before <= row.published_at <= timezone.now()


def test_publishing_with_a_time_keeps_it():
    tool = ToolFactory(state=State.DRAFT, published_at=PUBLISHED_AT)

    tool.state = State.PUBLISHED
    tool.save()

    tool.refresh_from_db()
    assert tool.published_at == PUBLISHED_AT


def test_saving_a_draft_gives_it_no_publish_time():
    draft = ToolFactory(state=State.DRAFT, published_at=None)

    draft.full_clean()
    draft.save()

    assert draft.published_at is None
    assert not draft.is_published


@pytest.mark.parametrize("factory", [ToolFactory, ComparisonFactory, ReviewFactory])
def test_readers_see_neither_drafts_nor_what_is_to_come(factory):
    shown = factory()
    hidden = [
        factory(state=State.DRAFT, published_at=None),
        factory(state=State.DRAFT),
        factory(published_at=timezone.now() + timedelta(hours=1)),
    ]

    assert list(type(shown).objects.published()) == [shown]
    assert shown.is_published
    assert not any(row.is_published for row in hidden)


@pytest.mark.parametrize("slot", ["first", "second", "third", "fourth"])
@pytest.mark.parametrize(
    "hidden",
    [{"state": State.DRAFT}, {"published_at": timezone.now() + timedelta(days=365)}],
    ids=["draft", "not yet public"],
)
def test_a_comparison_shows_only_with_all_of_its_tools(slot, hidden):
    comparison = ComparisonFactory.create(third=ToolFactory(), fourth=ToolFactory())
    others = ComparisonFactory.create()
    assert set(Comparison.objects.published()) == {comparison, others}

    Tool.objects.filter(pk=getattr(comparison, slot).pk).update(**hidden)

    assert set(Comparison.objects.published()) == {others}


def test_rows_know_when_they_came_to_be_and_when_they_were_saved():
    tool = ToolFactory()
    created, updated = tool.created_at, tool.updated_at

    tool.save()

    tool.refresh_from_db()
    assert tool.created_at == created
    assert tool.updated_at > updated
