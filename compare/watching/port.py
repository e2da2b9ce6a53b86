"""The port on which Prometheus asks. Run as a program, it tells what the processes of a site have counted together."""

import contextlib
import logging
import os
import select
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock

import psutil
import psycopg
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils.log import configure_logging
from prometheus_client import REGISTRY, CollectorRegistry, start_http_server
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from compare.environment import CannotStart
from compare.watching.counting import FOLDER
from core.database.patience import waiting_at_most

SECONDS_TO_ANSWER = 2.0
SECONDS_BETWEEN_TRIES = 2.0
SUMS = ("counter", "histogram")  # the kinds of files that stay true when their process is gone
NOBODY = 0  # as the number of the process that has counted what is left of those that are gone
JOBS = ("todo", "doing", "failed")

_QUEUES = """
    SELECT status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY status
    UNION ALL SELECT 'waiting', count(*) FROM digest_delivery WHERE fate = 'waiting'
    UNION ALL SELECT 'in hand', count(*) FROM digest_delivery WHERE fate IN ('claimed', 'sending')
    UNION ALL SELECT 'workers', count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 s'
"""
logger = logging.getLogger(__name__)


def tell_alone() -> None:
    """Tell what this process alone has counted, from now on. Raises CannotStart if the port cannot be used."""
    _tell(REGISTRY)


def _tell(registry: CollectorRegistry) -> None:
    try:
        start_http_server(int(settings.METRICS_PORT), settings.METRICS_HOST, registry)
    except OSError as error:
        where = f"Port {settings.METRICS_PORT} of {settings.METRICS_HOST}"
        raise CannotStart(f"{where} cannot be used ({error.strerror}). Set METRICS_PORT or METRICS_HOST.") from error
    registry.register(Queues())


class Queues(Collector):
    """What is to be done, as the database has it at the moment. It is not waited for for long."""

    def collect(self) -> Iterator[Metric]:
        """The metrics; without a database only that it is away."""
        try:
            with waiting_at_most(SECONDS_TO_ANSWER):
                connection.ensure_connection()
                # Not through Django's cursor, which complains where the apps are not loaded.
                found = dict(connection.connection.execute(_QUEUES).fetchall())
        except (DatabaseError, InterfaceError, psycopg.Error):
            found = {}
        finally:
            connection.close()  # each question comes in a thread of its own
        yield GaugeMetricFamily("tiebreak_database_up", "Whether the database answers.", value=bool(found))
        if found:
            yield from _queues(found)


def _queues(found: dict[str, int]) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("tiebreak_jobs", "Jobs in the queue.", labels=["status"])
    for status in JOBS:
        jobs.add_metric([status], found.get(status, 0))
    deliveries = GaugeMetricFamily("tiebreak_deliveries_to_send", "Mails of editions not sent yet.", labels=["stage"])
    for stage in ("waiting", "in hand"):
        deliveries.add_metric([stage], found[stage])
    yield jobs
    yield deliveries
    yield GaugeMetricFamily("tiebreak_workers", "Workers heard of in the last 30 seconds.", value=found["workers"])


class Together(Collector):
    """What all processes have counted in one folder, also those that are gone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._one_at_a_time = Lock()

    def collect(self) -> Iterable[Metric]:
        """The sums. What is gone is put together first, or there would be more files with every worker that ends."""
        with self._one_at_a_time:
            for pid in {int(path.stem.rpartition("_")[2]) for path in self.folder.glob("*.db")} - {NOBODY}:
                if not psutil.pid_exists(pid):
                    self._bury(pid)
            return list(MultiProcessCollector(None, str(self.folder)).collect())

    def _bury(self, pid: int) -> None:
        mark_process_dead(pid, str(self.folder))
        for kind in SUMS:
            left = self.folder / f"{kind}_{pid}.db"
            if not left.exists():
                continue
            sums = MmapedDict(str(self.folder / f"{kind}_{NOBODY}.db"))
            for key, value, _, _ in MmapedDict.read_all_values_from_file(left):
                sums.write_value(key, sums.read_value(key)[0] + value, 0.0)
            sums.close()
            left.unlink()


class Processes(Collector):
    """The memory and the time of gunicorn, of which this process is a child, and of workers beside it."""

    def collect(self) -> Iterator[Metric]:
        """The metrics by kind of process: `web` or `worker`."""
        memory = GaugeMetricFamily("tiebreak_memory_bytes", "Resident memory of all processes.", labels=["process"])
        number = GaugeMetricFamily("tiebreak_processes", "How many processes there are.", labels=["process"])
        seconds = CounterMetricFamily("tiebreak_cpu_seconds", "Processor time used.", labels=["process"])
        for kind, processes in _by_kind(psutil.Process().parent()).items():
            sizes = [process.memory_info().rss for process in processes]
            memory.add_metric([kind], sum(sizes))
            number.add_metric([kind], len(sizes))
            seconds.add_metric([kind], sum(sum(process.cpu_times()[:2]) for process in processes))
        yield from (memory, number, seconds)


def _by_kind(master: psutil.Process | None) -> dict[str, list[psutil.Process]]:
    found: dict[str, list[psutil.Process]] = {"web": [], "worker": []}
    with contextlib.suppress(psutil.Error):
        command = master.cmdline() if master else []
        for process in [master, *master.children()] if master else []:
            if process.cmdline() == command:
                found["web"].append(process)
            elif "work" in process.cmdline():
                found["worker"].append(process)
    return found


def main() -> None:
    """Tell until whoever holds the other end of the standard input is gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    registry = CollectorRegistry()
    registry.register(Together(Path(os.environ[FOLDER])))
    registry.register(Processes())
    wait: float | None = SECONDS_BETWEEN_TRIES
    while wait:
        try:
            _tell(registry)
            wait = None
        except CannotStart as error:
            # While a new gunicorn takes over from an old one, the old one's process still has the port.
            logger.warning("%s It is tried again.", error)
        if select.select([sys.stdin], [], [], wait)[0]:
            return


if __name__ == "__main__":
    main()
