"""`/healthz` and `/readyz`: whether this process lives, and whether it can serve pages.

They are asked by whoever starts processes and by load balancers, which come by any host name, without HTTPS, and often.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import caches
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.database.patience import waiting_at_most
from core.grammar import counted

SECONDS_TO_ANSWER = 2.0
SECONDS_TO_KEEP = 1.0
SECONDS_TO_HEAR_OF_WORKERS = 60
RETRY_AFTER = 5
NEEDED = {"database", "migrations"}

_LAST_HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat))::integer FROM procrastinate_workers"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `/readyz`."""

    name: str
    is_fine: bool
    words: str

    def __str__(self) -> str:
        return f"{'ok' if self.is_fine else 'no'} {self.name}: {self.words}"


def answer_checks(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware. It stands before what looks at host names, cookies and addresses, and behind what sets headers."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        check = CHECKS.get(request.path_info)
        return check(request) if check else get_response(request)

    return answer


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """`/healthz`: 200, for this process answers. It asks nothing of anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """`/readyz`: 200 if pages can be served, else 503; each check on a line.

    A missing worker and a missing cache are only told, since readers are served without them. `/readyz?worker` is for
    whoever watches the worker: 503 without one, too.
    """
    found = look.findings()
    needed = NEEDED | ({"worker"} if "worker" in request.GET else set())
    is_ready = all(one.is_fine for one in found if one.name in needed)
    lines = ["ready" if is_ready else "not ready", *map(str, found), ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain", status=200 if is_ready else 503)
    if not is_ready:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


CHECKS: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": healthz, "/readyz": readyz}


class Look:
    """What this process has found last. It looks once in a second at most, however many ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: list[Finding] = []
        self._look_at = 0.0
        self._is_migrated = False

    def findings(self) -> list[Finding]:
        """The findings, a second old at most, or older while somebody else looks."""
        if time.monotonic() >= self._look_at and self._lock.acquire(blocking=not self._found):
            try:
                if time.monotonic() >= self._look_at:
                    self._found = [*self._of_database(), _of_cache()]
                    self._look_at = time.monotonic() + SECONDS_TO_KEEP
            finally:
                self._lock.release()
        return self._found

    def _of_database(self) -> list[Finding]:
        try:
            with waiting_at_most(SECONDS_TO_ANSWER):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
                found = [Finding("database", True, "answers"), self._of_migrations()]
                return [*found, _of_worker()] if found[1].is_fine else found
        except (DatabaseError, InterfaceError):
            return [Finding("database", False, "does not answer")]

    def _of_migrations(self) -> Finding:
        # Looking takes a while, and what is applied once stays so for as long as this code runs.
        if not self._is_migrated:
            executor = MigrationExecutor(connection)
            if missing := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
                return Finding("migrations", False, f"{counted(missing, 'is', 'are')} to be applied")
            self._is_migrated = True
        return Finding("migrations", True, "all are applied")


look = Look()


def _of_worker() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(_LAST_HEARTBEAT)
        (seconds,) = cursor.fetchone()
    if seconds is None:
        return Finding("worker", False, "there is none")
    return Finding("worker", seconds < SECONDS_TO_HEAR_OF_WORKERS, f"heard of {counted(seconds, 'second')} ago")


def _of_cache() -> Finding:
    try:
        caches["default"].set("readyz", "kept", SECONDS_TO_HEAR_OF_WORKERS)
        is_kept = caches["default"].get("readyz") == "kept" and not getattr(caches["default"], "is_away", False)
    except Exception:  # whatever the cache is, its errors are its own
        is_kept = False
    return Finding("cache", is_kept, "keeps what it is given" if is_kept else "is away")
