"""Many readers who vote at the real site at once, and what its table has to hold afterwards.

Every voter votes through one client only, one vote after the other. So what the site has last
acknowledged to them is a fact, whatever else goes on, and the table can be held against it.
"""

import http.client
import json
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psutil
import psycopg

from compare.embedded_postgres import connection_settings
from tests.running.processes import SECONDS_TO_WAIT, kill, shell, wait_until, web_processes
from tests.site import Site, manage

SEED = 2_000
TOOLS_PER_VOTER = 2  # fewer than a voter has votes, so that votes are changed and taken back
CHOICES = ("ship", "ship", "skip", "skip", "none")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
# Longer than anything the site does, so that no vote is repeated while its first try still runs.
SECONDS_TO_ANSWER = 60.0

# So that each voter comes from a network of its own, and nobody has to wait.
OPEN_TO_SWARMS = {
    "TRUSTED_PROXIES": "127.0.0.1",
    "VOTES_PER_MINUTE": "100000",
    "VOTES_PER_MINUTE_AND_NETWORK": "100000",
}

MAKE_TOOLS = """
import json
from tests.factories import CategoryFactory, ToolFactory
made = Tool.objects.bulk_create(ToolFactory.build_batch({count}, category=CategoryFactory()))
print(json.dumps({{tool.slug: tool.pk for tool in made}}))
"""

# By the tool's slug and the voter: ship or skip.
Votes = dict[tuple[str, UUID], str]


@dataclass(frozen=True)
class Size:
    """How many votes by how many voters, through how many clients at the same time."""

    votes: int
    voters: int
    clients: int


@dataclass(frozen=True)
class Press:
    """One voter presses one button."""

    voter: int
    slug: str
    choice: str


@dataclass
class Outcome:
    """How a swarm went, and what each voter was last told that they say."""

    seconds: float
    acknowledged: int
    server_errors: int
    broken: int
    said: Votes


def make_tools(data_dir: Path, count: int) -> dict[str, int]:
    """Publish so many new tools, once in a data folder; their numbers in the database by their slugs."""
    made: dict[str, int] = json.loads(shell(data_dir, MAKE_TOOLS.format(count=count)))
    return made


def connect(data_dir: Path) -> psycopg.Connection[Any]:
    """A connection to the embedded server of `data_dir` that sends statements as the site does."""
    to = connection_settings(data_dir)
    return psycopg.connect(
        host=to["HOST"], port=to["PORT"], user=to["USER"], dbname=to["NAME"],
        autocommit=True, cursor_factory=psycopg.ClientCursor,
    )  # fmt: skip


def forget_votes(data_dir: Path) -> None:
    """Empty the table, so that another swarm can be told from the last."""
    with connect(data_dir) as connection:
        connection.execute("TRUNCATE votes_vote")


def votes_in_table(data_dir: Path) -> Votes:
    """Every counted vote. None of a swarm's is withheld, since no two voters share a network."""
    with connect(data_dir) as connection:
        rows = connection.execute(
            "SELECT slug, voter, choice FROM votes_vote JOIN tools_tool ON tools_tool.id = tool_id"
            " WHERE votes_vote.state = 'counted'"
        )
        return {(slug, voter): choice for slug, voter, choice in rows}


def check_tallies(data_dir: Path) -> subprocess.CompletedProcess[str]:
    """Count the votes anew: it ends with 0 if every tally is what its votes add up to."""
    return manage(data_dir, "recount_votes", "--check")


def plan(size: Size, slugs: Sequence[str], choices: Sequence[str] = CHOICES) -> list[list[Press]]:
    """What is pressed through each client, in order; the same for the same arguments."""
    random = Random(SEED)
    by_client: list[list[Press]] = [[] for _ in range(size.clients)]
    for number in range(size.votes):
        turn, voter = divmod(number, size.voters)
        slug = slugs[(TOOLS_PER_VOTER * voter + turn % TOOLS_PER_VOTER) % len(slugs)]
        by_client[voter % size.clients].append(Press(voter, slug, random.choice(choices)))
    return by_client


def side_by_side(tasks: Sequence[Callable[[], None]]) -> float:
    """Do all of them at once, a thread for each; the seconds until the last was done. Raises what one raised."""
    with ThreadPoolExecutor(len(tasks)) as threads:
        begun = time.perf_counter()
        for done in [threads.submit(task) for task in tasks]:
            done.result()
        return time.perf_counter() - begun


