"""Staff see the real page with everything in it that readers do not see yet, marked and kept to themselves."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from core.models import State
from reviews.models import Review
from tests.admin.desk import tool_form
from tests.admin.pages import open_form, page, signed_in_as
from tests.factories import (
    AttributeFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tests.pages import get, texts
from tools.models import Comparison, Tool

pytestmark = pytest.mark.django_db
DRAFT: dict[str, Any] = {"state": State.DRAFT, "published_at": None}
WITHDRAWN = {"state": State.WITHDRAWN}
LATER = timezone.now().replace(year=2999, month=1, day=2, hour=9, minute=30)


def preview(client: Client, row: Any) -> BeautifulSoup:
    return get(client, page(row, "preview"))


def banner(shown: BeautifulSoup) -> list[str]:
    """What the preview says readers do not see."""
    return texts(shown.select("aside.preview li"))


def test_a_draft_of_a_tool_is_shown_as_readers_will_see_it(admin_client, client):
    tool = ToolFactory(name="A", slug="a", tagline="One line.", **DRAFT)
    FactFactory(tool=tool, attribute=AttributeFactory(name="Size"), value="3B")
    ReviewFactory(tool=tool, reviewer=ReviewerFactory(name="Builder"), body="It *ships*.", score=80, **DRAFT)
    ReviewFactory(tool=tool, reviewer=ReviewerFactory(name="Skeptic"), verdict="skip", published_at=LATER)
    ReviewFactory(tool=tool, reviewer=ReviewerFactory(name="Founder"))

    shown = preview(admin_client, tool)

    assert banner(shown) == ["A: draft", "Builder on A: draft", "Skeptic on A: scheduled for 2 January 2999, 09:30 UTC"]
    assert texts(shown.select("h1, .tagline")) == ["A", "One line."]
    assert texts(shown.select(".opinion h3")) == ["Builder", "Skeptic", "Founder"]
    assert shown.select_one(".prose em").text == "ships"
    assert "Ship · 2 ship / 1 skip" in shown.select_one(".line").text
    assert "Size 3B" in " ".join(texts(shown.select(".ledger tr > *")))
    assert "Still to come" not in shown.text
    assert client.get("/tools/a").status_code == 404


def test_what_is_withdrawn_is_not_in_it(admin_client):
    review = ReviewFactory(body="Never again.", **WITHDRAWN)

    shown = preview(admin_client, review.tool)

    assert banner(shown) == []
    assert "Readers see everything on this page." in shown.select_one("aside.preview").text
    assert "Never again." not in shown.text


def test_a_withdrawn_tool_says_that_it_is(admin_client):
    assert banner(preview(admin_client, ToolFactory(name="A", **WITHDRAWN))) == ["A: withdrawn"]


def test_a_comparison_is_shown_with_its_drafts(admin_client, client):
    one, two = ToolFactory(name="A", slug="a"), ToolFactory(name="B", slug="b", **DRAFT)
    ReviewFactory(tool=one, reviewer=ReviewerFactory(name="Builder"), body="Ships.", **DRAFT)
    ReviewFactory(tool=two, reviewer=ReviewerFactory(name="Skeptic"), body="Sinks.", verdict="skip")
    comparison = ComparisonFactory(first=one, second=two, summary="Which to take.", **DRAFT)

    shown = preview(admin_client, comparison)

    assert banner(shown) == ["This comparison: draft", "Builder on A: draft", "B: draft"]
    assert texts(shown.select("h1")) == ["A vs B"]
    assert all(text in shown.text for text in ("Which to take.", "Ships.", "Sinks."))
    assert client.get("/compare/a-vs-b").status_code == 404
    Tool.objects.update(state=State.PUBLISHED, published_at=timezone.now())
    assert "Which to take." not in get(client, "/compare/a-vs-b").text


def test_a_half_finished_draft_can_be_previewed(admin_client):
    tool = ToolFactory(tagline="", description="", **DRAFT)
    ReviewFactory(tool=tool, body="", **DRAFT)
    comparison = ComparisonFactory(first=tool, second=ToolFactory(tagline="", description="", **DRAFT), **DRAFT)

    for row in (tool, comparison):
        assert admin_client.get(page(row, "preview")).status_code == 200


@pytest.fixture(params=[ToolFactory, ComparisonFactory])
def row(request) -> Any:
    made = request.param(**DRAFT)
    for tool in Tool.objects.all():
        VoteFactory.create_batch(6, tool=tool)
    return made


def test_it_is_neither_kept_nor_found_nor_told_where_it_is(admin_client, row):
    answer = admin_client.get(page(row, "preview"))

    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    shown = BeautifulSoup(answer.content, "html.parser")
    assert [tag["content"] for tag in shown.select("meta[name=robots]")] == ["noindex, nofollow"]
    assert not shown.select("link[rel=canonical]")


def test_nobody_votes_on_it(admin_client, row):
    shown = preview(admin_client, row)

    assert not shown.select("form, [data-hx-get], [data-hx-post], script[src*=htmx], script[src*=votes]")
    assert not shown.select("a[href$='/vote']")


def test_each_page_looks_the_same_but_for_the_banner_once_it_is_public(admin_client, client):
    row = ReviewFactory(score=70).tool
    ReviewFactory(tool=row, verdict="skip")
    before = preview(admin_client, row).select_one("main")
    public = get(client, row.get_absolute_url()).select_one("main")

    for part in (*before.select(".votes"), *public.select(".votes, .keep, .quote")):
        part.decompose()
    assert before.get_text(" ", strip=True) == public.get_text(" ", strip=True)


@pytest.mark.parametrize("role", ["Reviewer", "Moderator"])
def test_who_may_not_see_the_tool_sees_no_preview_of_it(role, row, client):
    assert signed_in_as(role).get(page(row, "preview")).status_code == 403
    assert client.get(page(row, "preview")).headers["Location"].startswith("/admin/login/")


def test_an_editor_does(row):
    assert signed_in_as("Editor").get(page(row, "preview")).status_code == 200


def test_it_is_only_ever_read(admin_client, row):
    assert admin_client.post(page(row, "preview")).status_code == 405


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "9" * 5000, "1/2"])
def test_of_what_is_not_there_is_none(admin_client, key):
    assert admin_client.get(f"/admin/tools/tool/{key}/preview/").status_code == 404


def test_saving_leads_to_the_preview_where_that_is_asked_for(admin_client):
    reviewer = ReviewerFactory()
    form = tool_form(reviews=({"reviewer": reviewer.pk, "state": State.DRAFT},), _preview="Save and preview")

    answer = admin_client.post("/admin/tools/tool/add/", form)

    tool = Tool.objects.get()
    assert answer.headers["Location"] == page(tool, "preview")
    changed = open_form(admin_client, tool) | {"tagline": "New.", "_preview": "1"}
    answer = admin_client.post(page(tool), changed, follow=True)
    assert answer.redirect_chain == [(page(tool, "preview"), 302)]
    assert "New." in answer.content.decode()


def test_so_does_saving_a_comparison(admin_client):
    one, two = ToolFactory(), ToolFactory()
    form = {"first": one.pk, "second": two.pk, "state": "draft", "published_at_0": "", "published_at_1": ""}

    answer = admin_client.post("/admin/tools/comparison/add/", form | {"_preview": "1"})

    assert answer.headers["Location"] == page(Comparison.objects.get(), "preview")


def test_the_way_to_it_stands_on_the_page(admin_client):
    tool = ToolFactory(**DRAFT)

    shown = get(admin_client, page(tool))

    assert [link["href"] for link in shown.select(".object-tools a") if link.text == "Preview"] == [
        page(tool, "preview")
    ]
    assert shown.select("input[name=_preview]")
    assert get(admin_client, "/admin/tools/tool/add/").select("input[name=_preview]")


def test_a_review_that_is_due_by_now_is_no_longer_listed(admin_client):
    review = ReviewFactory(published_at=LATER)
    assert len(banner(preview(admin_client, review.tool))) == 1

    Review.objects.update(published_at=timezone.now() - timedelta(seconds=1))

    assert banner(preview(admin_client, review.tool)) == []
