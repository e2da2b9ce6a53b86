"""Letting one fault happen after the other, and what came of each."""

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.chaos.answers import Heard, Kind, Page, seconds_to_recover
from tests.chaos.crowd import Crowd, Size, crowd, known_pages
from tests.chaos.faults import Broken, Fault
from tests.chaos.mails import BEGIN_EDITION, Postman, wrong_deliveries
from tests.cluster.servers import Server
from tests.running.processes import shell
from tests.site import Site
from tests.smtp import mail_server_process
from tests.swarm import MAKE_TOOLS, OPEN_TO_SWARMS, Votes, check_tallies, connect, votes_in_table

TOOLS = 6
SECONDS_BEFORE = 1.0
SECONDS_TO_RECOVER = 5.0
# Told to a site that is to be under load from one machine, and to be read from its database all the time.
TOLD = OPEN_TO_SWARMS | {"SIGN_UPS_PER_NETWORK_AND_HOUR": "1000000", "PAGE_CACHE_SECONDS": "1", "WORKERS": "1"}


@dataclass(frozen=True)
class Upshot:
    """What came of one fault. Times in seconds."""

    fault: str
    lasted: float
    heard: list[Heard]
    begun: float
    ended: float
    lost: int
    is_felt: bool
    mail_after: float | None

    @property
    def during(self) -> Counter[Kind]:
        """The requests that had their end between the fault's beginning and its end or, if that is later, recovery."""
        until = self.ended + max(self.recovered_after, SECONDS_BEFORE)
        return Counter(each.kind for each in self.heard if self.begun <= each.ended <= until)

    @property
    def kinds(self) -> Counter[Kind]:
        return Counter(each.kind for each in self.heard)

    @property
    def written(self) -> int:
        """Acknowledged writes, also before and after."""
        return sum(each.is_write and each.kind is Kind.FINE for each in self.heard)

    @property
    def longest_wait(self) -> float:
        return max(each.ended - each.begun for each in self.heard)

    @property
    def recovered_after(self) -> float:
        return seconds_to_recover(self.heard, self.ended)

    @property
    def faults(self) -> list[str]:
        """What went otherwise than promised, in words; without what takes a machine that does little else."""
        bad = Counter(each.what for each in self.heard if each.kind in (Kind.WRONG, Kind.FAILED))
        found = [f"{number} x {what}" for what, number in bad.most_common(5)]
        if self.lost:
            found.append(f"{self.lost} acknowledged writes lost")
        if self.is_felt and not self.kinds[Kind.AWAY]:
            found.append("nobody noticed, so it did not happen")
        return [f"{self.fault}: {each}" for each in found]

    @property
    def delays(self) -> list[str]:
        """What took longer than promised, in words."""
        found = []
        if self.recovered_after > SECONDS_TO_RECOVER:
            found.append(f"recovered only after {self.recovered_after:.1f} s")
        if self.mail_after is None or self.mail_after > SECONDS_TO_RECOVER:
            found.append(f"no mail was sent for {SECONDS_TO_RECOVER:.0f} s")
        if not self.is_felt and self.kinds[Kind.AWAY]:
            found.append(f"{self.kinds[Kind.AWAY]} answers of 503, for which there was no reason")
        return [f"{self.fault}: {each}" for each in found]


@dataclass
class Rehearsal:
    """A running site with a digest being sent, to which faults happen; it remembers all that was acknowledged."""

    broken: Broken
    front: int | None  # the port of an nginx before the site, if there is one
    postman: Postman
    size: Size
    slugs: list[str]
    pages: list[Page]
    votes: Votes = field(default_factory=dict)
    signed_up: set[str] = field(default_factory=set)

    def go_through(self, fault: Fault, *, before: float = SECONDS_BEFORE, after: float) -> Upshot:
        """Let it happen under load, and look for `after` seconds how that goes on."""
        wait = threading.Event().wait
        broken = replace(self.broken, port=self.front) if self.front and fault.needs == "nginx" else self.broken
        with crowd(broken.port, self.size, self.pages, self.slugs) as people:
            wait(before)
            begun = time.monotonic()
            with fault.happens(broken):
                wait(fault.seconds)
            ended = time.monotonic()
            wait(after)
        self._take_in(people)
        return Upshot(
            fault=fault.name, lasted=ended - begun, heard=people.heard, begun=begun, ended=ended,
            lost=self._lost(),
            is_felt=fault.is_felt, mail_after=self.postman.first_after(ended),
        )  # fmt: skip

    def _take_in(self, people: Crowd) -> None:
        self.votes |= people.votes
        self.signed_up |= set(people.signed_up)

    def disagreements(self) -> list[str]:
        """What tables, ledger and mail server tell otherwise, after all faults."""
        data_dir = self.broken.site.data_dir
        checked = check_tallies(data_dir)
        wrong_tallies = [f"Tallies: {checked.stdout}{checked.stderr}"] if checked.returncode else []
        return [*wrong_tallies, *wrong_deliveries(data_dir, self.postman.server)]

    def _lost(self) -> int:
        """How many acknowledged writes the tables do not show. All of them rest by now."""
        data_dir = self.broken.site.data_dir
        kept = votes_in_table(data_dir)
        with connect(data_dir) as connection:
            known = {address for (address,) in connection.execute("SELECT address FROM digest_subscriber")}
        return len(self.votes.items() ^ kept.items()) + len(self.signed_up - known)


@contextlib.contextmanager
def rehearsal(
    site: Site, size: Size, *, readers: int, redis: Server | None = None, front: int | None = None, **told: str
) -> Iterator[Rehearsal]:
    """Start the site, with a digest that so many readers get, for the length of a `with` block.

    Its data folder has the demo data. `redis` is the one that `told` names, `front` the port of an nginx before it.
    """
    prepared = shell(site.data_dir, MAKE_TOOLS.format(count=TOOLS) + BEGIN_EDITION.format(readers=readers))
    slugs = list(json.loads(prepared))
    with mail_server_process(site.data_dir / "mails", pace=0.02) as mail:
        site.start(EMAIL_URL=mail.url, **TOLD | told)
        with Postman(mail).looking() as postman:
            mail.wait_for(1)
            yield Rehearsal(Broken(site, site.port, redis), front, postman, size, slugs, known_pages(site, slugs))
