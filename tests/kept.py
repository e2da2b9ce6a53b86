"""What the tests know of pages that are kept."""

import re
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.cache import caches

from compare.caching.keeping import key_of

TIME_OF_A_PAGE = 60  # as the fixture `kept_pages` sets it


def make_older(path: str, *, by: float, query: str = "", cache: str = "default") -> None:
    """Have the page at `path`, which is kept, be made so many seconds earlier."""
    key = key_of(path, query)
    page = caches[cache].get(key)
    caches[cache].set(key, replace(page, made_at=page.made_at - by, changed_at=page.changed_at - by))
    caches["at hand"].clear()


def forget_pages() -> None:
    """Have every page be made anew."""
    for name in settings.CACHES:
        caches[name].clear()


def rule(response: Any) -> dict[str, int]:
    """The seconds in a header Cache-Control, by what they are for; 0 for what has none, such as `public`."""
    parts = re.findall(r"([a-z-]+)(?:=(\d+))?", response.headers.get("Cache-Control", ""))
    return {name: int(seconds or 0) for name, seconds in parts}
