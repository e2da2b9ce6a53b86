"""Many votes at once: what a reader was told is counted is counted. (When things break meanwhile: tests/chaos.)"""

from tests.site import Site
from tests.swarm import OPEN_TO_SWARMS, Size, check_tallies, make_tools, plan, run_swarm, votes_in_table

SIZE = Size(votes=200, voters=50, clients=8)
TOOLS = 6


def test_votes_at_once_are_all_counted_as_last_acknowledged(ready_site: Site):
    ready_site.start(**OPEN_TO_SWARMS)
    plans = plan(SIZE, list(make_tools(ready_site.data_dir, TOOLS)))

    outcome = run_swarm(ready_site, plans)

    assert outcome.server_errors == 0, ready_site.output
    assert outcome.acknowledged == SIZE.votes
    assert votes_in_table(ready_site.data_dir) == outcome.said
    checked = check_tallies(ready_site.data_dir)
    assert checked.returncode == 0, checked.stdout
