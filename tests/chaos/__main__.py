"""Rehearses every fault on a fresh site, and writes down what came of it: `make chaos`.

Takes about four minutes. The exit status is 1 where a promise was broken or a fault had to be left out.
"""

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.report import Table, as_markdown, machine
from tests.chaos.answers import Kind
from tests.chaos.crowd import Size
from tests.chaos.faults import FAULTS, few_connections
from tests.chaos.running import SECONDS_TO_RECOVER, Upshot, rehearsal
from tests.cluster.servers import redis
from tests.nginx import nginx
from tests.site import ROOT, Site, free_port, fresh_site, prepare

SIZE = Size(readers=6, voters=4, newcomers=1)
READERS = 50_000
SECONDS_AFTER = 8.0
DOCUMENT = ROOT / "docs" / "faults.md"
UNFORESEEN = " ERROR django"
PROGRAMS = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"  # where Debian puts some of them
COLUMNS = [
    "fault", "lasted s", "requests", "fine", "503", "broken off", "other answers", "wrong pages",
    "acknowledged writes", "lost", "longest wait s", "recovery s", "next mail s",
]  # fmt: skip
INTRODUCTION = f"""\
# What faults do

Written by `make chaos`, which rehearses each fault on the real site while readers, voters and people who sign up use
it and an edition of the digest is being sent. It fails if an acknowledged write is lost, a page is not the one that
was asked for, an answer is neither 200 nor a 503 that says when to try again, or it takes longer than
{SECONDS_TO_RECOVER:.0f} seconds from the end of the fault until the last request that goes wrong.

Requests are those from the fault's beginning to recovery, at least a second after its end; acknowledged writes are all
around it. "Broken off" are connections that ended without a whole answer. The last column is when, after the fault's
end, the mail server had the next mail.
"""


def table_of(upshots: Sequence[Upshot]) -> Table:
    """What came of each fault, a row each."""
    rows: list[list[str | int | float]] = [
        [
            each.fault, f"{each.lasted:.1f}", each.during.total(), each.during[Kind.FINE], each.during[Kind.AWAY],
            each.during[Kind.BROKEN], each.during[Kind.FAILED], each.kinds[Kind.WRONG], each.written, each.lost,
            f"{each.longest_wait:.1f}", f"{each.recovered_after:.1f}",
            "none" if each.mail_after is None else f"{each.mail_after:.1f}",
        ]
        for each in upshots
    ]  # fmt: skip
    return Table("Faults", COLUMNS, rows)


def write(upshots: Sequence[Upshot]) -> None:
    """Put it into `docs/`, as Markdown and as JSON."""
    table = table_of(upshots)
    here = "\n".join(f"- {line}" for line in machine())
    DOCUMENT.write_text(f"{INTRODUCTION}\n{as_markdown(table)}\n\n### The machine\n\n{here}\n")
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    DOCUMENT.with_suffix(".json").write_text(json.dumps({"machine": machine(), "faults": rows}, indent=1) + "\n")


def rehearse(site: Site, names: Sequence[str]) -> tuple[list[Upshot], list[str]]:
    """Go through the faults of these names, or all; what came of each, and which promises were broken."""
    prepare(site.data_dir)
    few_connections(site)
    chosen = [fault for fault in FAULTS if not names or fault.name in names]
    missing = {fault.needs for fault in chosen if fault.needs and not shutil.which(fault.needs, path=PROGRAMS)}
    left_out = [f"{fault.name}: left out, since {fault.needs} is missing" for fault in chosen if fault.needs in missing]
    print(*left_out, sep="\n", file=sys.stderr)
    with contextlib.ExitStack() as beside:
        told, more = _beside(site, {fault.needs for fault in chosen} - missing, beside)
        stage = beside.enter_context(rehearsal(site, SIZE, readers=READERS, **more, **told))
        upshots = []
        for fault in chosen:
            if fault.needs not in missing:
                upshots.append(stage.go_through(fault, after=SECONDS_AFTER))
                print(as_markdown(table_of(upshots[-1:])).splitlines()[-1], flush=True)
        broken = stage.disagreements()
    for upshot in upshots:
        broken += upshot.faults + upshot.delays
    return upshots, broken + left_out


def _beside(site: Site, needed: set[str], beside: contextlib.ExitStack) -> tuple[dict[str, str], dict[str, Any]]:
    """Start what is needed beside the site: what the site is told of it, and what the rehearsal is."""
    told: dict[str, str] = {}
    more: dict[str, Any] = {}
    if "redis-server" in needed:
        port = free_port()
        more["redis"] = beside.enter_context(redis(site.data_dir / "redis", port))
        told["CACHE_URL"] = f"redis://127.0.0.1:{port}/0"
    if "nginx" in needed:
        more["front"] = free_port()
        folder, listen, upstreams = (
            site.data_dir / "nginx",
            f"127.0.0.1:{more['front']}",
            f"server 127.0.0.1:{site.port};",
        )
        folder.mkdir()
        beside.enter_context(nginx(folder, listen=listen, upstreams=upstreams))
    return told, more


def main() -> None:
    """Rehearse it all, or the faults that are named. Raises SystemExit where a promise was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("fault", nargs="*", choices=[[], *(fault.name for fault in FAULTS)])
    named = parser.parse_args().fault
    with fresh_site(Path(tempfile.gettempdir())) as site:
        upshots, broken = rehearse(site, named)
        complaints = [line for line in site.output.splitlines() if UNFORESEEN in line]
    print(as_markdown(table_of(upshots)))
    if not named:
        write(upshots)
    broken += complaints
    if broken:
        sys.exit("\n".join(["Promises were broken:", *broken]))


if __name__ == "__main__":
    main()
