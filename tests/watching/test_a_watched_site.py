"""The real site, as whoever runs it sees it: its metrics, its log, and its checks while the database is frozen."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.running.processes import kill, wait_until, web_processes
from tests.site import ROOT, Site, environment, free_port, site_like

METRICS_PORT = free_port()


@pytest.fixture(scope="module")
def watched(pattern: Path) -> Iterator[Site]:
    """The site with metrics, a worker and a log for programs."""
    with site_like(pattern) as real:
        real.start(METRICS_PORT=str(METRICS_PORT), LOG_FORMAT="json", WORKERS="1")
        wait_until(lambda: bool(told()), "the metrics are told")
        yield real


def told(port: int = METRICS_PORT) -> dict[str, float]:
    """The metrics by name and labels; nothing as long as nobody tells them."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
    except OSError:
        return {}
    return {
        f"{sample.name}{json.dumps(sample.labels) if sample.labels else ''}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def requests_to(route: str) -> float:
    return sum(value for name, value in told().items() if name.startswith("tiebreak_requests_total") and route in name)


def test_what_all_processes_have_done_is_told_at_one_port(watched: Site):
    before = requests_to("robots")
    for _ in range(20):
        watched.get("/robots.txt")

    now = told()
    assert requests_to("robots") == before + 20
    assert now['tiebreak_request_seconds_count{"route": "robots"}'] == before + 20
    assert now['tiebreak_pages_total{"source": "kept"}'] >= 19
    assert now["tiebreak_database_up"] == 1
    assert now['tiebreak_deliveries_to_send{"stage": "waiting"}'] == 0
    assert now['tiebreak_processes{"process": "web"}'] == 3
    assert now['tiebreak_memory_bytes{"process": "worker"}'] > 10_000_000
    wait_until(lambda: told()["tiebreak_workers"] == 1, "the worker is heard of")


def test_counts_outlive_the_process_that_has_counted(watched: Site):
    watched.get("/llms.txt")
    counted = requests_to("llms")
    web = [each for each in web_processes(watched) if "serve" in each.cmdline() and each.pid != watched.process.pid]

    for each in web:
        kill(each)
    wait_until(lambda: bool(watched.get("/about").text), "others have taken over")

    assert requests_to("llms") == counted
    folder = watched.data_dir / "metrics" / str(METRICS_PORT)
    assert not [each.pid for each in web if list(folder.glob(f"*_{each.pid}.db"))]


def test_every_line_of_the_log_is_an_object_and_none_names_a_reader(watched: Site):
    watched.get("/search?q=ann@example.org")
    watched.get("/digest/you/ann-token:x")
    wait_until(lambda: "reader" in watched.output, "the last request is logged")

    lines = watched.output.partition("Stop it with Ctrl-C.")[2].split("\n")
    records = [json.loads(line) for line in lines if line]
    assert {"gunicorn.error", "compare.requests", "django.request"} <= {record["logger"] for record in records}
    assert re.fullmatch(r"[0-9a-f]{16}", next(each["request"] for each in records if "request" in each))
    assert "ann" not in "\n".join(lines)


def test_a_worker_of_its_own_tells_at_its_own_port(watched: Site):
    port = free_port()
    command = [sys.executable, "manage.py", "work"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment(watched.data_dir, METRICS_PORT=str(port)))
    try:
        wait_until(lambda: bool(told(port)), "the worker tells")
        assert told(port)["tiebreak_database_up"] == 1
        assert told(port)["process_resident_memory_bytes"] > 10_000_000
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(30)


def test_a_frozen_database_makes_it_unready_and_keeps_nobody_waiting(watched: Site):
    assert watched.get("/readyz").status == 200
    postgres = psutil.Process(watched.postgres_pid)
    frozen = [postgres, *postgres.children()]
    for each in frozen:
        each.suspend()
    try:
        wait_until(lambda: watched.get("/readyz").status == 503, "it is found out")
        assert "no database: does not answer" in watched.get("/readyz").text
        assert watched.get("/healthz").status == 200
        assert told()["tiebreak_database_up"] == 0
    finally:
        for each in frozen:
            each.resume()
    wait_until(lambda: watched.get("/readyz").status == 200, "it is ready again")
