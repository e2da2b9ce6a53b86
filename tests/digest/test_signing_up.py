"""The form for an address stands on every page, and what is sent with it comes in, or back with what is wrong."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from digest.models import Standing, Subscriber
from tests.digest.readers import kept, words_of
from tests.pages import PAGES
from votes.models import DailySecret

URL = "/digest/sign-up"


def waiting_jobs() -> int:
    return len(kept()["procrastinate_jobs"])


@pytest.mark.parametrize("path", [path for path, _ in PAGES] + ["/no/such/page"])
def test_every_page_has_the_form_once(client: Client, demo: None, path):
    page = BeautifulSoup(client.get(path).content, "html.parser")

    (form,) = page.select(f'form[action="{URL}"]')
    assert form["method"] == "post"
    assert [field["name"] for field in form.select("input")] == ["address", "topic"]
    assert form.select_one("[name=address]")["value"] == ""


def test_an_address_is_kept_as_not_confirmed_and_a_worker_is_told(client: Client, db):
    answer = client.post(URL, {"address": " Ann@EXAMPLE.org "})

    reader = Subscriber.objects.get()
    assert answer.status_code == 200
    assert "If Ann@example.org can get the digest, a message is on its way to it." in words_of(answer)
    assert (reader.address, reader.standing, reader.everything) == ("Ann@example.org", Standing.PENDING, True)
    assert waiting_jobs() == 1


def test_it_can_be_sent_again_from_the_page_that_answers(client: Client, db):
    page = BeautifulSoup(client.post(URL, {"address": "ann@example.org"}).content, "html.parser")
    again = page.main.select_one("form")
    sent = {field["name"]: field["value"] for field in again.select("input")}

    assert client.post(again["action"], sent).status_code == 200
    assert Subscriber.objects.count() == 1
    assert waiting_jobs() == 2


def test_following_a_link_to_it_leads_to_the_page_with_the_form(client: Client, db):
    answer = client.get(URL, {"address": "ann@example.org"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/digest/")
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "typed", ["", "ann", 'ann" autofocus onfocus="x@', "<b>ann</b>@example.org", "a\x00@b.org", "a@b.org,c@d.org"]
)
def test_what_is_no_address_comes_back_as_typed_with_what_is_wrong(client: Client, db, typed):
    answer = client.post(URL, {"address": typed})

    page = BeautifulSoup(answer.content, "html.parser")
    (field,) = page.select("[name=address]")
    assert answer.status_code == 422
    assert field["value"] == typed.replace("\0", "")  # which no page can hold
    assert field["aria-invalid"] == "true"
    assert len(page.find(id=field["aria-describedby"]).text) > 20
    assert typed[:3] != "<b>" or page.find("b") is None
    assert not Subscriber.objects.exists()
    assert waiting_jobs() == 0


def test_a_form_without_the_field_is_one_left_empty(client: Client, db):
    assert client.post(URL, b"{}", "application/json").status_code == 422


def test_a_program_that_fills_in_everything_gets_the_same_answer_and_nothing_is_done(client: Client, db):
    honest = client.post(URL, {"address": "ann@example.org", "topic": ""})
    before = kept()

    baited = client.post(URL, {"address": "ann@example.org", "topic": "https://spam.example"})

    assert baited.content == honest.content
    assert kept() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
    ],
)
def test_a_form_on_another_site_signs_nobody_up(client: Client, db, headers):
    answer = client.post(URL, {"address": "ann@example.org"}, headers=headers)

    assert answer.status_code == 403
    assert "Nobody was signed up." in words_of(answer)
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # from a page that tells its address to nobody
        {"Origin": "https://tiebreak.example"},
    ],
)
def test_the_forms_of_this_site_need_no_token(db, settings, headers):
    settings.SITE_URL = "https://tiebreak.example"  # what a proxy in front of this one is called

    answer = Client(enforce_csrf_checks=True).post(URL, {"address": "ann@example.org"}, headers=headers)

    assert answer.status_code == 200
    assert not answer.cookies


def test_a_huge_form_is_not_even_read(client: Client, db):
    assert client.post(URL, {"address": "ann@example.org", "more": "a" * 10_000}).status_code == 413
    assert not Subscriber.objects.exists()
    assert not DailySecret.objects.exists()


def test_the_page_says_where_mail_is_only_written_to_a_folder(client: Client, db, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert str(tmp_path) in words_of(client.post(URL, {"address": "ann@example.org"}))

    settings.EMAIL_BACKEND = "digest.smtp.EmailBackend"
    answer = client.post(URL, {"address": "ann@example.org"})
    assert str(tmp_path) not in words_of(answer)
    assert "spam folder" in words_of(answer)
