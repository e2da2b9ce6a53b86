"""The table of a rehearsal, on the screen and in `docs/rehearsal.md`."""

import platform
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.cluster import postgres
from tests.cluster.rehearsal import Shown
from tests.cluster.servers import program
from tests.site import ROOT

FILE = ROOT / "docs" / "rehearsal.md"
INTRODUCTION = """# The cluster, rehearsed

`make rehearse` starts two web machines behind nginx, PgBouncer, a PostgreSQL primary with a streaming replica, Redis
and two workers on this one machine, each with a folder of its own and the settings that
[a real cluster](operations.md#scale-out) has. It tries what is below and ends with 1 if anything is not as it has to
be; `make rehearse ARGS=--write` writes this file. On Debian it needs
`apt install nginx redis-server pgbouncer postgresql`.

While something is away, readers ask nginx for the pages of all tools and of all comparisons of two, at random, and see
whether each is whole and the one that they asked for. Voters vote, and press again what was not acknowledged. What the
database holds afterwards is compared with what each voter was told last.
"""


def as_text(shown: Shown) -> str:
    """One line for the screen."""
    return f"{'right' if shown.is_right else 'WRONG'}  {shown.what}: {shown.seen}."


def machine() -> list[str]:
    """The machine and its programs, a line each."""
    processor = next(
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    )
    memory = psutil.virtual_memory().total / 2**30
    said = [_said("nginx", "-v"), _said("pgbouncer", "--version"), _said("redis-server", "--version")]
    return [
        f"{psutil.cpu_count()} cores of {processor}, {memory:.0f} GiB of memory, shared with other work",
        f"Linux {platform.release()}, Python {platform.python_version()}, Django {version('Django')}",
        f"PostgreSQL {postgres.version()}",
        *said,
    ]


def write(shown: Sequence[Shown]) -> None:
    """Write the file anew."""
    rows = [f"| {one.what} | {one.seen} | {'yes' if one.is_right else '**no**'} |" for one in shown]
    table = ["| what is tried | what was seen | as it has to be |", "|---|---|---|", *rows]
    FILE.write_text("\n".join([INTRODUCTION, *table, "", *(f"- {line}" for line in machine()), ""]))


def _said(name: str, option: str) -> str:
    ran = subprocess.run([program(name), option], check=False, capture_output=True, text=True)
    return (ran.stdout + ran.stderr).strip().splitlines()[0]
