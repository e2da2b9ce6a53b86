"""Staff look at an edition exactly as the mail will be, as HTML and as text, for all news or for one category."""

import pytest
from django.http import HttpResponse

from core.policy import source_of
from digest.desk.as_page import as_page
from digest.letters import edition_letter
from tests.admin.pages import told
from tests.digest.mailing import begun, latest, readers
from tests.factories import CategoryFactory, EditionFactory, ItemFactory
from tests.voting import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = EditionFactory(subject="Two verdicts <b>", introduction="It was a *long* week.")
    for name in ("Vision", "Agents"):
        category = CategoryFactory(name=name, slug=name.lower())
        ItemFactory(edition=edition, title=f"{name} <tool>", line="Ship", categories=[category.pk])
    ItemFactory(edition=edition, title="Left out", dropped=True)
    return edition


def path_of(edition, what: str) -> str:
    return f"/admin/digest/edition/{edition.pk}/mail.{what}"


def test_the_html_is_the_whole_letter_and_may_stand_in_no_frame(admin_client, edition):
    answer = admin_client.get(path_of(edition, "html"))

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["X-Frame-Options"] == "DENY"
    html = answer.content.decode()
    assert "Vision &lt;tool&gt;" in html
    assert "Agents &lt;tool&gt;" in html
    assert "<em" in html
    assert "Left out" not in html


def test_every_style_of_the_html_is_one_that_the_policy_lets_in(admin_client, edition):
    letter = edition_letter(edition).html
    answer = admin_client.get(path_of(edition, "html"))

    page = page_of(answer)
    in_tags = [str(tag["style"]) for tag in page_of(HttpResponse(letter)).select("[style]")]
    sheets = [str(sheet.string) for sheet in page.select("style")]
    assert not page.select("[style]")
    assert len(page.select("[data-styled]")) == len(in_tags) > 20
    assert all(style in sheets[-1] for style in in_tags)
    allowed = answer.headers["Content-Security-Policy"]
    assert all(source_of(sheet) in allowed for sheet in sheets)
    assert "script-src 'none'" in allowed
    assert "unsafe" not in allowed


def test_what_a_text_says_of_styles_is_left_alone():
    page, _ = as_page('<head></head><p style="color: red" title="a > b">Write style="color: blue" here</p>')

    assert page.endswith('<p data-styled="0" title="a > b">Write style="color: blue" here</p>')
    assert '[data-styled="0"] { color: red }' in page


def test_the_text_is_plain_text(admin_client, edition):
    answer = admin_client.get(path_of(edition, "txt"))

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Vision <tool>" in answer.content.decode()


@pytest.mark.parametrize("what", ["html", "txt"])
def test_it_is_shown_to_a_reader_of_one_category(admin_client, edition, what):
    form = page_of(admin_client.get(f"/admin/digest/edition/{edition.pk}/change/")).select_one("form.mail")
    keys = {option.text: option["value"] for option in form.select("option")}

    said = admin_client.get(path_of(edition, what), {"category": keys["Vision only"]}).content.decode()

    assert "Vision" in said
    assert "Agents" not in said
    assert "Agents" in admin_client.get(path_of(edition, what), {"category": keys["all news"]}).content.decode()


@pytest.mark.parametrize("category", ["0", "-1", "nonsense", "9" * 30, "\0", "²"])
def test_where_there_is_nothing_for_a_reader_that_is_said(admin_client, edition, category):
    answer = admin_client.get(path_of(edition, "html"), {"category": category}, follow=True)

    assert answer.redirect_chain == [(f"/admin/digest/edition/{edition.pk}/change/", 302)]
    assert told(answer) == ["There is nothing to look at: whoever has chosen only this category gets no mail."]


def test_an_edition_with_nothing_in_it_says_so(admin_client):
    answer = admin_client.get(path_of(EditionFactory(), "html"), follow=True)

    assert told(answer) == ["There is nothing to look at: put back one of its items."]


def test_its_personal_links_belong_to_nobody_and_change_nothing(admin_client, client):
    readers(1)
    edition = begun()
    text = admin_client.get(path_of(edition, "txt")).content.decode()
    (leave,) = {word for word in text.split() if "/digest/leave/" in word}

    answer = client.post(leave.removeprefix("http://testserver"))

    assert answer.status_code == 200
    assert latest(edition).deliveries.get().subscriber.standing == "confirmed"


@pytest.mark.parametrize("key", ["1000000000", "nonsense", "9" * 30])
def test_what_is_not_there_is_not_found(admin_client, key):
    assert admin_client.get(f"/admin/digest/edition/{key}/mail.html").status_code == 404
