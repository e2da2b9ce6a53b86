"""Nothing is sent before somebody approves it, who sees what goes out, to how many, and when."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from digest.models import Edition, Stage
from digest.weeks import Week
from tests.admin.pages import form_on, page, told
from tests.admin.staff import make_staff
from tests.digest.mailing import approved, begun, latest, readers
from tests.factories import EditionFactory, ItemFactory, SubscriberFactory
from tests.pages import texts
from tests.voting import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return ItemFactory(title="One").edition


def approve(client, edition: Edition, **form: Any) -> Any:
    """The answer to the form on the page where editions are approved, as it stands there but for `form`."""
    path = page(edition, "approve")
    return client.post(path, form_on(client.get(path)) | form, follow=True)


def noon(days: int) -> dict[str, str]:
    """Noon, so many days from now, as the form has it."""
    return {"send_at_0": f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}", "send_at_1": "12:00"}


def test_the_page_says_what_goes_out_and_to_how_many(admin_client, edition):
    readers(3)
    for standing in ("pending", "left", "suppressed"):
        SubscriberFactory(standing=standing)

    text = " ".join(page_of(admin_client.get(page(edition, "approve"))).select_one("#content").text.split())

    assert edition.subject in text
    assert "New verdicts on 1 tool." in text
    assert "3 readers now" in text
    assert latest(edition).stage == Stage.DRAFT


def test_without_a_time_it_is_sent_at_once(admin_client, admin_user, edition):
    answer = approve(admin_client, edition)

    assert told(answer) == ["It is approved. A worker begins to send it within a minute."]
    now = latest(edition)
    assert (now.stage, now.approved_by) == (Stage.APPROVED, admin_user)
    assert now.send_at
    assert now.send_at <= timezone.now()
    assert "It is approved." in admin_client.get(page(edition, "history")).content.decode()


def test_with_a_time_it_waits_until_then_in_the_time_zone_of_the_site(admin_client, edition):
    with timezone.override("Europe/Berlin"):
        given = noon(2)
        answer = approve(admin_client, edition, **given)

    assert told(answer)[0].startswith("It is approved and goes out on ")
    assert f"at {given['send_at_1']} CE" in told(answer)[0]
    send_at = latest(edition).send_at
    assert send_at
    assert f"{send_at.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%d %H:%M}" == " ".join(given.values())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (noon(-1), "This time is over. Give one to come, or none to send it at once."),
        (noon(800), "This is more than a year ahead. Check the year."),
        ({"send_at_0": "9999-12-31", "send_at_1": "23:59"}, "This is more than a year ahead. Check the year."),
        ({"send_at_0": "0001-01-01", "send_at_1": "00:00"}, "This time is over."),
        ({"send_at_0": "2026-02-31", "send_at_1": "08:00"}, "Give a day, such as 2026-11-27."),
        ({"send_at_0": "tomorrow", "send_at_1": "08:00"}, "Give a day, such as 2026-11-27."),
        ({"send_at_0": "2026-02-01", "send_at_1": ""}, "Give a time of that day, such as 08:00."),
        ({"send_at_0": "", "send_at_1": "08:00"}, "Give a day, such as 2026-11-27."),
        ({"send_at_0": "2026-02-01", "send_at_1": "25:00\0"}, "Give a time of that day, such as 08:00."),
    ],
)
def test_a_wrong_time_is_told_and_kept_in_the_form(admin_client, edition, wrong, message):
    answer = approve(admin_client, edition, **wrong)

    assert answer.status_code == 422
    assert message in " ".join(texts(page_of(answer).select(".errorlist")))
    assert form_on(answer)["send_at_0"] == wrong["send_at_0"]
    assert latest(edition).stage == Stage.DRAFT


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda edition: edition.items.update(dropped=True),
        lambda edition: edition.items.update(title="Two"),
        lambda edition: Edition.objects.get(pk=edition.pk).save(),
    ],
)
def test_what_was_changed_meanwhile_has_to_be_looked_at_first(admin_client, edition, meanwhile):
    form = form_on(admin_client.get(page(edition, "approve")))
    meanwhile(edition)

    answer = admin_client.post(page(edition, "approve"), form, follow=True)

    assert told(answer) == ["Nothing was changed. It was changed after you had opened this page. Look at it once more."]
    assert latest(edition).stage == Stage.DRAFT


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "x" * 9_999}, {"seen": "\0"}])
def test_nothing_is_approved_by_a_form_of_ones_own(admin_client, edition, seen):
    answer = admin_client.post(page(edition, "approve"), seen, follow=True)

    assert answer.status_code in (200, 422)
    assert latest(edition).stage == Stage.DRAFT


def test_what_tells_nothing_cannot_be_approved(admin_client):
    edition = EditionFactory()

    html = page_of(admin_client.get(page(edition, "approve")))

    assert "There is nothing in it, so it cannot be approved." in html.text
    assert not html.select("#content-main form")


def test_an_approval_is_taken_back(admin_client):
    edition = approved()

    answer = admin_client.post(page(edition, "press"), {"do": "take back"}, follow=True)

    assert told(answer) == ["The approval is taken back. It is a draft again."]
    assert (latest(edition).stage, latest(edition).send_at) == (Stage.DRAFT, None)


@pytest.mark.parametrize(
    ("day", "week", "is_told"),
    [(4, Week.of(timezone.now()), True), (4, Week.named("2020-W01"), False), (None, Week.of(timezone.now()), False)],
)
def test_a_draft_says_whether_it_goes_out_by_itself(admin_client, settings, day, week, is_told):
    settings.DIGEST_WEEKDAY, settings.DIGEST_HOUR = day, 8
    edition = ItemFactory(edition__week=week.name).edition

    def said() -> str:
        return page_of(admin_client.get(page(edition))).select_one("#progress").text

    assert ("it goes out by itself on" in said(), "before somebody approves it" in said()) == (is_told, not is_told)

    edition.items.update(dropped=True)
    assert "before somebody approves it" in said()


def test_another_time_is_given_to_what_is_approved(admin_client):
    edition = approved()

    approve(admin_client, edition, **noon(3))

    send_at = latest(edition).send_at
    assert send_at
    assert send_at > timezone.now() + timedelta(days=2)


def test_what_has_begun_is_neither_approved_nor_taken_back(admin_client):
    edition = begun()

    for path, form in (("approve", {}), ("press", {"do": "take back"})):
        (message,) = told(admin_client.post(page(edition, path), form, follow=True))
        assert message.startswith(("Nothing was approved:", "Nothing was changed."))
    assert latest(edition).stage == Stage.SENDING


def test_the_front_page_leads_to_the_drafts(admin_client, edition):
    link = page_of(admin_client.get("/admin/")).find("a", string="Editions to approve")
    approved()

    assert list(admin_client.get(link["href"]).context["cl"].result_list) == [edition]


def test_who_only_edits_sees_no_button_sends_nothing_and_changes_nothing_that_is_approved(client, edition):
    member = make_staff(is_superuser=False)
    names = ["view_edition", "change_edition", "view_item", "change_item"]
    member.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(member)
    assert page_of(client.get(page(edition))).select("[name=_save]")

    ready = approved()

    html = page_of(client.get(page(ready)))
    assert not html.select("[name=_save], [name=do], .buttons")
    assert client.post(page(ready), {"subject": "Mine"}).status_code == 403
    for path in ("approve", "press", "unknown"):
        assert client.post(page(ready, path), {"do": "take back"}).status_code in (403, 405)
        assert client.get(page(ready, path)).status_code in (403, 405)
    assert (latest(ready).stage, latest(ready).subject) == (Stage.APPROVED, ready.subject)
