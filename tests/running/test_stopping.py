"""Ctrl-C and SIGTERM stop the web server and the database with it, and nothing is left behind."""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running.processes import (
    SECONDS_TO_WAIT,
    all_end,
    database_has_ended,
    database_processes,
    start_command,
    wait_until,
    web_processes,
)
from tests.site import Site

# A terminal sends Ctrl-C to every process that was started in it.
WAYS: dict[str, Callable[[int], None]] = {
    "Ctrl-C": lambda pid: os.killpg(pid, signal.SIGINT),
    "SIGTERM": lambda pid: os.kill(pid, signal.SIGTERM),
}
STATUS = {"Ctrl-C": 130, "SIGTERM": 143}


@pytest.mark.parametrize("way", WAYS)
def test_stop_ends_web_and_database(prepared_site: Site, way: str):
    with start_command(prepared_site.data_dir, "serve", PORT=str(prepared_site.port)) as prepared_site.process:
        wait_until(lambda: answers(prepared_site), "the site answers")
        processes = web_processes(prepared_site) + database_processes(prepared_site)
        assert len(processes) > 3

        WAYS[way](prepared_site.process.pid)
        printed, errors = prepared_site.process.communicate(timeout=SECONDS_TO_WAIT)

    assert prepared_site.process.returncode == 0
    assert "Traceback" not in printed + errors
    assert all_end(processes)
    assert database_has_ended(prepared_site.data_dir)
    assert "received fast shutdown request" in (prepared_site.data_dir / "postgres.log").read_text()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", prepared_site.port))


def answers(site: Site) -> bool:
    try:
        return site.get("/").status == 200
    except ConnectionError:
        return False


@pytest.mark.parametrize("way", WAYS)
def test_stopped_command_takes_its_database_along(prepared: Path, way: str):
    # A query, so that the database has a session to end, and then nothing until the signal comes.
    waits = "import signal; print(Tool.objects.filter(slug='smolvlm-3b').count(), flush=True); signal.pause()"
    with start_command(prepared, "shell", "--verbosity=0", "-c", waits) as command:
        assert command.stdout
        assert command.stdout.readline() == "1\n"

        WAYS[way](command.pid)
        _, errors = command.communicate(timeout=SECONDS_TO_WAIT)

    assert command.returncode == STATUS[way]
    assert errors == ""
    assert database_has_ended(prepared)
