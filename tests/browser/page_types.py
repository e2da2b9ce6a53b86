"""Every type of page that a reader can come to, on a site with the demo data and the extremes."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.pages import PAGES
from tests.site import Site, fresh_site, manage


@dataclass(frozen=True)
class PageType:
    path: str
    status: int = 200
    method: str = "GET"

    def __str__(self) -> str:
        return self.path if self.method == "GET" else f"{self.method} {self.path}"

    @property
    def stands_alone(self) -> bool:
        """Whether it is a page for a broken site, which has neither stylesheet nor navigation."""
        return self.status == 403


PAGE_TYPES = [
    *(PageType(path) for path, _ in PAGES),
    PageType("/compare/unbroken-vs-spaced"),
    PageType("/compare/bare-vs-bare-too"),
    PageType("/compare/twin-vs-smolvlm-3b-vs-twin-elsewhere"),
    PageType("/compare/unbroken-vs-spaced-vs-wordy-vs-bare"),
    PageType("/tools/?page=2"),
    PageType("/tools/unbroken"),
    PageType("/tools/spaced"),
    PageType("/tools/wordy"),
    PageType("/tools/bare"),
    PageType("/categories/empty"),
    PageType("/reviewers/newcomer"),
    PageType("/compare/?first=Twin&second=smolvm", status=422),
    PageType("/tools/unbrokn", status=404),
    PageType("/compare/a-vs-b-vs-c-vs-d-vs-e", status=404),
    PageType("/tools/unbroken/vote"),
    PageType("/tools/spaced/vote?choice=ship", status=405),
    PageType("/about", status=403, method="POST"),
    PageType("/styleguide"),
    PageType("/styleguide/two-tools"),
    PageType("/styleguide/long-names"),
]


@contextlib.contextmanager
def extreme_site(beside: Path) -> Iterator[Site]:
    """A site that has all of them, running on a new folder in `beside` for the length of a `with` block."""
    with fresh_site(beside) as site:
        site.start(STYLEGUIDE="1")
        # In a process that has the site's database.
        made = manage(site.data_dir, "shell", "--verbosity=0", "-c", "from tests.browser.extremes import make; make()")
        assert made.returncode == 0, made.stderr
        yield site
