"""A signed link shows the preview to a colleague without a login, for some days."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.core import signing
from django.test import Client
from django.utils import timezone

from compare.desk.preview import SALT, preview_link
from core.models import State
from tests.admin.pages import page
from tests.factories import ComparisonFactory, ReviewFactory, ToolFactory
from tests.pages import get, texts
from tests.voting import page_of

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


def link(row: Any) -> str:
    """The path of the link to the preview of a row."""
    return preview_link(row).removeprefix(site.SITE_URL)


def set_clock(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let links be as many seconds older than they are."""
    moment = time.time() + seconds
    monkeypatch.setattr(signing.time, "time", lambda: moment)


@pytest.fixture(params=[ToolFactory, ComparisonFactory])
def row(request) -> Any:
    return request.param(state=State.DRAFT, published_at=None)


def test_whoever_has_the_link_sees_the_preview(client: Client, row):
    answer = client.get(link(row))

    assert answer.status_code == 200
    assert texts(page_of(answer).select("h1")) == [str(row)]
    assert any("draft" in part for part in texts(page_of(answer).select("aside.preview li")))
    assert client.head(link(row)).status_code == 200
    assert client.post(link(row)).status_code == 405


def test_the_page_of_the_desk_holds_the_link(admin_client: Client, client: Client, row):
    (shown,) = re.findall(
        rf"{re.escape(site.SITE_URL)}(/preview/[^\"<]+)\"", admin_client.get(page(row)).content.decode()
    )

    assert client.get(shown).status_code == 200


def test_what_is_scheduled_is_shown_before_its_time(client: Client):
    later = timezone.now() + timedelta(days=30)
    comparison = ComparisonFactory(published_at=later, summary="Which to take.")
    ReviewFactory(tool=comparison.first, published_at=later, body="It will ship.")

    shown = get(client, link(comparison))

    assert "Which to take." in shown.text
    assert "It will ship." in shown.text


def test_it_shows_the_row_as_it_is_now_and_not_as_it_was(client: Client):
    tool = ToolFactory(state=State.DRAFT, published_at=None)
    sent = link(tool)
    type(tool).objects.update(tagline="New.")

    assert "New." in get(client, sent).text


def test_it_is_private(client: Client, row):
    answer = client.get(link(row))

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page_of(answer).select_one("meta[name=robots]")["content"] == "noindex, nofollow"
    assert not page_of(answer).select("link[rel=canonical], form, [data-hx-get]")
    assert not answer.cookies
    assert "/admin/" not in answer.content.decode()


def test_it_is_good_for_some_days_and_says_so_afterwards(client: Client, row, monkeypatch):
    sent = link(row)
    set_clock(monkeypatch, site.PREVIEW_DAYS * DAY - 60)
    assert client.get(sent).status_code == 200

    set_clock(monkeypatch, 120)
    answer = client.get(sent)

    assert answer.status_code == 410
    shown = page_of(answer)
    assert texts(shown.select("h1")) == ["This link has expired"]
    assert f"A preview can be seen for {site.PREVIEW_DAYS} days after its link was made." in shown.text
    assert str(row) not in shown.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert not shown.select("link[rel=canonical]")


def test_the_days_are_counted_right(client: Client, row, monkeypatch, settings):
    settings.PREVIEW_DAYS = 1
    sent = link(row)
    set_clock(monkeypatch, DAY + 60)

    assert "A preview can be seen for 1 day after its link was made." in get(client, sent).text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token[1:],
        lambda token: token + "a",
        lambda token: token.replace(":", "", 1),
        lambda token: "W10" + token[token.index(":") :],
        lambda token: "x",
        lambda token: ":::",
        lambda token: "é%00",
        lambda token: "a" * 3000,
    ],
    ids=["cut", "cut in front", "longer", "unparted", "other content", "short", "empty parts", "bytes", "long"],
)
def test_a_link_that_was_tampered_with_shows_nothing(client: Client, row, spoil):
    token = link(row).removeprefix("/preview/")

    answer = client.get(f"/preview/{spoil(token)}")

    assert answer.status_code == 404
    assert "This is no link to a preview. It may have been cut short: copy it whole." in page_of(answer).text


def test_nor_does_a_token_that_was_signed_for_something_else(client: Client, row):
    content = [row._meta.model_name, row.pk]

    for token in (signing.dumps(content), signing.dumps(content, salt="elsewhere")):
        assert client.get(f"/preview/{token}").status_code == 404
    assert client.get(f"/preview/{signing.dumps(content, key='another key', salt=SALT)}").status_code == 404


def test_what_is_deleted_by_now_is_said_to_be(client: Client, row):
    sent = link(row)
    row.delete()

    answer = client.get(sent)

    assert answer.status_code == 404
    assert "What this preview showed has been deleted." in page_of(answer).text
