"""The figures behind what the README says of sending. Needs Django with a database that nothing else uses.

First whether workers that are killed on the way keep every promise. Then what many deliveries cost a worker, and how
fast it is, as a ratio to a bare loop that sends the same bytes to the same server.
"""

import re
import smtplib
import sys
import time
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import connection

from digest import editions
from digest.letters import addressed, edition_letter
from digest.models import Edition, Fate, Kind, Subscriber
from tests.bench import report
from tests.factories import EditionFactory, ItemFactory, ToolFactory
from tests.site import environment
from tests.smtp import MailServerProcess, mail_server_process
from tests.workers import (
    PERMANENT,
    TEMPORARY,
    WORKERS,
    broken_promises,
    send_through_kills,
    subscribe,
    subscribe_all_sorts,
    workers,
)

READERS, KILLS = 10_000, 3
ROWS = (20_000, 200_000)
MAILS = 2_000
# Not measured: what a worker does once.
MAILS_TO_WARM_UP = 200
ITEMS = 12


def measure() -> None:
    """Measure all of it. Raises SystemExit if a promise was broken."""
    kept = measure_kills()
    measure_growth()
    measure_speed()
    if not kept:
        sys.exit("The ledger and the mail server do not agree.")


def measure_kills() -> bool:
    """Whether everybody got the edition once, though all workers were killed again and again."""
    start_anew()
    subscribe_all_sorts(READERS)
    edition = approved()
    record = settings.DATA_DIR / "mails"
    with mail_server_process(record, temporary=TEMPORARY, permanent=PERMANENT) as server:
        begun = time.perf_counter()
        send_through_kills(edition, server, told(server), settings.DATA_DIR / "work.log", kills=KILLS)
        seconds = time.perf_counter() - begun
        broken = broken_promises(server)
    fates = Counter(edition.deliveries.values_list("fate", flat=True))
    again = edition.deliveries.filter(fate=Fate.SENT, tries=2).count()
    report.add(
        f"An edition to {READERS:,} readers, {WORKERS} workers killed {KILLS} times",
        ["sent", "of them at the second try", "refused", "unknown", "unknown at most", "promises broken", "seconds"],
        [[fates[Fate.SENT], again, fates[Fate.REFUSED], fates[Fate.UNKNOWN], WORKERS * KILLS, len(broken), seconds]],
        f"The server refuses {TEMPORARY} % once and {PERMANENT} % for good.",
    )
    print(*broken[:10], sep="\n")
    return not broken and fates[Fate.UNKNOWN] <= WORKERS * KILLS


def measure_growth() -> None:
    """Print what a worker needs for the same mails out of few deliveries and out of many."""
    taken = [send_with(1, rows) for rows in ROWS]
    (few_seconds, few_megabytes), (many_seconds, many_megabytes) = taken
    report.add(
        f"{MAILS:,} mails by one worker, out of few deliveries and of many",
        ["Deliveries", "ms a mail", "peak MB"],
        [
            [f"{ROWS[0]:,}", few_seconds / MAILS * 1000, few_megabytes],
            [f"{ROWS[1]:,}", many_seconds / MAILS * 1000, many_megabytes],
            ["Ratio", many_seconds / few_seconds, many_megabytes / few_megabytes],
        ],
    )


def measure_speed() -> None:
    """Print how fast mails go out, against the bare loop before and after."""
    messages = ready_messages()
    rates = {"Bare loop": bare_rate(messages)}
    for number in (1, 2):
        seconds, _ = send_with(number, READERS)
        rates[f"{number} worker{'s' if number > 1 else ''}"] = MAILS / seconds
    rates["Bare loop again"] = bare_rate(messages)
    bare = (rates["Bare loop"] + rates["Bare loop again"]) / 2
    size = len(messages[0][1]) / 1000
    report.add(
        f"Mails a second, {MAILS:,} mails of {size:.0f} kB",
        ["What", "mails/s", "of bare"],
        [[name, rate, rate / bare] for name, rate in rates.items()],
        f"{READERS:,} deliveries; the bare loop sends the same bytes to the same server.",
    )


def send_with(number: int, rows: int) -> tuple[float, float]:
    """Have so many workers send mails out of so many deliveries: the seconds, and the most memory of one in MB."""
    start_anew()
    subscribe(rows)
    assert editions.begin(approved())
    with (
        mail_server_process(settings.DATA_DIR / "mails") as server,
        workers(told(server), settings.DATA_DIR / "work.log", number) as running,
    ):
        server.wait_for(MAILS_TO_WARM_UP * number)
        begun, before = time.perf_counter(), server.count()
        server.wait_for(before + MAILS)
        seconds, sent = time.perf_counter() - begun, server.count() - before
        return seconds * MAILS / sent, max(peak_megabytes(worker.pid) for worker in running)


def peak_megabytes(process: int) -> float:
    """The most memory that a process has had in its hands so far."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1000


def bare_rate(messages: list[tuple[str, bytes]]) -> float:
    """How many mails a second go to the server from a loop that does nothing else."""
    with mail_server_process(settings.DATA_DIR / "mails") as server:
        host, port = server.url.removeprefix("smtp://").split(":")
        with smtplib.SMTP(host, int(port), local_hostname="localhost") as connection:
            begun = time.perf_counter()
            for address, message in messages:
                connection.sendmail("digest@localhost", [address], message)
            return len(messages) / (time.perf_counter() - begun)


def ready_messages() -> list[tuple[str, bytes]]:
    """For whom they are and the bytes of mails as workers send them."""
    start_anew()
    subscribe(MAILS)
    edition = approved()
    letter = edition_letter(edition)
    made = [
        (reader, addressed(letter, edition, address=reader.address, key=reader.key))
        for reader in Subscriber.objects.all()
    ]
    return [(reader.address, message.message().as_bytes().replace(b"\n", b"\r\n")) for reader, message in made]


def approved() -> Edition:
    """An approved edition with as much in it as in a lively week."""
    edition = EditionFactory()
    for tool in ToolFactory.create_batch(ITEMS):
        said = [[f"{name}: Ship, 85/100", "It does what it says, and it says what it does. " * 4] for name in "ABCD"]
        about = {"path": f"/tools/{tool.slug}", "title": tool.name, "line": "Ship · 4 ship / 0 skip", "notes": said}
        ItemFactory(edition=edition, kind=Kind.NEW, categories=[tool.category_id], **about)
    return editions.approve(edition)


def start_anew() -> None:
    """Forget all readers, editions and jobs, and which mails the server has taken."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE digest_subscriber, digest_edition, procrastinate_jobs CASCADE")
    (settings.DATA_DIR / "mails").unlink(missing_ok=True)


def told(server: MailServerProcess) -> dict[str, str]:
    """The environment of workers that send to this server."""
    return environment(settings.DATA_DIR, EMAIL_URL=server.url, DIGEST_RETRY_SECONDS="1")
