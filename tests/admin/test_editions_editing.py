"""Staff write the words of an edition, see to the order of its items, and overwrite nothing that they have not seen."""

from typing import Any

import pytest
from django.test import Client

from digest import editions
from digest.building import items_to_send
from digest.models import Edition, Item, Kind
from tests.admin.pages import form_on, open_form, page
from tests.admin.staff import make_staff
from tests.digest.mailing import approved, begun
from tests.digest.weekly import WEEK, during, old_tool, reviewed, told
from tests.factories import EditionFactory, ItemFactory
from tests.pages import texts
from tests.voting import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition = EditionFactory(subject="As it was.")
    ItemFactory(edition=edition, kind=Kind.VOTED, title="Voted", position=1)
    ItemFactory(edition=edition, kind=Kind.NEW, title="Two", position=2, line="Ship · 1 ship / 0 skip")
    ItemFactory(edition=edition, kind=Kind.NEW, title="One", position=1)
    return edition


def staff(name: str) -> Client:
    client = Client()
    client.force_login(make_staff(name))
    return client


def words(edition: Edition) -> tuple[str, str]:
    return Edition.objects.values_list("subject", "introduction").get(pk=edition.pk)


def titles(edition: Edition) -> list[str]:
    return [item.title for item in items_to_send(edition)]


def said(answer: Any) -> str:
    """What is wrong, on the page on which the form was handed back."""
    assert answer.status_code == 200
    return " ".join(texts(page_of(answer).select(".errornote, .errorlist")))


def test_the_items_stand_by_kind_and_position_and_lead_to_their_pages(admin_client, edition):
    rows = page_of(admin_client.get(page(edition))).select(".field-what")

    assert texts(rows) == ["One", "Two Ship · 1 ship / 0 skip", "Voted"]
    assert [row.a["href"] for row in rows] == [Item.objects.get(title=row.a.text).path for row in rows]


def test_words_order_and_what_is_left_out_are_saved(admin_client, edition):
    form = open_form(admin_client, edition) | {"subject": "Ours", "introduction": "One\r\n\r\n*two*"}

    answer = admin_client.post(page(edition), form | {"items-0-position": "7", "items-2-dropped": "on"})

    assert answer.status_code == 302
    assert words(edition) == ("Ours", "One\n\n*two*")
    assert titles(edition) == ["Two", "One"]


