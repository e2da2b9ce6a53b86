"""Whatever changes the catalogue or its reviews, and whoever does, a version is kept of it."""

from collections.abc import Callable
from typing import Any

import pghistory
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from core.history import events_of, versions
from reviews.models import GivenVerdict, Review, Reviewer
from tests.admin.pages import open_form, page, signed_in_as
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tools.models import Attribute, Category, Comparison, Fact, FormerSlug, Tool

pytestmark = pytest.mark.django_db
FACTORIES: list[Any] = [
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    FactFactory,
    ReviewFactory,
    ReviewerFactory,
    ToolFactory,
]


def kept(model: Any, **rows: Any) -> list[str]:
    return list(events_of(model, **rows).order_by("pk").values_list("pgh_label", flat=True))


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def by_form(tool: Tool) -> None:
    client = signed_in_as("Editor")
    assert client.post(page(tool), open_form(client, tool) | {"tagline": "New."}).status_code == 302


def by_bulk_update(tool: Tool) -> None:
    tool.tagline = "New."
    Tool.objects.bulk_update([tool], ["tagline"])


@pytest.mark.parametrize(
    "change",
    [
        by_form,
        lambda tool: Tool.objects.update(tagline="New."),
        by_bulk_update,
        lambda tool: run("UPDATE tools_tool SET tagline = 'New.'"),
    ],
    ids=["form", "queryset update", "bulk update", "raw SQL"],
)
def test_a_change_leaves_the_version_before_it_and_the_one_after(change: Callable[[Tool], None]):
    tool = ToolFactory(tagline="Old.")

    change(tool)

    history = events_of(Tool, pgh_obj=tool.pk).order_by("pk")
    assert list(history.values_list("pgh_label", "tagline")) == [("insert", "Old."), ("update", "New.")]


@pytest.mark.parametrize(
    "add",
    [
        lambda: signed_in_as("Editor").post("/admin/tools/category/add/", {"name": "A", "slug": "a", "position": 1}),
        lambda: Category.objects.create(name="A", slug="a"),
        lambda: Category.objects.bulk_create([Category(name="A", slug="a")]),
        lambda: run("INSERT INTO tools_category (name, slug, description, position) VALUES ('A', 'a', '', 1)"),
    ],
    ids=["form", "create", "bulk create", "raw SQL"],
)
def test_what_is_added_is_kept_from_its_first_version_on(add: Callable[[], Any]):
    add()

    history = events_of(Category)
    assert list(history.values_list("pgh_label", "slug", "pgh_obj")) == [("insert", "a", Category.objects.get().pk)]


@pytest.mark.parametrize(
    "delete",
    [
        lambda tool: signed_in_as("Editor").post(page(tool, "delete"), {"post": "yes"}),
        lambda tool: Tool.objects.get(pk=tool.pk).delete(),
        lambda tool: Tool.objects.filter(pk=tool.pk).delete(),
    ],
    ids=["form", "delete", "queryset delete"],
)
def test_a_deleted_tool_is_kept_with_all_that_goes_with_it(delete: Callable[[Tool], None]):
    tool = ToolFactory.create(slug="old")
    tool.slug = "new"
    tool.save()
    FactFactory(tool=tool)
    ReviewFactory(tool=tool)
    ComparisonFactory(second=tool)

    delete(tool)

    assert not Tool.objects.filter(pk=tool.pk).exists()
    for model in (Fact, Review, GivenVerdict, Comparison, FormerSlug):
        assert kept(model) == ["insert", "delete"], model
    assert kept(Tool, pgh_obj=tool.pk) == ["insert", "update", "delete"]


def test_so_is_what_raw_sql_deletes():
    fact = FactFactory()

    run("DELETE FROM tools_fact")

    assert kept(Fact, pgh_obj=fact.pk) == ["insert", "delete"]


