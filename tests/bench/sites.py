"""The sites that are measured: few tools and many, each with every page made anew and with pages kept."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.running.processes import shell
from tests.site import ROOT, Site, environment, fresh_folder
from tests.swarm import OPEN_TO_SWARMS

OF_EACH = 24
# They find the same tools of the demo data whatever else there is, so that pages of the same size are compared.
QUESTIONS = ["mistral", "smolvlm", "cursor", "claude code", "smolvml", "vector database", "copilot", "langchain"]
# Every worker has made every type of page before anything is measured.
ROUNDS_TO_WARM_UP = 3
TO_MEASURE = OPEN_TO_SWARMS | {
    "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    "DEMO": "catalogue",
    "GUNICORN_CMD_ARGS": "--max-requests 0",  # the memory of workers is to be seen
}
# Tools that have something to show, the same ones each time.
CHOOSE = f"""
import json
from random import Random
from reviews.selectors import current_listings
keys = list(current_listings().filter(total__gt=0).order_by("tool__slug").values_list("tool", flat=True))
keys = Random(8).sample(keys, {2 * OF_EACH})
found = Tool.objects.filter(pk__in=keys).order_by("slug").values_list("slug", "name", "category__slug")
print(json.dumps(list(found)))
"""


@dataclass(frozen=True)
class Size:
    """How many tools, and how many votes on them."""

    tools: int
    votes: int
    subscribers: int


@dataclass
class Sized:
    """A catalogue, the site that makes each of its pages anew, and the site that keeps them."""

    size: Size
    folder: Path
    cold: Site
    warm: Site
    pages: dict[str, list[str]]

    @property
    def name(self) -> str:
        return f"{self.size.tools:,} tools"


@contextlib.contextmanager
def sized(size: Size, beside: Path) -> Iterator[Sized]:
    """Both sites on one generated catalogue, running, for the length of a `with` block."""
    with fresh_folder(beside) as folder, contextlib.ExitStack() as running:
        make(folder, size)
        cold, warm = (running.enter_context(serving(folder, kept)) for kept in ("0", "3600"))
        made = Sized(size, folder, cold, warm, addresses(folder))
        for _ in range(ROUNDS_TO_WARM_UP):
            for paths in made.pages.values():
                for path in paths:
                    cold.get(path)
        yield made


def make(folder: Path, size: Size) -> None:
    """A data folder with the demo data and so many tools, votes and subscribers in all. Raises CalledProcessError."""
    given = ["--tools", size.tools, "--votes", size.votes, "--subscribers", size.subscribers]
    for command in (["prepare"], ["generate_catalogue", *map(str, given)]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=environment(folder, DEMO="catalogue"), check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


@contextlib.contextmanager
def serving(folder: Path, kept: str) -> Iterator[Site]:
    """The site on a data folder that others may serve as well; pages are kept for so many seconds."""
    site = Site(folder)
    site.log = folder / f"serve-{kept}.log"
    # As many processes as it takes by itself, and not the few that suffice for tests.
    site.start(**TO_MEASURE, PAGE_CACHE_SECONDS=kept, WEB_CONCURRENCY="")
    try:
        yield site
    finally:
        site.stop()


def addresses(folder: Path) -> dict[str, list[str]]:
    """Addresses of each type of page, each of which shows something else."""
    tools = json.loads(shell(folder, CHOOSE))
    slugs = [slug for slug, _, _ in tools]
    made_up = [name for _, name, _ in tools[:OF_EACH]]
    shelves = list(dict.fromkeys(shelf for _, _, shelf in tools))
    return {
        "Comparison": [f"/compare/{one}-vs-{other}" for one, other in zip(slugs[::2], slugs[1::2], strict=True)],
        "Tool": [f"/tools/{slug}" for slug in slugs[:OF_EACH]],
        "Catalogue": ["/tools/", "/tools/?sort=newest", "/tools/?sort=community"]
        + [f"/tools/?category={shelf}" for shelf in shelves],
        "Search": [searching(words) for words in QUESTIONS],
        "Search by made-up names": [searching(words) for name in made_up for words in (name, mistyped(name))],
    }


def searching(words: str) -> str:
    """The address of what a search for these words finds."""
    return f"/search?{urlencode({'q': words})}"


def mistyped(name: str) -> str:
    """The name with its second letter left out."""
    return name[0] + name[2:]
