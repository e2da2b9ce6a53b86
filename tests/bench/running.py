"""How long the site takes to start, and how much memory a worker has after many requests."""

import statistics
import time
from pathlib import Path

import psutil

from tests.bench import report
from tests.bench.load import load
from tests.bench.sites import Sized
from tests.pages import COMPARISON
from tests.running.processes import web_processes
from tests.site import Site, fresh_site

STARTS = 3
REQUESTS = 100_000
PATHS = (COMPARISON, "/tools/smolvlm-3b", "/tools/", "/search?q=mistral")
# Few pages are made anew and many come out of the cache, so most of the time goes to what is made anew.
SECONDS_COLD, SECONDS_WARM = 5, 15
CONNECTIONS = 16


def measure_starts(beside: Path) -> None:
    """Print how long it takes from the command to the first answered request."""
    with fresh_site(beside) as site:
        first = seconds_to_start(site)
        later = []
        for _ in range(STARTS):
            site.stop()
            later.append(seconds_to_start(site))
    report.add(
        "From the command to the first answer",
        ["Start", "seconds"],
        [
            ["The first, with creating the database and loading the demo data", first],
            ["Later", statistics.median(later)],
        ],
    )


def seconds_to_start(site: Site) -> float:
    begun = time.perf_counter()
    site.start(DEMO="catalogue", WEB_CONCURRENCY="")
    return time.perf_counter() - begun


def measure_memory(sized: Sized) -> None:
    """Print what web workers hold at first, and after 100,000 requests."""
    rows: list[list[report.Figure]] = [["At first", 0, *megabytes(sized)]]
    asked = 0
    while asked < REQUESTS:
        for site, seconds in ((sized.cold, SECONDS_COLD), (sized.warm, SECONDS_WARM)):
            for path in PATHS:
                asked += load(f"{site.url}{path}", seconds=seconds, connections=CONNECTIONS).requests
        rows.append(["Later", asked, *megabytes(sized)])
    report.add(
        f"Memory of a web worker, {sized.name}, MB",
        ["When", "requests to all", "makes pages anew", "keeps pages"],
        rows,
        "The mean share of one worker: what it shares with others is divided among them (PSS).",
    )


def megabytes(sized: Sized) -> list[float]:
    """The mean of the workers of each site, in MB."""
    return [
        statistics.mean(worker.memory_full_info().pss / 1e6 for worker in web_workers(site))
        for site in (sized.cold, sized.warm)
    ]


def web_workers(site: Site) -> list[psutil.Process]:
    """The processes that answer requests."""
    master, *children = web_processes(site)
    return [child for child in children if child.ppid() == master.pid and "work" not in child.cmdline()]
