"""What is shown of the cluster: each function returns one line of the table."""

import contextlib
import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import cycle
from random import Random
from urllib.parse import urlencode

import psycopg
from psycopg.rows import dict_row, scalar_row

from tests.cluster.machines import Cluster
from tests.cluster.postgres import NAME, Postgres
from tests.cluster.readers import Pages, Seen, ask
from tests.cluster.servers import HOST
from tests.running.processes import wait_until
from tests.voting import RealAnswer, Voter, own_vote

WARMING_PAGES, COLD_PAGES, SHARED_PAGES = 40, 200, 20
OWN_VOTES, PRESSES = 100, 45
VOTES_PER_MINUTE = 30  # the setting's default
SUBSCRIBERS = 400
# Statements that read what pages are made of. (The workers read other tables, and votes are counted on the primary.)
CONTENT_READS = r"""
    SELECT COALESCE(sum(calls), 0)::int FROM pg_stat_statements
    WHERE query ~ '(FROM|JOIN) "?(tools|reviews)_' AND query !~ 'pg_stat_statements'
"""
SEND_EDITION = """
from digest import editions
from tests.factories import EditionFactory, ItemFactory
from tests.workers import subscribe
subscribe({number})
edition = EditionFactory()
ItemFactory(edition=edition, path="{path}")
editions.approve(edition)
"""
CLAIMERS = "SELECT DISTINCT claimed_by FROM digest_delivery WHERE claimed_by IS NOT NULL"


@dataclass(frozen=True)
class Shown:
    """A line of the table: what was tried, what was seen, and whether it is as it has to be."""

    what: str
    seen: str
    is_right: bool


