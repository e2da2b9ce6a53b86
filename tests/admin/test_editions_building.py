"""Editions are built from the desk, and never written by hand."""

import pytest

from digest.models import Edition
from tests.admin.pages import told
from tests.digest.mailing import approved, begun
from tests.digest.weekly import WEEK, during, old_tool, reviewed
from tests.factories import EditionFactory
from tests.pages import get

pytestmark = pytest.mark.django_db
LIST, BUILD = "/admin/digest/edition/", "/admin/digest/edition/build/"


def build(client, week: str = WEEK.name):
    return client.post(BUILD, {"week": week}, follow=True)


def test_the_edition_of_the_last_week_is_one_click(admin_client):
    reviewed(old_tool("A"), ("ship", 85), at=during())
    form = get(admin_client, LIST).select_one("section.build form")

    answer = build(admin_client, form.select_one("[name=week]")["value"])

    edition = Edition.objects.get(week=WEEK.name)
    assert answer.redirect_chain == [(f"{LIST}{edition.pk}/change/", 302)]
    assert told(answer) == [f"The edition {WEEK.name} is built. New verdicts on 1 tool."]


def test_building_again_brings_a_draft_up_to_date(admin_client):
    reviewed(old_tool("A"), ("ship", 85), at=during())
    build(admin_client)
    reviewed(old_tool("B"), ("ship", 85), at=during())

    assert told(build(admin_client)) == [f"The edition {WEEK.name} is built. New verdicts on 2 tools."]
    assert Edition.objects.count() == 1


def test_another_week_is_named(admin_client):
    answer = build(admin_client, WEEK.before.name.lower())

    assert told(answer) == [
        f"The week {WEEK.before.name} has brought no verdicts and no comparisons to tell of. No edition was built."
    ]
    assert not Edition.objects.exists()


@pytest.mark.parametrize(("make", "why"), [(approved, "take the approval back"), (begun, "it stays as it is.")])
def test_what_is_no_draft_stays_as_it_is(admin_client, make, why):
    reviewed(old_tool("A"), ("ship", 85), at=during())
    edition = make()
    before = list(edition.items.values())

    (message,) = told(build(admin_client, edition.week))

    assert message.startswith("Nothing was built.")
    assert why in message
    assert list(edition.items.values()) == before


@pytest.mark.parametrize(
    ("week", "why"),
    [
        ("", "“” is no week. Name one as in 2026-W47."),
        ("2026-W99", "“2026-W99” is no week. Name one as in 2026-W47."),
        ("2025-W53", "The year 2025 has no week 53."),
        ("0000-W01", "The year 0000 has no week 01."),
        ("0001-W01", "The week 0001-W01 has brought no verdicts and no comparisons to tell of."),
        ("9999-W52", "The week 9999-W52 is still to come."),
        ("next week", "“next week” is no week."),
        ("<b>\0\x07", "is no week."),
        ("x" * 50_000, f"“{'x' * 20}” is no week."),
    ],
)
def test_a_wrong_week_is_told(admin_client, week, why):
    answer = build(admin_client, week)

    assert answer.status_code == 200
    assert why in told(answer)[0]
    assert not Edition.objects.exists()


def test_nobody_adds_one_by_hand_and_a_link_builds_nothing(admin_client):
    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(f"{LIST}add/", {"week": WEEK.name, "subject": "By hand"}).status_code == 403
    assert admin_client.get(BUILD, {"week": WEEK.name}).status_code == 405
    assert not Edition.objects.exists()


def test_drafts_and_approved_ones_may_be_deleted_and_no_others(admin_client):
    draft, sent = EditionFactory(), begun()

    for edition in (draft, approved(), sent):
        admin_client.post(f"{LIST}{edition.pk}/delete/", {"post": "yes"})
        admin_client.post(LIST, {"action": "delete_selected", "_selected_action": [sent.pk], "post": "yes"})

    assert list(Edition.objects.all()) == [sent]
    assert admin_client.get(f"{LIST}{sent.pk}/delete/").status_code == 403
