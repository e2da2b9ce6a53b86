"""Pages kept in files, for all processes of one machine."""

import itertools
import logging
import zlib
from pathlib import Path
from typing import Any, cast

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

# To count the files takes longer than to write one, so there may be some more than MAX_ENTRIES for a while.
WRITINGS_TO_A_COUNT = 50
_writings = itertools.count()
logger = logging.getLogger(__name__)


class PageFiles(FileBasedCache):
    """Files, in which of several processes that add the same only one succeeds. What cannot be kept is not."""

    def __init__(self, folder: str | Path, params: dict[str, Any]) -> None:
        super().__init__(str(folder), params)
        self._folder = Path(folder)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except (OSError, EOFError, zlib.error) as error:
            return self._without(error, default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except OSError as error:
            self._without(error)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self._folder / "turn").open("w") as turn:
                locks.lock(turn, locks.LOCK_EX)  # until it is closed, or its process ends
                return super().add(key, value, timeout, version)
        except OSError as error:
            return bool(self._without(error, True))

    def _cull(self) -> None:
        if next(_writings) % WRITINGS_TO_A_COUNT == 0:
            cast(Any, super())._cull()

    def _without(self, error: Exception, instead: Any = None) -> Any:
        logger.warning("Pages cannot be kept in %s: %s", self._folder, error)
        return instead
