"""Staff can open every page of the desk, and nobody else can."""

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User

from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    DeliveryFactory,
    EditionFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    SubscriberFactory,
    ToolFactory,
    VoteFactory,
)
from tools.models import Record
from votes.models import Burst, Ruling, Vote, VoteState


def make_burst() -> Burst:
    VoteFactory.create_batch(2, tool=ToolFactory(), network="one")
    return Burst.objects.get()


def make_ruling() -> Ruling:
    editor = User.objects.create_user("editor")
    return Ruling.objects.create(state=VoteState.WITHHELD, by=editor, vote_count=1)


def make_record() -> Record:
    return Record.objects.create(key="2026-11-20-0a1b", path="/compare/a-vs-b", content={"title": "A vs B"})


FACTORIES: list[tuple[str, Any]] = [
    ("tools/tool", ToolFactory),
    ("tools/category", CategoryFactory),
    ("tools/attribute", AttributeFactory),
    ("tools/comparison", ComparisonFactory),
    ("reviews/reviewer", ReviewerFactory),
    ("reviews/review", ReviewFactory),
]
READ_ONLY: list[tuple[str, Any]] = [
    ("votes/vote", VoteFactory),
    ("votes/burst", make_burst),
    ("votes/ruling", make_ruling),
    ("tools/record", make_record),
]


DIGEST: list[tuple[str, Any]] = [
    ("digest/edition", EditionFactory),
    ("digest/subscriber", SubscriberFactory),
    ("digest/delivery", DeliveryFactory),
]


@pytest.mark.parametrize(("model", "factory"), FACTORIES)
def test_staff_can_open_list_add_change_history_and_delete(admin_client, model, factory):
    row = factory()

    for page in ("", "add/", f"{row.pk}/change/", f"{row.pk}/history/", f"{row.pk}/delete/"):
        response = admin_client.get(f"/admin/{model}/{page}")
        assert response.status_code == 200, page
        assert ": staff desk" in response.content.decode()
    assert str(row) in admin_client.get(f"/admin/{model}/").content.decode()


@pytest.mark.parametrize(("model", "factory"), READ_ONLY)
def test_what_readers_said_and_what_was_decided_or_recorded_is_for_reading_only(admin_client, model, factory):
    row = factory()
    page, kept = f"/admin/{model}/{quote(str(row.pk))}/change/", list(Vote.objects.values())

    assert list(admin_client.get(f"/admin/{model}/").context["cl"].result_list) == [row]
    html = admin_client.get(page).content.decode()
    assert 'name="_save"' not in html
    assert not any(f'name="{field}"' in html for field in ("choice", "state", "voter", "by"))
    assert admin_client.get(f"/admin/{model}/add/").status_code == 403
    assert admin_client.post(f"/admin/{model}/add/", {}).status_code == 403
    assert admin_client.post(page, {"choice": "skip", "state": "withheld"}).status_code == 403
    assert list(Vote.objects.values()) == kept


@pytest.mark.parametrize(("model", "factory"), READ_ONLY[1:3])
def test_neither_bursts_nor_rulings_can_be_deleted(admin_client, model, factory):
    row = factory()

    path = f"/admin/{model}/{quote(str(row.pk))}/delete/"
    assert [admin_client.get(path).status_code, admin_client.post(path, {"post": "yes"}).status_code] == [403, 403]
    answer = admin_client.post(f"/admin/{model}/", {"action": "delete_selected", "_selected_action": [row.pk]})
    assert "confirm" not in answer.content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_record_can_be_deleted(admin_client):
    record = make_record()
    path = f"/admin/tools/record/{record.pk}/"

    assert f'href="{record.get_absolute_url()}"' in admin_client.get(f"{path}change/").content.decode()
    admin_client.post(f"{path}delete/", {"post": "yes"})

    assert not Record.objects.exists()


@pytest.mark.parametrize(("model", "factory"), DIGEST)
def test_of_the_digest_staff_can_open_list_page_and_history_and_add_nothing(admin_client, model, factory):
    row = factory()

    for page in ("", f"{row.pk}/change/", f"{row.pk}/history/"):
        response = admin_client.get(f"/admin/{model}/{page}")
        assert response.status_code == 200, page
        assert ": staff desk" in response.content.decode()
    assert admin_client.get(f"/admin/{model}/add/").status_code == 403
    assert list(admin_client.get(f"/admin/{model}/").context["cl"].result_list) == [row]


@pytest.mark.parametrize(("model", "factory"), FACTORIES + READ_ONLY + DIGEST)
def test_strangers_and_accounts_without_staff_rights_are_sent_to_the_login(client, django_user_model, model, factory):
    row = factory()
    reader = django_user_model.objects.create_user("reader", password="a-password")

    for path in (f"/admin/{model}/", f"/admin/{model}/add/", f"/admin/{model}/{quote(str(row.pk))}/change/", "/admin/"):
        client.logout()
        assert client.get(path).headers["Location"] == f"/admin/login/?next={quote(path)}"
        client.force_login(reader)
        assert client.post(path).headers["Location"] == f"/admin/login/?next={quote(path)}"


def test_the_front_page_leads_to_everything_that_staff_edit_or_watch(admin_client, client):
    html = admin_client.get("/admin/").content.decode()

    for model, _ in FACTORIES + READ_ONLY + DIGEST:
        assert f'href="/admin/{model}/"' in html


def test_a_tool_shows_its_facts_and_its_whole_scorecard_on_one_page(admin_client):
    fact = FactFactory(attribute__name="Parameters", value="3B")
    review = ReviewFactory(tool=fact.tool, reviewer__name="Builder", body="It ships today.")

    html = admin_client.get(f"/admin/tools/tool/{fact.tool.pk}/change/").content.decode()

    for name, value in (
        ("facts-0-value", "3B"),
        ("facts-0-id", fact.pk),
        ("reviews-0-id", review.pk),
    ):
        assert f'name="{name}" value="{value}"' in html
    assert "It ships today." in html
