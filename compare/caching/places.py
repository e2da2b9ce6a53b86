"""Django's setting CACHES."""

from pathlib import Path
from typing import Any

# How many entries each may hold in files. Redis has its own bound, `maxmemory`.
MOST = {
    "default": 2_000,
    # Answers of the API and of searches, apart from the pages, since whoever asks everything would fill their room.
    "answers": 2_000,
    # Link pictures by what they show, apart from the pages so that neither crowds out the other.
    "pictures": 1_000,
}
FOLDERS = {"default": "cache", "answers": "answers", "pictures": "pictures"}
MOST_AT_HAND = 100  # in the memory of each process
SECONDS_FOR_REDIS = 0.25


def cache_settings(url: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Where whole public pages are kept: in the Redis at `url`, for all machines, or in `folder` where it is empty."""
    at_hand = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages at hand",
        "OPTIONS": {"MAX_ENTRIES": MOST_AT_HAND},
    }
    if url:
        return {"at hand": at_hand} | {name: _in_redis(url, name) for name in MOST}
    return {"at hand": at_hand} | {name: _in_files(folder / FOLDERS[name], most) for name, most in MOST.items()}


def _in_files(folder: Path, most: int) -> dict[str, Any]:
    return {"BACKEND": "compare.caching.page_files.PageFiles", "LOCATION": folder, "OPTIONS": {"MAX_ENTRIES": most}}


def _in_redis(url: str, name: str) -> dict[str, Any]:
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    patience = {"socket_connect_timeout": SECONDS_FOR_REDIS, "socket_timeout": SECONDS_FOR_REDIS}
    return {
        "BACKEND": "compare.caching.shared_pages.SharedPages",
        "LOCATION": url,
        "KEY_PREFIX": f"tiebreak-{name}",
        "OPTIONS": patience | {"retry": Retry(NoBackoff(), 0)},
    }
