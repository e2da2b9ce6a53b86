"""On the page of a tool stands one form for each reviewer, and only what is filled in becomes a review."""

from typing import Any

import pytest
from django.test import Client

from core.models import State
from reviews.models import Review, Reviewer
from tests.admin.desk import answer, tool_form
from tests.admin.pages import columns, form_on, open_form, page
from tests.factories import FactFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import get, texts
from tests.voting import page_of
from tools.models import Tool

pytestmark = pytest.mark.django_db
ADD = "/admin/tools/tool/add/"


@pytest.fixture
def panel() -> dict[str, Reviewer]:
    """Four reviewers, made in another order than that in which they speak."""
    places = {"Founder": 4, "Builder": 1, "Futurist": 3, "Skeptic": 2}
    return {name: ReviewerFactory.create(name=name, position=position) for name, position in places.items()}


def places(client: Client, path: str) -> list[tuple[str, str]]:
    """Whose place it is and where their review stands, for each form in order."""
    return [
        (texts(place.select("h3 b"))[0], texts(place.select("h3 .inline_label"))[0].partition(";")[0])
        for place in get(client, path).select(".scorecard .inline-related")
    ]


def filled(form: dict[str, Any], reviewer: Reviewer, **values: str) -> dict[str, Any]:
    """The form of a tool with something filled in at the place of this reviewer."""
    (prefix,) = [
        name.removesuffix("reviewer")
        for name, value in form.items()
        if name.startswith("reviews-") and name.endswith("-reviewer") and value == str(reviewer.pk)
    ]
    return form | {f"{prefix}{name}": value for name, value in values.items()}


def test_a_new_tool_offers_a_place_to_each_of_the_panel_in_its_order(admin_client, panel):
    empty = "not written yet"

    assert places(admin_client, ADD) == [(name, empty) for name in ("Builder", "Skeptic", "Futurist", "Founder")]


def test_reviews_and_places_without_one_stand_among_each_other_in_panel_order(admin_client, panel):
    tool = ToolFactory()
    ReviewFactory(tool=tool, reviewer=panel["Futurist"], state=State.DRAFT)
    ReviewFactory(tool=tool, reviewer=panel["Builder"])

    assert places(admin_client, page(tool)) == [
        ("Builder", "Published"),
        ("Skeptic", "not written yet"),
        ("Futurist", "Draft"),
        ("Founder", "not written yet"),
    ]


def test_whoever_left_the_panel_stands_there_only_with_a_review(admin_client, panel):
    tool, other = ToolFactory(), ToolFactory()
    ReviewFactory(tool=tool, reviewer=panel["Skeptic"])
    Reviewer.objects.filter(name__in=["Skeptic", "Founder"]).update(active=False)

    assert [name for name, _ in places(admin_client, page(tool))] == ["Builder", "Skeptic", "Futurist"]
    assert [name for name, _ in places(admin_client, page(other))] == ["Builder", "Futurist"]


def test_places_left_empty_make_no_review(admin_client, panel):
    form = tool_form() | form_on(admin_client.get(ADD)) | {"name": "A", "slug": "a"}
    form["category"] = tool_form()["category"]

    assert admin_client.post(ADD, form).status_code == 302

    assert Tool.objects.get().slug == "a"
    assert not Review.objects.exists()


def test_a_place_filled_in_makes_a_review_of_its_reviewer(admin_client, panel):
    tool = ToolFactory.create()
    ReviewFactory(tool=tool, reviewer=panel["Builder"])
    form = open_form(admin_client, tool)
    form = filled(form, panel["Founder"], verdict="skip", body="Nobody pays.", score="30", state="published")

    assert admin_client.post(page(tool), form).status_code == 302

    review = Review.objects.get(reviewer=panel["Founder"])
    assert (review.tool, review.verdict, review.score, review.body) == (tool, "skip", 30, "Nobody pays.")
    assert review.is_published
    assert Review.objects.count() == 2


