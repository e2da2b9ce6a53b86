"""How long large imports take."""

import csv
import time
from pathlib import Path

from tests.bench import report
from tests.site import Site, fresh_folder, fresh_site, manage

ROWS = 500
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


def seconds(site: Site, paths: list[str]) -> float:
    """How long the import of these files takes, with starting the command."""
    begun = time.perf_counter()
    done = manage(site.data_dir, "import_catalogue", *paths)
    assert done.returncode == 0, done.stderr
    return time.perf_counter() - begun


def measure(beside: Path) -> None:
    """Print it."""
    with fresh_site(beside) as site, fresh_folder(beside) as files:
        site.start()
        rows: list[list[report.Figure]] = [
            ["All new", seconds(site, write(files))],
            ["All the same", seconds(site, write(files))],
            ["All changed", seconds(site, write(files, tagline="It was changed.", value="9B", body="It still ships."))],
        ]
    report.add(f"Import of {ROWS:,} tools, {ROWS:,} facts and {ROWS:,} reviews", ["What", "seconds"], rows)
