"""Every measurement behind what the documentation says of speed: `make bench`.

Times on a shared machine are noisy, so figures are ratios within one run wherever that can be. It ends with 1 where
something is not as it was promised. `make bench ARGS=few` does it with catalogues that are made in a minute, and
leaves `docs/` as it is.
"""

import json
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import desk, digest, latency, pages, report, running, votes
from tests.bench.sites import Size, sized

DOCS = Path("docs")
FEW = Size(tools=100, votes=1_000, subscribers=200)
MANY = {
    "many": Size(tools=100_000, votes=1_000_000, subscribers=200_000),
    "few": Size(tools=2_000, votes=20_000, subscribers=4_000),
}
PROGRAMS = {"wrk": "wrk", "nginx": "nginx", "curl": "curl"}
HEAD = """# Benchmarks

What `make bench` printed on {day}; `benchmarks.json` has the same figures. Ratios are what counts: both of their sides
were measured in turn within one run. It needs the Debian packages wrk, nginx and curl.

"""


def main() -> int:
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if missing:
        print(f"It needs {' and '.join(missing)}: apt install {' '.join(missing)}")
        return 2
    size = sys.argv[1] if len(sys.argv) > 1 else "many"
    if size not in MANY:
        print(f"It takes {' or '.join(MANY)}, and not {size!r}.")
        return 2
    with tempfile.NamedTemporaryFile("r") as tables:
        os.environ[report.TABLES] = tables.name
        broken = measure(MANY[size], Path(tempfile.gettempdir()))
        if size == "many":
            write([json.loads(line) for line in tables], broken)
    print("\n".join(["", *broken, "Everything is as promised." if not broken else "Not as promised."]))
    return 1 if broken else 0


def measure(large: Size, beside: Path) -> list[str]:
    """Everything, in turn; what is not as promised."""
    running.measure_starts(beside)
    with sized(FEW, beside) as few, sized(large, beside) as many:
        broken = latency.measure_growth(few, many)
        for one in (few, many):
            broken += pages.measure(one)
            latency.measure_crowd(one)
        running.measure_memory(many)
        votes.measure_speed([few, many])
        digest.measure_building([few, many])
    desk.measure(beside)
    return broken + votes.measure_losses(beside) + digest.measure_sending(beside)


def write(tables: list[dict[str, object]], broken: list[str]) -> None:
    """Write the report."""
    machine = report.machine()
    day = datetime.now(UTC).date().isoformat()
    whole = {"measured_on": day, "machine": machine, "not_as_promised": broken, "tables": tables}
    (DOCS / "benchmarks.json").write_text(json.dumps(whole, indent=1) + "\n")
    lines = [*(f"- {line}" for line in machine), "", "Not as promised:" if broken else "Everything was as promised."]
    lines += [f"- {one}" for one in broken]
    parts = [report.as_markdown(report.Table(**table)).replace("### ", "## ", 1) for table in tables]
    (DOCS / "benchmarks.md").write_text(HEAD.format(day=day) + "\n".join(lines) + "\n\n" + "\n\n".join(parts) + "\n")


if __name__ == "__main__":
    sys.exit(main())
