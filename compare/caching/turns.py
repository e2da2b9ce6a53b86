"""Pages are found where they are kept, or made: one process of one machine makes each, however many ask for it."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.http.response import HttpResponseBase

from compare.caching.pages import KeptPage

HOUR = 3600
# Whoever's turn it is to make a page has so long; then, should it have died, it is somebody else's.
SECONDS_OF_A_TURN = 5
# Whoever waits for a page in the making looks so often, and after so long makes it as well.
SECONDS_BETWEEN_LOOKS = 0.02
SECONDS_TO_WAIT = 2.0
# Longer pages, such as parts of the map, stay out of each process's memory.
LONGEST_AT_HAND = 200_000
KEPT, STALE, MADE = "kept", "stale", "made"

Made = KeptPage | HttpResponseBase
# Makes a page, knowing the one before, if there was one; or an answer that is not to be kept.
Make = Callable[[KeptPage | None], Made]


def page_at(key: str, cache: str, make: Make) -> tuple[Made, str]:
    """The page of this key in this cache, or what `make` makes; and whether it was kept, stale or made.

    A stale page is old by no more than SECONDS_STALE, and somebody makes a new one; while the database is away, by
    no more than SECONDS_WITHOUT_DATABASE. Raises what `make` raises.
    """
    if not settings.PAGE_CACHE_SECONDS:
        return make(None), MADE
    page: KeptPage | None = caches["at hand"].get(key)
    if page and page.is_fresh(time.time()):
        return page, KEPT
    return _found_or_made(caches[cache], key, make)


def _found_or_made(shared: BaseCache, key: str, make: Make) -> tuple[Made, str]:
    before = _look(shared, key)
    if before and before.is_fresh(time.time()):
        return before, KEPT
    if shared.add(_turn(key), 1, SECONDS_OF_A_TURN):
        try:
            return _take_turn(shared, key, make)
        finally:
            shared.delete(_turn(key))
    if before and before.is_bearable(time.time()):
        return before, STALE
    if made := _wait(shared, key):
        return made, KEPT
    return _make(shared, key, make, before)


def _turn(key: str) -> str:
    return f"{key}.turn"


def _look(shared: BaseCache, key: str) -> KeptPage | None:
    """The page as it is kept, fresh or not. A fresh one is kept at hand until its time is over, and no longer."""
    page: KeptPage | None = shared.get(key)
    if page and page.is_fresh(time.time()) and len(page.bodies[""]) <= LONGEST_AT_HAND:
        caches["at hand"].set(key, page, settings.PAGE_CACHE_SECONDS)
    return page


def _take_turn(shared: BaseCache, key: str, make: Make) -> tuple[Made, str]:
    before = _look(shared, key)
    if before and before.is_fresh(time.time()):  # somebody has made it since we looked
        return before, KEPT
    return _make(shared, key, make, before)


def _make(shared: BaseCache, key: str, make: Make, before: KeptPage | None) -> tuple[Made, str]:
    made = make(before)
    if isinstance(made, KeptPage):
        # Beyond its time, for by it one sees whether the next one is the same.
        shared.set(key, made, settings.PAGE_CACHE_SECONDS + HOUR)
    elif before and before.is_better_than(made.status_code, time.time()):
        return before, STALE
    return made, MADE


def _wait(shared: BaseCache, key: str) -> KeptPage | None:
    """The page that another makes, or None where that takes too long, or comes to nothing that can be kept."""
    until = time.monotonic() + SECONDS_TO_WAIT
    while time.monotonic() < until:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        in_the_making = shared.get(_turn(key))
        page = _look(shared, key)
        if page and page.is_fresh(time.time()):
            return page
        if not in_the_making:
            break
    return None
