"""The real site, run by `manage.py serve` in a process of its own, as `make run` runs it."""

import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 30.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, **changes: str) -> dict[str, str]:
    """The environment of a fresh local run on `data_dir`, without what the test run itself was told.

    Its demo data are the eight first tools, unless `changes` say otherwise.
    """
    told = {
        "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "SECRET_KEY", "SITE_URL", "SITE_NAME", "ALLOWED_HOSTS", "DEBUG",
        "HOST", "PORT", "LOG_LEVEL", "TIME_ZONE", "COMMUNITY_MIN_VOTES", "FACT_STALE_AFTER_DAYS", "GUNICORN_CMD_ARGS",
        "STYLEGUIDE", "PAGE_CACHE_SECONDS", "TRUSTED_PROXIES", "VOTES_PER_MINUTE", "VOTES_PER_MINUTE_AND_NETWORK",
        "VOTES_PER_NETWORK_AND_DAY", "ADMIN_PATH", "SIGN_IN_FAILURES", "STAFF_SECOND_FACTOR", "PREVIEW_DAYS",
        "EMAIL_URL", "EMAIL_FROM", "ANYMAIL", "DIGEST_DAY", "DIGEST_HOUR", "DIGEST_TIME_ZONE", "DIGEST_RATE",
        "DIGEST_RETRY_SECONDS", "DATABASE_WAIT_SECONDS", "SIGN_UPS_PER_NETWORK_AND_HOUR", "WORKERS",
        "API_REQUESTS_PER_MINUTE", "RECORDS_PER_NETWORK_AND_HOUR", "DEMO",
        "LOG_FORMAT", "METRICS_HOST", "METRICS_PORT", "PROMETHEUS_MULTIPROC_DIR", "SENTRY_DSN",
        "DATABASE_POOL_URL", "REPLICA_URL", "REPLICA_LAG_SECONDS", "SHARED_DIR", "CACHE_URL",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name not in told}
    usual = {"WEB_CONCURRENCY": "2", "WORKERS": "0", "DEMO": "seed", "PYTHONUNBUFFERED": "1"}
    return kept | usual | {"DATA_DIR": str(data_dir)} | changes


def manage(data_dir: Path, *args: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a management command on `data_dir` to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT, env=environment(data_dir, **changes), check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@contextlib.contextmanager
def fresh_folder(beside: Path) -> Iterator[Path]:
    """A new folder in `beside`, for the length of a `with` block, that the database's user may enter if it may that."""
    beside.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=beside))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prepare(folder: Path) -> None:
    """All that a first start does in a data folder, but for the serving. Raises AssertionError if it fails."""
    collect = "from compare.management.commands.serve import collect_static; import sys; collect_static(sys.stdout)"
    for command in (["prepare"], ["shell", "--verbosity=0", "-c", collect]):
        made = manage(folder, *command)
        assert made.returncode == 0, made.stderr


def migrate_anew(data_dir: Path) -> None:
    """Empty the database in `data_dir`, whose server runs, and migrate it from nothing. Raises AssertionError."""
    begin = "from django.db import connection; connection.cursor().execute('DROP SCHEMA public CASCADE')"
    anew = "connection.cursor().execute('CREATE SCHEMA public')"
    migrate = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
    made = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {begin}; {anew}; {migrate}"],
        cwd=ROOT, env=environment(data_dir, DJANGO_SETTINGS_MODULE="compare.settings"),
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr


def made_once(folder: Path, test_run: str, make: Callable[[Path], None]) -> Path:
    """`folder`, as `make` fills it for the first process of a test run that asks; the others wait for it.

    It stays until the next run makes it anew.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".made-for").open("a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        note.seek(0)
        if note.read() != test_run:
            note.truncate(0)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            folder.chmod(0o755)  # the database's user may have to enter, whatever the umask
            make(folder)
            note.write(test_run)
    return folder


def copy_folder(source: Path, to: Path) -> None:
    """Copy what is in a data folder without a running server into another one."""
    # As root the copy has to belong to the database's user too, which no function of Python's does.
    subprocess.run(["cp", "-a", f"{source}/.", str(to)], check=True)


class Site:
    """One running site at a time; start it again after a stop or a kill."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.log = data_dir / "serve.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """All that the site has printed since it was started last."""
        return self.log.read_text()

    def start(self, **changes: str) -> None:
        """Start it and wait until it answers. Raises AssertionError with its output if it ends instead."""
        told = environment(self.data_dir, **{"PORT": str(self.port)} | changes)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT, env=told, stdout=log, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"The site ended with {self.process.returncode}:\n{self.output}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.get("/about")
                return
            time.sleep(0.05)
        raise AssertionError(f"The site did not answer:\n{self.output}")

    def get(self, path: str, *, method: str = "GET") -> Answer:
        """One request, without following redirects."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request(method, path)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(SECONDS_TO_STOP)

    @property
    def postgres_pid(self) -> int:
        """The process number of its database server. Raises FileNotFoundError where none runs."""
        return int((self.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def end(self) -> None:
        """End whatever still runs: the site in good order, and a database that a killed one has left behind."""
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(SECONDS_TO_STOP)
        # Any command stops the database behind itself, once a killed web server's workers have let go of it.
        deadline = time.monotonic() + SECONDS_TO_STOP
        while (self.data_dir / "postgres" / "postmaster.pid").exists() and time.monotonic() < deadline:
            manage(self.data_dir, "check")


@contextlib.contextmanager
def fresh_site(beside: Path) -> Iterator[Site]:
    """The real site on a new folder in `beside`, for the length of a `with` block; not started yet."""
    with fresh_folder(beside) as folder:
        real = Site(folder)
        try:
            yield real
        finally:
            real.end()


@contextlib.contextmanager
def site_like(pattern: Path) -> Iterator[Site]:
    """The same on a copy of the data folder `pattern`, which saves it the first start."""
    with fresh_site(pattern.parent) as real:
        copy_folder(pattern, real.data_dir)
        yield real
