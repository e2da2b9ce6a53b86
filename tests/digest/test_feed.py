"""Feed readers learn of new editions, each with everything it told."""

from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from digest.models import Edition
from digest.weeks import Week
from tests.digest.weekly import old_tool, sent
from tests.factories import EditionFactory, ItemFactory

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def sent_edition(week: str, **fields) -> Edition:
    edition = EditionFactory(week=week, **fields)
    for name in ("Here", "Gone"):
        ItemFactory(
            edition=edition, path=f"/tools/{name.lower()}", title=f"{name} & <there>", notes=[["Builder", "Why."]]
        )
    return sent(edition, at=Week.named(week).end)


@pytest.fixture
def _editions(settings):
    settings.SITE_URL, settings.SITE_HOST = "https://tiebreak.example", "tiebreak.example"
    settings.ALLOWED_HOSTS = ["testserver"]
    old_tool("Here")
    sent_edition("2026-W30", subject="Older & <b>\x1b")
    sent_edition("2026-W31", subject="Newer", introduction="Hello *there*\x0b.")
    EditionFactory(week="2026-W32", subject="Draft")


@pytest.mark.usefixtures("_editions")
def test_the_feed_costs_the_same_however_many_editions_there_are(client: Client, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get("/digest/feed")
    sent_edition("2026-W33")
    with django_assert_num_queries(4):
        assert client.get("/digest/feed").content.count(b"<entry>") == 3


@pytest.mark.usefixtures("_editions")
def test_the_feed_has_every_edition_with_all_its_text(client: Client):
    response = client.get("/digest/feed")

    feed = ET.fromstring(response.content)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.findtext("a:title", None, ATOM) == "Tiebreak digest"
    assert feed.findtext("a:updated", None, ATOM) == "2026-08-03T00:00:00+00:00"
    assert {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)} == {
        "alternate": "https://tiebreak.example/digest/",
        "self": "https://tiebreak.example/digest/feed",
    }
    newer, older = feed.findall("a:entry", ATOM)
    assert [one.findtext("a:title", None, ATOM) for one in (newer, older)] == ["Newer", "Older & <b>"]
    assert newer.find("a:link", ATOM).get("href") == "https://tiebreak.example/digest/2026-w31"
    assert newer.findtext("a:id", None, ATOM) == "tag:tiebreak.example,2026-07-27:/digest/2026-w31/"
    assert newer.findtext("a:published", None, ATOM) == "2026-08-03T00:00:00+00:00"
    told = BeautifulSoup(newer.findtext("a:summary", None, ATOM), "html.parser")
    assert told.em.text == "there"
    assert [title.text for title in told.select("h3")] == ["Here & <there>", "Gone & <there>"]
    assert [link["href"] for link in told.select("a")] == ["https://tiebreak.example/tools/here"]


def test_a_feed_without_editions_is_one_all_the_same_and_never_new(client: Client):
    feed = ET.fromstring(client.get("/digest/feed").content)

    assert feed.findall("a:entry", ATOM) == []
    assert feed.findtext("a:updated", None, ATOM) == "1970-01-01T00:00:00+00:00"