class Browser:
    """A reader's browser, for `tests.voting.Voter`: it may come to another web machine each time."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address = port, address
        self.cookies: dict[str, str] = {}

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> RealAnswer:
        return self._ask("GET", path, None, headers or {})

    def post(self, path: str, form: dict[str, str], *, headers: dict[str, str] | None = None) -> RealAnswer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(form), kind | (headers or {}))

    def _ask(self, method: str, path: str, form: str | None, headers: dict[str, str]) -> RealAnswer:
        own = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request(method, path, form, headers | own | {"X-Forwarded-For": self.address})
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            return RealAnswer(response.status, response.headers, response.read())


def content_reads(server: Postgres) -> int:
    """How many statements of public pages a database server has answered since it was started."""
    with server.connect() as connection:
        row = connection.cursor(row_factory=scalar_row).execute(CONTENT_READS).fetchone()
    return int(row or 0)


def pooled_transactions(cluster: Cluster) -> int:
    """How many transactions PgBouncer has passed on."""
    console = cluster.told["DATABASE_POOL_URL"].rpartition("/")[0] + "/pgbouncer"
    with contextlib.closing(psycopg.connect(console, autocommit=True)) as connection:
        rows = connection.cursor(row_factory=dict_row).execute("SHOW STATS").fetchall()
    return sum(int(row["total_xact_count"]) for row in rows if row["database"] == NAME)


def public_reads_go_to_the_replica(cluster: Cluster, pages: Pages, random: Random) -> Shown:
    warming, cold = sorted(pages)[:WARMING_PAGES], random.sample(sorted(pages)[WARMING_PAGES:], COLD_PAGES)
    # Each process looks at the replica before it trusts it.
    for path in warming:
        for web in cluster.webs:
            ask(web.port, path)
    before = [content_reads(server) for server in (cluster.primary, cluster.replica)]
    seen = Seen()
    for path in cold:
        seen.look(cluster.front, path, pages[path])
    after = [content_reads(server) for server in (cluster.primary, cluster.replica)]
    primary, replica = (now - then for now, then in zip(after, before, strict=True))
    return Shown(
        "Public reads go to the replica",
        f"{seen.pages} pages: {replica} statements on the replica, {primary} on the primary",
        seen.pages == COLD_PAGES and primary == 0 and replica >= COLD_PAGES,
    )


def own_votes_are_read_at_once(cluster: Cluster, slugs: list[str], random: Random) -> Shown:
    right, before = 0, pooled_transactions(cluster)
    for number, slug in zip(range(OWN_VOTES), cycle(slugs), strict=False):
        here, there = random.sample([web.port for web in cluster.webs], 2)
        voter, choice = Voter(Browser(here, f"10.1.0.{number}")), random.choice(["ship", "skip"])
        voter.vote(slug, choice)
        voter.client.port = there
        right += own_vote(voter.ballots(slug), slug) == choice
    pooled = pooled_transactions(cluster) - before
    return Shown(
        "A voter reads their own vote at once, on the other web machine",
        f"{right} of {OWN_VOTES} votes, over {pooled} transactions through PgBouncer",
        right == OWN_VOTES and pooled > OWN_VOTES,
    )


def rate_limits_are_shared(cluster: Cluster, slug: str) -> Shown:
    first, second = cluster.webs
    voter = Voter(Browser(first.port, "10.2.0.1"))
    voter.client.get(f"/ballots/{slug}")
    taken = {first.port: 0, second.port: 0}
    refused, begun = 0, time.monotonic()
    for port, choice, _ in zip(cycle(taken), cycle(["ship", "skip"]), range(PRESSES), strict=False):
        voter.client.port = port
        status = voter.vote(slug, choice).status_code
        taken[port] += status == 200
        refused += status == 429
    flowed_in = (time.monotonic() - begun) * VOTES_PER_MINUTE / 60
    total = sum(taken.values())
    return Shown(
        "Rate limits are shared",
        f"{VOTES_PER_MINUTE} votes in a row are allowed: {taken[first.port]} on one web machine and "
        f"{taken[second.port]} on the other were taken, {refused} refused",
        VOTES_PER_MINUTE <= total <= VOTES_PER_MINUTE + flowed_in + 1 and total + refused == PRESSES and refused > 0,
    )


def caches_are_shared(cluster: Cluster, pages: Pages, random: Random) -> Shown:
    first, second = cluster.webs
    same, paths = 0, random.sample(sorted(pages), SHARED_PAGES)
    made = {path: ask(first.port, path) for path in paths}
    before = content_reads(cluster.primary) + content_reads(cluster.replica)
    for path in paths:
        kept = ask(second.port, path)
        told = [(answer.headers["ETag"], answer.headers["Last-Modified"]) for answer in (made[path], kept)]
        same += kept.status == 200 and kept.content == made[path].content and told[0] == told[1]
    asked = content_reads(cluster.primary) + content_reads(cluster.replica) - before
    return Shown(
        "Caches are shared",
        f"{same} of {SHARED_PAGES} pages of one web machine came the same, with the same ETag, from the other, "
        f"which asked the databases {asked} times",
        same == SHARED_PAGES and asked == 0,
    )


def an_edition_goes_to_each_once(cluster: Cluster, path: str) -> Shown:
    cluster.shell(SEND_EDITION.format(number=SUBSCRIBERS, path=path))
    hands: set[int] = set()
    with cluster.primary.connect() as connection:

        def is_sent() -> bool:
            hands.update(hand for (hand,) in connection.execute(CLAIMERS))
            row = connection.execute("SELECT stage FROM digest_edition").fetchone()
            return row == ("sent",)

        wait_until(is_sent, "the edition is sent")
    cluster.mail.count()
    once = sum(number == 1 for number in cluster.mail.counts.values())
    return Shown(
        "An edition goes to each subscriber once",
        f"{len(hands)} workers sent {cluster.mail.counts.total()} mails: {once} of {SUBSCRIBERS} subscribers got one",
        once == cluster.mail.counts.total() == SUBSCRIBERS and len(hands) > 1,
    )


class Fault:
    """Something that is taken away and brought back, once each and in this order, whoever comes first."""

    def __init__(self, name: str, strike: Callable[[], None], mend: Callable[[], None]) -> None:
        self.name, self._strike, self._mend = name, strike, mend
        self._struck, self.away = threading.Event(), 0.0

    def strike(self) -> None:
        self._begun = time.monotonic()
        self._strike()
        self._struck.set()

    def mend(self) -> None:
        assert self._struck.wait(timeout=60)
        self.away = time.monotonic() - self._begun
        self._mend()
