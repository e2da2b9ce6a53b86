"""The measurements behind what the README says of voting: `make bench`, or `python -m tests.bench_votes`.

First whether any acknowledged vote is lost at full size, which the exit status tells. Then how fast the
site takes votes, as a ratio to a bare database client that sends the same statements over as many
connections, within one run. The swarm takes its processor time from the same machine, but little.
"""

import json
import sys
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from tests.running.processes import shell
from tests.site import Site, fresh_site
from tests.swarm import (
    OPEN_TO_SWARMS,
    Press,
    Size,
    check_tallies,
    connect,
    forget_votes,
    kill_worker,
    make_tools,
    plan,
    restart_database,
    run_swarm,
    side_by_side,
    votes_in_table,
)

SIZE = Size(votes=2_000, voters=500, clients=32)
TOOLS = 20
# For the ratio: once around all tools.
RATIO_SIZE = Size(votes=1_000, voters=500, clients=32)
RATIO_TOOLS = (1, 1_000)

# The code and the settings of the site itself, so that both sides send the same.
STATEMENTS = """
import json
from django.conf import settings
from core.rate_limits import _TAKE, MINUTE
from votes.cast import _CAST
print(json.dumps({
    "take": _TAKE,
    "cast": _CAST,
    "period": MINUTE,
    "voter": settings.VOTES_PER_MINUTE,
    "network": settings.VOTES_PER_MINUTE_AND_NETWORK,
    "limit": settings.VOTES_PER_NETWORK_AND_DAY,
}))
"""


def is_nothing_lost(site: Site, name: str, slugs: Sequence[str], events: Mapping[int, Callable[[], None]]) -> bool:
    """Run the swarm of the full size, print how it went, and tell whether the table is as acknowledged."""
    forget_votes(site.data_dir)
    outcome = run_swarm(site, plan(SIZE, slugs), events)
    said, kept = outcome.said.items(), votes_in_table(site.data_dir).items()
    lost, unasked = len(said - kept), len(kept - said)
    tallies = check_tallies(site.data_dir)
    print(
        f"{name:<35}{outcome.acknowledged:>7,}{outcome.seconds:>9.1f}{outcome.acknowledged / outcome.seconds:>9.0f}"
        f"{outcome.server_errors:>6}{outcome.broken:>8}{lost:>6}{unasked:>9}  {tallies.stdout.strip()}"
    )
    failed = outcome.server_errors if not events else 0
    return not lost and not unasked and not failed and tallies.returncode == 0


def measure_losses(site: Site, slugs: Sequence[str]) -> bool:
    """Whether the swarm found every acknowledged vote and no other, undisturbed and with what may happen to a site."""
    print(f"\n{SIZE.votes:,} votes by {SIZE.voters} voters over {len(slugs)} tools, {SIZE.clients} clients at once")
    print(f"{'':<35}{'votes':>7}{'seconds':>9}{'votes/s':>9}{'5xx':>6}{'broken':>8}{'lost':>6}{'unasked':>9}  tallies")
    disturbances = {
        SIZE.votes // 3: partial(kill_worker, site),
        SIZE.votes * 2 // 3: partial(restart_database, site),
    }
    undisturbed = is_nothing_lost(site, "Undisturbed", slugs, {})
    return is_nothing_lost(site, "Worker killed, database restarted", slugs, disturbances) and undisturbed


def measure_ratio(site: Site, tools: Mapping[str, int]) -> None:
    """Print how fast the site takes votes on these tools, against the bare client."""
    plans = plan(RATIO_SIZE, list(tools), choices=("ship", "skip"))
    statements = json.loads(shell(site.data_dir, STATEMENTS))

    def bare() -> float:
        forget_votes(site.data_dir)
        return seconds_bare(site.data_dir, plans, tools, statements)

    # Before and after, for the load of the machine changes meanwhile.
    before = bare()
    forget_votes(site.data_dir)
    through_site = run_swarm(site, plans).seconds
    of_bare = (before + bare()) / 2
    votes = RATIO_SIZE.votes
    print(f"{len(tools):<8,}{votes / through_site:>10.0f}{votes / of_bare:>8.0f}{through_site / of_bare:>8.1f}")


def seconds_bare(
    data_dir: Path, plans: Sequence[Sequence[Press]], tools: Mapping[str, int], statements: Mapping[str, Any]
) -> float:
    """How long the plans take without the site."""
    connections = [connect(data_dir) for _ in plans]
    try:
        return side_by_side(
            [
                partial(vote_bare, connection, presses, tools, statements)
                for connection, presses in zip(connections, plans, strict=True)
            ]
        )
    finally:
        for connection in connections:
            connection.close()


def vote_bare(
    connection: psycopg.Connection[Any],
    presses: Sequence[Press],
    tools: Mapping[str, int],
    statements: Mapping[str, Any],
) -> None:
    """Send what the site sends for each vote: the voter's limit, the network's limit, and the vote."""
    with connection.cursor() as cursor:
        for press in presses:
            voter = uuid.UUID(int=press.voter)
            network = voter.hex
            for limited in ("voter", "network"):
                bucket = {"capacity": statements[limited], "period": statements["period"]}
                cursor.execute(statements["take"], {"key": f"{limited} {network}", **bucket})
                cursor.fetchone()
            vote = {"tool": tools[press.slug], "voter": voter, "choice": press.choice, "network": network}
            cursor.execute(statements["cast"], vote | {"limit": statements["limit"]})
            cursor.nextset()
            cursor.fetchone()


def main() -> None:
    """Measure all of it. Raises SystemExit if a vote was lost or a tally is wrong."""
    with fresh_site(Path(tempfile.gettempdir())) as site:
        site.start(**OPEN_TO_SWARMS)
        tools = make_tools(site.data_dir, max(RATIO_TOOLS))
        nothing_lost = measure_losses(site, list(tools)[:TOOLS])
        print(f"\n{'Tools':<8}{'votes/s':>10}{'bare':>8}{'ratio':>8}")
        for count in RATIO_TOOLS:
            measure_ratio(site, dict(list(tools.items())[:count]))
    if not nothing_lost:
        sys.exit("Acknowledged votes and the database do not agree.")


if __name__ == "__main__":
    main()
