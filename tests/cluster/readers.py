"""Readers who look at many pages at once, and whether each is the page that they asked for."""

import contextlib
import html
import http.client
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from random import Random

from tests.cluster.machines import Cluster
from tests.cluster.servers import HOST

READERS = 4
SECONDS_TO_ANSWER = 30.0
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
TITLES = """
import json
print(json.dumps({tool.slug: tool.title for tool in Tool.objects.published().titled()}))
"""

# What heads each page, by its path.
Pages = Mapping[str, str]


def all_pages(cluster: Cluster) -> dict[str, str]:
    """Every tool's page and every comparison of two, in both orders, with what heads it."""
    titles = json.loads(cluster.shell(TITLES))
    tools = {f"/tools/{slug}": title for slug, title in titles.items()}
    pairs = {f"/compare/{a}-vs-{b}": f"{titles[a]} vs {titles[b]}" for a, b in permutations(titles, 2)}
    return tools | pairs


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    content: bytes


def ask(port: int, path: str) -> Answer:
    """One request, without following redirects. Raises OSError or HTTPException where nobody answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS_TO_ANSWER)
    with contextlib.closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


def heading(content: bytes) -> str:
    """What heads a page that is whole; nothing of one that is not."""
    page = content.decode(errors="replace").rstrip()
    found = HEADING.search(page)
    if not found or not page.endswith("</html>"):
        return ""
    return " ".join(html.unescape(TAG.sub("", found[1])).split())


@dataclass
class Seen:
    """What readers have seen: how many pages, which requests had no page for an answer, and which had a wrong one."""

    pages: int = 0
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def look(self, port: int, path: str, head: str) -> None:
        """Ask for a page and take down what came."""
        try:
            answer = ask(port, path)
        except (OSError, http.client.HTTPException) as error:
            self.errors.append(f"{path}: {error!r}")
            return
        if answer.status != 200:
            self.errors.append(f"{path}: {answer.status}")
        elif heading(answer.content) != head:
            self.wrong.append(f"{path}: {heading(answer.content)!r}")
        else:
            self.pages += 1


@contextlib.contextmanager
def reading(port: int, pages: Pages, seed: int) -> Iterator[Seen]:
    """Readers who look at pages at random, for the length of a `with` block; the yield is complete after it."""
    seen, enough = Seen(), threading.Event()

    def read(random: Random) -> None:
        paths = list(pages)
        while not enough.is_set():
            path = random.choice(paths)
            seen.look(port, path, pages[path])

    threads = [threading.Thread(target=read, args=[Random(seed + number)]) for number in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        enough.set()
        for thread in threads:
            thread.join()
