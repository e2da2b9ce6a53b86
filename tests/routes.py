"""Every address pattern of the site but those of the desk."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver


def routes(patterns: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, str]]:
    """The name of each pattern, `redirect` for those without one, and its route."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(one, URLResolver):
            yield one.name or "redirect", before + str(one.pattern)
        elif one.namespace != "admin":
            yield from routes(one.url_patterns, before + str(one.pattern))
