"""Set up everything and serve the site, with a worker beside it; what `make run` runs."""

import contextlib
import errno
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connections

from compare.environment import BASE_DIR, CannotStart, whole_number

# After a killed master its workers take up to a second to notice and to let go of the port.
SECONDS_FOR_OLD_WORKERS = 5
SECONDS_TO_STOP = 10


class Command(BaseCommand):
    help = "Prepare the database, collect static files, and serve the site through gunicorn until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(settings.HOST, int(settings.PORT))
        whole_number("WEB_CONCURRENCY", 1)  # gunicorn.conf.py has its own default
        call_command("prepare", stdout=self.stdout)
        self.stdout.write("Collecting static files ...")
        call_command("collectstatic", interactive=False, stdout=self.stdout)
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
                beside.enter_context(worker())
            WSGIApplication(prog="gunicorn").run()


@contextlib.contextmanager
def worker() -> Iterator[None]:
    """Run a worker for the length of a `with` block. One that dies before is not started again."""
    owner = os.getpid()
    # It reads from the other end of this pipe, which is closed once this process and the web workers are gone, however
    # that comes about.
    process = subprocess.Popen([sys.executable, BASE_DIR / "manage.py", "work", "--beside"], stdin=subprocess.PIPE)
    try:
        yield
    finally:
        # A web worker, forked from here, leaves through here too.
        if os.getpid() == owner:
            process.terminate()
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()


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
