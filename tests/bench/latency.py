"""How long a page takes to make: with many tools against with few, and its first byte in a crowd."""

import statistics
import subprocess
import tempfile
import time

from tests.bench import report
from tests.bench.sites import Sized
from tests.pages import COMPARISON

BOUND = ("Comparison", "Tool", "Catalogue", "Search")
ROUNDS = 4  # over all addresses of a type
MOST = 1.25  # what the issue of this project asked for
CROWD = 64
IN_CROWD = 2_000


def measure_growth(few: Sized, many: Sized) -> list[str]:
    """Print what pages take that nobody keeps, asked one at a time in turn of both sites; what takes too long."""
    rows: list[list[report.Figure]] = []
    slow = []
    for kind in few.pages:
        small, large = medians(few, many, kind)
        growth = large / small
        rows.append([kind, small, large, growth, MOST if kind in BOUND else ""])
        if kind in BOUND and growth > MOST:
            slow.append(f"{kind} takes {growth:.2f} times as long with {many.name}")
    report.add(
        f"A page made anew, {few.name} and {many.name}",
        ["What", f"ms, {few.name}", f"ms, {many.name}", "ratio", "most"],
        rows,
        f"Medians over different addresses, one request at a time, the two sites in turn. {many.size.votes:,} votes. "
        "By made-up names a search finds more among more tools, and so shows longer pages.",
    )
    return slow


def medians(few: Sized, many: Sized, kind: str) -> tuple[float, float]:
    """What pages of this kind take in the median, in ms, of the two sites in turn."""
    small: list[float] = []
    large: list[float] = []
    for _ in range(ROUNDS):
        for one, other in zip(few.pages[kind], many.pages[kind], strict=False):
            small.append(milliseconds(few, one))
            large.append(milliseconds(many, other))
    return statistics.median(small), statistics.median(large)


def milliseconds(one: Sized, path: str) -> float:
    begun = time.perf_counter()
    answer = one.cold.get(path)
    assert answer.status == 200, f"{path}: {answer.status}"
    return (time.perf_counter() - begun) * 1000


def measure_crowd(sized: Sized) -> None:
    """Print after how long the first byte comes to 64 who ask at once."""
    asked = {
        "Comparison, kept": (sized.warm.url, COMPARISON),
        "Comparison, made anew": (sized.cold.url, COMPARISON),
        "Tool, made anew": (sized.cold.url, "/tools/smolvlm-3b"),
        "Catalogue, made anew": (sized.cold.url, "/tools/"),
        "Search, made anew": (sized.cold.url, "/search?q=mistral"),
    }
    rows: list[list[report.Figure]] = []
    for name, (site, path) in asked.items():
        taken = first_bytes(f"{site}{path}", IN_CROWD if "kept" in name else IN_CROWD // 4)
        cuts = statistics.quantiles(taken, n=100)
        rows.append([name, *(cuts[share - 1] for share in (50, 90, 95, 99)), max(taken)])
    report.add(
        f"First byte with {CROWD} connections, {sized.name}, ms",
        ["What", "p50", "p90", "p95", "p99", "longest"],
        rows,
        f"By curl, {CROWD} at once all the time.",
    )


def first_bytes(url: str, number: int) -> list[float]:
    """After how many ms the first byte of each of so many answers came, `CROWD` requests at a time."""
    with tempfile.NamedTemporaryFile("w") as requests:
        requests.write(f'url = "{url}"\noutput = "/dev/null"\n' * number)
        requests.flush()
        ran = subprocess.run(
            ["curl", "--silent", "--parallel", "--parallel-immediate", "--parallel-max", str(CROWD),
             "--write-out", "%{http_code} %{time_starttransfer}\\n", "--config", requests.name],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    lines = [line.split() for line in ran.stdout.splitlines()]
    assert all(status == "200" for status, _ in lines), ran.stdout
    return [float(seconds) * 1000 for _, seconds in lines]
