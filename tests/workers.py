"""Real workers in processes of their own, who send an edition while they are killed again and again."""

import contextlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.utils import timezone

from digest.models import Edition, Fate, Stage, Standing, Subscriber
from tests.factories import PUBLISHED_AT
from tests.running.processes import SECONDS_TO_WAIT, wait_until
from tests.site import ROOT
from tests.smtp import MailServerProcess, refused_for_good

WORKERS = 2
TEMPORARY, PERMANENT = 5, 1  # of a hundred addresses
AT_A_TIME = 10_000
NEEDED_BY: dict[Standing, dict[str, object]] = {
    Standing.LEFT: {"left_at": PUBLISHED_AT},
    Standing.SUPPRESSED: {"suppressed_because": "It came back."},
}


def subscribe(number: int, *, standing: Standing = Standing.CONFIRMED, **values: object) -> None:
    """So many subscribers who stand so, with addresses that say it."""
    values |= {"standing": standing, "confirmed_at": PUBLISHED_AT, **NEEDED_BY.get(standing, {})}
    for begin in range(0, number, AT_A_TIME):
        Subscriber.objects.bulk_create(
            Subscriber(address=f"{standing}{n}.of.{number}@example.org", **values)
            for n in range(begin, min(begin + AT_A_TIME, number))
        )


def subscribe_all_sorts(number: int) -> None:
    """So many who are to get an edition, and some in every other standing."""
    subscribe(number)
    some = number // 50
    for standing in (Standing.PENDING, Standing.LEFT, Standing.SUPPRESSED):
        subscribe(some, standing=standing)
    subscribe(some + 1, paused_until=timezone.now() + timedelta(days=1))


@contextlib.contextmanager
def workers(told: Mapping[str, str], log: Path, number: int = WORKERS) -> Iterator[list[subprocess.Popen[str]]]:
    """So many workers for the length of a `with` block, with this environment. Then they stop in good order."""
    running: list[subprocess.Popen[str]] = []
    try:
        with log.open("a") as output:
            for _ in range(number):
                command = [sys.executable, "manage.py", "work"]
                running.append(subprocess.Popen(command, cwd=ROOT, env=told, stdout=output, stderr=output, text=True))
        yield running
    finally:
        for worker in running:
            worker.terminate()
        for worker in running:
            worker.wait(SECONDS_TO_WAIT)


def send_through_kills(
    edition: Edition, server: MailServerProcess, told: Mapping[str, str], log: Path, *, kills: int
) -> None:
    """Have workers send an approved edition to its end, and kill all of them so many times on the way."""
    wanted = Subscriber.objects.filter(standing=Standing.CONFIRMED, paused_until=None).count()
    for kill in range(1, kills + 1):
        with workers(told, log) as running:
            server.wait_for(wanted * kill // (kills + 1))
            wait_until(lambda: _at_work(edition) == WORKERS, "all workers have something in their hands")
            for worker in running:
                worker.kill()
    with workers(told, log):
        wait_for_end(edition, server)


def wait_for_end(edition: Edition, server: MailServerProcess) -> None:
    """Until it is sent. Raises AssertionError once nothing has happened for too long."""

    def how_far() -> tuple[str, int]:
        return Edition.objects.values_list("stage", flat=True).get(pk=edition.pk), server.count()

    def has_moved(before: tuple[str, int]) -> bool:
        return how_far() != before

    while (before := how_far())[0] != Stage.SENT:
        wait_until(partial(has_moved, before), f"something happens after {before}")


def _at_work(edition: Edition) -> int:
    return edition.deliveries.filter(fate=Fate.SENDING).values("claimed_by").distinct().count()


def broken_promises(server: MailServerProcess) -> list[str]:
    """What the ledger of the one edition and the mail server should not say, reader by reader."""
    server.count()
    rows = Subscriber.objects.values_list("address", "standing", "paused_until", "deliveries__fate")
    told = Counter(row[0] for row in rows)
    return [f"{row}: {server.counts[row[0]]} copies" for row in rows if told[row[0]] > 1 or not _is_right(row, server)]


def _is_right(row: tuple[str, str, datetime | None, str | None], server: MailServerProcess) -> bool:
    address, standing, paused_until, fate = row
    copies = server.counts[address]
    is_refused = refused_for_good(PERMANENT).is_for(address)
    return {
        None: not address.startswith(Standing.CONFIRMED) and copies == 0,
        Fate.SKIPPED: paused_until is not None and copies == 0,
        Fate.SENT: paused_until is None and not is_refused and copies == 1,
        Fate.REFUSED: is_refused and standing == Standing.SUPPRESSED and copies == 0,
        Fate.UNKNOWN: copies <= 1,
    }.get(fate, False)
