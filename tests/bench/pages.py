"""How many pages a second, as ratios to a view that answers with two letters on the same gunicorn."""

import statistics

from tests.bench import report
from tests.bench.load import Load, checked, load
from tests.bench.sites import Sized
from tests.nginx import nginx
from tests.pages import COMPARISON
from tests.site import free_port

ROUNDS = 3
SECONDS = 3
CONNECTIONS = 16
OTHERS = 5  # of each type, that are read beside the load
BARE, BARE_WARM, STATIC = "Bare view", "Bare view, site that keeps pages", "The same page as a file, nginx"
COLD, WARM, CACHED = "Comparison, cold", "Comparison, warm in process", "Comparison, nginx's cache"
# What the issue of this project asked for: at least so much of the base.
LEAST = {COLD: 0.12, WARM: 0.7, CACHED: 0.8}


def measure(sized: Sized) -> list[str]:
    """Print the table for one size of catalogue; what is not as it should be."""
    static = sized.folder / "static"
    (static / "bench.html").write_bytes(sized.warm.get(COMPARISON).body)
    listen, upstreams = f"127.0.0.1:{free_port()}", f"server 127.0.0.1:{sized.warm.port};"
    front = f"http://{listen}"
    with (
        nginx(sized.folder / "nginx", listen=listen, upstreams=upstreams, static=static),
        checked([f"{front}{path}" for paths in sized.pages.values() for path in paths[:OTHERS]]) as reader,
    ):
        urls = targets(sized, front)
        loads: dict[str, list[Load]] = {name: [] for name in urls}
        for _ in range(ROUNDS):
            for name, url in urls.items():
                loads[name].append(load(url, seconds=SECONDS, connections=CONNECTIONS))
    rows = [row(name, loads) for name in urls]
    read = sum(one.requests for taken in loads.values() for one in taken)
    wrong = [f"{name}: {one.wrong} wrong answers" for name, taken in loads.items() for one in taken if one.wrong]
    report.add(
        f"Pages a second, {sized.name}",
        ["What", "requests/s", "of", "ratio", "least", "median ms", "p99 ms"],
        rows,
        f"{CONNECTIONS} connections, medians of {ROUNDS} rounds of {SECONDS} s in turn. Each of {read:,} answers "
        f"was compared to the letter, and {reader.checked:,} other pages were read meanwhile by hash: "
        f"{len(wrong) + len(reader.wrong)} were wrong.",
    )
    low = [
        f"{sized.name}: {name} is {found:.2f}, below {least}"
        for name, least in LEAST.items()
        if (found := ratio(name, loads)) < least
    ]
    return [*wrong, *(f"wrong page: {url}" for url in reader.wrong), *low]


def targets(sized: Sized, front: str) -> dict[str, str]:
    """What is measured, in turn, and where it is."""
    cold, warm = sized.cold.url, sized.warm.url
    return {
        BARE: f"{cold}/bare",
        COLD: f"{cold}{COMPARISON}",
        "Tool, cold": f"{cold}/tools/smolvlm-3b",
        "Catalogue, cold": f"{cold}/tools/",
        "Search, cold": f"{cold}/search?q=mistral",
        BARE_WARM: f"{warm}/bare",
        WARM: f"{warm}{COMPARISON}",
        STATIC: f"{front}/static/bench.html",
        CACHED: f"{front}{COMPARISON}",
    }


def row(name: str, loads: dict[str, list[Load]]) -> list[report.Figure]:
    """A line of the table."""
    taken = loads[name]
    return [
        name,
        statistics.median(one.rate for one in taken),
        "" if base_of(name) == name else base_of(name),
        ratio(name, loads),
        LEAST.get(name, ""),
        statistics.median(one.median for one in taken),
        statistics.median(one.p99 for one in taken),
    ]


def ratio(name: str, loads: dict[str, list[Load]]) -> float:
    """To its base: the median of the ratios of each round, for the machine is not the same for long."""
    rounds = zip(loads[name], loads[base_of(name)], strict=True)
    return statistics.median(one.rate / base.rate for one, base in rounds)


def base_of(name: str) -> str:
    """What a ratio is to: the bare view of the same site, or the file from the same nginx."""
    if name in (STATIC, CACHED):
        return STATIC
    return BARE_WARM if name in (BARE_WARM, WARM) else BARE
