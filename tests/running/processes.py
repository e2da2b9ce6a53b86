"""What the tests of running share: waiting for what happens in other processes, and who still lives."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from tests.site import ROOT, Site, environment, manage

SECONDS_TO_WAIT = 30.0

# What a site with a database of its own has to be told besides.
PRODUCTION = {
    "SECRET_KEY": "only-for-tests-" + "0123456789" * 5,
    "SITE_URL": "http://127.0.0.1:8000",
    "EMAIL_URL": "smtp://127.0.0.1",
}


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Raises AssertionError if it does not happen in good time."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not happened():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


def start_command(data_dir: Path, *args: str, **changes: str) -> subprocess.Popen[str]:
    """Start a management command as a terminal would, in a process group of its own; the caller waits for its end."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *args],
        cwd=ROOT, env=environment(data_dir, **changes), start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def shell(data_dir: Path, code: str, **changes: str) -> str:
    """What Python code prints in `manage.py shell`, which has every model at hand."""
    ran = manage(data_dir, "shell", "--verbosity=0", "-c", code, **changes)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def restart(site: Site) -> None:
    """Start a site again and wait for the new one; a killed one's workers may go on answering for a moment."""
    site.start()
    wait_until(lambda: "Listening at" in site.output, "the new site listens")


def kill(process: psutil.Process | subprocess.Popen[str] | None) -> None:
    assert process is not None
    process.send_signal(signal.SIGKILL)
    process.wait(SECONDS_TO_WAIT)


def web_processes(site: Site) -> list[psutil.Process]:
    assert site.process is not None
    master = psutil.Process(site.process.pid)
    return [master, *master.children(recursive=True)]


def database_processes(site: Site) -> list[psutil.Process]:
    server = psutil.Process(site.postgres_pid)
    return [server, *server.children(recursive=True)]


def all_end(processes: Sequence[psutil.Process]) -> bool:
    return not psutil.wait_procs(list(processes), timeout=SECONDS_TO_WAIT)[1]


def database_has_ended(data_dir: Path) -> bool:
    """Whether no server runs on that data folder, or the last one is gone in good time."""
    cluster = data_dir / "postgres"
    servers = [each for each in psutil.process_iter(["cmdline"]) if str(cluster) in (each.info["cmdline"] or [])]
    return all_end(servers) and not (cluster / "postmaster.pid").exists()


def refusal(ran: subprocess.CompletedProcess[str]) -> str:
    """The one line that a command has ended with instead of doing its work."""
    assert ran.returncode == 1, ran.stdout
    line, *more = ran.stderr.splitlines()
    assert not more, ran.stderr
    assert line.startswith("Tiebreak cannot ")
    return line
