"""One page of the desk saves a whole tool: its fields, its facts and its scorecard."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import State
from reviews.models import Review
from tests.admin.desk import tool_form
from tests.factories import AttributeFactory, FactFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tools.models import FormerSlug, Tool

pytestmark = pytest.mark.django_db
ADD = "/admin/tools/tool/add/"


def change(tool: Tool) -> str:
    return f"/admin/tools/tool/{tool.pk}/change/"


def test_a_tool_with_a_fact_and_two_reviews_is_saved_in_one_go(admin_client):
    attribute, builder, founder = AttributeFactory.create(), ReviewerFactory.create(), ReviewerFactory.create()
    form = tool_form(
        state=State.PUBLISHED,
        facts=({"attribute": attribute.pk},),
        reviews=(
            {"reviewer": builder.pk},
            {"reviewer": founder.pk, "verdict": "skip", "score": "", "body": "Nobody pays for it."},
        ),
    )

    response = admin_client.post(ADD, form)

    assert response.headers["Location"] == "/admin/tools/tool/"
    tool = Tool.objects.published().get()
    assert (tool.slug, tool.name, tool.entry_amount, tool.entry_label) == (
        "smolvlm-3b",
        "SmolVLM-3B",
        Decimal(20),
        "$20/mo",
    )
    assert [(fact.attribute, fact.value, fact.source_url, fact.checked_on) for fact in tool.facts.all()] == [
        (attribute, "3B", "https://example.org/card", None)
    ]
    assert [(review.reviewer, review.verdict, review.score, review.body) for review in tool.reviews.all()] == [
        (builder, "ship", 85, "It *ships*."),
        (founder, "skip", None, "Nobody pays for it."),
    ]
    assert Review.objects.published().count() == 2
    assert admin_client.get("/tools/smolvlm-3b").status_code == 200


CHANGED = {"verdict": "skip", "score": "40", "reason": "It broke."}


def test_facts_and_reviews_are_corrected_and_taken_away_on_the_same_page(admin_client):
    fact = FactFactory()
    tool = fact.tool
    kept, gone = ReviewFactory(tool=tool), ReviewFactory(tool=tool)
    form = tool_form(
        slug=tool.slug,
        facts=({"id": fact.pk, "tool": tool.pk, "attribute": fact.attribute.pk, "value": "7B"},),
        reviews=(
            {
                "id": kept.pk,
                "tool": tool.pk,
                "reviewer": kept.reviewer.pk,
                "verdict": "skip",
                "score": "40",
                "reason": "It broke.",
            },
            {"id": gone.pk, "tool": tool.pk, "reviewer": gone.reviewer.pk, "DELETE": "on"},
        ),
    )

    assert admin_client.post(change(tool), form).status_code == 302

    assert [fact.value for fact in tool.facts.all()] == ["7B"]
    assert [(review.pk, review.verdict, review.score) for review in tool.reviews.all()] == [(kept.pk, "skip", 40)]


def test_publishing_a_draft_without_a_time_publishes_it_now(admin_client):
    tool = ToolFactory(state=State.DRAFT, published_at=None)
    review = ReviewFactory(tool=tool, state=State.DRAFT, published_at=None)
    before = timezone.now()
    row = {"id": review.pk, "tool": tool.pk, "reviewer": review.reviewer.pk}

    admin_client.post(change(tool), tool_form(state=State.PUBLISHED, reviews=(row,)))

    tool.refresh_from_db()
    review.refresh_from_db()
    assert before <= tool.published_at <= timezone.now()
    assert before <= review.published_at <= timezone.now()


def test_publishing_with_a_time_to_come_waits_for_it(admin_client):
    later = timezone.localtime() + timedelta(days=2)
    form = tool_form(state=State.PUBLISHED, published_at_0=f"{later:%Y-%m-%d}", published_at_1=f"{later:%H:%M:%S}")

    admin_client.post(ADD, form)

    assert Tool.objects.get().published_at == later.replace(microsecond=0)
    assert not Tool.objects.published().exists()
    assert "on, by itself." in admin_client.get(change(Tool.objects.get())).content.decode()


def test_a_draft_may_be_saved_half_finished(admin_client):
    form = tool_form(tagline="", description="", maker="", licence="", entry_amount="", entry_unit="")

    assert admin_client.post(ADD, form).status_code == 302

    tool = Tool.objects.get()
    assert (tool.state, tool.published_at, tool.entry_label) == ("draft", None, "")


def test_renaming_a_published_tool_keeps_its_old_address_alive(admin_client):
    tool = ToolFactory.create(slug="old")

    admin_client.post(change(tool), tool_form(slug="new", state=State.PUBLISHED))

    assert [former.slug for former in FormerSlug.objects.filter(tool=tool)] == ["old"]
    assert admin_client.get("/tools/old").headers["Location"] == "/tools/new"


def test_the_page_of_a_published_tool_leads_to_it_on_the_site(admin_client):
    tool = ToolFactory(slug="smol")

    assert '<a href="/tools/smol">/tools/smol</a>' in admin_client.get(change(tool)).content.decode()
