"""Many votes at once: what a reader was told is counted is counted, also when things break meanwhile."""

import signal
from functools import partial

import pytest

from tests.site import Site
from tests.swarm import (
    OPEN_TO_SWARMS,
    Outcome,
    Size,
    check_tallies,
    kill_worker,
    make_tools,
    plan,
    restart_database,
    run_swarm,
    votes_in_table,
)

SIZE = Size(votes=200, voters=50, clients=8)
TOOLS = 6


@pytest.fixture
def plans(ready_site: Site):
    """What a small swarm presses; the site runs and has the tools."""
    ready_site.start(**OPEN_TO_SWARMS)
    return plan(SIZE, list(make_tools(ready_site.data_dir, TOOLS)))


def test_votes_at_once_are_all_counted_as_last_acknowledged(ready_site: Site, plans):
    outcome = run_swarm(ready_site, plans)

    assert outcome.server_errors == 0, ready_site.output
    assert_kept(ready_site, outcome)


@pytest.mark.parametrize("end_with", [signal.SIGINT, signal.SIGKILL], ids=["database restarts", "database crashes"])
def test_no_acknowledged_vote_is_lost_when_a_worker_and_the_database_go_down(
    ready_site: Site, plans, end_with: signal.Signals
):
    workers_and_database = {
        SIZE.votes // 3: partial(kill_worker, ready_site),
        SIZE.votes * 2 // 3: partial(restart_database, ready_site, end_with),
    }

    outcome = run_swarm(ready_site, plans, workers_and_database)

    assert outcome.server_errors + outcome.broken > 0, "nobody noticed"
    assert_kept(ready_site, outcome)


def assert_kept(site: Site, outcome: Outcome) -> None:
    """Every vote is in the table as last acknowledged, no other is, and every tally is right."""
    assert outcome.acknowledged == SIZE.votes
    assert votes_in_table(site.data_dir) == outcome.said
    checked = check_tallies(site.data_dir)
    assert checked.returncode == 0, checked.stdout
