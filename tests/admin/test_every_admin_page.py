"""Staff can open every page of the desk, and nobody else can."""

import pytest

from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)

FACTORIES = [
    ("tools/tool", ToolFactory),
    ("tools/category", CategoryFactory),
    ("tools/attribute", AttributeFactory),
    ("tools/comparison", ComparisonFactory),
    ("reviews/reviewer", ReviewerFactory),
    ("reviews/review", ReviewFactory),
]


@pytest.mark.parametrize(("model", "factory"), FACTORIES)
def test_staff_can_open_list_add_change_history_and_delete(admin_client, model, factory):
    row = factory()

    for page in ("", "add/", f"{row.pk}/change/", f"{row.pk}/history/", f"{row.pk}/delete/"):
        response = admin_client.get(f"/admin/{model}/{page}")
        assert response.status_code == 200, page
        assert ": staff desk" in response.content.decode()
    assert str(row) in admin_client.get(f"/admin/{model}/").content.decode()


@pytest.mark.parametrize(("model", "factory"), FACTORIES)
def test_strangers_and_accounts_without_staff_rights_are_sent_to_the_login(client, django_user_model, model, factory):
    row = factory()
    reader = django_user_model.objects.create_user("reader", password="a-password")

    for path in (f"/admin/{model}/", f"/admin/{model}/add/", f"/admin/{model}/{row.pk}/change/", "/admin/"):
        client.logout()
        assert client.get(path).headers["Location"] == f"/admin/login/?next={path}"
        client.force_login(reader)
        assert client.post(path).headers["Location"] == f"/admin/login/?next={path}"


def test_the_front_page_leads_to_everything_that_staff_edit(admin_client, client):
    html = admin_client.get("/admin/").content.decode()

    for model, _ in FACTORIES:
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
