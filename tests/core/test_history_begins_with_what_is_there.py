"""What was there before the history is its first version, and what readers had been told by then is known."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from core.history import events_of, versions
from core.models import State
from reviews.models import GivenVerdict, Review, Reviewer
from tests.admin.pages import columns
from tests.factories import PUBLISHED_AT, ComparisonFactory, FactFactory, ReviewFactory, ToolFactory
from tools.models import Attribute, Category, Comparison, Fact, FormerSlug, Tool

BEFORE = [("tools", "0002_initial"), ("reviews", "0001_initial")]
TRACKED = [Category, Tool, FormerSlug, Attribute, Fact, Comparison, Reviewer, Review]


def migrate(targets: list[tuple[str, str]]) -> StateApps:
    executor = MigrationExecutor(connection)
    return executor.migrate(targets).apps


@pytest.mark.django_db(transaction=True)
def test_every_row_has_a_first_version_and_every_published_review_a_verdict():
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    public, draft = ReviewFactory.create(verdict="skip", score=40), ReviewFactory(state=State.DRAFT)
    FactFactory(tool=public.tool)
    FormerSlug.objects.create(tool=public.tool, slug="old")
    ComparisonFactory(first=public.tool, fourth=ToolFactory(), third=ToolFactory())
    try:
        old = migrate(BEFORE)
        # Without the history nothing notices this.
        old.get_model("reviews", "Review").objects.filter(pk=draft.pk).update(body="From before.")
    finally:
        # Whatever has happened, the tests after this one need the tables as they are now.
        migrate(latest)

    for model in TRACKED:
        rows, first = model._default_manager.order_by("pk"), events_of(model).order_by("pgh_obj_id")
        assert rows
        assert list(first.values_list("pgh_label", "pgh_obj")) == [("present", row.pk) for row in rows]
        for row, event in zip(rows, first, strict=True):
            assert all(getattr(event, name) == value for name, value in columns(row).items())
    assert list(GivenVerdict.objects.values_list("review", "verdict", "score", "since", "reason")) == [
        (public.pk, "skip", 40, PUBLISHED_AT, "")
    ]

    Review.objects.filter(pk=public.pk).update(verdict="ship")

    (changed, began) = versions([events_of(Review, pgh_obj=public.pk)])
    assert began.title.startswith("When the history began, there was the review “")
    assert [(one.label, one.before, one.after) for one in changed.differences] == [("verdict", "Skip", "Ship")]
    assert [one.verdict for one in public.verdicts.all()] == ["skip", "ship"]
