"""Search engines are told every page once, at the address it goes by, and none that is not there."""

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from compare.following.sitemaps import OF_EACH_SHELF, SITEMAPS, Part
from core.models import State
from tests.digest.weekly import sent
from tests.factories import (
    PUBLISHED_AT,
    CategoryFactory,
    ComparisonFactory,
    EditionFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.pages import FEATURED, PAGES
from tools.models import Tool

pytestmark = pytest.mark.django_db
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}
PARTS = [f"http://testserver/sitemaps/{name}.xml" for name in SITEMAPS]


def read(client: Client, address: str, what: str = "url") -> dict[str, str | None]:
    """What a part of the map, or all of it, names: addresses, and when they last changed."""
    parts = urlsplit(address)
    response = client.get(f"{parts.path}?{parts.query}")
    assert response.status_code == 200
    named = ET.fromstring(response.content).findall(f"m:{what}", MAP)
    told = [(one.findtext("m:loc", None, MAP), one.findtext("m:lastmod", None, MAP)) for one in named]
    assert len(dict(told)) == len(told), "an address stands there twice"
    return dict(told)


def everything(client: Client) -> list[str]:
    """Every address of every page of every part."""
    return [url for part in read(client, "/sitemap.xml", "sitemap") for url in read(client, part)]


def paths(urls: Iterable[str]) -> list[str]:
    return [url.removeprefix("http://testserver") for url in urls]


def reviewed(name: str, **fields) -> Tool:
    return ReviewFactory(tool=ToolFactory(name=name, **fields), reviewer=ReviewerFactory(slug="builder")).tool


def test_every_address_is_a_page_that_goes_by_it(client: Client, demo: None):
    sent(EditionFactory(week="2026-W30"), at=PUBLISHED_AT)
    urls = everything(client)

    assert len(set(urls)) == len(urls) > 40
    for url in urls:
        response = client.get(url.removeprefix("http://testserver"))
        assert response.status_code == 200, url
        html = response.content.decode()
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', html) == [url]
        assert 'name="robots"' not in html, url


def test_every_type_of_page_that_may_be_found_is_told(client: Client, demo: None):
    told = paths(everything(client))

    findable = [path for path, _ in PAGES if b'name="robots"' not in client.get(path).content]
    assert [path for path in findable if path not in told and path.count("-vs-") < 2] == []
    assert len(findable) >= 10


def test_the_map_names_the_sites_own_address_whatever_host_is_asked(client: Client, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://tiebreak.example", ["testserver"]

    parts = read(client, "/sitemap.xml", "sitemap")

    assert list(parts) == [f"https://tiebreak.example/sitemaps/{name}.xml" for name in SITEMAPS]
    assert "https://tiebreak.example/about" in read(client, parts and "/sitemaps/pages.xml")


def test_comparisons_are_the_featured_ones_and_pairs_on_a_shelf_that_both_have_a_scorecard(client: Client):
    alpha, beta, gamma = (reviewed(name) for name in ("Alpha", "Beta", "Gamma"))
    other = reviewed("Other", category=CategoryFactory(name="Writing", slug="writing"))
    ComparisonFactory(first=gamma, second=alpha)
    ComparisonFactory(first=other, second=beta, third=alpha)
    ComparisonFactory(first=gamma, second=beta, featured=False)
    ComparisonFactory(first=beta, second=other, state=State.DRAFT)
    ToolFactory(name="Unreviewed")
    ReviewFactory(tool=ToolFactory(name="Only a draft"), state=State.DRAFT)
    reviewed("Hidden", state=State.WITHDRAWN)
    ComparisonFactory(first=alpha, second=ToolFactory(name="Hidden too", state=State.DRAFT))

    assert sorted(paths(read(client, "/sitemaps/comparisons.xml"))) == [
        "/compare/alpha-vs-beta",
        "/compare/beta-vs-gamma",
        "/compare/gamma-vs-alpha",
        "/compare/other-vs-beta-vs-alpha",
    ]


def test_featured_comparisons_stand_first_in_their_order(client: Client, demo: None):
    told = paths(read(client, "/sitemaps/comparisons.xml"))

    assert set(told[: len(FEATURED)]) == set(FEATURED)
    pairs = [frozenset(path.removeprefix("/compare/").split("-vs-")) for path in told]
    assert len(set(pairs)) == len(pairs)


def test_of_a_large_shelf_only_the_pairs_of_the_newest_are_told(monkeypatch):
    monkeypatch.setattr("compare.following.sitemaps.OF_EACH_SHELF", 3)
    for number in range(5):
        reviewed(f"Tool {number}", published_at=PUBLISHED_AT + timedelta(days=number))

    assert [path for path, _ in SITEMAPS["comparisons"]().items()] == [
        "tool-2-vs-tool-3",
        "tool-2-vs-tool-4",
        "tool-3-vs-tool-4",
    ]
    assert OF_EACH_SHELF == 100


def test_a_tool_changed_when_readers_were_last_told_something_of_it(client: Client):
    days = {"plain": 0, "reviewed": 4, "turned": 9, "to-come": 4, "withdrawn": 0}
    for slug in days:
        ToolFactory(name=slug, slug=slug)
    for slug in list(days)[1:]:
        review = ReviewFactory(tool=Tool.objects.get(slug=slug), published_at=PUBLISHED_AT + timedelta(days=4))
        if slug == "turned":
            review.verdicts.create(verdict="skip", since=PUBLISHED_AT + timedelta(days=9))
        if slug == "to-come":
            review.verdicts.create(verdict="skip", since=timezone.now() + timedelta(days=1))
        if slug == "withdrawn":
            type(review).objects.filter(pk=review.pk).update(state=State.WITHDRAWN)

    told = read(client, "/sitemaps/tools.xml")

    assert told == {
        f"http://testserver/tools/{slug}": f"{PUBLISHED_AT + timedelta(days=after):%Y-%m-%d}"
        for slug, after in days.items()
    }


def test_an_edition_and_the_archive_changed_when_it_was_sent(client: Client):
    sent(EditionFactory(week="2026-W30"), at=PUBLISHED_AT)
    EditionFactory(week="2026-W32")

    told = read(client, "/sitemaps/pages.xml")

    assert {url: day for url, day in told.items() if "/digest/" in url} == {
        "http://testserver/digest/": "2026-10-01",
        "http://testserver/digest/2026-w30": "2026-10-01",
    }


def test_long_parts_come_in_pages(client: Client, monkeypatch):
    monkeypatch.setattr(Part, "limit", 2)
    slugs = [ToolFactory(name=f"Tool {number}").slug for number in range(3)]

    index = read(client, "/sitemap.xml", "sitemap")
    tools = [part for part in index if "/tools.xml" in part]

    assert tools == ["http://testserver/sitemaps/tools.xml", "http://testserver/sitemaps/tools.xml?p=2"]
    assert paths(url for part in tools for url in read(client, part)) == [f"/tools/{slug}" for slug in slugs]


@pytest.mark.parametrize("query", ["tools.xml?p=2", "tools.xml?p=0", "tools.xml?p=x%00", "nothing.xml", "tools.xml?p="])
def test_a_part_that_is_not_there_is_not_found(client: Client, query):
    assert client.get(f"/sitemaps/{query}").status_code == 404
