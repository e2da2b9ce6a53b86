"""Voters and readers at work while a server is taken away: nothing may be lost, and nothing wrong shown."""

import time
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from tests.cluster.machines import Cluster
from tests.cluster.readers import Pages, Seen, reading
from tests.cluster.rehearsal import Fault, Shown, caches_are_shared, content_reads
from tests.running.processes import wait_until
from tests.site import manage
from tests.swarm import Outcome, Size, Votes, plan, run_swarm

SIZE = Size(votes=1_200, voters=150, clients=6)
VOTES = """
    SELECT slug, voter, choice FROM votes_vote JOIN tools_tool ON tools_tool.id = tool_id
    WHERE votes_vote.state = 'counted'
"""


def faults_of(cluster: Cluster) -> list[Fault]:
    """What is taken away, one after the other."""
    first = cluster.webs[0]
    return [
        Fault("A web machine is stopped and started again", first.stop, first.start),
        Fault("The replica is stopped and started again", cluster.replica.stop, cluster.replica.start),
        Fault("Redis is stopped and started again", cluster.redis.stop, cluster.redis.start),
    ]


def under_load(cluster: Cluster, fault: Fault, pages: Pages, slugs: list[str], seed: int) -> Shown:
    """Voters and readers go on while `fault` lasts; what they have seen, and what the database holds of it."""
    with cluster.primary.connect() as connection:
        connection.execute("TRUNCATE votes_vote")
    third = SIZE.votes // 3
    site = cast(Any, SimpleNamespace(port=cluster.front))
    with reading(cluster.front, pages, seed) as seen:
        outcome = run_swarm(site, plan(SIZE, slugs), {third: fault.strike, 2 * third: fault.mend})
    return judge(cluster, fault, seen, outcome)


def judge(cluster: Cluster, fault: Fault, seen: Seen, outcome: Outcome) -> Shown:
    held = votes_in_table(cluster)
    lost = sum(held.get(key) != choice for key, choice in outcome.said.items())
    foreign = len(held.keys() - outcome.said.keys())
    tallies = manage(cluster.webs[0].folder, "recount_votes", "--check", **cluster.told)
    again = outcome.server_errors + outcome.broken
    for trouble in [*seen.errors[:5], *seen.wrong[:5]]:
        print(f"  {trouble}", flush=True)
    return Shown(
        fault.name,
        f"away for {fault.away:.0f} s: {seen.pages} pages read, {len(seen.errors)} errors, {len(seen.wrong)} wrong; "
        f"{outcome.acknowledged} votes acknowledged, {lost} lost, {again} sent again",
        not seen.errors and not seen.wrong and lost == foreign == 0 and tallies.returncode == 0,
    )


def votes_in_table(cluster: Cluster) -> Votes:
    with cluster.primary.connect() as connection:
        return {(slug, voter): choice for slug, voter, choice in connection.execute(VOTES)}


def replica_is_read_again(cluster: Cluster, pages: Pages, random: Random) -> Shown:
    """How long it takes until public pages come from the replica alone again."""
    begun, seen, paths = time.monotonic(), Seen(), sorted(pages)

    def has_moved() -> bool:
        before = content_reads(cluster.primary), content_reads(cluster.replica)
        for path in random.sample(paths, 10):
            seen.look(cluster.front, path, pages[path])
        return content_reads(cluster.primary) == before[0] and content_reads(cluster.replica) > before[1]

    wait_until(has_moved, "the replica is read again")
    return Shown(
        "The replica is read again",
        f"{time.monotonic() - begun:.0f} s later, {len(seen.errors) + len(seen.wrong)} errors meanwhile",
        not seen.errors and not seen.wrong,
    )


def caches_are_shared_again(cluster: Cluster, pages: Pages, random: Random) -> Shown:
    """Whether both web machines use Redis again, once each process has left it alone for its five seconds."""
    begun = time.monotonic()
    wait_until(lambda: caches_are_shared(cluster, pages, random).is_right, "the caches are shared again")
    return Shown("Caches are shared again", f"{time.monotonic() - begun:.0f} s later", True)
