"""A small `make chaos`: what readers, voters and people who sign up meet while something breaks, and afterwards."""

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.crowd import Size
from tests.chaos.faults import (
    Broken,
    Fault,
    a_web_worker_is_killed,
    connections_run_out,
    database_ends,
    database_freezes,
    few_connections,
    the_digest_worker_is_killed,
)
from tests.chaos.running import rehearsal
from tests.site import site_like

SIZE = Size(readers=2, voters=2, newcomers=1)
READERS = 2_000


@contextlib.contextmanager
def both_workers_are_killed(broken: Broken) -> Iterator[None]:
    with the_digest_worker_is_killed(broken), a_web_worker_is_killed(broken):
        yield


FAULTS = [
    Fault("PostgreSQL restarts", database_ends(signal.SIGINT), 0.3, is_felt=True),
    Fault("PostgreSQL is killed", database_ends(signal.SIGKILL), 0.3, is_felt=True),
    Fault("PostgreSQL freezes", database_freezes, 2, is_felt=True),
    Fault("All connections are taken", connections_run_out, 0.5, is_felt=True),
    Fault("Both workers are killed", both_workers_are_killed, 0),
]


def test_whatever_breaks_nothing_acknowledged_is_lost_and_no_wrong_page_is_served(pattern: Path):
    with site_like(pattern) as site:
        few_connections(site)
        with rehearsal(site, SIZE, readers=READERS, DATABASE_WAIT_SECONDS="1") as stage:
            for fault in FAULTS:
                upshot = stage.go_through(fault, before=0.3, after=0.3)
                assert upshot.faults == []
                assert upshot.written > 0

            mail = stage.postman.server
            mail.wait_for(mail.count() + 1)  # the killed worker has been replaced
            assert all(page.is_this(site.get(page.path).body) for page in stage.pages)
            assert stage.disagreements() == []
        assert " ERROR django" not in site.output
