"""Published tools of one name are told apart by their qualifiers, and nobody can get round it."""

import pytest

from core.models import State
from tests.core.refusals import complaints, refused_by
from tests.factories import CategoryFactory, ToolFactory
from tools.models import Tool

pytestmark = pytest.mark.django_db
RULE = "tools_tool_namesakes_told_apart"

CLASHES = [
    ("SmolLM3", "", "SmolLM3", ""),
    ("SmolLM3", "", "smollm3", ""),
    ("SmolLM3", "on device", "SmolLM3", ""),
    ("SmolLM3", "", "SmolLM3", "on device"),
    ("SmolLM3", "on device", "SmolLM3", "on device"),
    ("SmolLM3", "on device", "SMOLLM3", "On Device"),
]


@pytest.mark.parametrize(("name", "qualifier", "other_name", "other_qualifier"), CLASHES)
def test_readers_never_meet_two_tools_they_cannot_tell_apart(name, qualifier, other_name, other_qualifier):
    ToolFactory(name=name, qualifier=qualifier)
    clash = ToolFactory.build(name=other_name, slug="other", qualifier=other_qualifier, category=CategoryFactory())

    assert "Another published tool has this name" in complaints(clash)["__all__"][0]
    with refused_by(RULE):
        Tool.objects.bulk_create([clash])


def test_a_qualifier_cannot_be_taken_away_from_a_namesake():
    ToolFactory(name="SmolLM3", qualifier="on device")
    other = ToolFactory(name="SmolLM3", slug="other", qualifier="consumer GPU")

    with refused_by(RULE):
        Tool.objects.filter(pk=other.pk).update(qualifier="")
    with refused_by(RULE):
        Tool.objects.filter(pk=other.pk).update(qualifier="ON DEVICE")


def test_a_draft_may_have_a_published_name_until_it_is_published():
    ToolFactory(name="SmolLM3")
    draft = ToolFactory(name="SmolLM3", slug="other", state=State.DRAFT)

    draft.full_clean()
    with refused_by(RULE):
        Tool.objects.filter(pk=draft.pk).update(state=State.PUBLISHED)


@pytest.mark.parametrize(
    ("other_name", "other_qualifier"), [("SmolLM3", "consumer GPU"), ("SmolLM3 Pro", "on device"), ("Smol", "")]
)
def test_tools_with_another_name_or_another_qualifier_stand_side_by_side(other_name, other_qualifier):
    ToolFactory(name="SmolLM3", qualifier="on device")
    other = ToolFactory.build(name=other_name, slug="other", qualifier=other_qualifier, category=CategoryFactory())

    other.full_clean()
    other.save()

    assert Tool.objects.published().count() == 2


def test_a_tool_is_not_its_own_namesake():
    tool = ToolFactory(name="SmolLM3")
    tool.tagline = "Another sentence."

    tool.full_clean()
    tool.save()
