"""What is told, to readers and in the log, while the database is away."""

import logging
import threading
import time

from core.grammar import counted

RETRY_AFTER = 5  # seconds
UNAVAILABLE = (
    "The site cannot reach its database just now. Please try again in a few seconds; "
    "what you have just sent may not have been recorded, so send it again then."
)
SECONDS_BETWEEN_LINES = 5.0
logger = logging.getLogger(__name__)


class Outage:
    """Counts requests that could not be answered, so that a busy site does not write a line for each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._unanswered = 0
        self._told_at = -SECONDS_BETWEEN_LINES

    def unanswered(self) -> int:
        """One more. How many there were since the log was told last, if that is long ago, and else 0."""
        with self._lock:
            self._unanswered += 1
            if time.monotonic() < self._told_at + SECONDS_BETWEEN_LINES:
                return 0
            number, self._unanswered = self._unanswered, 0
            self._told_at = time.monotonic()
            return number


_outage = Outage()


def note_outage(error: BaseException) -> None:
    """Say in the log, though not for each request, that the database is away, and how it shows."""
    if number := _outage.unanswered():
        reason = " ".join(str(error).split())[:300]
        requests = counted(number, "request")
        logger.warning("The database is away: %s answered with 503 since this was said last; %s", requests, reason)


class WithoutUnavailable(logging.Filter):
    """Leaves out Django's own line, with a traceback, for each request that was answered with 503."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.name != "django.request" or getattr(record, "status_code", None) != 503
