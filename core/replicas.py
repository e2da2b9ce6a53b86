"""Reading public pages from a streaming replica, where the setting REPLICA_URL names one that keeps up.

Only what a view marked with `from_replica` reads comes from there. Everything else, and every write, goes to the
primary: so nobody misses what they have just done. A replica that is away, behind or in the way of its own recovery
costs nobody an answer, for then the primary gives it.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from decimal import Decimal
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from core.database.patience import waiting_at_most

View = Callable[..., HttpResponse]

REPLICA = "replica"
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_TO_LEAVE_ALONE = 5.0
# For what one look asks, and for all that a page reads. Then the primary still has a request's whole patience.
SECONDS_FOR_A_LOOK = 1.0
SECONDS_FOR_A_PAGE = 2.5
# What PostgreSQL and PgBouncer say when it is the server that cannot serve, and not one statement that fails.
SERVER_TROUBLES = ("08", "53", "57P", "58")

_WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')"
# How far it has come, and how many seconds ago the last transaction was committed that it shows. A server that has
# never replayed anything is a primary. One that has been promoted stays where it was then, and so soon is behind.
_REPLAYED = """
    SELECT pg_wal_lsn_diff(COALESCE(pg_last_wal_replay_lsn(), pg_current_wal_flush_lsn()), '0/0'),
        COALESCE(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float, 'infinity')
"""

_reads_from_it: ContextVar[bool] = ContextVar("_reads_from_it", default=False)
logger = logging.getLogger(__name__)


class Router:
    """Sends the reads of `from_replica` to the replica, and everything else to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return REPLICA if _reads_from_it.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True  # the rows are the same in both

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == REPLICA else None


def connection_to_read() -> BaseDatabaseWrapper:
    """The connection for SQL that a public page reads by itself: the one that its querysets read over."""
    return connections[REPLICA if _reads_from_it.get() else DEFAULT_DB_ALIAS]


def from_replica(view: View) -> View:
    """Decorator: `view` only reads, for everybody alike, and may read what is up to REPLICA_LAG_SECONDS old.

    Where a statement fails on the replica the view runs once more, on the primary. The answer is whole by then.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if REPLICA not in connections.settings or not watch.keeps_up():
            return view(request, *args, **named)
        marked = _reads_from_it.set(True)
        try:
            with waiting_at_most(SECONDS_FOR_A_PAGE):
                return _whole(view(request, *args, **named))
        except (DatabaseError, InterfaceError) as error:
            watch.note(error)
        finally:
            _reads_from_it.reset(marked)
        return view(request, *args, **named)

    return answer


class Watch:
    """What this process knows of the replica: it is looked at every second, and left alone for a while when away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look_at = 0.0
        self._keeps_up = False
        self._is_in_trouble = False
        # When the primary had written how many bytes of its log, over the last REPLICA_LAG_SECONDS.
        self._marks: deque[tuple[float, Decimal]] = deque()

    def keeps_up(self) -> bool:
        """Whether it shows now what the primary held REPLICA_LAG_SECONDS ago, or later."""
        # One thread looks; the others go by what was seen last.
        if time.monotonic() >= self._look_at and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._keeps_up

    def note(self, error: Exception) -> None:
        """Take in that a statement failed there with `error`."""
        state = getattr(error.__cause__, "sqlstate", None) or ""
        failed_there = connections[REPLICA].errors_occurred
        if failed_there and (not state or state.startswith(SERVER_TROUBLES)):
            self._leave_alone(error)

    def _leave_alone(self, error: Exception) -> None:
        self._look_at = time.monotonic() + SECONDS_TO_LEAVE_ALONE
        self._conclude(False, trouble=f"it is away ({' '.join(str(error).split())[:200]})")
        connections[REPLICA].close()

    def _look(self) -> None:
        now = time.monotonic()
        self._look_at = now + SECONDS_BETWEEN_LOOKS
        try:
            self._mark(now)
            replayed, age = _row(REPLICA, _REPLAYED)
        except (DatabaseError, InterfaceError) as error:
            self._leave_alone(error)
            return
        since, written = self._marks[0] if self._marks else (now, replayed + 1)
        # A process that has not looked for long may not be able to tell; then it neither reads it nor says a word.
        is_proven = now - since > settings.REPLICA_LAG_SECONDS - 2 * SECONDS_BETWEEN_LOOKS
        is_fresh = replayed >= written or age <= settings.REPLICA_LAG_SECONDS
        self._conclude(is_fresh, trouble="it is behind" if is_proven else "")

    def _mark(self, now: float) -> None:
        try:
            (written,) = _row(DEFAULT_DB_ALIAS, _WRITTEN)
        except (DatabaseError, InterfaceError):
            return  # while the primary is away nothing is written that a replica could miss
        self._marks.append((now, written))
        while self._marks[0][0] < now - settings.REPLICA_LAG_SECONDS:
            self._marks.popleft()

    def _conclude(self, keeps_up: bool, *, trouble: str) -> None:
        if keeps_up and self._is_in_trouble:
            logger.info("The replica is read again.")
        elif trouble and not keeps_up and not self._is_in_trouble:
            logger.warning("The primary is read instead of the replica: %s.", trouble)
        self._is_in_trouble = not keeps_up and (self._is_in_trouble or bool(trouble))
        self._keeps_up = keeps_up


watch = Watch()


def _whole(response: HttpResponse) -> HttpResponse:
    render = getattr(response, "render", None)
    return render() if render else response


def _row(alias: str, statement: str) -> Any:
    with waiting_at_most(SECONDS_FOR_A_LOOK), connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()
