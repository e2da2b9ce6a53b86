"""How long whoever asks the database is willing to wait for it.

Neither libpq nor the kernel ends a wait for a server that is frozen or cut off. So each request has a number of
seconds that it may spend on waiting, and once the server is silent the process stops asking for a moment: threads that
all wait would keep it from serving what needs no database.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

SECONDS_OF_REST = 1.0


@dataclass
class Patience:
    """Seconds that may still be spent on waiting: on all answers together, or, where `renewed`, on each of them."""

    left: float
    renewed: bool = False

    @contextlib.contextmanager
    def spent(self) -> Iterator[None]:
        """What the `with` block takes is gone."""
        begun = time.monotonic()
        try:
            yield
        finally:
            if not self.renewed:
                self.left -= time.monotonic() - begun


# None for commands and workers, who wait for as long as it takes.
_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


def patience() -> Patience | None:
    """That of whatever is going on here, or None where it is endless."""
    return _patience.get()


@contextlib.contextmanager
def waiting_at_most(seconds: float, *, renewed: bool = False) -> Iterator[None]:
    """Wait no longer than that for the database within a `with` block: for all answers, or for each if `renewed`."""
    before = _patience.set(Patience(seconds, renewed))
    try:
        yield
    finally:
        _patience.reset(before)


@dataclass
class Silence:
    """What this process knows of one database: whether it has stopped to answer."""

    heard_at: float = 0.0
    _is_silent: bool = False
    _ask_again_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may_ask(self, seconds: float) -> bool:
        """Whether to ask at all. After a rest one may, and for the `seconds` that they wait at most nobody else."""
        if not self._is_silent:
            return True
        with self._lock:
            if self._is_silent and time.monotonic() < self._ask_again_at:
                return False
            self._ask_again_at = time.monotonic() + max(seconds, SECONDS_OF_REST)
            return True

    def heard(self) -> None:
        """It has answered."""
        self.heard_at = time.monotonic()
        self._is_silent = False

    def not_heard_since(self, begun: float) -> None:
        """Somebody has waited in vain since then. If others had answers meanwhile, it is slow but not silent."""
        with self._lock:
            if self.heard_at < begun:
                self._is_silent = True
                self._ask_again_at = time.monotonic() + SECONDS_OF_REST
