"""Pages kept in a Redis, for all machines."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# How long each process leaves a Redis alone that did not answer.
SECONDS_ALONE = 5.0
KEYS_AT_ONCE = 500
logger = logging.getLogger(__name__)


class SharedPages(RedisCache):
    """A Redis. While it is away each process keeps pages for itself, and asks again after a few seconds."""

    # For all threads of a process, of which each has an object of this class.
    alone_until = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._meanwhile = LocMemCache(f"meanwhile {self.key_prefix}", {"OPTIONS": {"MAX_ENTRIES": 100}})

    @property
    def is_away(self) -> bool:
        """Whether the Redis is left alone at the moment, since it did not answer."""
        return time.monotonic() < SharedPages.alone_until

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(super().get, self._meanwhile.get, key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask(super().set, self._meanwhile.set, key, value, timeout, version)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask(super().add, self._meanwhile.add, key, value, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask(super().delete, self._meanwhile.delete, key, version))

    def clear(self) -> None:
        """Remove what this cache holds, and nothing else that is in the same Redis."""
        self._ask(self._clear, self._meanwhile.clear)

    def _clear(self) -> None:
        client = self._cache.get_client(write=True)
        keys = list(client.scan_iter(match=f"{self.key_prefix}:*", count=KEYS_AT_ONCE))
        for place in range(0, len(keys), KEYS_AT_ONCE):
            client.unlink(*keys[place : place + KEYS_AT_ONCE])

    def _ask(self, redis: Callable[..., Any], meanwhile: Callable[..., Any], *asked: Any) -> Any:
        if not self.is_away:
            try:
                return redis(*asked)
            except (RedisError, OSError) as error:
                SharedPages.alone_until = time.monotonic() + SECONDS_ALONE
                logger.warning("The cache of CACHE_URL is away, so each process keeps pages for itself: %s", error)
        return meanwhile(*asked)
