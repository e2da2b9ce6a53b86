"""Whoever saves what somebody else has saved meanwhile is told, is shown the difference, and loses nothing."""

from typing import Any

import pytest
from django.test import Client

from core.models import State
from reviews.models import Review
from tests.admin.pages import columns, form_on, open_form, page
from tests.admin.staff import make_staff
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.pages import texts
from tests.voting import page_of
from tools.models import Fact, Tool

pytestmark = pytest.mark.django_db
MEANWHILE = "changed this after you had opened it"


def staff(name: str, first_name: str = "") -> Client:
    """The browser of somebody of the staff."""
    client = Client()
    client.force_login(make_staff(name, first_name=first_name))
    return client


def refused(answer: Any) -> str:
    """What the page says after a form was handed back. Fails if it was saved."""
    assert answer.status_code == 200
    return " ".join(texts(page_of(answer).select(".errorlist, .errornote")))


def saved(answer: Any) -> bool:
    return bool(answer.status_code == 302)


@pytest.mark.parametrize(
    ("factory", "field", "label"),
    [
        (ToolFactory, "tagline", "Tagline"),
        (ReviewFactory, "body", "Prose"),
        (ComparisonFactory, "summary", "Summary"),
        (CategoryFactory, "description", "Description"),
        (ReviewerFactory, "lens", "Lens"),
        (FactFactory, "value", "Value"),
    ],
)
def test_the_second_to_save_is_told_and_shown_what_differs_and_may_then_save(factory, field, label):
    row = factory(**{field: "As it was."})
    ada, ben = staff("ada", "Ada"), staff("ben")
    first, second = open_form(ada, row), open_form(ben, row)

    assert saved(ada.post(page(row), first | {field: "Ada's words."}))
    answer = ben.post(page(row), second | {field: "Ben's words."})

    assert f"Nothing is saved yet: Ada {MEANWHILE}." in refused(answer)
    assert columns(row)[field] == "Ada's words."
    shown = page_of(answer).select_one("section.meanwhile .version")
    assert "Ada changed the" in shown.select_one("h3").text
    assert texts(shown.select("dt")) == [label]
    assert (texts(shown.select("del")), texts(shown.select("ins"))) == (["As it was."], ["Ada's words."])

    again = form_on(answer)
    assert again[field] == "Ben's words."
    assert saved(ben.post(page(row), again))
    assert columns(row)[field] == "Ben's words."


@pytest.mark.parametrize(
    "change",
    [
        lambda tool: FactFactory(tool=tool),
        lambda tool: Fact.objects.all().delete(),
        lambda tool: Review.objects.update(body="It sinks."),
        lambda tool: ReviewFactory(tool=tool),
    ],
    ids=["new fact", "deleted fact", "review", "new review"],
)
def test_so_is_whoever_saves_a_tool_whose_facts_or_reviews_were_changed_by_whatever(admin_client, change):
    tool = ToolFactory()
    FactFactory(tool=tool)
    ReviewFactory(tool=tool)
    form = open_form(admin_client, tool)
    change(tool)

    answer = admin_client.post(page(tool), form | {"tagline": "Mine."})

    assert f"Nothing is saved yet: somebody outside the desk {MEANWHILE}." in refused(answer)
    assert len(page_of(answer).select("section.meanwhile .version")) == 1
    assert columns(tool)["tagline"] == "It does what it says."


def test_everything_typed_still_stands_in_the_form(admin_client):
    tool = ToolFactory()
    fact, review, missing = FactFactory(tool=tool), ReviewFactory(tool=tool), ReviewerFactory.create()
    typed = open_form(admin_client, tool) | {
        "name": "Typed",
        "tagline": "Typed.",
        "facts-0-value": "13B",
        "reviews-0-body": "Typed body.",
        "reviews-1-verdict": "skip",
        "reviews-1-score": "12",
        "reviews-1-body": "Typed too.",
    }
    assert typed["reviews-1-reviewer"] == str(missing.pk)
    Tool.objects.update(maker="Somebody")

    answer = admin_client.post(page(tool), typed)

    again = form_on(answer)
    assert {name for name in typed if again[name] != typed[name]} == {"seen", "csrfmiddlewaretoken"}
    assert saved(admin_client.post(page(tool), again))
    assert (columns(fact)["value"], columns(review)["body"]) == ("13B", "Typed body.")
    assert Review.objects.get(reviewer=missing).body == "Typed too."


def test_a_third_change_before_the_second_try_is_told_as_well(admin_client):
    tool = ToolFactory()
    form = open_form(admin_client, tool)
    Tool.objects.update(maker="One")
    again = form_on(admin_client.post(page(tool), form))
    Tool.objects.update(maker="Two")

    answer = admin_client.post(page(tool), again)

    assert MEANWHILE in refused(answer)
    assert texts(page_of(answer).select("section.meanwhile dd")) == ["One → Two"]


