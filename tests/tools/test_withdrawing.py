"""What is withdrawn is gone for readers and kept for staff, as it was."""

from typing import Any

import pytest
from django.test import Client

from core.models import State
from reviews.models import Review
from reviews.selectors import panel_of, with_panel
from tests.core.refusals import complaints, refused_by
from tests.factories import (
    PUBLISHED_AT,
    CategoryFactory,
    ComparisonFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.pages import get
from tools.models import Comparison, Tool

pytestmark = pytest.mark.django_db
FACTORIES: list[Any] = [ToolFactory, ComparisonFactory, ReviewFactory]


def withdraw(row: Any) -> None:
    row.state = State.WITHDRAWN
    row.full_clean()
    row.save()


@pytest.mark.parametrize("factory", FACTORIES)
def test_it_keeps_its_publish_time_and_comes_back(factory):
    row = factory()
    model = type(row)

    withdraw(row)

    row.refresh_from_db()
    assert (row.is_published, row.stage, row.published_at) == (False, "Withdrawn", PUBLISHED_AT)
    assert not model.objects.published().exists()

    row.state = State.PUBLISHED
    row.save()

    row.refresh_from_db()
    assert (row.is_published, row.published_at) == (True, PUBLISHED_AT)
    assert model.objects.published().get() == row


@pytest.mark.parametrize("factory", FACTORIES)
def test_what_never_was_public_gets_no_publish_time_by_it(factory):
    row = factory(state=State.DRAFT, published_at=None)

    withdraw(row)

    row.refresh_from_db()
    assert row.published_at is None


@pytest.mark.parametrize(
    ("model", "texts"),
    [(Tool, {"tagline": "", "description": " "}), (Review, {"body": ""})],
)
def test_its_texts_need_not_be_whole_until_it_comes_back(model, texts):
    row = {Tool: ToolFactory, Review: ReviewFactory}[model](state=State.WITHDRAWN, **texts)

    row.full_clean()

    row.state = State.PUBLISHED
    assert set(complaints(row)) >= set(texts)
    with refused_by(f"{model._meta.db_table}_published_is_whole"):
        model.objects.update(state=State.PUBLISHED)


def test_a_withdrawn_tool_is_on_no_page(client: Client):
    category = CategoryFactory()
    tool = ToolFactory.create(name="Xyzzy", slug="xyzzy", category=category)
    ToolFactory(name="B", slug="b", category=category)
    review = ReviewFactory(tool=tool, reviewer=ReviewerFactory(slug="builder"), body="Xyzzy ships.")
    ComparisonFactory(first=tool, second=Tool.objects.get(slug="b"))
    tool.slug = "xyzzy-2"
    tool.save()
    paths = ["/", "/tools/", "/compare/", "/categories/developer-tools", "/tools/b"]
    paths += ["/reviewers/", "/reviewers/builder", "/tools/xyzz", "/compare/?first=xyzz&second=b"]
    assert all("Xyzzy" in get(client, path).decode() for path in paths if path != "/reviewers/")

    withdraw(tool)

    for path in paths:
        assert "xyzzy" not in get(client, path).decode().lower().replace("“xyzz”", ""), path
    gone = ["/tools/xyzzy-2", "/tools/xyzzy", "/compare/xyzzy-2-vs-b", "/compare/xyzzy-vs-b", "/tools/xyzzy-2/vote"]
    assert [client.get(path).status_code for path in gone] == [404] * len(gone)
    assert not Review.objects.published().filter(pk=review.pk).exists()


def test_a_withdrawn_review_counts_nowhere(client: Client):
    kept = ReviewFactory(tool=ToolFactory(slug="a"), verdict="ship")
    review = ReviewFactory(tool=kept.tool, verdict="skip", body="Never again.", reviewer__slug="skeptic")
    ToolFactory(slug="b")

    withdraw(review)

    assert panel_of(with_panel(Tool.objects.all()).get(slug="a")).label == "Ship · 1 ship / 0 skip"
    for path in ("/", "/tools/a", "/compare/a-vs-b", "/reviewers/skeptic"):
        assert "Never again." not in get(client, path).text
    assert "Still to come" not in get(client, "/tools/a").text


def test_a_withdrawn_comparison_leaves_the_pair_and_loses_its_words(client: Client):
    comparison = ComparisonFactory(first__slug="b", second__slug="a", summary="Which to take.")
    assert "Which to take." in get(client, "/compare/b-vs-a").text

    withdraw(comparison)

    page = get(client, "/compare/b-vs-a")
    assert "Which to take." not in page.text
    assert page.select_one("link[rel=canonical]")["href"].endswith("/compare/a-vs-b")
    assert "/compare/b-vs-a" not in get(client, "/").decode()
    assert not Comparison.objects.published().exists()


def test_a_withdrawn_tool_leaves_its_name_to_another():
    tool = ToolFactory(name="Same")
    withdraw(tool)

    ToolFactory(name="Same", slug="another")

    tool.state = State.PUBLISHED
    assert "Another published tool has this name." in complaints(tool)["__all__"][0]
