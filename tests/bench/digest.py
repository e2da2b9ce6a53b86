"""How well and how fast the digest is sent, and how long an edition takes to be gathered."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import report
from tests.bench.sites import Sized
from tests.site import ROOT, environment, fresh_folder, manage

MEASURE = "from tests.bench import digest_figures; digest_figures.measure()"


def measure_sending(beside: Path) -> list[str]:
    """Measure it on a fresh database; whether a promise was broken. What is measured stands in `digest_figures`."""
    with fresh_folder(beside) as folder:
        for command in (["migrate", "--verbosity=0"], ["shell", "--verbosity=0", "--command", MEASURE]):
            done = subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=environment(folder), check=False
            )
            if done.returncode:
                return [f"The digest: {' '.join(command[:1])} ended with {done.returncode}"]
    return []


def measure_building(sizes: Sequence[Sized]) -> None:
    """Print how long the gathering of an edition takes, with starting the command."""
    rows: list[list[report.Figure]] = []
    for one in sizes:
        begun = time.perf_counter()
        built = manage(one.folder, "build_edition")
        rows.append([one.name, time.perf_counter() - begun])
        assert built.returncode == 0, built.stderr
    report.add("Gathering an edition", ["Catalogue", "seconds"], rows)
