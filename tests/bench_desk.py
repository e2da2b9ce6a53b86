"""How long large imports take; a part of `make bench`."""

import csv
import tempfile
import time
from pathlib import Path

from tests.site import Site, fresh_folder, fresh_site, manage

ROWS = 2_000
TOOLS = {"tagline": "It was imported.", "description": "One of many.", "category": "developer-tools"}
FILES = {
    "tools": [{"slug": f"tool-{n}", "name": f"Tool {n}", "state": "published", **TOOLS} for n in range(ROWS)],
    "facts": [{"tool": f"tool-{n}", "attribute": "parameters", "value": f"{n}B"} for n in range(ROWS)],
    "reviews": [
        {"tool": f"tool-{n}", "reviewer": "builder", "verdict": "ship", "body": "It ships.", "state": "published"}
        for n in range(ROWS)
    ],
}


def write(folder: Path, **changes: str) -> list[str]:
    """The files of all rows, each with the same changes to the columns it has."""
    paths = []
    for name, rows in FILES.items():
        path = folder / f"{name}.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(row | {column: text for column, text in changes.items() if column in row} for row in rows)
        paths.append(str(path))
    return paths


def measure(site: Site, what: str, paths: list[str]) -> None:
    begun = time.perf_counter()
    done = manage(site.data_dir, "import_catalogue", *paths)
    seconds = time.perf_counter() - begun
    assert done.returncode == 0, done.stderr
    print(f"Import of {ROWS} tools, {ROWS} facts and {ROWS} reviews, {what}: {seconds:.0f} s")


def main() -> None:
    beside = Path(tempfile.gettempdir())
    with fresh_site(beside) as site, fresh_folder(beside) as files:
        site.start()
        measure(site, "all new", write(files))
        measure(site, "all the same", write(files))
        measure(site, "all changed", write(files, tagline="It was changed.", value="9B", body="It still ships."))


if __name__ == "__main__":
    main()
