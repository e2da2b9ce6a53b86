"""Facts: one per tool and attribute, never empty, and marked once they grow old."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.core.refusals import complaints, refused_by
from tests.factories import AttributeFactory, FactFactory, ToolFactory
from tools.models import Attribute, Fact

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("checked_on", "stale"),
    [
        (TODAY, False),
        (TODAY - timedelta(days=180), False),
        (TODAY - timedelta(days=181), True),
        (TODAY - timedelta(days=3650), True),
        (None, False),
    ],
    ids=["today", "180 days", "181 days", "ten years", "undated"],
)
def test_a_fact_is_stale_after_180_days(checked_on, stale):
    assert Fact(checked_on=checked_on).is_stale(TODAY) is stale


def test_the_host_sets_after_how_many_days_a_fact_is_stale(settings):
    settings.FACT_STALE_AFTER_DAYS = 30

    assert Fact(checked_on=TODAY - timedelta(days=31)).is_stale(TODAY)
    assert not Fact(checked_on=TODAY - timedelta(days=30)).is_stale(TODAY)


def test_a_fact_cannot_have_been_checked_tomorrow(db):
    fact = FactFactory(checked_on=timezone.localdate())
    fact.full_clean()

    fact.checked_on += timedelta(days=1)

    assert complaints(fact) == {"checked_on": ["This day has not come yet."]}


def test_a_tool_has_one_fact_of_an_attribute(db):
    fact = FactFactory()
    again = FactFactory.build(tool=fact.tool, attribute=fact.attribute, value="7B")

    assert complaints(again)["__all__"] == ["This tool has a fact of this attribute already."]
    with refused_by("tools_fact_once_per_tool"):
        Fact.objects.bulk_create([again])


@pytest.mark.parametrize("value", ["", " ", "\n\t"])
def test_a_fact_says_something(db, value):
    fact = FactFactory()

    with refused_by("tools_fact_has_value"):
        Fact.objects.filter(pk=fact.pk).update(value=value)
    with refused_by("tools_fact_has_value"):
        Fact.objects.bulk_create([FactFactory.build(tool=fact.tool, attribute=AttributeFactory(), value=value)])
    fact.value = value
    assert complaints(fact)


def test_a_source_is_a_web_page(db):
    fact = FactFactory(source_url="https://example.org/model-card")
    fact.full_clean()

    fact.source_url = "javascript:alert(1)"

    assert complaints(fact) == {"source_url": ["Enter a valid URL."]}


def test_an_attribute_has_one_name_in_whatever_letter_case(db):
    AttributeFactory(name="Runs on")
    again = AttributeFactory.build(name="RUNS ON", slug="other")

    assert complaints(again)["__all__"] == ["There is an attribute of this name already."]
    with refused_by("tools_attribute_name_unique"):
        Attribute.objects.bulk_create([again])


def test_facts_come_in_the_order_of_their_attributes(db):
    tool = ToolFactory()
    for name, position in (("Tasks", 30), ("Modality", 20), ("Parameters", 10), ("Attention", 20)):
        FactFactory(tool=tool, attribute__name=name, attribute__position=position)

    assert [fact.attribute.name for fact in tool.facts.all()] == ["Parameters", "Attention", "Modality", "Tasks"]
    assert str(tool.facts.first()) == "Parameters: 3B"
