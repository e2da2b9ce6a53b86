"""Which pages there are, and reading them as a person would."""

from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from django.test import Client

COMPARISON = "/compare/smolvlm-3b-vs-mistral-8x22b-v2"

# Every type of public page: path and query budget. A new page type is one more row.
PAGES = [
    ("/", 8),
    ("/compare/", 4),
    (COMPARISON, 6),
    ("/compare/smollm3-vs-mistral-small-3-1-vs-smolvlm-3b-vs-mistral-next-70b", 6),
    ("/tools/", 7),
    ("/tools/smolvlm-3b", 6),
    ("/tools/smolvlm-3b/quote", 4),
    (f"{COMPARISON}/quote", 5),
    ("/categories/developer-tools", 4),
    ("/reviewers/", 2),
    ("/reviewers/builder", 4),
    ("/about", 0),
    ("/about/votes", 1),
    ("/digest/", 2),
    ("/api/", 2),
    ("/search?q=mistral", 6),
]

FEATURED = [
    COMPARISON,
    "/compare/smollm3-vs-mistral-8x24b-mixture-of-experts",
    "/compare/smollm3-vs-mistral-small-3-1",
    "/compare/smollm3-on-device-vs-mistral-next-70b",
    "/compare/smolvlm2-2b-vs-mistral-8x24b-mixture-of-experts",
]


def get(client: Client, path: str) -> BeautifulSoup:
    """The page at `path`, whatever its status."""
    return BeautifulSoup(client.get(path).content, "html.parser")


def texts(elements: Iterable[Tag]) -> list[str]:
    """The text of each element, with its white space folded."""
    return [" ".join(element.text.split()) for element in elements]