def run_swarm(
    site: Site, plans: Sequence[Sequence[Press]], events: Mapping[int, Callable[[], None]] | None = None
) -> Outcome:
    """Let every client press what its plan says, and repeat what was not acknowledged until it is.

    An event happens as soon as so many votes have been acknowledged, while the others go on. Raises
    AssertionError if a vote is refused, or is not acknowledged in good time.
    """
    progress = Progress(events or {})
    clients = [Client(site.port, presses, progress) for presses in plans]
    side_by_side([client.open_forms for client in clients])
    seconds = side_by_side([client.vote for client in clients])
    return Outcome(
        seconds=seconds,
        acknowledged=progress.acknowledged,
        server_errors=sum(client.server_errors for client in clients),
        broken=sum(client.broken for client in clients),
        said={key: choice for client in clients for key, choice in client.said()},
    )


class Progress:
    """How many votes have been acknowledged, and what is to happen at which number."""

    def __init__(self, events: Mapping[int, Callable[[], None]]) -> None:
        self.acknowledged = 0
        self._events = events
        self._lock = threading.Lock()

    def one_more(self) -> None:
        with self._lock:
            self.acknowledged += 1
            event = self._events.get(self.acknowledged)
        if event:
            event()


@dataclass
class Voter:
    """A reader's browser: its address, its cookies, the token of the form it has open, and what it was told."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    said: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        """What the site calls it; known after its first vote."""
        return UUID(self.cookies["voter"].partition(":")[0])

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HX-Request": "true",
            "X-Forwarded-For": self.address,
        }

    def keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}


class Client:
    """One connection that is kept open, and the voters who vote through it in turn."""

    def __init__(self, port: int, presses: Sequence[Press], progress: Progress) -> None:
        self.server_errors = 0
        self.broken = 0
        self._presses = presses
        self._progress = progress
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
        self._voters = {press.voter: Voter(f"10.0.{press.voter // 256}.{press.voter % 256}") for press in presses}

    def open_forms(self) -> None:
        """Get every voter a form, as a page does that a reader scrolls down."""
        for press in self._presses:
            voter = self._voters[press.voter]
            if not voter.token:
                status, form = self._ask(voter, "GET", f"/ballots/{press.slug}")
                assert status == 200, form
                voter.token = TOKEN.search(form)[1]
        # The site would drop it if the other clients took long with theirs.
        self._connection.close()

    def vote(self) -> None:
        """Press everything in order, each until it is acknowledged."""
        for press in self._presses:
            wait_until(partial(self._is_acknowledged, press), f"acknowledged: {press}")
            said = self._voters[press.voter].said
            if press.choice == "none":
                said.pop(press.slug, None)
            else:
                said[press.slug] = press.choice
            self._progress.one_more()
        self._connection.close()

    def said(self) -> Iterator[tuple[tuple[str, UUID], str]]:
        """What its voters have been told that they say: tool and voter, and the word."""
        for voter in self._voters.values():
            for slug, choice in voter.said.items():
                yield (slug, voter.id), choice

    def _is_acknowledged(self, press: Press) -> bool:
        voter = self._voters[press.voter]
        form = urlencode({"csrfmiddlewaretoken": voter.token, "choice": press.choice})
        try:
            status, answer = self._ask(voter, "POST", f"/tools/{press.slug}/vote", form)
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self.broken += 1
            return False
        assert status == 200 or status >= 500, f"{press} was refused with {status}: {answer}"
        self.server_errors += status >= 500
        return status == 200

    def _ask(self, voter: Voter, method: str, path: str, form: str | None = None) -> tuple[int, str]:
        self._connection.request(method, path, form, voter.headers)
        response = self._connection.getresponse()
        answer = response.read().decode()
        voter.keep_cookies(response)
        return response.status, answer


def kill_worker(site: Site) -> None:
    """Kill one of the web server's workers; the server starts another."""
    _, worker, *_ = web_processes(site)
    kill(worker)


def restart_database(site: Site, end_with: signal.Signals = signal.SIGINT) -> None:
    """End the database server, without waiting for its clients, and have the next command start it again.

    To PostgreSQL SIGINT is its fast shutdown. SIGKILL leaves it no time for anything.
    """
    server = psutil.Process(site.postgres_pid)
    server.send_signal(end_with)
    server.wait(SECONDS_TO_WAIT)
    ran = manage(site.data_dir, "check")
    assert ran.returncode == 0, ran.stderr
