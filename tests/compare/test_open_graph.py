"""What programs are told that show a link to a page as a card."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from compare.desk.preview import preview_link
from core.models import State
from tests.factories import ComparisonFactory, ReviewFactory, ToolFactory
from tests.pages import COMPARISON, PAGES, get

pytestmark = pytest.mark.django_db


def card(html: BeautifulSoup) -> dict[str, str]:
    """Every property that the page gives, each of which it may give once."""
    given = html.select("meta[property^='og:'], meta[name^='twitter:']")
    named = {meta.get("property") or meta["name"]: meta["content"] for meta in given}
    assert len(named) == len(given)
    return named


def test_every_page_that_may_be_found_has_a_card_with_a_picture(client: Client, demo: None):
    for path, _ in PAGES:
        html = get(client, path)
        about = card(html)
        if html.find("meta", {"name": "robots"}):
            assert not about  # nobody is to come across it
            continue

        assert about["og:type"] == "website"
        assert about["og:site_name"] == "Tiebreak"
        assert f"{about['og:title']} · Tiebreak" == html.title.text
        assert about["og:description"] == html.find("meta", {"name": "description"})["content"]
        assert about["og:url"] == html.find("link", rel="canonical")["href"]
        assert (about["og:image:width"], about["og:image:height"]) == ("1200", "630")
        assert about["og:image:alt"]
        assert about["twitter:card"] == "summary_large_image"
        picture = client.get(about["og:image"])
        assert picture.status_code == 200
        assert "immutable" in picture.headers["Cache-Control"]


def test_comparisons_and_tools_have_their_own_picture_and_the_rest_the_sites(client: Client, demo: None):
    images = {
        path: card(get(client, path))["og:image"].partition("?")[0] for path in (COMPARISON, "/tools/smollm3", "/")
    }

    assert images == {
        COMPARISON: f"http://testserver/pictures{COMPARISON}.png",
        "/tools/smollm3": "http://testserver/pictures/tools/smollm3.png",
        "/": "http://testserver/pictures/site.png",
    }


def test_both_orders_of_a_comparison_have_the_canonical_card(client: Client, demo: None):
    first, second = COMPARISON.removeprefix("/compare/").split("-vs-")

    one, other = (card(get(client, path)) for path in (COMPARISON, f"/compare/{second}-vs-{first}"))

    for name in ("og:url", "og:image", "og:image:alt"):
        assert one[name] == other[name]


def test_a_card_says_its_words_as_they_are(client: Client):
    ToolFactory(name='A "quoted" <b>&amp;', slug="a", tagline="“Plain” & simple.")

    about = card(get(client, "/tools/a"))

    assert about["og:title"] == 'A "quoted" <b>&amp;: ship or skip?'
    assert about["og:image:alt"] == 'A "quoted" <b>&amp;: Not reviewed yet'


@pytest.mark.parametrize("factory", [ToolFactory, ComparisonFactory])
def test_a_preview_has_no_card(client: Client, factory):
    row = factory(state=State.DRAFT, published_at=None)

    html = get(client, preview_link(row).removeprefix("http://testserver"))

    assert html.h1
    assert not card(html)


def test_the_picture_of_a_page_changes_with_its_verdict(client: Client):
    tool = ToolFactory(slug="a")
    before = card(get(client, "/tools/a"))["og:image"]

    ReviewFactory(tool=tool)

    assert card(get(client, "/tools/a"))["og:image"] != before
