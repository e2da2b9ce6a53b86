"""Pages tell programs in the words of schema.org what they tell readers, and nothing beyond."""

import json
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from compare.following.linked_data import as_json
from core.models import State
from reviews.models import Review
from tests.compare.vocabulary import faults
from tests.digest.weekly import sent
from tests.factories import EditionFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import COMPARISON, PAGES, get, texts
from tools.models import Tool

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script> <!-- \"'&amp; \u2028 \x1b ]]> \\u003c"


def told(page: BeautifulSoup) -> list[dict[str, Any]]:
    """Everything that the data blocks of a page say."""
    blocks = [json.loads(block.string) for block in page.select("script[type='application/ld+json']")]
    assert all(block.keys() == {"@context", "@graph"} for block in blocks)
    assert all(block["@context"] == "https://schema.org" for block in blocks)
    return [node for block in blocks for node in block["@graph"]]


def of_type(kind: str, nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [node for node in nodes if node["@type"] == kind]


def strings(value: Any) -> set[str]:
    """All texts within."""
    if isinstance(value, dict):
        value = list(value.values())
    return {text for one in value for text in strings(one)} if isinstance(value, list) else {str(value)}


@pytest.fixture
def tool() -> Tool:
    """A tool with all that can be told of one."""
    tool = ToolFactory(
        name="Cursor", slug="cursor", maker="Anysphere", website="https://cursor.example/",
        entry_amount=Decimal(20), entry_unit="month",
    )  # fmt: skip
    ReviewFactory(tool=tool, reviewer=ReviewerFactory(name="Builder", slug="builder"), score=80)
    ReviewFactory(tool=tool, reviewer=ReviewerFactory(name="Skeptic", slug="skeptic"), verdict="skip")
    return tool


def test_every_page_passes_and_names_the_way_to_it_as_its_breadcrumb_does(client: Client, demo: None):
    sent(EditionFactory(week="2026-W30"))
    for path in [*(path for path, _ in PAGES), "/digest/2026-w30"]:
        page = get(client, path)
        nodes = told(page)
        assert [fault for node in nodes for fault in faults(node)] == [], path
        ways = [way["itemListElement"] for way in of_type("BreadcrumbList", nodes)]
        crumbs = page.select(".crumbs a, .crumbs [aria-current]") if not page.select("meta[name=robots]") else []
        assert [step["name"] for way in ways for step in way] == texts(crumbs), path
        for way in ways:
            assert [step["position"] for step in way] == list(range(1, len(way) + 1))
            for step, crumb in zip(way, crumbs, strict=True):
                here = page.select_one("link[rel=canonical]")["href"]
                assert step["item"] == (f"http://testserver{crumb['href']}" if crumb.get("href") else here)


def test_a_tool_is_told_with_its_price_and_its_reviews(client: Client, tool):
    (node,) = of_type("SoftwareApplication", told(get(client, "/tools/cursor")))

    reviews = node.pop("review")
    assert node == {
        "@type": "SoftwareApplication",
        "@id": "http://testserver/tools/cursor",
        "name": "Cursor",
        "url": "http://testserver/tools/cursor",
        "description": "It does what it says.",
        "applicationCategory": "Developer Tools",
        "sameAs": "https://cursor.example/",
        "creator": {"@type": "Organization", "name": "Anysphere"},
        "offers": {
            "@type": "Offer",
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "price": "20",
                "priceCurrency": "USD",
                "unitText": "month",
            },
        },
    }
    author = {"@type": "Organization", "name": "Builder", "url": "http://testserver/reviewers/builder"}
    scored, unscored = reviews
    assert scored == {
        "@type": "Review",
        "name": "Ship",
        "author": author,
        "datePublished": "2026-10-01",
        "reviewRating": {"@type": "Rating", "ratingValue": 80, "bestRating": 100, "worstRating": 0},
    }
    assert (unscored["name"], unscored.get("reviewRating")) == ("Skip", None)


def test_what_is_not_known_is_not_told(client: Client):
    ToolFactory(name="Bare", slug="bare")

    (node,) = of_type("SoftwareApplication", told(get(client, "/tools/bare")))

    assert node.keys() == {"@type", "@id", "name", "url", "description", "applicationCategory"}


@pytest.mark.parametrize(("amount", "price"), [("0", "0"), ("0.150000", "0.15"), ("100", "100")])
def test_a_price_without_a_unit_is_paid_once(client: Client, tool, amount, price):
    Tool.objects.update(entry_amount=amount, entry_unit="" if amount != "0" else "month", entry_currency="EUR")

    (node,) = of_type("SoftwareApplication", told(get(client, "/tools/cursor")))

    assert node["offers"] == {"@type": "Offer", "price": price, "priceCurrency": "EUR"}


def test_no_rating_is_claimed_that_many_people_would_have_to_give(client: Client, demo: None):
    for path, _ in PAGES:
        assert b"aggregateRating" not in client.get(path).content


def test_a_comparison_tells_of_each_of_its_tools_without_their_prose(client: Client, demo: None):
    page = get(client, COMPARISON)
    nodes = told(page)

    assert [node["name"] for node in of_type("SoftwareApplication", nodes)] == ["SmolVLM-3B", "Mistral 8x22B v2"]
    assert all(len(node["review"]) == 4 for node in of_type("SoftwareApplication", nodes))
    assert len(page.select_one("script[type='application/ld+json']").string) < 4_000


def test_lists_name_their_tools_in_order(client: Client, demo: None):
    for path in ("/tools/", "/categories/developer-tools"):
        page = get(client, path)
        (listed,) = of_type("ItemList", told(page))
        shown = [f"http://testserver{link['href']}" for link in page.select(".shelf-list h3 a")]
        assert [one["url"] for one in listed["itemListElement"]] == shown
        assert len(shown) == 8


def test_the_front_page_says_how_the_site_is_searched(client: Client):
    (site,) = told(get(client, "/"))

    assert site["url"] == "http://testserver/"
    assert site["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search?q={search_term_string}"


def test_no_name_gets_out_of_its_block(client: Client, tool):
    Tool.objects.update(name=HOSTILE, tagline=HOSTILE, maker=HOSTILE)
    ToolFactory(name=f"{HOSTILE} 2", slug="other", tagline=HOSTILE)
    for path in ("/tools/cursor", "/compare/cursor-vs-other", "/categories/developer-tools"):
        page = get(client, path)
        nodes = told(page)
        assert [fault for node in nodes for fault in faults(node)] == []
        assert HOSTILE in strings(nodes)
        assert not [script for script in page.select("script:not([type])") if script.string]
    assert not set("<>&") & set(as_json([{"name": HOSTILE}]))


def test_a_review_that_nobody_sees_is_not_told(client: Client, tool):
    Review.objects.filter(reviewer__slug="skeptic").update(state=State.DRAFT)

    (node,) = of_type("SoftwareApplication", told(get(client, "/tools/cursor")))

    assert [review["author"]["name"] for review in node["review"]] == ["Builder"]
