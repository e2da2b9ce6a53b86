"""The measurements behind what the README says of speed: `make bench`.

Times on a shared machine are noisy, so pages are given as ratios to one that asks the database
nothing, measured in turn within one run. They are made anew for each request, but for the one
that says otherwise. Votes are measured in `tests.bench_votes`, imports in `tests.bench_desk`, the digest in
`tests.bench_digest`.
"""

import statistics
import tempfile
import time
from pathlib import Path

from tests import bench_desk, bench_digest, bench_votes
from tests.pages import COMPARISON
from tests.site import Site, fresh_site

STARTS = 3
ROUNDS = 60
BASE = "About, no query"
PAGES = {
    BASE: "/about",
    "Front page": "/",
    "Comparison of two": COMPARISON,
    "Comparison of four": "/compare/smollm3-vs-mistral-small-3-1-vs-smolvlm-3b-vs-mistral-next-70b",
    "Tool": "/tools/smolvlm-3b",
    "Catalogue": "/tools/",
    "Reviewer": "/reviewers/builder",
}


def seconds_to_start(site: Site) -> float:
    """From the command to the first answered request, of a site that makes every page anew."""
    begun = time.perf_counter()
    site.start(PAGE_CACHE_SECONDS="0")
    return time.perf_counter() - begun


def measure_starts(site: Site) -> None:
    print(f"First start, with creating the database: {seconds_to_start(site):.1f} s")
    later = []
    for _ in range(STARTS):
        site.stop()
        later.append(seconds_to_start(site))
    print(f"Later starts: {', '.join(f'{seconds:.1f}' for seconds in later)} s")


def median_seconds(site: Site, pages: dict[str, str]) -> dict[str, float]:
    """How long each page takes, the pages taking turns."""
    for path in pages.values():
        site.get(path)
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, path in pages.items():
            begun = time.perf_counter()
            site.get(path)
            times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(taken) for name, taken in times.items()}


def measure_pages(site: Site) -> None:
    medians = median_seconds(site, PAGES)
    site.stop()
    site.start()
    medians |= median_seconds(site, {"Comparison, cached": COMPARISON})
    print(f"\n{'Page':<22}{'median ms':>10}{'ratio':>8}")
    for name, median in medians.items():
        print(f"{name:<22}{median * 1000:>10.1f}{median / medians[BASE]:>8.1f}")


def main() -> None:
    with fresh_site(Path(tempfile.gettempdir())) as site:
        measure_starts(site)
        measure_pages(site)
    bench_votes.main()
    bench_desk.main()
    bench_digest.main()


if __name__ == "__main__":
    main()
