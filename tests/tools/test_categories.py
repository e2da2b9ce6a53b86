"""Shelves of tools: one of each name, in the order that staff give them."""

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from tests.core.refusals import complaints
from tests.factories import AttributeFactory, CategoryFactory, FactFactory, ToolFactory
from tools.models import Attribute, Category

pytestmark = pytest.mark.django_db


def test_a_category_has_a_name_of_its_own():
    CategoryFactory(name="Models", slug="models")
    again = CategoryFactory.build(name="Models", slug="other")

    assert complaints(again) == {"name": ["Category with this Name already exists."]}
    with pytest.raises(IntegrityError, match="name"):
        Category.objects.bulk_create([again])


def test_categories_and_attributes_come_by_position_and_then_by_name():
    for name, position in (("C", 2), ("B", 1), ("A", 2)):
        CategoryFactory(name=name, slug=name.lower(), position=position)
        AttributeFactory(name=name, position=position)

    assert [str(category) for category in Category.objects.all()] == ["B", "A", "C"]
    assert [str(attribute) for attribute in Attribute.objects.all()] == ["B", "A", "C"]


def test_a_shelf_with_tools_or_an_attribute_with_facts_cannot_be_thrown_away():
    tool, fact = ToolFactory(), FactFactory()

    with pytest.raises(ProtectedError):
        tool.category.delete()
    with pytest.raises(ProtectedError):
        fact.attribute.delete()
