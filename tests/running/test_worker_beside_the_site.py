"""The worker that `make run` starts works as long as the site does, and goes with it, however that goes."""

import signal
from pathlib import Path

import psutil
import pytest

from tests.running.processes import (
    PRODUCTION,
    SECONDS_TO_WAIT,
    all_end,
    database_has_ended,
    shell,
    start_command,
    wait_until,
    web_processes,
)
from tests.site import Site, free_port
from tests.smtp import MailServer

SIGN_UP = (
    "from digest import subscribing, tasks; tasks.answer_sign_up.defer(subscriber=subscribing.sign_up(address='{}').pk)"
)


def workers_of(site: Site) -> list[psutil.Process]:
    return [each for each in web_processes(site) if "work" in each.cmdline()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_goes_with_the_site(ready_site: Site, number: signal.Signals):
    ready_site.start(WORKERS="2")
    wait_until(lambda: len(workers_of(ready_site)) == 2, "both workers run")
    everything = web_processes(ready_site)

    ready_site.stop(number)

    assert all_end(everything)
    if number == signal.SIGTERM:
        assert database_has_ended(ready_site.data_dir)


def test_it_ends_with_the_site_also_while_the_database_is_away(data_dir: Path):
    nowhere = f"postgres://nobody@127.0.0.1:{free_port()}/none"
    with start_command(data_dir, "work", "--beside", DATABASE_URL=nowhere, **PRODUCTION) as worker:
        assert "lost its database" in worker.stderr.readline()
        worker.stdin.close()
        assert worker.wait(SECONDS_TO_WAIT) == 0


def test_a_worker_alone_does_what_waits_and_stops_when_told(ready_dir: Path):
    shell(ready_dir, SIGN_UP.format("ann@example.org"))
    with MailServer() as server:
        worker = start_command(ready_dir, "work", EMAIL_URL=server.url)
        server.wait_for(1)
        worker.send_signal(signal.SIGTERM)
        said, complained = worker.communicate(timeout=30)

    assert worker.returncode == 0
    assert not complained, said
    assert database_has_ended(ready_dir)