@pytest.mark.parametrize("factory", FACTORIES)
def test_every_kind_of_row_has_its_history(factory: Any):
    row = factory()
    model, key = type(row), row.pk

    assert kept(model, pgh_obj=key) == ["insert"]
    row.delete()
    assert kept(model, pgh_obj=key) == ["insert", "delete"]


def test_a_change_that_is_rolled_back_never_was():
    tool = ToolFactory()

    with transaction.atomic():
        Tool.objects.update(tagline="New.")
        transaction.set_rollback(True)

    assert kept(Tool, pgh_obj=tool.pk) == ["insert"]


def latest_by(model: Any) -> str:
    return versions([events_of(model)])[0].who


def test_the_history_says_which_of_the_staff_it_was(django_user_model):
    client, tool = signed_in_as("Editor"), ToolFactory()
    django_user_model.objects.update(first_name="Ada", last_name="Byron")

    client.post(page(tool), open_form(client, tool) | {"tagline": "New."})

    assert latest_by(Tool) == "Ada Byron"
    django_user_model.objects.update(first_name="", last_name="")
    assert latest_by(Tool) == "editor"
    key = django_user_model.objects.get().pk
    django_user_model.objects.all().delete()
    assert latest_by(Tool) == f"somebody whose account is gone (number {key})"


@pytest.mark.parametrize(
    ("context", "who"),
    [
        ({"command": "import_catalogue", "login": "root"}, "root with manage.py import_catalogue"),
        ({"command": "import_catalogue"}, "somebody with manage.py import_catalogue"),
        ({"url": "/elsewhere"}, "somebody outside the desk"),
        ({}, "somebody outside the desk"),
    ],
)
def test_or_which_command_or_that_nobody_knows(context, who):
    tool = ToolFactory()

    with pghistory.context(**context):
        Tool.objects.filter(pk=tool.pk).update(tagline="New.")

    assert latest_by(Tool) == who


@pytest.mark.parametrize("factory", FACTORIES)
def test_saving_a_form_as_it_was_is_no_change(admin_client: Client, factory: Any):
    row = factory()
    if factory is ToolFactory:
        FactFactory(tool=row)
        ReviewFactory(tool=row, score=80)
        ReviewerFactory(name="Missing")
    histories = {model: len(kept(model)) for model in (Tool, Fact, Review, GivenVerdict, Reviewer, Comparison)}

    assert admin_client.post(page(row), open_form(admin_client, row)).status_code == 302

    assert kept(type(row), pgh_obj=row.pk) == ["insert"]
    assert {model: len(kept(model)) for model in histories} == histories


REWRITES: list[Callable[[str], Any]] = [
    lambda table: Tool.pgh_event_model.objects.update(tagline="Never said."),
    lambda table: Tool.pgh_event_model.objects.all().delete(),
    lambda table: run(f"UPDATE {table} SET tagline = 'Never said.'"),
    lambda table: run(f"DELETE FROM {table}"),
]


@pytest.mark.parametrize("rewrite", REWRITES, ids=["queryset update", "queryset delete", "raw update", "raw delete"])
def test_no_version_can_be_changed_or_deleted(rewrite: Callable[[str], Any]):
    tool = ToolFactory()

    with pytest.raises(DatabaseError, match="Cannot update or delete rows"), transaction.atomic():
        rewrite(Tool.pgh_event_model._meta.db_table)

    assert [event.tagline for event in events_of(Tool, pgh_obj=tool.pk)] == ["It does what it says."]


@pytest.mark.parametrize("model", [Attribute, Category, Comparison, Fact, FormerSlug, GivenVerdict, Review, Reviewer])
def test_nor_can_that_of_anything_else(model: Any):
    ReviewFactory()
    ComparisonFactory()
    FormerSlug.objects.create(tool=FactFactory.create().tool, slug="old")

    with pytest.raises(DatabaseError, match="Cannot update or delete rows"), transaction.atomic():
        run(f"DELETE FROM {model.pgh_event_model._meta.db_table}")
