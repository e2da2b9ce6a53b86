"""Every type of page that a reader can come to, on a site with the demo data and the extremes."""

from dataclasses import dataclass
from pathlib import Path

from tests.pages import COMPARISON, PAGES
from tests.site import manage


@dataclass(frozen=True)
class PageType:
    path: str
    status: int = 200
    method: str = "GET"

    def __str__(self) -> str:
        return self.path if self.method == "GET" else f"{self.method} {self.path}"

    @property
    def is_for_readers(self) -> bool:
        """Not the page of all components, which has pages in frames and no reader."""
        return self.path != "/styleguide"

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
    PageType("/tools/?category=developer-tools&sort=community"),
    PageType("/tools/?sort=nope", status=422),
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

# Pages that differ from another one in their words alone, which matters to what hangs on the length of words.
SAME_MARKUP = (
    f"{COMPARISON}/quote",
    "/compare/smollm3-vs-mistral-small-3-1-vs-smolvlm-3b-vs-mistral-next-70b",
    "/compare/unbroken-vs-spaced",
    "/tools/unbroken",
    "/tools/wordy",
    "/styleguide/long-names",
)
TYPES_OF_MARKUP = [page_type for page_type in PAGE_TYPES if page_type.path not in SAME_MARKUP]


def add_extremes(data_dir: Path) -> None:
    """Put the extremes into a data folder that has the demo data. Raises AssertionError if that fails."""
    # In a process that has the site's database.
    made = manage(data_dir, "shell", "--verbosity=0", "-c", "from tests.browser.extremes import make; make()")
    assert made.returncode == 0, made.stderr
