"""When a tool gets another slug, its old address goes on leading to it."""

import pytest
from django.utils import timezone

from core.models import State
from tests.factories import ToolFactory
from tests.pages import get, texts
from tools.models import FormerSlug, Tool

pytestmark = pytest.mark.django_db


def rename(tool: Tool, slug: str) -> None:
    tool.slug = slug
    tool.save()


def former_slugs() -> dict[str, str]:
    """Where each former slug leads."""
    return dict(FormerSlug.objects.values_list("slug", "tool__slug"))


def test_renaming_a_published_tool_leaves_its_old_slug_behind():
    rename(ToolFactory(slug="old"), "new")

    assert former_slugs() == {"old": "new"}


def test_renaming_twice_makes_both_old_slugs_lead_to_the_newest():
    tool = ToolFactory(slug="old")
    rename(tool, "new")
    rename(tool, "newest")

    assert former_slugs() == {"old": "newest", "new": "newest"}


def test_renaming_back_makes_the_slug_an_address_again():
    tool = ToolFactory(slug="old")
    rename(tool, "new")
    rename(tool, "old")

    assert former_slugs() == {"new": "old"}


def test_a_draft_leaves_nothing_behind_for_no_reader_knew_it():
    rename(ToolFactory(slug="old", state=State.DRAFT, published_at=None), "new")

    assert former_slugs() == {}


def test_a_tool_that_was_withdrawn_still_leaves_its_slug_behind():
    tool = ToolFactory(slug="old")
    tool.state = State.DRAFT
    tool.save()
    rename(tool, "new")

    assert former_slugs() == {"old": "new"}


def test_another_tool_can_take_a_former_slug_over(client):
    tool = ToolFactory(slug="old")
    rename(tool, "new")

    ToolFactory(name="Successor", slug="old")

    assert texts(get(client, "/tools/old").select("h1")) == ["Successor"]


def test_a_draft_takes_no_address_from_a_tool_that_readers_find_by_it(client):
    tool = ToolFactory(slug="old")
    rename(tool, "new")

    ToolFactory(slug="old", state=State.DRAFT, published_at=None)

    assert client.get("/tools/old").headers["Location"] == "/tools/new"


def test_a_save_that_leaves_the_slug_out_leaves_nothing_behind():
    tool = Tool.objects.get(pk=ToolFactory(slug="same").pk)
    tool.slug, tool.name = "other", "Renamed"
    tool.save(update_fields=["name"])

    assert former_slugs() == {}


def test_a_slug_leads_to_the_tool_that_left_it_last():
    one = ToolFactory(slug="shared")
    rename(one, "one")
    [other] = Tool.objects.bulk_create([ToolFactory.build(slug="shared", category=one.category)])  # past save()
    rename(other, "other")

    assert former_slugs() == {"shared": "other"}


def test_saving_without_renaming_leaves_nothing_behind():
    tool = ToolFactory(slug="same")
    tool.tagline = "Another sentence."
    tool.save()

    assert former_slugs() == {}


def test_a_tool_takes_its_former_slugs_along_when_it_is_deleted():
    tool = ToolFactory(slug="old")
    rename(tool, "new")

    tool.delete()

    assert former_slugs() == {}


def test_publishing_and_renaming_in_one_go_leaves_nothing_behind():
    tool = ToolFactory(slug="old", state=State.DRAFT, published_at=None)
    tool.state, tool.published_at = State.PUBLISHED, timezone.now()
    rename(tool, "new")

    assert former_slugs() == {}
