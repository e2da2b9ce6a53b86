"""The servers beside the site, each in a folder of its own on the loopback address, from Debian's packages.

Any of them can be stopped and started again. As root they run as somebody who may do nothing else; most refuse root.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from compare.embedded_postgres import UNPRIVILEGED_USERS
from core.database.base import ON_THE_SERVER
from tests import nginx as web_front
from tests.site import free_port

HOST = "127.0.0.1"
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 30.0
PACKAGES = {"nginx": "nginx", "redis-server": "redis-server", "pgbouncer": "pgbouncer", "postgres": "postgresql"}


class MissingProgram(Exception):
    """A program is not installed; the message names the Debian package that has it."""


def program(name: str) -> str:
    """The path of a program. Raises MissingProgram."""
    places = [os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]
    if found := shutil.which(name, path=os.pathsep.join(places)):
        return found
    raise MissingProgram(f"{name} is not installed. On Debian: apt install {PACKAGES.get(name, name)}")


def account() -> dict[str, Any]:
    """What makes `subprocess` run a server as somebody without rights, if this is root; else nothing."""
    if os.geteuid() != 0:
        return {}
    user = next(entry for entry in pwd.getpwall() if entry.pw_name in UNPRIVILEGED_USERS)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def own_folder(folder: Path) -> Path:
    """`folder`, made for a server of `account` alone."""
    folder.mkdir(parents=True, exist_ok=True)
    if who := account():
        os.chown(folder, who["user"], who["group"])
    folder.chmod(0o700)
    return folder


def listens(port: int) -> bool:
    """Whether something takes connections on that port."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


@dataclass
class Server:
    """A program that runs until it is stopped, and may be started again. What it prints is in `log`."""

    name: str
    command: Sequence[str | Path]
    folder: Path
    is_ready: Callable[[], bool]
    stop_with: signal.Signals = signal.SIGTERM
    popen: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[Any] | None = None

    @property
    def log(self) -> Path:
        return self.folder.with_suffix(".log")

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it and wait until it is ready. Raises AssertionError with the end of its log if it does not get so."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **{"cwd": self.folder} | self.popen
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.is_ready():
            assert self.is_running, f"{self.name} ended at once:\n{self.log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"{self.name} is not ready:\n{self.log.read_text()[-2000:]}"
            time.sleep(0.05)

    def stop(self, number: signal.Signals | None = None) -> None:
        """Send it a signal, `stop_with` unless another is given, and wait for its end."""
        if self.process is not None and self.is_running:
            self.process.send_signal(number or self.stop_with)
            self.process.wait(SECONDS_TO_STOP)

    @contextlib.contextmanager
    def running(self) -> Iterator["Server"]:
        """It, running, for the length of a `with` block. At its end it is stopped if it still runs."""
        self.start()
        try:
            yield self
        finally:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.stop(signal.SIGKILL)


@contextlib.contextmanager
def redis(folder: Path, port: int | None = None) -> Iterator[Server]:
    """Redis, which keeps nothing over its end; its address for CACHE_URL is `redis://127.0.0.1:{port}/0`."""
    port = port or free_port()
    options = {"bind": HOST, "port": str(port), "save": "", "appendonly": "no", "maxmemory": "256mb"}
    options |= {"maxmemory-policy": "allkeys-lru"}
    told = [word for name, value in options.items() for word in (f"--{name}", value)]
    command = [program("redis-server"), *told]
    with Server("Redis", command, own_folder(folder), partial(listens, port), popen=account()).running() as server:
        yield server


@contextlib.contextmanager
def nginx(folder: Path, *, upstreams: Sequence[str], static: Path, port: int | None = None) -> Iterator[str]:
    """nginx from `deploy/nginx.conf.template` before `upstreams` (`host:port`); yields its address, without a slash."""
    program("nginx")
    port = port or free_port()
    servers = " ".join(f"server {one} fail_timeout=2s;" for one in upstreams)
    folder.mkdir(parents=True, exist_ok=True)
    with web_front.nginx(folder, listen=f"{HOST}:{port}", upstreams=servers, static=static):
        yield f"http://{HOST}:{port}"


@contextlib.contextmanager
def pgbouncer(folder: Path, *, port: int, postgres_port: int, name: str, user: str, password: str) -> Iterator[Server]:
    """PgBouncer in transaction mode before the database `name` of a PostgreSQL, for one user."""
    told = own_folder(folder) / "pgbouncer.ini"
    (folder / "users.txt").write_text(f'"{user}" "{password}"\n')
    limits = "; ".join(f"SET {name} = ''{value}''" for name, value in ON_THE_SERVER.items())
    about = {"host": HOST, "port": port, "postgres_port": postgres_port, "name": name, "user": user}
    told.write_text(PGBOUNCER.format(**about, users=folder / "users.txt", limits=limits))
    command = [program("pgbouncer"), told]
    is_ready = partial(listens, port)
    server = Server("PgBouncer", command, folder, is_ready, stop_with=signal.SIGINT, popen=account())
    with server.running():
        yield server


# What PgBouncer leaves out of what a client sends at its start is set for each of its own connections instead.
PGBOUNCER = """
[databases]
{name} = host={host} port={postgres_port} dbname={name} connect_query='{limits}'

[pgbouncer]
listen_addr = {host}
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
stats_users = {user}
pool_mode = transaction
default_pool_size = 20
max_client_conn = 1000
server_round_robin = 0
ignore_startup_parameters = extra_float_digits, options
"""
