"""Set up everything and serve the site, with a worker beside it; what `make run` runs."""

import contextlib
import errno
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from typing import Any, Self, TextIO

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.core.management.base import OutputWrapper
from django.db import connections

from compare.caching.release import release
from compare.environment import BASE_DIR, CannotStart, whole_number

# After a killed master its workers take up to a second to notice and to let go of the port.
SECONDS_FOR_OLD_WORKERS = 5
SECONDS_TO_STOP = 10
# Between the end of a worker and the next; longer each time while they end soon after their start.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 30.0
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Prepare the database, collect static files, and serve the site through gunicorn until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(settings.HOST, int(settings.PORT))
        whole_number("WEB_CONCURRENCY", 1)  # gunicorn.conf.py has its own default
        if not os.environ.get("WEB_CONCURRENCY"):
            os.environ.pop("WEB_CONCURRENCY", None)  # gunicorn itself takes an empty one for a number
        call_command("prepare", stdout=self.stdout)
        collect_static(self.stdout)
        self.stdout.write(
            f"{settings.SITE_NAME} is at {settings.SITE_URL}/"
            f" and its staff desk at {settings.SITE_URL}/{settings.ADMIN_PATH}/"
        )
        if "filebased" in settings.EMAIL_BACKEND:
            self.stdout.write(f"There is no mail server: mail is written to files in {settings.EMAIL_FILE_PATH}.")
        self.stdout.write("Stop it with Ctrl-C.", ending="\n\n")
        self.stdout.flush()
        # Workers are forked from here and must not share a connection.
        connections.close_all()
        # In this very process, so that stopping it stops the web server, and the database after it.
        from gunicorn.app.wsgiapp import WSGIApplication  # reads WEB_CONCURRENCY, which is in order by now

        sys.argv = ["gunicorn", "--config", str(BASE_DIR / "gunicorn.conf.py"), "compare.wsgi"]
        with contextlib.ExitStack() as beside:
            for _ in range(settings.WORKERS):
                beside.enter_context(Worker())
            WSGIApplication(prog="gunicorn").run()


def collect_static(stdout: OutputWrapper | TextIO) -> None:
    """Collect and compress static files, unless those that are there are of this very release."""
    note, files = settings.DATA_DIR / "static.release", settings.STATIC_ROOT / "staticfiles.json"
    made_of = f"{release()} {os.path.relpath(settings.STATIC_ROOT, settings.DATA_DIR)}"
    if files.exists() and note.exists() and note.read_text() == made_of:
        return
    stdout.write("Collecting static files ...\n")
    note.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, stdout=stdout)
    note.write_text(made_of)


class Worker(threading.Thread):
    """A worker for the length of a `with` block. One that dies before is started again, after a pause."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._owner = os.getpid()
        self._is_over = threading.Event()
        # A web worker that is forked while a worker is started would keep the ends of pipes that are to be closed.
        self._starting = threading.Lock()
        os.register_at_fork(
            before=self._starting.acquire,
            after_in_parent=self._starting.release,
            after_in_child=self._starting.release,
        )
        self._process = self._start_one()

    def __enter__(self) -> Self:
        self.start()
        return self

    def run(self) -> None:
        """Wait for its end and start another, until all of it is over."""
        pause, begun = SHORTEST_PAUSE, time.monotonic()
        while True:
            # gunicorn may be the one to hear of its end, and then nobody can tell what it ended with.
            self._process.wait()
            if time.monotonic() - begun > LONGEST_PAUSE:
                pause = SHORTEST_PAUSE
            self._is_over.wait(pause)
            with self._starting:
                if self._is_over.is_set():
                    return
                logger.warning("The worker %d has ended; another is started.", self._process.pid)
                pause, begun = min(2 * pause, LONGEST_PAUSE), time.monotonic()
                self._process = self._start_one()

    def __exit__(self, *about: object) -> None:
        # A web worker, forked from here, leaves through here too.
        if os.getpid() != self._owner:
            return
        with self._starting:
            self._is_over.set()
        self._process.terminate()
        self.join(SECONDS_TO_STOP)
        self._process.kill()

    def _start_one(self) -> subprocess.Popen[bytes]:
        # It reads from the other end of this pipe, which is closed once this process and the web workers are gone,
        # however that comes about.
        command = [sys.executable, str(BASE_DIR / "manage.py"), "work", "--beside"]
        return subprocess.Popen(command, stdin=subprocess.PIPE)


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CannotStart unless a server could listen on `port` of `host`."""
    deadline = time.monotonic() + SECONDS_FOR_OLD_WORKERS
    if _is_taken(_bind_error(host, port)):
        print(f"Waiting for port {port} to become free ...", flush=True)
    while _is_taken(error := _bind_error(host, port)) and time.monotonic() < deadline:
        time.sleep(0.2)
    if _is_taken(error):
        raise CannotStart(f"Port {port} is taken. Stop what uses it, or choose another: make run PORT=8123")
    if error:
        raise CannotStart(f"Port {port} of {host} cannot be used ({error.strerror}). Set HOST or PORT.")


def _bind_error(host: str, port: int) -> OSError | None:
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error
    return None


def _is_taken(error: OSError | None) -> bool:
    return error is not None and error.errno == errno.EADDRINUSE
