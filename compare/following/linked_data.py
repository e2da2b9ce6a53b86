"""What pages tell programs in the words of schema.org, as JSON-LD.

Everything here stands on the page as well. There is no `aggregateRating`: readers vote ship or skip, which is no
rating, and the panel's mean is the site's own, while such a figure is meant to come from many people's ratings.
"""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from compare.panels import ComparisonPage, Side
from compare.tool_page import ToolPage
from core.models import Choice
from reviews.models import MAX_SCORE, Review
from tools.models import Tool

Node = dict[str, Any]
# What would end a script element, or begin a comment in one. In JSON it is the same written so.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


def as_json(nodes: Iterable[Node]) -> str:
    """The text of a data block about these things: ASCII alone, and safe inside `<script>`."""
    document = {"@context": "https://schema.org", "@graph": list(nodes)}
    return json.dumps(document, separators=(",", ":")).translate(ESCAPES)


def breadcrumbs(*crumbs: tuple[str, str]) -> Node:
    """The way to a page: names and paths, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": settings.SITE_URL + path}
            for position, (name, path) in enumerate(crumbs, 1)
        ],
    }


def of_site() -> list[Node]:
    """The front page: the site, and how it is searched."""
    target = f"{settings.SITE_URL}{reverse('search')}?q={{search_term_string}}"
    return [
        {
            "@type": "WebSite",
            "name": settings.SITE_NAME,
            "url": settings.SITE_URL + reverse("home"),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": target},
                "query-input": "required name=search_term_string",
            },
        }
    ]


def of_list(tools: Sequence[Tool]) -> Node:
    """The tools that a page lists, in its order. They come out of `titled()`."""
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": tool.title, "url": _address(tool)}
            for position, tool in enumerate(tools, 1)
        ],
    }


def of_tool(page: ToolPage) -> list[Node]:
    """A tool's page: the way to it, and the tool with all reviews of it."""
    tool = page.tool
    crumbs = breadcrumbs(
        ("Tools", reverse("catalogue")),
        (tool.category.name, tool.category.get_absolute_url()),
        (tool.title, tool.get_absolute_url()),
    )
    return [crumbs, _application(page.side)]


def of_comparison(page: ComparisonPage) -> list[Node]:
    """A comparison: the way to it, and its tools with all reviews of them."""
    crumbs = breadcrumbs(("Compare", reverse("picker")), (page.title, page.canonical_path))
    return [crumbs, *(_application(side) for side in page.sides)]


def _application(side: Side) -> Node:
    tool = side.tool
    node: Node = {
        "@type": "SoftwareApplication",
        "@id": _address(tool),
        "name": tool.title,
        "url": _address(tool),
        "description": tool.tagline,
        "applicationCategory": tool.category.name,
    }
    if tool.website:
        node["sameAs"] = iri_to_uri(tool.website)
    if tool.maker:
        node["creator"] = {"@type": "Organization", "name": tool.maker}
    if tool.entry_amount is not None:
        node["offers"] = _offer(tool, tool.entry_amount)
    if side.reviews:
        node["review"] = [_review(review) for review in side.reviews.values()]
    return node


def _offer(tool: Tool, amount: Decimal) -> Node:
    price = {"price": f"{amount.normalize():f}", "priceCurrency": tool.entry_currency}
    if not amount or not tool.entry_unit:
        return {"@type": "Offer", **price}
    per_unit = {"@type": "UnitPriceSpecification", **price, "unitText": tool.entry_unit}
    return {"@type": "Offer", "priceSpecification": per_unit}


def _review(review: Review) -> Node:
    """A review without its prose, which stands on the page anyway.

    Its author is a role on the panel of the site, behind which more than one person may write. schema.org knows
    persons and organisations as authors, and this is no person.
    """
    author = {
        "@type": "Organization",
        "name": review.reviewer.name,
        "url": settings.SITE_URL + review.reviewer.get_absolute_url(),
    }
    node: Node = {"@type": "Review", "name": str(Choice(review.verdict).label), "author": author}
    if review.published_at:
        node["datePublished"] = f"{review.published_at:%Y-%m-%d}"
    if review.score is not None:
        rating = {"ratingValue": review.score, "bestRating": MAX_SCORE, "worstRating": 0}
        node["reviewRating"] = {"@type": "Rating", **rating}
    return node


def _address(tool: Tool) -> str:
    return settings.SITE_URL + tool.get_absolute_url()
