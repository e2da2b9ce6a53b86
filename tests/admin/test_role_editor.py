"""An Editor sees to all content and publishes it, but neither to accounts, votes nor subscribers."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.history import events_of
from core.models import State
from digest.editions import begin
from digest.models import Edition, Stage
from reviews.models import Review, Reviewer
from tests.admin.catalogue_files import FACTS, REVIEWS, TOOLS, bring_in, csv_of
from tests.admin.desk import tool_form
from tests.admin.pages import form_on
from tests.admin.roles import (
    FRONT,
    everything,
    few_addresses,
    furnish,
    make_member,
    make_tools,
    opened,
    page,
    refuses,
    signed_in,
)
from tests.admin.staff import make_staff
from tests.factories import (
    AttributeFactory,
    ComparisonFactory,
    ItemFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tests.voting import page_of
from tools.models import Comparison, Tool

pytestmark = pytest.mark.django_db
CLOSED = ("auth_", "votes_", "digest_subscriber_", "digest_delivery_")


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL, "django")


@pytest.fixture
def member(db) -> User:
    return make_member("editor", "Editor")


@pytest.fixture
def editor(member) -> Client:
    return signed_in(member)


def test_everything_opens_but_accounts_votes_and_subscribers(editor):
    furnish(make_tools())
    asked = few_addresses()
    every = {name for name, _ in asked}

    # What is only sent to, needs two tools, or leads on to a page that is asked as well.
    elsewhere = {"tools_tool_summary", "tools_tool_confirm_import", "tools_fact_confirm_import"}
    elsewhere |= {"reviews_review_confirm_import", "merge", "login", "unnamed"}
    # Built or taken and not added.
    elsewhere |= {"tools_record_add", "digest_edition_add", "digest_edition_build", "digest_edition_press"}
    assert every - opened(editor, asked) - elsewhere == {name for name in every if name.startswith(CLOSED)}


def test_what_is_sent_to_accounts_votes_and_subscribers_does_nothing(editor):
    furnish(make_tools())
    before, keys = everything(), [str(user.pk) for user in User.objects.all()]
    sent = {"username": "editor", "is_superuser": "on", "password1": "another word", "password2": "another word"}
    sent |= {"post": "yes", "action": "delete_selected", "state": "withheld"}

    for name, path in few_addresses():
        if name.startswith(CLOSED):
            for action in ("delete_selected", "withhold", "suppress"):
                answer = editor.post(path, sent | {"action": action, "_selected_action": keys})
                assert refuses(answer, path), path

    assert everything() == before


@pytest.mark.parametrize("state", State.values)
def test_they_draft_publish_and_withdraw_tools_with_their_scorecard(editor, state):
    review = {"reviewer": ReviewerFactory().pk, "state": state}

    editor.post(f"{TOOLS}add/", tool_form(state=state, reviews=(review,)))

    assert (Tool.objects.get().state, Review.objects.get().state) == (state, state)


@pytest.mark.parametrize("state", State.values)
def test_they_draft_publish_and_withdraw_comparisons(editor, state):
    tools = {"first": ToolFactory().pk, "second": ToolFactory().pk}

    editor.post(f"{FRONT}tools/comparison/add/", tools | {"summary": "", "featured": "on", "state": state})

    assert Comparison.objects.get().state == state


def test_they_change_a_published_review_with_a_reason(editor):
    review = ReviewFactory(verdict="ship", score=80)
    form = {"tool": review.tool.pk, "reviewer": review.reviewer.pk, "verdict": "skip", "score": "20", "body": "No."}
    given = {"verdicts-TOTAL_FORMS": "0", "verdicts-INITIAL_FORMS": "0"}
    when = {"state": "published", "published_at_0": "2026-10-01", "published_at_1": "09:00"}

    editor.post(page(review), form | given | when | {"reason": "It got worse."})

    review.refresh_from_db()
    assert (review.verdict, review.score) == ("skip", 20)
    assert review.verdicts.latest("pk").reason == "It got worse."


def test_they_see_every_reviewers_drafts(editor):
    drafts = {ReviewFactory(reviewer=ReviewerFactory(), state=State.DRAFT) for _ in range(2)}

    assert set(editor.get(REVIEWS).context["cl"].result_list) == drafts


IMPORTED: dict[str, tuple[str, dict[str, Any]]] = {
    "tools": (TOOLS, {"slug": "one", "tagline": "Brought in."}),
    "facts": (FACTS, {"tool": "one", "attribute": "size", "value": "Brought in."}),
    "reviews": (REVIEWS, {"tool": "one", "reviewer": "builder", "verdict": "skip", "body": "Brought in."}),
}


@pytest.mark.parametrize("what", IMPORTED)
def test_they_import_and_export(editor, what):
    ToolFactory(slug="one")
    AttributeFactory(slug="size")
    ReviewerFactory(slug="builder")
    path, row = IMPORTED[what]

    assert bring_in(editor, path, csv_of(row)).startswith("Imported file.csv")
    assert "Brought in." in editor.get(f"{path}export.csv").content.decode()


def test_they_merge_tools_though_readers_have_voted_on_both(editor):
    keep, drop = ToolFactory(), VoteFactory().tool

    editor.post(f"{FRONT}merge/", {"keep": keep.pk, "drop": drop.pk})

    assert Tool.objects.get().pk == keep.pk


def test_they_bring_back_what_was_and_what_was_deleted(editor):
    tool = ToolFactory(tagline="At first.", published_at=datetime(2026, 1, 1, tzinfo=UTC))
    first = events_of(Tool, pgh_obj=tool.pk).get()
    Tool.objects.filter(pk=tool.pk).update(tagline="Later.")
    path, sent = page(tool, "history"), {"version": f"tools.tool:{first.pk}"}

    editor.post(path, sent)
    assert Tool.objects.get().tagline == "At first."
    editor.post(page(tool, "delete"), {"post": "yes"})
    assert not Tool.objects.exists()
    editor.post(path, sent)
    assert Tool.objects.get().tagline == "At first."


def test_a_tool_on_which_readers_have_voted_they_withdraw_and_do_not_delete(editor):
    tool = VoteFactory().tool

    answer = editor.post(page(tool, "delete"), {"post": "yes"})

    assert answer.status_code == 403
    assert Tool.objects.get().pk == tool.pk


def test_they_cannot_let_anybody_write_as_a_reviewer(editor, member):
    builder, other = ReviewerFactory(name="Builder", slug="builder"), make_member("writer", "Reviewer")
    builder.writers.add(other)
    form = {"name": "Builder", "slug": "builder", "lens": "Another lens.", "position": "1", "active": "on"}
    form |= {"likes": "", "tired_of": ""}

    editor.post(page(builder), form | {"writers": [member.pk]})
    editor.post(f"{FRONT}reviews/reviewer/add/", form | {"name": "New", "slug": "new", "writers": [member.pk]})

    assert {one.slug: (one.lens, set(one.writers.all())) for one in Reviewer.objects.all()} == {
        "builder": ("Another lens.", {other}),
        "new": ("Another lens.", set()),
    }
    assert not page_of(editor.get(page(builder))).select("[name=writers]")


def test_a_superuser_lets_somebody_write_as_a_reviewer(client):
    client.force_login(make_staff("chief"))
    builder, other = ReviewerFactory(name="Builder", slug="builder"), make_member("writer", "Reviewer")
    form = {"name": "Builder", "slug": "builder", "lens": "A lens.", "position": "1", "writers": [other.pk]}

    client.post(page(builder), form | {"likes": "", "tired_of": ""})

    assert list(builder.writers.all()) == [other]


def test_a_deleted_reviewer_comes_back_without_anybody_who_wrote_as_it(editor, member):
    builder = ReviewerFactory()
    builder.writers.add(member)
    path = page(builder, "history")
    first = events_of(Reviewer, pgh_obj=builder.pk).get()
    editor.post(page(builder, "delete"), {"post": "yes"})

    editor.post(path, {"version": f"reviews.reviewer:{first.pk}"})

    assert list(Reviewer.objects.get().writers.all()) == []


def test_they_mark_the_stage_of_comparisons_by_no_way_around(editor):
    comparison = ComparisonFactory(state=State.DRAFT)

    assert editor.post(f"{FRONT}tools/comparison/", {"form-0-id": comparison.pk, "form-0-state": "published"})
    assert Comparison.objects.get().state == State.DRAFT


def test_they_approve_and_pause_editions(editor):
    tool = ToolFactory()
    edition = ItemFactory(path=f"/tools/{tool.slug}").edition
    path = page(edition, "approve")

    editor.post(path, form_on(editor.get(path)))
    assert begin(edition)
    editor.post(page(edition, "press"), {"do": "pause"})

    assert Edition.objects.get().stage == Stage.PAUSED
