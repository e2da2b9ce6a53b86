"""Every address pattern of the site."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

from tests.pages import COMPARISON

# What makes some of the addresses lead somewhere, by the name of the part to fill in.
FILLED = {
    "slug": ["smolvlm-3b", "builder", "nothing"],
    "slugs": [COMPARISON.rpartition("/")[2], "mistral-8x22b-v2-vs-smolvlm-3b", "nothing-vs-smolvlm-3b"],
}


def routes(patterns: list[Any] | None = None, before: str = "", *, desk: bool = False) -> Iterator[tuple[str, str]]:
    """The name of each pattern, `redirect` for those without one, and its route; without those of the desk."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(one, URLResolver):
            yield one.name or "redirect", before + str(one.pattern)
        elif desk or one.namespace != "admin":
            yield from routes(one.url_patterns, before + str(one.pattern), desk=desk)


def addresses() -> Iterator[tuple[str, str]]:
    """Every address but those of the desk, by the name of its pattern; parts to fill in lead somewhere and nowhere."""
    for name, route in routes():
        part = re.search(r"<(?:\w+:)?(\w+)>", route)
        values = FILLED.get(part[1], ["1"]) if part else [""]
        yield from ((name, f"/{re.sub(r'<[^>]+>', value, route)}") for value in values)
