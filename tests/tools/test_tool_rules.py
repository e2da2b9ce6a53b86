"""What no tool can be: neither in a form nor past all forms."""

import pytest
from django.db import IntegrityError

from tests.core.refusals import complaints, refused_by
from tests.factories import AttributeFactory, CategoryFactory, ReviewerFactory, ToolFactory
from tools.models import FormerSlug, Tool

pytestmark = pytest.mark.django_db

NO_SLUGS = [
    "",
    "Smol",
    "SMOL",
    "smol_lm",
    "smol lm",
    "-smol",
    "smol-",
    "smol--lm",
    "smol.lm",
    "smöl",
    "smol/lm",
    "smol\n",
]
SPLIT_SLUGS = ["a-vs-b", "vs-b", "a-vs", "vs", "a-vs-vs-b"]


def called(slug: str) -> Tool:
    """A tool with this slug, whole otherwise, not saved."""
    tool: Tool = ToolFactory.build(name="Smol", slug=slug, category=CategoryFactory())
    return tool


@pytest.mark.parametrize("slug", NO_SLUGS)
def test_a_slug_is_lower_case_words_with_single_hyphens(slug):
    said = complaints(called(slug))

    words = "cannot be blank" if slug == "" else "Use lower-case letters a to z, digits and single hyphens"
    assert words in " ".join(said.get("slug", []) + said.get("__all__", []))
    with refused_by("tools_tool_slug_form"):
        Tool.objects.bulk_create([called(slug)])
    with refused_by("tools_tool_slug_form"):
        Tool.objects.filter(pk=ToolFactory().pk).update(slug=slug)


@pytest.mark.parametrize("slug", SPLIT_SLUGS)
def test_vs_is_no_word_of_a_slug(slug):
    assert "“vs” cannot be a word of a tool's slug" in complaints(called(slug))["slug"][0]
    with refused_by("tools_tool_slug_without_vs"):
        Tool.objects.bulk_create([called(slug)])
    with refused_by("tools_tool_slug_without_vs"):
        Tool.objects.filter(pk=ToolFactory().pk).update(slug=slug)


@pytest.mark.parametrize("slug", ["canvas", "vsc", "dvs-pro", "avs", "a-vsb", "smollm3", "3-1"])
def test_vs_within_a_word_is_fine(slug):
    tool = called(slug)

    tool.full_clean()
    tool.save()


def test_a_slug_belongs_to_one_tool():
    ToolFactory(slug="smol")

    assert complaints(called("smol"))["slug"] == ["Tool with this Slug already exists."]
    with pytest.raises(IntegrityError, match="slug"):
        Tool.objects.bulk_create([called("smol")])


@pytest.mark.parametrize("factory", [CategoryFactory, AttributeFactory, ReviewerFactory])
@pytest.mark.parametrize("slug", ["Smol", "smol_lm", "-smol", ""])
def test_slugs_of_everything_else_have_the_same_form(factory, slug):
    row = factory()
    model = type(row)

    with refused_by(f"{model._meta.label_lower.replace('.', '_')}_slug_form"):
        model.objects.filter(pk=row.pk).update(slug=slug)
    row.slug = slug
    assert complaints(row)["slug"]


def test_former_slugs_have_the_same_form():
    with refused_by("tools_formerslug_slug_form"):
        FormerSlug.objects.bulk_create([FormerSlug(slug="Smol", tool=ToolFactory.create())])


def test_a_price_is_not_below_zero():
    tool = ToolFactory.build(entry_amount="-0.01", category=CategoryFactory())

    assert complaints(tool)["entry_amount"] == ["Ensure this value is greater than or equal to 0."]
    with refused_by("tools_tool_entry_not_negative"):
        Tool.objects.bulk_create([tool])
    with refused_by("tools_tool_entry_not_negative"):
        Tool.objects.filter(pk=ToolFactory().pk).update(entry_amount=-1)


@pytest.mark.parametrize("currency", ["usd", "$", "US", "U$D"])
def test_a_currency_is_three_capital_letters(currency):
    tool = ToolFactory.build(entry_currency=currency, category=CategoryFactory())

    assert complaints(tool)["entry_currency"] == ["Use the three letters of ISO 4217, such as USD."]


def test_a_website_is_on_the_web():
    tool = ToolFactory.build(website="javascript:alert(1)", category=CategoryFactory())

    assert complaints(tool)["website"] == ["Enter a valid URL."]
