"""Readers, voters and people who sign up, all at once, and each of them checks every answer."""

import http.client
import itertools
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode

from tests.chaos.answers import Heard, Kind, Page, kind_of, told_by
from tests.site import Site
from tests.swarm import CHOICES, TOKEN, Voter, Votes

PAUSE = 0.02  # between two requests of one person, in seconds
# Nobody is to wait so long. Whoever does has no answer.
SECONDS_TO_ANSWER = 20.0
VOTERS_A_CLIENT = 8
# Pages that neither votes nor the time of day change: each is the same to the letter.
FIXED = ("/about", "/reviewers/", "/robots.txt")
CHANGING = ("/", "/tools/", "/compare/", "/search?q=mistral")

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Size:
    """How many threads of each kind."""

    readers: int
    voters: int
    newcomers: int


@dataclass
class Crowd:
    """What a crowd has heard, and what each has been told is recorded."""

    heard: list[Heard] = field(default_factory=list)
    votes: Votes = field(default_factory=dict)
    signed_up: list[str] = field(default_factory=list)

    @property
    def written(self) -> int:
        """How many writes were acknowledged."""
        return sum(each.is_write and each.kind is Kind.FINE for each in self.heard)


def known_pages(site: Site, slugs: Sequence[str]) -> list[Page]:
    """The pages of the site as they are now, with nothing broken, to hold later answers against."""
    tools = [f"/tools/{slug}" for slug in slugs]
    pairs = [f"/compare/{'-vs-'.join(sorted(pair))}" for pair in itertools.pairwise(slugs)]
    pages = []
    for path in (*FIXED, *CHANGING, *tools, *pairs):
        answer = site.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        pages.append(Page(path, *told_by(answer.body), answer.body if path in FIXED else None))
    return pages


@contextmanager
def crowd(port: int, size: Size, pages: Sequence[Page], slugs: Sequence[str]) -> Iterator[Crowd]:
    """All of them, asking at this port, for the length of a `with` block.

    At its end each goes on until what they have sent is recorded.
    """
    result, over = Crowd(), threading.Event()
    people: list[Person] = [
        *(Reader(port, result, over, pages=pages, slugs=slugs) for _ in range(size.readers)),
        *(VoterClient(port, result, over, slugs=slugs) for _ in range(size.voters)),
        *(Newcomer(port, result, over) for _ in range(size.newcomers)),
    ]
    with ThreadPoolExecutor(len(people)) as threads:
        at_it: list[Future[None]] = [threads.submit(each.go_on) for each in people]
        try:
            yield result
        finally:
            over.set()
    for each in at_it:
        each.result()


class Person(ABC):
    """Somebody with a connection, who does one thing after the other."""

    def __init__(self, port: int, crowd: Crowd, over: threading.Event) -> None:
        self.crowd = crowd
        self.over = over
        self.number = next(_numbers)
        self.random = Random(self.number)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)

    def go_on(self) -> None:
        """Until it is over."""
        while not self.over.wait(PAUSE):
            self.do()
        self._connection.close()

    @abstractmethod
    def do(self) -> None:
        """One thing."""

    def ask(
        self,
        method: str,
        path: str,
        is_right: Callable[[bytes], bool],
        *,
        form: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[Kind, http.client.HTTPResponse | None, bytes]:
        """Send one request and write down what came of it."""
        begun, response, body = time.monotonic(), None, b""
        try:
            self._connection.request(method, path, form, headers or {})
            response = self._connection.getresponse()
            body = response.read()
            kind, what = kind_of(response, is_right=is_right(body)), f"{response.status} {method} {path}"
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            kind, what = Kind.BROKEN, f"{type(error).__name__} {method} {path}"
        self.crowd.heard.append(Heard(begun, time.monotonic(), kind, what, is_write=method == "POST"))
        return kind, response, body


class Reader(Person):
    """Reads pages, and the ballots that belong to them."""

    def __init__(self, *about: object, pages: Sequence[Page], slugs: Sequence[str]) -> None:
        super().__init__(*about)
        self.pages, self.slugs = pages, slugs

    def do(self) -> None:
        """Read one page, or one ballot."""
        if self.random.random() < 0.3:
            slug = self.random.choice(self.slugs)
            self.ask("GET", f"/ballots/{slug}", lambda body: f'id="ballot-{slug}"'.encode() in body)
        else:
            page = self.random.choice(self.pages)
            self.ask("GET", page.path, page.is_this)


class VoterClient(Person):
    """Some voters, each with a few tools of theirs, who press a button until they are told that it is recorded."""

    def __init__(self, *about: object, slugs: Sequence[str]) -> None:
        super().__init__(*about)
        self.slugs = slugs
        self.voters = [
            Voter(f"10.{self.number // 256}.{self.number % 256}.{number}") for number in range(VOTERS_A_CLIENT)
        ]

    def do(self) -> None:
        """Have one voter press one button."""
        voter = self.random.choice(self.voters)
        slug, choice = self.random.choice(self.slugs), self.random.choice(CHOICES)
        while not voter.token:
            self._open_form(voter, slug)
        form = urlencode({"csrfmiddlewaretoken": voter.token, "choice": choice})
        kind = None
        while kind is not Kind.FINE:
            kind, response, _ = self.ask(
                "POST", f"/tools/{slug}/vote", lambda body: f'id="ship-{slug}"'.encode() in body,
                form=form, headers=voter.headers,
            )  # fmt: skip
            if kind is not Kind.FINE:
                time.sleep(PAUSE * 5)
        voter.keep_cookies(response)
        if choice == "none":
            self.crowd.votes.pop((slug, voter.id), None)
        else:
            self.crowd.votes[slug, voter.id] = choice

    def _open_form(self, voter: Voter, slug: str) -> None:
        headers = {"X-Forwarded-For": voter.address, "HX-Request": "true"}
        kind, response, body = self.ask("GET", f"/ballots/{slug}", lambda body: b"csrf" in body, headers=headers)
        if kind is Kind.FINE:
            voter.keep_cookies(response)
            voter.token = TOKEN.search(body.decode())[1]
        else:
            time.sleep(PAUSE * 5)


class Newcomer(Person):
    """Signs up for the digest, again and again under new addresses."""

    def do(self) -> None:
        """Sign up with one address until told that a message is on its way."""
        address = f"newcomer.{next(_numbers)}@example.org"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        kind = None
        while kind is not Kind.FINE:
            kind, *_ = self.ask(
                "POST", "/digest/sign-up", lambda body: address.encode() in body,
                form=urlencode({"address": address}), headers=headers,
            )  # fmt: skip
            time.sleep(PAUSE * 5)
        self.crowd.signed_up.append(address)
