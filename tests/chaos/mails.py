"""A digest that is being sent all the while, and whether its ledger and the mail server agree in the end."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.smtp import MailServerProcess
from tests.swarm import connect

# Has workers send an edition to so many readers.
BEGIN_EDITION = """
from tests.factories import EditionFactory, ItemFactory
from tests.workers import subscribe
from digest import editions
subscribe({readers})
edition = EditionFactory()
ItemFactory(edition=edition)
editions.begin(editions.approve(edition))
"""
# Of a delivery that nobody has taken in hand.
UNTOUCHED = ("waiting", "claimed", "skipped")


class Postman:
    """Notes when mails come in."""

    def __init__(self, server: MailServerProcess) -> None:
        self.server = server
        self.came_at: list[float] = []
        self._over = threading.Event()

    @contextlib.contextmanager
    def looking(self) -> Iterator["Postman"]:
        """Look for the length of a `with` block."""
        watching = threading.Thread(target=self._look)
        watching.start()
        try:
            yield self
        finally:
            self._over.set()
            watching.join()

    def first_after(self, moment: float) -> float | None:
        """How many seconds after that moment the next mail came; None if none has come since."""
        return next((came - moment for came in self.came_at if came > moment), None)

    def _look(self) -> None:
        before = self.server.count()
        while not self._over.wait(0.05):
            if (now := self.server.count()) > before:
                before = now
                self.came_at.append(time.monotonic())


def wrong_deliveries(data_dir: Path, server: MailServerProcess) -> list[str]:
    """What the ledger and the mail server tell otherwise, while workers may go on: nobody gets an edition twice."""
    server.count()
    had_before = server.counts.copy()
    with connect(data_dir) as connection:
        rows = connection.execute(
            "SELECT address, fate FROM digest_delivery JOIN digest_subscriber reader ON reader.id = subscriber_id"
        ).fetchall()
    server.count()
    return [
        f"{address}: {fate}, {server.counts[address]} copies"
        for address, fate in rows
        if server.counts[address] > 1
        or (fate == "sent" and not server.counts[address])
        or (fate in UNTOUCHED and had_before[address])
    ]
