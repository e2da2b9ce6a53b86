"""The measurements behind what the README says of speed: `make bench`.

Times on a shared machine are noisy, so pages are given as ratios to one that asks the database
nothing, measured in turn within one run.
"""

import statistics
import tempfile
import time
from pathlib import Path

from tests.pages import COMPARISON
from tests.site import Site, fresh_site

STARTS = 3
ROUNDS = 60
BASE = "/about"
PAGES = {
    "About, no query": BASE,
    "Front page": "/",
    "Comparison of two": COMPARISON,
    "Comparison of four": "/compare/smollm3-vs-mistral-small-3-1-vs-smolvlm-3b-vs-mistral-next-70b",
    "Tool": "/tools/smolvlm-3b",
    "Catalogue": "/tools/",
    "Reviewer": "/reviewers/builder",
}


def seconds_to_start(site: Site) -> float:
    """From the command to the first answered request."""
    begun = time.perf_counter()
    site.start()
    return time.perf_counter() - begun


def measure_starts(site: Site) -> None:
    print(f"First start, with creating the database: {seconds_to_start(site):.1f} s")
    later = []
    for _ in range(STARTS):
        site.stop()
        later.append(seconds_to_start(site))
    print(f"Later starts: {', '.join(f'{seconds:.1f}' for seconds in later)} s")


def measure_pages(site: Site) -> None:
    for path in PAGES.values():
        site.get(path)
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(ROUNDS):
        for name, path in PAGES.items():
            begun = time.perf_counter()
            site.get(path)
            times[name].append(time.perf_counter() - begun)
    base = statistics.median(times["About, no query"])
    print(f"\n{'Page':<22}{'median ms':>10}{'ratio':>8}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:<22}{median * 1000:>10.1f}{median / base:>8.1f}")


def main() -> None:
    with fresh_site(Path(tempfile.gettempdir())) as site:
        measure_starts(site)
        measure_pages(site)


if __name__ == "__main__":
    main()
