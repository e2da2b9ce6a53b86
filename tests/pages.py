"""Reading pages as a person would."""

from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from django.test import Client


def get(client: Client, path: str) -> BeautifulSoup:
    """The page at `path`, whatever its status."""
    return BeautifulSoup(client.get(path).content, "html.parser")


def texts(elements: Iterable[Tag]) -> list[str]:
    """The text of each element, with its white space folded."""
    return [" ".join(element.text.split()) for element in elements]
