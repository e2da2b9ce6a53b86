"""An earlier version of anything comes back at the press of a button, exactly as it was, or not at all."""

import pytest

from core.history import events_of
from core.models import State
from reviews.models import GivenVerdict, Review
from tests.admin.pages import columns, page, restore, signed_in_as, told, version
from tests.factories import (
    CategoryFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.pages import get
from tools.models import Category, Comparison, Fact, FormerSlug, Tool

pytestmark = pytest.mark.django_db


def test_every_column_is_again_what_it_was(admin_client):
    tool = ToolFactory(
        name="A",
        slug="a",
        qualifier="on-device",
        maker="Maker",
        website="https://a.example/",
        licence="MIT",
        entry_amount="20",
        entry_unit="month",
        pricing="Free, then $20/mo",
        best_for="Reading",
    )
    before = columns(tool)
    Tool.objects.update(
        **dict.fromkeys(("qualifier", "maker", "website", "licence", "entry_unit", "best_for"), ""),
        name="B",
        slug="b",
        tagline="New.",
        description="New.",
        pricing="",
        entry_amount=None,
        entry_currency="EUR",
        state=State.WITHDRAWN,
        published_at=None,
        created_at="2020-01-01T00:00Z",
        category=CategoryFactory(slug="agents", name="Agents"),
    )
    assert {name for name, value in columns(tool).items() if value == before[name]} == {"id", "logo"}

    (message,) = restore(admin_client, tool, version(tool, 0))

    assert message.startswith("A (on-device) is again what it was on ")
    assert columns(tool) == before


@pytest.mark.parametrize(
    ("factory", "changes"),
    [
        (CategoryFactory, {"name": "New", "slug": "new", "position": 7, "description": "New."}),
        (ComparisonFactory, {"summary": "New.", "featured": False, "state": State.DRAFT, "published_at": None}),
        (FactFactory, {"value": "7B", "source_url": "https://new.example/", "checked_on": "2026-01-01"}),
        (ReviewerFactory, {"name": "New", "lens": "New.", "active": False, "likes": "New.", "position": 99}),
        (ReviewFactory, {"body": "New.", "state": State.WITHDRAWN, "published_at": "2020-01-01T00:00Z"}),
    ],
)
def test_so_does_everything_else(admin_client, factory, changes):
    row = factory()
    before = columns(row)
    type(row).objects.update(**changes)
    assert columns(row) != before

    (message,) = restore(admin_client, row, version(row, 0))

    assert "is again what it was on" in message
    assert columns(row) == before


def test_any_version_can_be_chosen_and_restoring_is_a_change_like_any_other(admin_client):
    tool = ToolFactory(tagline="One.")
    for tagline in ("Two.", "Three."):
        Tool.objects.update(tagline=tagline)

    restore(admin_client, tool, version(tool, 1))

    assert columns(tool)["tagline"] == "Two."
    newest = get(admin_client, page(tool, "history")).select_one(".version")
    assert "admin changed the tool" in newest.text
    restore(admin_client, tool, version(tool, 2))
    assert columns(tool)["tagline"] == "Three."


def test_restoring_twice_changes_nothing_more(admin_client):
    tool = ToolFactory(slug="a")
    Tool.objects.update(tagline="New.", slug="b")
    first = version(tool, 0)
    restore(admin_client, tool, first)
    before, latest = columns(tool), version(tool).pk

    (message,) = restore(admin_client, tool, first)

    assert "is again what it was on" in message
    assert (columns(tool), version(tool).pk) == (before, latest)


def test_the_version_that_holds_has_no_button(admin_client):
    tool = ToolFactory()
    fact = FactFactory(tool=tool)
    Fact.objects.update(value="7B")

    buttons = get(admin_client, page(tool, "history")).select("form.restore button")

    assert [button["value"] for button in buttons] == [f"tools.fact:{version(fact, 0).pk}"]


def test_facts_and_reviews_are_restored_from_the_history_of_their_tool(admin_client):
    tool = ToolFactory()
    fact, review = FactFactory(tool=tool, value="3B"), ReviewFactory(tool=tool, body="It *ships*.")
    before = columns(fact), columns(review)
    Fact.objects.update(value="7B")
    Review.objects.update(body="It sinks.")

    restore(admin_client, fact, version(fact, 0), on=tool)
    restore(admin_client, review, version(review, 0), on=tool)

    assert (columns(fact), columns(review)) == before


def test_a_deleted_fact_comes_back_from_the_history_of_its_tool(admin_client):
    fact = FactFactory()
    before = columns(fact)
    Fact.objects.all().delete()
    assert not columns(fact)

    restore(admin_client, fact, version(fact), on=fact.tool)

    assert columns(fact) == before


def test_a_slug_comes_back_with_a_redirect_from_the_one_it_had_meanwhile(admin_client):
    tool = ToolFactory.create(slug="first")
    tool.slug = "second"
    tool.save()

    restore(admin_client, tool, version(tool, 0))

    assert [former.slug for former in FormerSlug.objects.filter(tool=tool)] == ["second"]
    assert admin_client.get("/tools/second").headers["Location"] == "/tools/first"
    assert admin_client.get("/tools/first").status_code == 200


def test_what_another_has_by_now_is_not_taken_from_it(admin_client):
    tool = ToolFactory(slug="mine", tagline="Old.")
    Tool.objects.update(slug="yours", tagline="New.")
    ToolFactory(slug="mine")
    before, latest = columns(tool), version(tool).pk

    (message,) = restore(admin_client, tool, version(tool, 0))

    assert message == "Nothing is restored. Slug: Tool with this Slug already exists."
    assert (columns(tool), version(tool).pk) == (before, latest)


def test_a_category_that_is_gone_has_to_come_back_first(admin_client):
    gone = CategoryFactory(slug="gone", name="Gone")
    tool = ToolFactory(category=gone, tagline="Old.")
    first, key = version(tool, 0), gone.pk
    Tool.objects.update(category=CategoryFactory(), tagline="New.")
    Category.objects.filter(slug="gone").delete()

    (message,) = restore(admin_client, tool, first)

    assert message.startswith("Nothing is restored. Category: category instance with id ")
    assert columns(tool)["tagline"] == "New."
    gone.pk = key
    restore(admin_client, gone, version(gone))
    restore(admin_client, tool, first)
    assert (columns(tool)["tagline"], columns(tool)["category_id"]) == ("Old.", key)


def test_a_verdict_that_readers_know_as_another_comes_back_only_with_a_reason(admin_client):
    review = ReviewFactory(verdict="ship", score=80)
    first = version(review, 0)
    Review.objects.update(verdict="skip", score=30)

    (message,) = restore(admin_client, review, first)

    assert message == ("Nothing is restored. Readers have seen another verdict or score since: say why it changes.")
    assert columns(review)["verdict"] == "skip"
    (blank,) = restore(admin_client, review, first, reason="  ")
    assert blank == message

    restore(admin_client, review, first, reason=" It was mended. ")

    assert (columns(review)["verdict"], columns(review)["score"]) == ("ship", 80)
    assert [given.reason for given in review.verdicts.all()] == ["", "", "It was mended."]


def test_without_a_reason_comes_back_what_readers_have_not_seen(admin_client):
    review = ReviewFactory(state=State.DRAFT, published_at=None, verdict="ship")
    Review.objects.update(verdict="skip")

    restore(admin_client, review, version(review, 0))

    assert columns(review)["verdict"] == "ship"


@pytest.mark.parametrize(
    "key",
    [
        *("", ":", "\0", "tools.tool", "tools.tool:", "tools.tool:0", "tools.tool:x", "tools.tool:²", "tools.tool:-1"),
        *("tools.category:1", "auth.user:1", f"tools.tool:{'9' * 30}", f"tools.tool:{'9' * 5000}"),
    ],
)
def test_a_version_that_is_not_in_the_list_is_refused(admin_client, key):
    tool = ToolFactory()
    Tool.objects.update(tagline="New.")

    answer = admin_client.post(page(tool, "history"), {"version": key}, follow=True)

    assert told(answer) == ["Nothing is restored: there is no such version here. Choose one of the list."]
    assert columns(tool)["tagline"] == "New."


def test_what_readers_were_told_is_no_matter_of_restoring(admin_client):
    review = ReviewFactory(published_at="2999-01-01T00:00Z", verdict="ship")
    Review.objects.update(verdict="skip")
    (never_told,) = events_of(GivenVerdict, pgh_label="delete")

    history = get(admin_client, page(review, "history"))
    (message,) = restore(admin_client, review, never_told)

    assert [button["value"] for button in history.select("form.restore button")] == [
        f"reviews.review:{version(review, 0).pk}"
    ]
    assert message.startswith("Nothing is restored: there is no such version here.")
    assert [one.verdict for one in review.verdicts.all()] == ["skip"]


def test_nor_is_a_version_of_another_row(admin_client):
    tool, other, fact = ToolFactory(), ToolFactory(tagline="Old."), FactFactory(value="3B")
    Tool.objects.update(tagline="New.")
    Fact.objects.update(value="7B")

    for row in (other, fact):
        (message,) = restore(admin_client, row, version(row, 0), on=tool)
        assert message.startswith("Nothing is restored: there is no such version here.")
    assert (columns(other)["tagline"], columns(fact)["value"]) == ("New.", "7B")


def test_an_editor_may_restore():
    tool = ToolFactory(tagline="Old.")
    Tool.objects.update(tagline="New.")

    restore(signed_in_as("Editor"), tool, version(tool, 0))

    assert columns(tool)["tagline"] == "Old."


@pytest.mark.parametrize("role", ["Reviewer", "Moderator"])
@pytest.mark.parametrize("factory", [CategoryFactory, ComparisonFactory, FactFactory, ReviewFactory, ToolFactory])
def test_nobody_else_may(role, factory):
    row = factory()
    type(row).objects.update(created_at="2020-01-01T00:00Z")
    key = f"{row._meta.label_lower}:{version(row, 0).pk}"
    client = signed_in_as(role)

    assert client.post(page(row, "history"), {"version": key}).status_code in {403, 404}
    assert columns(row)["created_at"].year == 2020


def test_a_reviewer_reads_the_history_of_their_own_drafts_and_restores_nothing(django_user_model):
    client = signed_in_as("Reviewer")
    review = ReviewFactory(state=State.DRAFT, published_at=None, body="Old.")
    review.reviewer.writers.add(django_user_model.objects.get())
    Review.objects.update(body="New.")

    history = get(client, page(review, "history"))
    answer = client.post(page(review, "history"), {"version": f"reviews.review:{version(review, 0).pk}"})

    assert "Old." in history.text
    assert not history.select("form.restore")
    assert answer.status_code == 403
    assert columns(review)["body"] == "New."


def test_a_comparison_comes_back_only_while_there_is_no_other_of_the_same_tools(admin_client):
    comparison = ComparisonFactory()
    one, two = comparison.tools
    gone = ComparisonFactory._meta.model(pk=comparison.pk)
    Comparison.objects.all().delete()
    ComparisonFactory(first=two, second=one)

    (message,) = restore(admin_client, gone, version(gone))

    assert message == "Nothing is restored. There is a comparison of these tools already."
