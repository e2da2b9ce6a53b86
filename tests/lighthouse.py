"""Lighthouse's four marks for the pages that most readers see, on its settings for phones: `make lighthouse`."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.browser.chromium import FLAGS, HOW_TO_GET_IT, find_chromium
from tests.pages import COMPARISON
from tests.site import fresh_site

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LOWEST = 98
TRIES = 3
PAGES = ("/", COMPARISON, "/tools/smolvlm-3b", "/tools/")
FULL = 1


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print(HOW_TO_GET_IT)
        return 1
    if shutil.which("npx") is None:
        print("There is no npx, which fetches Lighthouse. Install Node.js 18.20 or newer with npm.")
        return 1
    with fresh_site(Path(tempfile.gettempdir())) as site:
        site.start()
        for path in PAGES:
            site.get(path)  # Nobody is to be measured on a worker's first page.
        reports = {path: report_on(f"{site.url}{path}", chromium, site.data_dir) for path in PAGES}
    print_marks(reports)
    print_losses(reports)
    low = [
        f"{path}: {category} is {mark(report, category)}, below {LOWEST}"
        for path, report in reports.items()
        for category in CATEGORIES
        if mark(report, category) < LOWEST
    ]
    print("\n".join(low))
    return 1 if low else 0


def report_on(url: str, chromium: Path, folder: Path) -> dict[str, Any]:
    """Lighthouse's report on one page. Exits with its own words where it makes none."""
    output = folder / "lighthouse.json"
    # Now and then it loses its own trace and asks to be run again.
    for _ in range(TRIES):
        ran = subprocess.run(
            ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={output}",
             "--no-enable-error-reporting", f"--chrome-flags=--headless {' '.join(FLAGS)}"],
            env=os.environ | {"CHROME_PATH": str(chromium)}, check=False, capture_output=True, text=True,
        )  # fmt: skip
        if ran.returncode == 0:
            report: dict[str, Any] = json.loads(output.read_text())
            return report
    sys.exit(f"Lighthouse could not look at {url}:\n{ran.stderr}")


def mark(report: dict[str, Any], category: str) -> int:
    """0 to 100."""
    return round(100 * (report["categories"][category]["score"] or 0))


def print_marks(reports: dict[str, dict[str, Any]]) -> None:
    print(f"{'':<44}" + "".join(f"{category:>16}" for category in CATEGORIES))
    for path, report in reports.items():
        print(f"{path:<44}" + "".join(f"{mark(report, category):>16}" for category in CATEGORIES))


def print_losses(reports: dict[str, dict[str, Any]]) -> None:
    """Every audit that costs a page something."""
    for path, report in reports.items():
        for category in CATEGORIES:
            for reference in report["categories"][category]["auditRefs"]:
                audit = report["audits"][reference["id"]]
                if reference["weight"] and audit["score"] is not None and audit["score"] < FULL:
                    print(f"{path}: {audit['title']} ({audit['score']}) {audit.get('displayValue', '')}")


if __name__ == "__main__":
    sys.exit(main())
