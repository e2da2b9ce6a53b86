"""Rehearse the cluster: `make rehearse`. It ends with 1 if anything is not as it has to be, and 2 without a program.

`make rehearse ARGS=--stay` leaves it running until Ctrl-C, to look around in; `ARGS=--write` writes the table to
`docs/rehearsal.md`; `ARGS=--keep` leaves the folder with all logs.
"""

import argparse
import contextlib
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.cluster.faults import caches_are_shared_again, faults_of, replica_is_read_again, under_load
from tests.cluster.machines import Cluster, cluster
from tests.cluster.readers import all_pages
from tests.cluster.rehearsal import (
    Shown,
    an_edition_goes_to_each_once,
    caches_are_shared,
    own_votes_are_read_at_once,
    public_reads_go_to_the_replica,
    rate_limits_are_shared,
)
from tests.cluster.report import as_text, write
from tests.cluster.servers import MissingProgram

SEED = 8


def main() -> int:
    parser = argparse.ArgumentParser(prog="make rehearse")
    parser.add_argument("--stay", action="store_true", help="leave it running until Ctrl-C instead of rehearsing")
    parser.add_argument("--write", action="store_true", help="write the table to docs/rehearsal.md")
    parser.add_argument("--keep", action="store_true", help="leave the folder with all logs")
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with temporary_folder(keep=told.keep) as folder, cluster(folder) as running:
            if told.stay:
                stay(running)
                return 0
            shown = list(rehearse(running))
    except MissingProgram as missing:
        print(missing, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    if told.write:
        write(shown)
    return 0 if all(one.is_right for one in shown) else 1


def rehearse(running: Cluster) -> Iterator[Shown]:
    """Everything in turn, printed as it comes."""
    for one in everything(running):
        print(as_text(one), flush=True)
        yield one


def everything(running: Cluster) -> Iterator[Shown]:
    random, pages = Random(SEED), all_pages(running)
    slugs = [path.removeprefix("/tools/") for path in pages if path.startswith("/tools/")]
    yield public_reads_go_to_the_replica(running, pages, random)
    yield own_votes_are_read_at_once(running, slugs, random)
    yield rate_limits_are_shared(running, slugs[0])
    yield caches_are_shared(running, pages, random)
    yield an_edition_goes_to_each_once(running, f"/tools/{slugs[0]}")
    node, replica, redis = faults_of(running)
    yield under_load(running, node, pages, slugs, seed=100)
    yield under_load(running, replica, pages, slugs, seed=200)
    yield replica_is_read_again(running, pages, random)
    yield under_load(running, redis, pages, slugs, seed=300)
    yield caches_are_shared_again(running, pages, random)


def stay(running: Cluster) -> None:
    """Say where everything is, and wait for Ctrl-C."""
    print(f"The site is at {running.url}/ and its files in {running.folder}.")
    for web in running.webs:
        print(f"  {web.name}: http://127.0.0.1:{web.port}/, log {web.log}")
    for name, value in running.told.items():
        print(f"  {name}={value}")
    print("Stop it with Ctrl-C.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


@contextlib.contextmanager
def temporary_folder(*, keep: bool) -> Iterator[Path]:
    """A folder that every user may enter, for those whom the servers run as; gone after the `with` block."""
    folder = Path(tempfile.mkdtemp(prefix="tiebreak-cluster-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        if keep:
            print(f"The logs are in {folder}.")
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
