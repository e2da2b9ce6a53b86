"""Tools, facts and reviews leave as files that say all that is known of them."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User

from core.models import State
from tests.admin.catalogue_files import EXCHANGED, FACTS, REVIEWS, TOOLS
from tests.factories import FactFactory, ReviewFactory, ToolFactory
from tests.voting import page_of

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 10, 1, 9, 30, 15, 123456, tzinfo=UTC)


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_a_tool_is_exported_to_the_last_digit_and_moment(admin_client):
    ToolFactory(
        name="Tool “ä”", slug="tool", entry_amount=Decimal("0.150000"), description="One,\ntwo.", published_at=MOMENT
    )

    [row] = rows_of(admin_client.get(f"{TOOLS}export.csv"))

    assert row == {
        "slug": "tool",
        "name": "Tool “ä”",
        "qualifier": "",
        "tagline": "It does what it says.",
        "description": "One,\ntwo.",
        "category": "developer-tools",
        "maker": "",
        "website": "",
        "licence": "",
        "entry_amount": "0.15",
        "entry_currency": "USD",
        "entry_unit": "",
        "pricing": "",
        "best_for": "",
        "state": "published",
        "published_at": "2026-10-01T09:30:15.123456+00:00",
    }


def test_a_fact_and_a_review_are_exported_under_the_slugs_of_what_they_belong_to(admin_client):
    FactFactory(tool__slug="smol", attribute__slug="parameters", value="3B")
    ReviewFactory(tool__slug="mist", reviewer__slug="builder", score=None, published_at=MOMENT)

    assert json.loads(admin_client.get(f"{FACTS}export.json").content) == [
        {"tool": "smol", "attribute": "parameters", "value": "3B", "source_url": "", "checked_on": None}
    ]
    assert json.loads(admin_client.get(f"{REVIEWS}export.json").content) == [
        {
            "tool": "mist",
            "reviewer": "builder",
            "verdict": "ship",
            "score": None,
            "body": "It ships.",
            "state": "published",
            "published_at": "2026-10-01T09:30:15.123456+00:00",
            "reason": "",
        }
    ]


@pytest.mark.parametrize(("form", "kind"), [("csv", "text/csv; charset=utf-8"), ("json", "application/json")])
def test_an_export_is_a_file_to_be_saved_and_never_cached(admin_client, form, kind):
    answer = admin_client.get(f"{TOOLS}export.{form}")

    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="tools-2')
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_csv_begins_with_the_mark_by_which_spreadsheets_know_utf_8(admin_client):
    assert admin_client.get(f"{TOOLS}export.csv").content.startswith(b"\xef\xbb\xbfslug,name,")


def test_an_export_holds_what_the_list_shows(admin_client):
    ToolFactory(name="Apple")
    ToolFactory(name="Apricot", state=State.DRAFT)
    ToolFactory(name="Banana", state=State.DRAFT)

    listed = page_of(admin_client.get(f"{TOOLS}?q=ap&stage=draft"))
    [link] = [a["href"] for a in listed.select(".object-tools a") if a.get_text() == "Export CSV"]

    assert [row["slug"] for row in rows_of(admin_client.get(link))] == ["apricot"]


def test_an_export_of_a_list_that_does_not_exist_leads_back_to_the_list(admin_client):
    assert admin_client.get(f"{TOOLS}export.csv?nonsense=1").headers["Location"] == f"{TOOLS}?e=1"


@pytest.mark.parametrize(("path", "model", "resource"), EXCHANGED)
def test_every_field_that_staff_know_has_its_column(path, model, resource):
    left_out = {"id", "logo", "created_at", "updated_at"}

    assert {field.name for field in model._meta.fields} - left_out == {
        name for name, column in resource().columns.items() if column.model_field
    }


@pytest.mark.parametrize(("path", "model", "resource"), EXCHANGED)
def test_an_editor_may_import_and_export_and_a_reviewer_may_not(client, path, model, resource):
    editor, reviewer = (User.objects.create_user(name, is_staff=True) for name in ("editor", "reviewer"))
    editor.groups.add(Group.objects.get(name="Editor"))
    reviewer.groups.add(Group.objects.get(name="Reviewer"))
    pages = [f"{path}import/", f"{path}export.csv", f"{path}export.json"]

    client.force_login(editor)
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    assert "/import/" in client.get(path).content.decode()

    client.force_login(reviewer)
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert client.post(f"{path}import/", {}).status_code == 403
    assert client.post(f"{path}import/confirm/", {}).status_code == 403


def test_a_reviewer_sees_no_button_that_they_may_not_press(client):
    reviewer = User.objects.create_user("reviewer", is_staff=True)
    reviewer.groups.add(Group.objects.get(name="Reviewer"))
    client.force_login(reviewer)

    tools = [a.get_text(strip=True) for a in page_of(client.get(REVIEWS)).select(".object-tools a")]

    assert tools == ["Add review"]


def test_strangers_are_sent_to_the_login(client):
    for page in ("import/", "export.csv", "export.json"):
        assert client.get(f"{TOOLS}{page}").headers["Location"].startswith("/admin/login/")
