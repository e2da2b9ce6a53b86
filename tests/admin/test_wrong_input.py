"""What is wrong with a tool is said on its page, with nothing saved and nothing lost."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.models import State
from reviews.models import Review
from tests.admin.desk import answer, tool_form
from tests.factories import AttributeFactory, ComparisonFactory, FactFactory, ReviewerFactory, ToolFactory
from tools.models import Comparison, Fact, Tool

pytestmark = pytest.mark.django_db
ADD = "/admin/tools/tool/add/"


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"slug": "a-vs-b"}, "“vs” cannot be a word of a tool&#x27;s slug"),
        ({"slug": "SmolVLM"}, "Use lower-case letters a to z, digits and single hyphens"),
        ({"slug": "smol_vlm"}, "Use lower-case letters a to z, digits and single hyphens"),
        ({"slug": "smol vlm"}, "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ({"slug": ""}, "This field is required."),
        ({"name": ""}, "This field is required."),
        ({"category": ""}, "This field is required."),
        ({"entry_amount": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"entry_currency": "usd"}, "Use the three letters of ISO 4217, such as USD."),
        ({"website": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"tagline": "x" * 141}, "Ensure this value has at most 140 characters (it has 141)."),
        ({"published_at_0": "soon"}, "Enter a valid date."),
    ],
)
def test_a_wrong_field_is_answered_on_the_page(admin_client, state, wrong, message):
    html = answer(admin_client, ADD, tool_form(state=state, **wrong))

    assert message in html
    assert "Please correct the error" in html
    assert not Tool.objects.exists()


@pytest.mark.parametrize("slug", ["a-vs-b", "SmolVLM", "smol vlm", ""])
def test_a_wrong_slug_of_a_published_tool_is_answered_on_its_page(admin_client, slug):
    tool = ToolFactory(slug="smol")

    html = answer(admin_client, f"/admin/tools/tool/{tool.pk}/change/", tool_form(state=State.PUBLISHED, slug=slug))

    assert "Please correct the error below." in html
    assert '<a href="/tools/smol">/tools/smol</a>' in html
    assert Tool.objects.values_list("slug", "tagline").get() == ("smol", "It does what it says.")


def test_a_draft_that_could_not_be_published_is_still_said_to_be_unseen(admin_client):
    tool = ToolFactory(state=State.DRAFT)

    html = answer(admin_client, f"/admin/tools/tool/{tool.pk}/change/", tool_form(state=State.PUBLISHED, tagline=""))

    assert "Not yet: readers see it once it is published and its time has come." in html


def test_an_unknown_state_is_answered_on_the_page(admin_client):
    assert "hidden is not one of the available choices." in answer(admin_client, ADD, tool_form(state="hidden"))


def test_publishing_says_all_that_is_missing_at_once(admin_client):
    html = answer(admin_client, ADD, tool_form(state=State.PUBLISHED, tagline="", description="  "))

    assert html.count("Readers need this before it can be published.") == 2
    assert not Tool.objects.exists()


def test_publishing_a_namesake_without_qualifier_is_answered_on_the_page(admin_client):
    ToolFactory(name="smolvlm-3b", slug="other")

    html = answer(admin_client, ADD, tool_form(state=State.PUBLISHED))

    assert "Another published tool has this name. Give each of them its own qualifier" in html
    assert Tool.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"score": "101"}, "Ensure this value is less than or equal to 100."),
        ({"score": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"score": "good"}, "Enter a whole number."),
        ({"verdict": ""}, "This field is required."),
        ({"verdict": "meh"}, "Select a valid choice. meh is not one of the available choices."),
        ({"body": " "}, "Readers need this before it can be published."),
        ({"reviewer": ""}, "This field is required."),
    ],
)
def test_a_wrong_review_is_answered_and_the_tool_is_not_saved_without_it(admin_client, wrong, message):
    row = {"reviewer": ReviewerFactory().pk} | wrong

    html = answer(admin_client, ADD, tool_form(reviews=(row,)))

    assert message in html
    assert not Tool.objects.exists()
    assert not Review.objects.exists()


def test_the_same_reviewer_twice_is_answered_on_the_page(admin_client):
    row = {"reviewer": ReviewerFactory().pk}

    html = answer(admin_client, ADD, tool_form(reviews=(row, row)))

    assert "Please correct the duplicate data for reviewer." in html
    assert not Tool.objects.exists()


def test_the_same_attribute_twice_is_answered_on_the_page(admin_client):
    fact = FactFactory()
    saved = {"id": fact.pk, "tool": fact.tool.pk, "attribute": fact.attribute.pk}
    again = {"attribute": fact.attribute.pk, "value": "7B"}

    html = answer(admin_client, f"/admin/tools/tool/{fact.tool.pk}/change/", tool_form(facts=(saved, again)))

    assert "Please correct the duplicate data for attribute." in html
    assert Fact.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"value": ""}, "This field is required."),
        ({"value": "  "}, "This field is required."),
        ({"source_url": "ftp://example.org"}, "Enter a valid URL."),
        ({"checked_on": "2999-01-01"}, "This day has not come yet."),
    ],
)
def test_a_wrong_fact_is_answered_on_the_page(admin_client, wrong, message):
    html = answer(admin_client, ADD, tool_form(facts=({"attribute": AttributeFactory().pk} | wrong,)))

    assert message in html
    assert not Tool.objects.exists()


def picture(form: str, side: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side)).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Upload a valid image."),
        ("logo.png", b"text", "Upload a valid image."),
        ("logo.gif", picture("GIF", 8), "The picture is GIF; use PNG, JPEG or WebP."),
        ("logo.png", picture("JPEG", 8), "The picture is JPEG, so the file&#x27;s name should end in .jpg."),
        ("logo.png", picture("PNG", 1025), "The picture is 1025 x 1025 pixels; at most 1024 each way."),
    ],
    ids=["svg", "text", "gif", "wrong suffix", "too large"],
)
def test_a_wrong_logo_is_answered_on_the_page(admin_client, settings, tmp_path, name, content, message):
    settings.MEDIA_ROOT = tmp_path

    assert message in answer(admin_client, ADD, tool_form(logo=SimpleUploadedFile(name, content)))
    assert not list(tmp_path.iterdir())


def test_a_wrong_comparison_is_answered_on_its_page(admin_client):
    comparison = ComparisonFactory()
    first, second = comparison.tools
    form = {"summary": "", "featured": "on", "state": "draft", "published_at_0": "", "published_at_1": ""}
    add = "/admin/tools/comparison/add/"

    assert "There is a comparison of these tools already." in answer(
        admin_client, add, form | {"first": second.pk, "second": first.pk}
    )
    assert "Each tool can stand in a comparison only once." in answer(
        admin_client, add, form | {"first": first.pk, "second": first.pk}
    )
    assert "Name a third tool before a fourth." in answer(
        admin_client, add, form | {"first": first.pk, "second": second.pk, "fourth": ToolFactory().pk}
    )
    assert "This field is required." in answer(admin_client, add, form | {"first": first.pk})
    assert Comparison.objects.count() == 1
