"""On their own page readers see what they get, and change it by buttons that may be pressed twice."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from digest.models import Standing, Subscriber
from tests.digest.readers import links_of, reader_who_is, standing_of, words_of
from tests.factories import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Subscriber:
    for name in ("Audio", "Developer Tools", "Vision"):
        CategoryFactory(name=name, slug=name.lower().replace(" ", "-"))
    return reader_who_is(Standing.CONFIRMED, address="ann@example.org")


def press(client: Client, reader: Subscriber, do: str, **form: Any) -> Any:
    return client.post(links_of(reader)["reader"], {"do": do} | form)


def ticked(answer: Any) -> list[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [str(box["value"]) for box in page.select("[name=category]") if box.has_attr("checked")]


def test_readers_choose_categories_and_everything_again(client: Client, reader):
    assert "Once a week, ann@example.org gets all news." in words_of(client.get(links_of(reader)["reader"]))

    for _ in range(2):
        chosen = press(client, reader, "chosen", category=["vision", "audio"])
        assert "gets news on Audio and Vision." in words_of(chosen)
        assert ticked(chosen) == ["audio", "vision"]
        assert not Subscriber.objects.get().everything

    for _ in range(2):
        everything = press(client, reader, "everything", category=["audio"])
        assert "gets all news." in words_of(everything)
        assert ticked(everything) == []
    assert Subscriber.objects.get().everything


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"do": "chosen"}, "tick at least one category, or take all news."),
        ({"do": "chosen", "category": ["audio", "gone"]}, "a category that you ticked is not here any more."),
        ({"do": "chosen", "category": ["\x00", "' OR 1"]}, "a category that you ticked is not here any more."),
        ({"do": "everything else"}, "no button on this page says that."),
        ({}, "no button on this page says that."),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_changed(client: Client, reader, form, told):
    press(client, reader, "chosen", category=["vision"])
    before = Subscriber.objects.values().get()

    answer = client.post(links_of(reader)["reader"], form)

    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert told in page.find(id=page.fieldset["aria-describedby"]).text
    assert "gets news on Vision." in words_of(answer)
    assert ticked(answer) == [slug for slug in form.get("category", []) if slug == "audio"]
    assert Subscriber.objects.values().get() == before


def test_when_the_chosen_categories_are_gone_the_page_says_so(client: Client, reader):
    press(client, reader, "chosen", category=["vision"])
    Subscriber.objects.get().categories.get().delete()

    assert "gets nothing, since the categories that you had chosen" in words_of(client.get(links_of(reader)["reader"]))


def test_readers_pause_for_a_month_and_go_on(client: Client, reader):
    for _ in range(2):
        answer = press(client, reader, "pause")
        until = Subscriber.objects.values_list("paused_until", flat=True).get()
        assert until
        assert timedelta(days=29) < until - timezone.now() <= timedelta(days=30)
        assert f"Paused until {until.day} {until:%B %Y}: nothing is sent before." in words_of(answer)

    for _ in range(2):
        assert "Paused until" not in words_of(press(client, reader, "go-on"))
        assert not Subscriber.objects.get().is_paused


def test_readers_leave_and_are_offered_the_form_to_come_back(client: Client, reader):
    for _ in range(2):
        answer = press(client, reader, "leave")
        assert "ann@example.org is unsubscribed since" in words_of(answer)
        assert 'value="ann@example.org"' in answer.content.decode()
    assert standing_of(reader) == Standing.LEFT


def test_a_second_tab_that_is_older_than_leaving_brings_nobody_back(client: Client, reader):
    press(client, reader, "leave")

    for do in ("everything", "chosen", "pause", "go-on"):
        answer = press(client, reader, do, category=["audio"])
        assert answer.status_code == (422 if do == "pause" else 200)
        assert "is unsubscribed since" in words_of(answer)
    assert standing_of(reader) == Standing.LEFT


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing.PENDING, "is not confirmed yet, and no digest is sent to it."),
        (Standing.LEFT, "is unsubscribed since 1 October 2026. Nothing is sent to it."),
        (Standing.SUPPRESSED, ", for this reason: 550 5.1.1 <b>No such mailbox</b>"),
    ],
)
def test_who_gets_nothing_is_told_why_and_may_leave_or_erase(client: Client, standing, told):
    reader = reader_who_is(standing, **because(standing))

    answer = client.get(links_of(reader)["reader"])

    page = BeautifulSoup(answer.content, "html.parser")
    assert told in words_of(answer)
    assert page.find("b") is None
    assert page.select_one("a[href$='?do=erase']")
    assert (page.select_one("[value=leave]") is None) == (standing == Standing.LEFT)


def because(standing: Standing) -> dict[str, str]:
    return {"suppressed_because": "550 5.1.1 <b>No such mailbox</b>"} if standing == Standing.SUPPRESSED else {}


def test_no_token_but_the_link_is_needed(reader):
    assert press(Client(enforce_csrf_checks=True), reader, "leave").status_code == 200
