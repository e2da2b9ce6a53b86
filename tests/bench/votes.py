"""Whether any acknowledged vote is lost at full size, and how fast the site takes votes.

The speed is a ratio to a bare database client that sends the same statements over as many connections, within one
run. The swarm takes its processor time from the same machine, but little.
"""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from tests.bench import report
from tests.bench.sites import Sized
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
RATIO_TOOLS = 100

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


def measure_losses(beside: Path) -> list[str]:
    """Print whether every acknowledged vote is there, undisturbed and with what may happen to a site; what is wrong."""
    with fresh_site(beside) as site:
        site.start(**OPEN_TO_SWARMS)
        slugs = list(make_tools(site.data_dir, TOOLS))
        disturbances = {
            SIZE.votes // 3: partial(kill_worker, site),
            SIZE.votes * 2 // 3: partial(restart_database, site),
        }
        rows = [
            losses(site, "Undisturbed", slugs, {}),
            losses(site, "A web worker killed, the database restarted", slugs, disturbances),
        ]
    report.add(
        "Votes by a crowd",
        ["What", "votes", "votes/s", "5xx", "broken", "lost", "unasked", "tallies"],
        rows,
        f"{SIZE.votes:,} votes by {SIZE.voters} voters over {TOOLS} tools, {SIZE.clients} clients at once.",
    )
    undisturbed = rows[0][3]
    wrong = [
        f"Votes, {name}: {lost} lost, {unasked} unasked, tallies {tallies}"
        for name, *_, lost, unasked, tallies in rows
        if lost or unasked or tallies != "right"
    ]
    return wrong + ([f"Votes: {undisturbed} answers with 5xx, undisturbed"] if undisturbed else [])


def losses(
    site: Site, name: str, slugs: Sequence[str], events: Mapping[int, Callable[[], None]]
) -> list[report.Figure]:
    """Run the swarm of the full size: a line on how it went, and whether the table is as acknowledged."""
    forget_votes(site.data_dir)
    outcome = run_swarm(site, plan(SIZE, slugs), events)
    said, kept = outcome.said.items(), votes_in_table(site.data_dir).items()
    tallies = check_tallies(site.data_dir)
    return [
        name,
        outcome.acknowledged,
        outcome.acknowledged / outcome.seconds,
        outcome.server_errors,
        outcome.broken,
        len(said - kept),
        len(kept - said),
        "right" if tallies.returncode == 0 else "wrong",
    ]


def measure_speed(sizes: Sequence[Sized]) -> None:
    """Print how fast the site takes votes, against the bare client."""
    report.add(
        "Votes a second",
        ["Catalogue", "the site", "bare client", "ratio"],
        [speed(one) for one in sizes],
        f"{RATIO_SIZE.votes:,} votes over {RATIO_TOOLS} tools, {RATIO_SIZE.clients} clients at once. The bare client "
        "sends the statements of each vote, and nothing else.",
    )


def speed(sized: Sized) -> list[report.Figure]:
    """A line of that table."""
    site = sized.warm
    tools = make_tools(site.data_dir, RATIO_TOOLS)
    plans = plan(RATIO_SIZE, list(tools), choices=("ship", "skip"))
    statements = json.loads(shell(site.data_dir, STATEMENTS))

    def bare() -> float:
        forget(site.data_dir, tools)
        return seconds_bare(site.data_dir, plans, tools, statements)

    # Before and after, for the load of the machine changes meanwhile.
    before = bare()
    forget(site.data_dir, tools)
    through_site = run_swarm(site, plans).seconds
    of_bare = (before + bare()) / 2
    votes = RATIO_SIZE.votes
    return [sized.name, votes / through_site, votes / of_bare, of_bare / through_site]


def forget(data_dir: Path, tools: Mapping[str, int]) -> None:
    """Delete the votes on these tools, and no others."""
    with connect(data_dir) as connection:
        connection.execute("DELETE FROM votes_vote WHERE tool_id = ANY(%s)", [list(tools.values())])


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