def test_what_an_item_tells_and_which_items_there_are_is_not_theirs_to_change(admin_client, edition):
    elsewhere = ItemFactory(title="Elsewhere", position=3)
    before = list(Item.objects.order_by("pk").values())
    form = open_form(admin_client, edition)
    hostile = {"items-0-title": "X", "items-0-kind": "voted", "items-0-path": "/x", "items-0-DELETE": "on"}
    more = {"items-TOTAL_FORMS": "5", "items-3-id": elsewhere.pk, "items-3-position": "9", "items-4-position": "9"}

    answer = admin_client.post(page(edition), form | hostile | more | {"week": "2030-W01", "stage": "sent"})

    assert answer.status_code == 302
    assert list(Item.objects.order_by("pk").values()) == before
    assert Edition.objects.get(pk=edition.pk).week == edition.week


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"subject": ""}, "This field is required."),
        ({"subject": "x" * 10_000}, "Ensure this value has at most 120 characters (it has 10000)."),
        ({"subject": "One\0two"}, "Null characters are not allowed."),
        ({"subject": "One\x07two"}, "There are control characters in it, which nobody can see."),
        ({"introduction": "x" * 2_001}, "Ensure this value has at most 2000 characters (it has 2001)."),
        ({"introduction": "One\x1btwo"}, "There are control characters in it, which nobody can see."),
        ({"items-0-position": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"items-0-position": "9" * 30}, "Ensure this value is less than or equal to"),
        ({"items-0-position": "first"}, "Enter a whole number."),
        ({"items-0-position": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_told_with_nothing_saved_and_nothing_lost(admin_client, edition, wrong, message):
    form = open_form(admin_client, edition) | {"introduction": "A long text."} | wrong

    answer = admin_client.post(page(edition), form)

    assert message in said(answer)
    assert words(edition) == ("As it was.", "")
    assert form_on(answer)["introduction"].startswith(form["introduction"][:2])


def test_a_subject_stays_on_one_line(admin_client, edition):
    form = open_form(admin_client, edition)

    admin_client.post(page(edition), form | {"subject": "One\r\nBcc: everybody@example.org"})

    assert words(edition)[0] == "One Bcc: everybody@example.org"


@pytest.mark.parametrize("sent", [{}, {"items-TOTAL_FORMS": "nonsense"}, {"items-TOTAL_FORMS": "1", "items-0-id": "x"}])
def test_a_form_without_its_rows_leaves_the_items_as_they_are(admin_client, edition, sent):
    answer = admin_client.post(page(edition), {"subject": "Ours", "introduction": ""} | sent)

    assert answer.status_code == 302
    assert titles(edition) == ["One", "Two", "Voted"]


def test_the_second_to_save_is_told_shown_the_others_words_and_may_then_save(edition):
    ada, ben = staff("ada"), staff("ben")
    first, second = open_form(ada, edition), open_form(ben, edition)

    ada.post(page(edition), first | {"subject": "Ada's words"})
    answer = ben.post(page(edition), second | {"subject": "Ben's words", "items-0-position": "5"})

    assert "Nothing is saved yet: this edition was changed after you had opened it." in said(answer)
    assert texts(page_of(answer).select(".meanwhile :is(dt, dd)")) == ["Subject", "Ada's words"]
    assert words(edition)[0] == "Ada's words"
    again = form_on(answer)
    assert (again["subject"], again["items-0-position"]) == ("Ben's words", "5")
    assert ben.post(page(edition), again).status_code == 302
    assert words(edition)[0] == "Ben's words"
    assert titles(edition) == ["Two", "One", "Voted"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda edition: edition.items.filter(title="One").update(dropped=True),
        lambda edition: edition.items.filter(title="One").delete(),
        editions.approve,
    ],
)
def test_other_changes_meanwhile_are_told_as_well(admin_client, edition, meanwhile):
    form = open_form(admin_client, edition) | {"subject": "Ours"}
    meanwhile(edition)

    answer = admin_client.post(page(edition), form)

    assert "this edition was changed after you had opened it" in said(answer)
    assert admin_client.post(page(edition), form_on(answer)).status_code == 302
    assert words(edition)[0] == "Ours"


def test_an_edition_built_anew_meanwhile_hands_back_the_words_over_the_items_of_now(admin_client):
    reviewed(old_tool("A"), ("ship", 85), at=during())
    told(Kind.NEW)
    edition = Edition.objects.get(week=WEEK.name)
    form = open_form(admin_client, edition) | {"introduction": "A long text."}
    reviewed(old_tool("B"), ("ship", 85), at=during())
    told(Kind.NEW)

    answer = admin_client.post(page(edition), form)

    assert "this edition was changed" in said(answer)
    assert sorted(link.text for link in page_of(answer).select(".field-what a")) == ["A", "B"]
    assert admin_client.post(page(edition), form_on(answer)).status_code == 302
    assert words(edition)[1] == "A long text."


def test_one_whose_sending_has_begun_is_for_reading_only(admin_client):
    edition = begun()

    html = page_of(admin_client.get(page(edition)))

    assert edition.subject in html.text
    assert not html.select("[name=subject], [name=introduction], [name=_save], [name$=position], a.deletelink")


def test_who_types_while_the_sending_begins_gets_the_words_back(admin_client):
    edition = approved()
    form = open_form(admin_client, edition)
    assert editions.begin(edition)

    answer = admin_client.post(page(edition), form | {"introduction": "A long <text>."})

    assert answer.status_code == 403
    assert "Nothing you sent was saved." in page_of(answer).text
    assert "A long <text>." in [area.text.strip() for area in page_of(answer).select("textarea")]
    assert words(edition) == (edition.subject, "")
