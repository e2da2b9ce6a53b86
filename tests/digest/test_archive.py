"""The archive shows what was sent, as it was sent, and nothing else."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from digest.models import Edition, Kind, Stage
from digest.weeks import Week, zone
from tests.digest.weekly import WEEK, old_tool, sent
from tests.factories import EditionFactory, ItemFactory
from tests.pages import get, texts
from tools.models import Tool

pytestmark = pytest.mark.django_db
EVIL = "<script>alert('x')</script> & \"q\""


def edition_about(*tools: Tool, week: str = "2026-W30", at: datetime | None = None, **fields) -> Edition:
    """A sent edition with an item on each of these tools."""
    edition = EditionFactory(week=week, **fields)
    for tool in tools:
        ItemFactory(edition=edition, path=f"/tools/{tool.slug}", title=tool.name, line="Ship · 3 ship / 1 skip")
    return sent(edition, at=at or Week.named(week).end)


def test_it_lists_what_was_sent_latest_first(client: Client):
    for week, subject in (("2026-W08", "Older"), ("2026-W09", "Newer")):
        edition_about(week=week, subject=subject)
    EditionFactory(week="2026-W10", subject="Draft")
    EditionFactory(week="2026-W11", subject="Approved", stage=Stage.APPROVED, send_at=WEEK.begin)

    page = get(client, "/digest/")

    assert texts(page.select("main .card h3")) == ["Newer", "Older"]
    assert texts(page.select("main .card .shelf")) == ["23 February – 1 March 2026", "16–22 February 2026"]
    assert page.select_one("main .card a")["href"] == "/digest/2026-w09"
    assert len(page.select("main form")) == 1
    assert "/digest/feed" in [link["href"] for link in page.select("link[type='application/atom+xml']")]


def test_an_empty_archive_says_what_to_do(client: Client):
    assert "No edition has been sent yet. Sign up" in get(client, "/digest/").text


def test_a_long_archive_comes_in_pages(client: Client):
    for number in range(27):
        sent(EditionFactory(week=f"2025-W{number + 1:02}"))

    assert len(get(client, "/digest/").select("main .card")) == 26
    second = get(client, "/digest/?page=2")
    assert len(second.select("main .card")) == 1
    assert second.select_one("link[rel=canonical]")["href"] == "http://testserver/digest/?page=2"
    for wrong in ("3", "0", "x"):
        assert client.get(f"/digest/?page={wrong}").status_code == 404


def test_an_edition_tells_everything_that_it_told_by_mail(client: Client, django_assert_max_num_queries):
    tool = old_tool("A")
    edition = EditionFactory(week="2026-W30", subject=EVIL, introduction="Hello *there* <b>you</b>.")
    for kind in Kind.values:
        ItemFactory(
            edition=edition, kind=kind, path="/tools/a", title=EVIL, line="Ship · 3 ship / 1 skip", notes=[[EVIL, EVIL]]
        )
    ItemFactory(edition=edition, path=f"/tools/{tool.slug}2", title="Left out", dropped=True)
    sent(edition, at=edition.span.end)

    with django_assert_max_num_queries(6):
        page = get(client, "/digest/2026-w30")

    assert page.h1.text == EVIL
    assert texts(page.select("main h2")) == list(Kind.labels)
    assert texts(page.select("main article h3")) == [EVIL] * 5
    assert page.select_one("main em").text == "there"
    assert not page.select("main script, main b b")
    assert "Left out" not in page.text
    assert "What 20–26 July 2026 brought, as it was sent on 27 July 2026." in " ".join(page.text.split())
    assert re.search(
        r"The digest of 20–26 July 2026\. New verdicts on 1 tool", page.select_one("meta[name=description]")["content"]
    )


def test_its_links_lead_to_what_is_public_now(client: Client):
    here, moved, gone = old_tool("Here"), old_tool("Moved"), old_tool("Gone")
    edition = EditionFactory(week="2026-W30")
    for path in ("/tools/here", "/tools/moved", "/tools/gone", "/compare/here-vs-moved", "/compare/here-vs-gone"):
        ItemFactory(edition=edition, path=path, title=path)
    sent(edition)
    Tool.objects.filter(pk=gone.pk).update(state="withdrawn")
    moved.slug = "elsewhere"
    moved.save()
    assert here.is_published

    links = [str(link["href"]) for link in get(client, "/digest/2026-w30").select("main h3 a")]

    assert links == ["/tools/here", "/tools/moved", "/compare/here-vs-moved"]
    assert {client.get(link, follow=True).status_code for link in links} == {200}


def test_editions_lead_to_each_other(client: Client):
    for week in ("2026-W08", "2026-W09", "2026-W10"):
        edition_about(week=week, subject=week)
    EditionFactory(week="2026-W11")

    def neighbours(week: str) -> dict[str, str]:
        return {link["rel"][0]: str(link["href"]) for link in get(client, f"/digest/{week}").select("a[rel]")}

    assert neighbours("2026-w08") == {"next": "/digest/2026-w09"}
    assert neighbours("2026-w09") == {"prev": "/digest/2026-w08", "next": "/digest/2026-w10"}
    assert neighbours("2026-w10") == {"prev": "/digest/2026-w09"}


@pytest.mark.parametrize("path", ["/digest/2026-W30", "/digest/2026-w30/"])
def test_other_forms_of_the_address_redirect_for_good(client: Client, path):
    edition_about()

    response = client.get(path)

    assert (response.status_code, response["Location"]) == (301, "/digest/2026-w30")


@pytest.mark.parametrize(
    "week", ["2026-w31", "2026-w32", "2026-w54", "2025-w53", "2026", "x", "0000-w01", "2026-w30%00"]
)
def test_what_was_not_sent_is_not_there(client: Client, week):
    edition_about()
    EditionFactory(week="2026-W31")

    assert client.get(f"/digest/{week}").status_code == 404


@pytest.mark.parametrize(
    ("week", "after", "days"),
    [
        ("2026-W30", timedelta(days=8), "20–26 July 2026"),
        ("2026-W30", timedelta(days=2), "20–22 July 2026"),
        ("2026-W30", timedelta(hours=1), "20 July 2026"),
        ("2026-W09", timedelta(days=8), "23 February – 1 March 2026"),
        ("2026-W01", timedelta(days=8), "29 December 2025 – 4 January 2026"),
    ],
)
def test_it_names_the_days_of_which_it_could_tell(client: Client, settings, week, after, days):
    settings.DIGEST_TIME_ZONE = "Pacific/Auckland"
    begin = datetime.combine(Week.named(week).monday, datetime.min.time(), zone())
    edition_about(week=week, at=begin + after)

    assert get(client, f"/digest/{week.lower()}").select_one("[aria-current=page]").text == days