@pytest.mark.parametrize("values", [{"score": "80"}, {"state": "published"}, {"published_at_0": "2026-01-01"}])
def test_a_place_begun_in_any_field_is_not_passed_over(admin_client, panel, values):
    tool = ToolFactory()
    form = filled(open_form(admin_client, tool), panel["Skeptic"], **values)

    html = answer(admin_client, page(tool), form)

    assert "This field is required." in html
    assert not Review.objects.exists()


def test_all_that_is_missing_is_said_at_once(admin_client, panel):
    tool = ToolFactory(state=State.DRAFT, published_at=None, tagline="", description="")
    fact = FactFactory(tool=tool)
    form = open_form(admin_client, tool) | {"state": "published", "facts-0-value": ""}
    form = filled(form, panel["Builder"], state="published")
    form = filled(form, panel["Skeptic"], verdict="ship", state="published")
    form = filled(form, panel["Founder"], verdict="ship", score="101", body="Words.")

    said = page_of(admin_client.post(page(tool), form))

    missing = "Readers need this before it can be published."
    assert texts(said.select(".field-tagline .errorlist, .field-description .errorlist")) == [missing] * 2
    assert texts(said.select("#facts-0 .field-value .errorlist")) == ["This field is required."]
    by_place = {
        texts(place.select("h3 b"))[0]: texts(place.select(".errorlist"))
        for place in said.select(".scorecard .inline-related")
    }
    assert by_place == {
        "Builder": ["This field is required.", missing],
        "Skeptic": [missing],
        "Futurist": [],
        "Founder": ["Ensure this value is less than or equal to 100."],
    }
    assert columns(tool)["state"] == "draft"
    assert columns(fact)["value"] == "3B"
    assert not Review.objects.exists()


def test_a_second_tab_cannot_make_the_same_review_again(admin_client, panel):
    tool = ToolFactory()
    one, other = open_form(admin_client, tool), open_form(admin_client, tool)
    admin_client.post(page(tool), filled(one, panel["Builder"], verdict="ship", body="From the first tab."))

    refused = admin_client.post(page(tool), filled(other, panel["Builder"], verdict="skip", body="From the second."))
    again = admin_client.post(page(tool), form_on(refused))

    assert "changed this after you had opened it" in refused.content.decode()
    assert "This reviewer has reviewed this tool already. Open this page anew to see it." in again.content.decode()
    assert "From the second." in again.content.decode()
    assert [review.body for review in Review.objects.all()] == ["From the first tab."]


def test_reviews_are_deleted_there(admin_client, panel):
    gone, kept = (ReviewFactory(reviewer=panel[name], tool=ToolFactory()) for name in ("Builder", "Skeptic"))
    Review.objects.update(tool=gone.tool)
    form = filled(open_form(admin_client, gone.tool), panel["Builder"], DELETE="on")

    assert admin_client.post(page(gone.tool), form).status_code == 302

    assert [review.pk for review in Review.objects.all()] == [kept.pk]


def test_a_place_can_be_given_to_nobody_unknown(admin_client, panel):
    for reviewer in ("", "²", "9" * 30):
        form = tool_form(reviews=({"reviewer": reviewer},))

        said = page_of(admin_client.post(ADD, form)).select_one(".scorecard .inline-related")

        assert texts(said.select("h3 b")) == ["Nobody"]
        assert said.select(".errorlist")
    assert not Tool.objects.exists()


def test_the_page_costs_no_more_with_a_larger_panel(admin_client, panel, django_assert_max_num_queries):
    tool = ToolFactory()
    for reviewer in panel.values():
        ReviewFactory(tool=tool, reviewer=reviewer)
    with django_assert_max_num_queries(100) as few:
        admin_client.get(page(tool))
    for _ in range(8):
        ReviewFactory(tool=tool)

    with django_assert_max_num_queries(len(few)):
        admin_client.get(page(tool))


def test_a_reviewer_who_is_no_key_is_refused_on_the_page(admin_client, panel):
    html = answer(admin_client, ADD, tool_form(reviews=({"reviewer": "9" * 5000},)))

    assert "Select a valid choice" in html
    assert not Tool.objects.exists()