def test_whose_form_has_other_mistakes_is_told_of_both(admin_client):
    tool = ToolFactory()
    form = open_form(admin_client, tool)
    Tool.objects.update(maker="Somebody")

    said = refused(admin_client.post(page(tool), form | {"name": "", "entry_amount": "-1"}))

    assert MEANWHILE in said
    assert "This field is required." in said
    assert "Ensure this value is greater than or equal to 0." in said


def test_what_changed_elsewhere_troubles_nobody(admin_client):
    tool, other = ToolFactory(), ToolFactory()
    form = open_form(admin_client, tool)
    FactFactory(tool=other)
    ReviewFactory(tool=other)
    Tool.objects.filter(pk=other.pk).update(tagline="New.")

    assert saved(admin_client.post(page(tool), form))


def test_somebody_may_save_twice_from_the_same_page_in_a_row(admin_client):
    tool = ToolFactory()
    form = open_form(admin_client, tool) | {"_continue": "1", "tagline": "One."}

    again = form_on(admin_client.post(page(tool), form, follow=True))

    assert saved(admin_client.post(page(tool), again | {"tagline": "Two."}))


@pytest.mark.parametrize("seen", ["x", "0", "0.0", "-1", "9" * 5000, "²", "...."])
def test_whatever_comes_for_what_was_seen_saves_nothing_unseen(admin_client, seen):
    category = CategoryFactory(name="As it was")

    answer = admin_client.post(page(category), open_form(admin_client, category) | {"seen": seen, "name": "Mine"})

    assert MEANWHILE in refused(answer)
    assert columns(category)["name"] == "As it was"


@pytest.mark.parametrize("factory", [ToolFactory, CategoryFactory, AttributeFactory, ReviewerFactory, FactFactory])
def test_the_form_knows_once_what_was_seen(admin_client, factory):
    row = factory()

    (seen,) = page_of(admin_client.get(page(row))).select("[name=seen]")

    assert (seen["type"], bool(seen["value"])) == ("hidden", True)


def test_what_was_deleted_meanwhile_is_said_to_be_gone(admin_client):
    tool = ToolFactory()
    path, form = page(tool), open_form(admin_client, tool)
    tool.delete()

    answer = admin_client.post(path, form, follow=True)

    assert "doesn’t exist. Perhaps it was deleted?" in answer.content.decode()
    assert not Tool.objects.exists()


def test_what_was_typed_about_something_that_is_deleted_meanwhile_becomes_a_new_one(admin_client):
    tool = ToolFactory()
    facts = FactFactory.create_batch(3, tool=tool)
    reviews = ReviewFactory.create_batch(3, tool=tool, state=State.DRAFT, published_at=None)
    typed = open_form(admin_client, tool) | {"facts-1-value": "Typed.", "reviews-1-body": "Typed."}
    typed["facts-0-DELETE"] = "on"
    for row in (facts[0], facts[1], reviews[0], reviews[1]):
        type(row).objects.filter(pk=row.pk).delete()

    told = admin_client.post(page(tool), typed)
    again = form_on(told)

    assert MEANWHILE in refused(told)
    assert len(page_of(told).select("section.meanwhile .version")) == 4
    assert saved(admin_client.post(page(tool), again))
    assert {fact.attribute: fact.value for fact in Fact.objects.all()} == {
        facts[1].attribute: "Typed.",
        facts[2].attribute: "3B",
    }
    assert Fact.objects.filter(pk=facts[2].pk).exists()
    assert {review.reviewer: review.body for review in Review.objects.all()} == {
        reviews[0].reviewer: "It ships.",
        reviews[1].reviewer: "Typed.",
        reviews[2].reviewer: "It ships.",
    }
    assert Review.objects.filter(pk=reviews[2].pk).exists()


def test_a_fact_that_somebody_else_has_added_is_not_added_again(admin_client):
    tool, attribute = ToolFactory(), AttributeFactory()
    typed = open_form(admin_client, tool) | {"facts-0-attribute": attribute.pk, "facts-0-value": "7B"}
    FactFactory(tool=tool, attribute=attribute, value="3B")

    again = form_on(admin_client.post(page(tool), typed)) | {"facts-0-attribute": attribute.pk}
    answer = admin_client.post(page(tool), again)

    assert "This tool has a fact of this attribute already. Open this page anew to see it." in refused(answer)
    assert [fact.value for fact in Fact.objects.all()] == ["3B"]
